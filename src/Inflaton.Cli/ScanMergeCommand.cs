using System.CommandLine;
using Inflaton.Experiments.Scans;

namespace Inflaton.Cli;

/// <summary><c>inflaton scan merge</c>: takes the rows of the parts of a scan into its database.</summary>
internal sealed class ScanMergeCommand
{
    private readonly Terminal terminal;
    private readonly Argument<string> directory = new("DIR") { Description = "Folder of a scan." };
    private readonly Option<bool> csv = new("--csv") { Description = "Write the results as DIR/results.csv too." };
    private readonly Option<bool> parquet = new("--parquet") { Description = "Write the results as DIR/scan.parquet too." };
    private readonly Option<bool> quiet = CommonOptions.Quiet();

    public ScanMergeCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("merge", "Take the rows that tasks have made of parts of a scan into its scan.db.")
        {
            directory, csv, parquet, quiet,
        };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string folder = parsed.GetValue(directory)!;
        ScanMerging merged = ScanMerging.Of(folder);
        using ScanStore store = ScanStore.Look(folder);
        ScanCommand.WriteTables(store, parsed.GetValue(csv), parsed.GetValue(parquet));
        if (parsed.GetValue(quiet))
        {
            return ExitCode.Success;
        }

        ScanStatus status = store.Status();
        terminal.Output.WriteLine($"{merged.Added} new rows; {status.Done} of {status.Total} runs are done.");
        if (merged.Parts.Count > 0)
        {
            ScanStatusCommand.Write(terminal.Output, merged.Parts, merged.Job);
        }

        terminal.Output.WriteLine($"Results: {store.Database} (view results)");
        return ExitCode.Success;
    }
}
