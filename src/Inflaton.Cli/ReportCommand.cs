using System.CommandLine;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Universes;

namespace Inflaton.Cli;

/// <summary><c>inflaton report</c>: makes report and figures anew from the files of a run or a universe.</summary>
internal sealed class ReportCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> directory = new("DIR") { Description = "Folder of a run or of a universe." };

    public ReportCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("report", "Make the report and figures of a run or a universe anew.") { directory };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string path = parsed.GetValue(directory)!;
        if (!File.Exists(Path.Combine(path, RunFolder.SummaryFile)))
        {
            throw new ArgumentException($"{path}: holds no {RunFolder.SummaryFile}. Name the folder that 'inflaton run' or 'inflaton universe' wrote.");
        }

        (string report, string? trouble) = File.Exists(Path.Combine(path, UniverseFolder.ArraysFile)) ? OfUniverse(new UniverseFolder(path)) : OfRun(new RunFolder(path));
        if (trouble is not null)
        {
            terminal.Error.WriteLine($"warning: {trouble}");
        }

        terminal.Output.WriteLine($"Wrote {report}");
        return ExitCode.Success;
    }

    private static (string Report, string? Trouble) OfRun(RunFolder folder) => (folder.Report, folder.WriteReport(folder.Read()));

    private static (string Report, string? Trouble) OfUniverse(UniverseFolder folder) => (folder.Report, folder.WriteReport(folder.Read()));
}
