using System.CommandLine;
using System.Globalization;
using Inflaton.Experiments.Paper;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton reproduce</c>: the paper's figures from scans of networks, with its claims held against them.</summary>
internal sealed class ReproduceCommand
{
    private readonly Terminal terminal;
    private readonly CancellationToken cancellation;
    private readonly Option<string> figures = new("--figures", "-f")
    {
        Description = "Numbers of the figures, separated by commas.",
        HelpName = "N,N,…",
        DefaultValueFactory = _ => "1,2,3,4,5,6",
    };
    private readonly Option<bool> quick = new("--quick")
    {
        Description = "Fewer networks, of width 300 at most: the scan files in samples/paper/quick.",
    };
    private readonly Option<string?> scans = new("--scans")
    {
        Description = "Folder of the scan files figure-N….yaml (default samples/paper of this program).",
        HelpName = "DIR",
    };
    private readonly Option<string?> directory = CommonOptions.Out("Folder for the results (default out/paper, out/paper-quick).");
    private readonly Option<int?> jobs = CommonOptions.Jobs();
    private readonly Option<bool> noPictures = CommonOptions.NoPictures();
    private readonly Option<bool> quiet = CommonOptions.Quiet();
    private readonly Option<bool> json = CommonOptions.Json();

    public ReproduceCommand(Terminal terminal, CancellationToken cancellation)
    {
        this.terminal = terminal;
        this.cancellation = cancellation;
        Command = new Command(
            "reproduce", "Make the paper's figures anew and hold its claims against them; stopping and going on loses nothing.")
        {
            figures, quick, scans, directory, jobs, noPictures, quiet, json,
        };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        int[] numbers = [.. parsed.GetValue(figures)!.Split(',', StringSplitOptions.TrimEntries).Select(Number)];
        bool isQuick = parsed.GetValue(quick);
        int workers = ScanCommand.Workers(parsed.GetValue(jobs));
        string source =
            parsed.GetValue(scans) ?? (isQuick ? Path.Combine(PaperScans.Folder(), PaperScans.QuickFolder) : PaperScans.Folder());
        string output = parsed.GetValue(directory) ?? Path.Combine("out", isQuick ? "paper-quick" : "paper");
        bool silent = parsed.GetValue(quiet);
        PaperFolder folder = new(output);
        folder.Prepare();
        PaperResult? result = ScanProgressDisplay.While(terminal, silent, progress => PaperStudy.Run(new PaperOptions
        {
            Figures = numbers,
            Scans = source,
            Output = output,
            Workers = workers,
            Progress = progress,
            Cancellation = cancellation,
        }));
        if (result is null)
        {
            terminal.Error.WriteLine("Stopped. The same command goes on from there.");
            return ExitCode.Interrupted;
        }

        (PaperSummary summary, string? trouble) = folder.Write(result, !parsed.GetValue(noPictures));
        if (trouble is not null)
        {
            terminal.Error.WriteLine($"warning: {trouble}");
        }

        if (parsed.GetValue(json))
        {
            terminal.Output.Write(summary.ToJson());
        }
        else if (!silent)
        {
            Show(summary, folder.Report);
        }

        return ExitCode.Success;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new ArgumentException($"--figures: '{text}' is no number of a figure. Give numbers from 1 to 6, separated by commas.");

    private void Show(PaperSummary summary, string report)
    {
        Table table = new Table().Border(TableBorder.Rounded).Title("The paper's claims, in our networks")
            .AddColumns("figure", "matching", "finding", "claim");
        foreach (Claim claim in summary.Claims)
        {
            table.AddRow(
                new Text(claim.Figure.ToString(CultureInfo.InvariantCulture)), new Text(claim.Matching ?? "—"),
                new Text($"{claim.Statement} {claim.Finding}"),
                new Text(claim.Holds ? "holds" : "does not hold"));
        }

        terminal.OutputConsole().Write(table);
        terminal.Output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Holding} of {summary.Claims.Count} claims hold: {summary.Trained} networks trained, {summary.KernelsOnly} kernels "
            + $"alone, {summary.Timings["scans"]:F1} s."));
        terminal.Output.WriteLine($"Report: {report}");
    }
}
