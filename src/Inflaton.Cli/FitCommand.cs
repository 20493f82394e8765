using Inflaton.Experiments;
using Inflaton.Experiments.Fits;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary><c>inflaton fit</c>: draws the parameters of a universe from their posterior.</summary>
internal sealed class FitCommand(Terminal terminal, CancellationToken cancellation) : LongStudyCommand(
    terminal, cancellation, StudyCatalogue.Fit,
    "Fit numbers of a universe to measurements of its spectra, by draws from their posterior.",
    "fit.steps=2000",
    resuming: "Go on with the chain that DIR holds, finished or not; the results are those of a walk that was never stopped.",
    saving: "Seconds between two states of the chain that are kept for --resume.",
    seconds: 30)
{
    protected override (string Work, StudyCost Cost) Estimate(IStudy study)
    {
        FitSettings fit = ((FitStudy)study).File.Settings.Fit;
        string work = $"{ReadableNumber.Count(fit.Parameters.Count, "parameter")}, {ReadableNumber.Count(fit.Walkers, "walker")}, "
            + $"{ReadableNumber.Count(fit.Steps, "step")}: {ReadableNumber.Count((long)fit.Walkers * fit.Steps, "universe")}";
        return (work, ((FitStudy)study).Cost);
    }

    protected override StudyOptions Options(StudyOptions common, bool resumes, TimeSpan between) =>
        new FitOptions(common) { Resume = resumes, SaveEvery = between };

    protected override void Show(IAnsiConsole console, StudyResult result, OutputSummary summary)
    {
        FitSummary fit = (FitSummary)summary;
        Table table = SummaryTable.Plain(fit.Name, "number", "mean", "deviation", "95 %", "best", "independent draws");
        table.Columns[0].NoWrap();
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
