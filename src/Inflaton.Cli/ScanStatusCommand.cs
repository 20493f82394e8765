using System.CommandLine;
using Inflaton.Experiments.Scans;

namespace Inflaton.Cli;

/// <summary><c>inflaton scan status</c>: where a scan stands.</summary>
internal sealed class ScanStatusCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> directory = new("DIR") { Description = "Folder of a scan." };

    public ScanStatusCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("status", "Say where a scan stands.") { directory };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    public static void Write(TextWriter output, ScanStatus status, string database)
    {
        string state = status.Done == status.Total ? "complete" : status.IsAtWork ? "at work" : "stopped; the same 'inflaton scan' goes on";
        output.WriteLine($"{status.Name}: {status.Done} of {status.Total} runs done ({state})");
        foreach ((string name, int count) in status.Counts.OrderByDescending(entry => entry.Value))
        {
            output.WriteLine($"  {count} {name.Replace('_', ' ')}");
        }

        foreach ((int run, string kind, string message) in status.Troubles)
        {
            output.WriteLine($"  run {run} {kind.Replace('_', ' ')}: {message.ReplaceLineEndings(" ")}");
        }

        if (status.Done > 0)
        {
            output.WriteLine($"  {ScanCommand.Duration(status.Seconds / status.Done)} a run on average");
        }

        output.WriteLine($"Results: {database} (view results)");
    }

    private int Run(ParseResult parsed)
    {
        using ScanStore store = ScanStore.Look(parsed.GetValue(directory)!);
        Write(terminal.Output, store.Status(), store.Database);
        return ExitCode.Success;
    }
}
