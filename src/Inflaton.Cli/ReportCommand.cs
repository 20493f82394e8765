using System.CommandLine;
using Inflaton.Experiments.Outputs;

namespace Inflaton.Cli;

/// <summary><c>inflaton report</c>: makes report and figures anew from the files of a run.</summary>
internal sealed class ReportCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> directory = new("DIR") { Description = "Folder of a run." };

    public ReportCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("report", "Make the report and figures of a run anew.") { directory };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(directory)!;
        if (!File.Exists(Path.Combine(path, RunFolder.SummaryFile)))
        {
            throw new ArgumentException($"{path}: holds no {RunFolder.SummaryFile}. Name the folder that 'inflaton run' wrote.");
        }

        RunFolder folder = new(path);
        if (folder.WriteReport(folder.Read()) is { } trouble)
        {
            terminal.Error.WriteLine($"warning: {trouble}");
        }

        terminal.Output.WriteLine($"Wrote {folder.Report}");
        return ExitCode.Success;
    }
}
