using System.CommandLine;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton universe</c>: solves the universe of a file and writes what came out.</summary>
internal sealed class UniverseCommand
{
    private readonly Terminal terminal;
    private readonly CancellationToken cancellation;
    private readonly Argument<string> file = new("UNIVERSE.yaml") { Description = "The universe file." };
    private readonly Option<string?> directory = new("--out", "-o") { Description = "Folder for the results (default out/NAME).", HelpName = "DIR" };
    private readonly Option<bool> overwrite = new("--overwrite") { Description = "Replace finished results of another file in the folder." };
    private readonly Option<string[]> overrides = new("--set", "-s")
    {
        Description = "Replace a value of the file, for instance initial.phi=17. May be given more than once.",
        HelpName = "key=value",
    };

    private readonly Option<int?> threads = new("--threads", "-t")
    {
        Description = $"Threads (default {RunEnvironment.ThreadsVariable}, else one a processor). Results do not depend on it.",
        HelpName = "N",
    };

    private readonly Option<bool> noPictures = new("--no-pictures") { Description = "Leave out the figures as SVG and PNG; the report and figures/*.vl.json are written." };
    private readonly Option<bool> quiet = new("--quiet", "-q") { Description = "Say nothing but what is wrong." };
    private readonly Option<bool> json = new("--json") { Description = "Print the summary as JSON on standard output." };

    public UniverseCommand(Terminal terminal, CancellationToken cancellation)
    {
        (this.terminal, this.cancellation) = (terminal, cancellation);
        Command = new Command("universe", "Solve scalar fields in an expanding universe, with their power spectra.")
        {
            file, directory, overwrite, overrides, threads, noPictures, quiet, json,
        };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        int count = RunEnvironment.Threads(parsed.GetValue(threads));
        UniverseFile universe = UniverseFile.Read(parsed.GetValue(file)!, parsed.GetValue(overrides));
        UniverseFolder folder = new(parsed.GetValue(directory) ?? Path.Combine("out", universe.Settings.Name));
        folder.Prepare();
        StudyOptions options = new() { Threads = count, OutputDirectory = folder.Path, Cancellation = cancellation };
        RunFolder outputs = new(folder.Path);
        if (!parsed.GetValue(overwrite))
        {
            outputs.KeepResultsOfOthers(universe.Path);
        }

        UniverseSummary summary = outputs.Attempt(() => folder.Write(UniverseRunner.Run(universe, options), pictures: !parsed.GetValue(noPictures), file: universe.Path));
        if (parsed.GetValue(json))
        {
            terminal.Output.Write(SummaryJson.Format(summary));
        }
        else if (!parsed.GetValue(quiet))
        {
            Show(summary, folder);
        }

        if (summary.Message is { } message)
        {
            terminal.Error.WriteLine($"inflaton: {message}");
        }

        return summary.Status == UniverseStatus.Completed ? ExitCode.Success : ExitCode.NumericalFailure;
    }

    private void Show(UniverseSummary summary, UniverseFolder folder)
    {
        IAnsiConsole console = terminal.OutputConsole();
        Table table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(summary.Name)).AddColumns("quantity", "symbol", "value");
        foreach (UniverseQuantity quantity in UniverseQuantity.Of(summary))
        {
            table.AddRow(new Text(quantity.Name), new Text(quantity.Symbol), new Text(quantity.Value));
        }

        console.Write(table);
        foreach (string warning in summary.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]warning:[/] {warning}");
        }

        console.MarkupLineInterpolated($"Report: {folder.Report} ({ReadableNumber.Of(summary.Timings["total"], 3)} s)");
    }
}
