using System.CommandLine;
using Inflaton.Experiments;
using Inflaton.Experiments.Outputs;

namespace Inflaton.Cli;

/// <summary><c>inflaton report</c>: makes report and figures anew from the files of a study.</summary>
internal sealed class ReportCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> directory = new("DIR")
    {
        Description = $"Folder that one of these wrote: {string.Join(", ", StudyCatalogue.Kinds.Reverse().Select(kind => kind.Command))}.",
    };

    private readonly Option<bool> quiet = CommonOptions.Quiet();

    public ReportCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("report", "Make the report and figures in a folder of results anew.") { directory, quiet };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        StudyFolder folder = StudyCatalogue.ExistingFolder(parsed.GetValue(directory)!);
        if (folder.WriteReport(folder.Read()) is { } trouble)
        {
            terminal.Error.WriteLine($"warning: {trouble}");
        }

        if (!parsed.GetValue(quiet))
        {
            terminal.Output.WriteLine($"Wrote {folder.Report}");
        }

        return ExitCode.Success;
    }
}
