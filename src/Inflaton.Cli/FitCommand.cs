using System.CommandLine;
using System.Globalization;
using Inflaton.Experiments;
using Inflaton.Experiments.Fits;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton fit</c>: draws the parameters of a universe from their posterior.</summary>
internal sealed class FitCommand : StudyCommand
{
    private readonly Terminal terminal;
    private readonly Option<bool> resume;
    private readonly Option<double> saveEvery;
    private readonly Option<bool> dryRun;

    public FitCommand(Terminal terminal, CancellationToken cancellation)
        : this(
            terminal, cancellation,
            new Option<bool>("--resume")
            {
                Description = "Go on with the chain that DIR holds, finished or not; "
                    + "the results are those of a walk that was never stopped.",
            },
            new Option<double>("--save-every")
            {
                Description = "Seconds between two states of the chain that are kept for --resume.",
                HelpName = "S",
                DefaultValueFactory = _ => 30,
            },
            new Option<bool>("--dry-run", "-n") { Description = "Check the file and say what it would cost." })
    {
    }

    private FitCommand(
        Terminal terminal, CancellationToken cancellation, Option<bool> resume, Option<double> saveEvery, Option<bool> dryRun)
        : base(
            terminal, cancellation, StudyCatalogue.Fit,
            "Fit numbers of a universe to measurements of its spectra, by draws from their posterior.",
            "fit.steps=2000", own: [resume, saveEvery, dryRun]) =>
        (this.terminal, this.resume, this.saveEvery, this.dryRun) = (terminal, resume, saveEvery, dryRun);

    protected override int? Instead(ParseResult parsed, IStudy study)
    {
        if (!parsed.GetValue(dryRun))
        {
            return null;
        }

        FitSettings fit = ((FitStudy)study).File.Settings.Fit;
        StudyCost cost = ((FitStudy)study).Cost;
        terminal.Output.WriteLine(
            $"{study.File.Path}: {ReadableNumber.Count(fit.Parameters.Count, "parameter")}, {ReadableNumber.Count(fit.Walkers, "walker")}, "
            + $"{ReadableNumber.Count(fit.Steps, "step")}: {ReadableNumber.Count((long)fit.Walkers * fit.Steps, "universe")}");
        terminal.Output.WriteLine(
            $"  about {ScanCommand.Duration(cost.Seconds)} on one thread, {ReadableNumber.Of(cost.Bytes / (1 << 20), 3)} MiB of memory");
        return ExitCode.Success;
    }

    protected override StudyOptions Options(ParseResult parsed, StudyOptions common) => new FitOptions(common)
    {
        Resume = parsed.GetValue(resume),
        SaveEvery = parsed.GetValue(saveEvery) is >= 0 and <= 1e9 and var seconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new ArgumentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"--save-every: {parsed.GetValue(saveEvery)} is not a number of seconds. Give 0 or more.")),
    };

    protected override void Show(IAnsiConsole console, OutputSummary summary)
    {
        FitSummary fit = (FitSummary)summary;
        Table table = new Table().Border(TableBorder.Rounded).Title(Markup.Escape(fit.Name))
            .AddColumns("number", "mean", "deviation", "95 %", "best", "independent draws");
        foreach (FittedNumber one in fit.Parameters.Concat(fit.Derived))
        {
            table.AddRow(
                new Text(one.Key), new Text(ReadableNumber.Of(one.Mean, 5)), new Text(ReadableNumber.Of(one.Deviation, 3)),
                new Text($"{ReadableNumber.Of(one.Low95, 5)} to {ReadableNumber.Of(one.High95, 5)}"),
                new Text(ReadableNumber.Of(one.Best, 5)), new Text(ReadableNumber.Of(one.EffectiveSamples, 3)));
        }

        console.Write(table);
        string walkers = ReadableNumber.Count(fit.Walkers, "walker"), steps = ReadableNumber.Count(fit.Steps, "step");
        console.MarkupLineInterpolated($"{walkers}, {steps}, {Accepted(fit)}; {fit.Likelihood}.");
    }

    private static string Accepted(FitSummary fit) =>
        $"{ReadableNumber.Percent(fit.Acceptance)} accepted; "
        + $"{ReadableNumber.Count(fit.Solved, "universe")}, {ReadableNumber.Of(fit.Failed)} failed";

    protected override string Ending(OutputSummary summary) => summary.Outcome == StudyOutcome.Interrupted ? "stopped" : "no likelihood";
}
