using System.Globalization;
using Inflaton.Duality.Tuning;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Tuning;

/// <summary>The report of a tuning as one HTML file that opens without a network.</summary>
public static class TuningReport
{
    /// <summary>The report.</summary>
    /// <param name="result">The tuning.</param>
    /// <param name="figures">Its figures.</param>
    /// <returns>A whole HTML document.</returns>
    public static string Build(TuningOutput result, IReadOnlyList<Figure> figures)
    {
        ArgumentNullException.ThrowIfNull(result);
        (TuningSummary summary, TuningResult tuned) = (result.Summary, result.Tuned);
        Html page = new();
        ReportFrame.Head(page, summary.Name);
        (VerdictTone tone, string headline) = Verdict(tuned);
        ReportFrame.Header(page, summary.Name, tone, headline, summary.Message ?? "", Facts(tuned));
        ReportFrame.Warnings(page, summary.Warnings);
        ReportFrame.Figures(page, figures);
        page.Element("h2", "The choice").Table(
            Goal(tuned), ["", "#γ", "#η", "#stable below", "#epochs", "#loss then"],
            new[] { (double.IsFinite(tuned.ExpectedDrift) ? "recommended" : "tried in vain", tuned.Best) }.Concat(tuned.Nearby)
                .Select(row => ("", Row(row.Item1, row.Item2))));
        page.Table(
            "The best learning rate at each momentum, by the kernel at the start",
            ["#γ", "#η", "#epochs", $"#loss after {Count(tuned.LossEpochs)}", "#modes that ring", "#vacuum domination"],
            tuned.ByMomentum.Select(point => ("", new[]
            {
                Cell(point.Momentum), Cell(point.LearningRate), Cell(point.Epochs), Cell(point.Loss),
                $"{Count(point.Underdamped)} of {Count(tuned.Modes)}",
                Cell(point.Domination),
            })));
        Trainings(page, "Trial trainings, in their order", tuned.Trials);
        if (tuned.Verification is { } verification)
        {
            page.Element("h2", "Held against training").Element("p", Verified(verification));
            Trainings(page, "The recommendation, and a grid around it", verification.Grid);
        }

        ReportFrame.Settings(page, "tuning", result.ResolvedYaml);
        ReportFrame.Environment(
            page, $"Where and how it was tuned: Inflaton {summary.Version}",
            summary.Host, summary.Threads, summary.Environment, summary.Timings);
        ReportFrame.Cite(page, summary.Version);
        return ReportFrame.End(page);
    }

    private static (VerdictTone Tone, string Headline) Verdict(TuningResult tuned) =>
        !double.IsFinite(tuned.ExpectedDrift) ? (VerdictTone.Bad, "Nothing is recommended.")
        : (tuned.Warnings.Count == 0 ? VerdictTone.Good : VerdictTone.Neutral,
            $"η = {ReadableNumber.Of(tuned.Best.LearningRate)} and γ = {ReadableNumber.Of(tuned.Best.Momentum)}: "
                + (double.IsFinite(tuned.Best.Epochs)
                    ? $"{ReadableNumber.Of(tuned.Best.Epochs)} epochs to a loss of {ReadableNumber.Of(tuned.Goal.TargetLoss!.Value)}."
                    : $"a loss of {ReadableNumber.Of(tuned.Best.Loss)} after {ReadableNumber.Count(tuned.Goal.Epochs, "epoch")}."));

    private static IEnumerable<(string Term, string Value)> Facts(TuningResult tuned) =>
    [
        ("in PyTorch", tuned.PyTorch.Loss is { } loss ? $"{tuned.PyTorch.Optimizer} with {loss}" : tuned.PyTorch.Optimizer),
        (tuned.Foretold is null ? "change of the kernel" : "change of the kernel, foretold",
            double.IsFinite(tuned.ExpectedDrift) ? ReadableNumber.Percent(tuned.ExpectedDrift) : "it blows up"),
        ("trial trainings", Count(tuned.Trials.Count)),
        ("Θ₀", ReadableNumber.Of(tuned.Theta0)),
    ];

    private static string Goal(TuningResult tuned) => tuned.Goal.TargetLoss is { } level
        ? $"From loss {ReadableNumber.Of(tuned.InitialLoss)} to {ReadableNumber.Of(level)}, and what it costs to be off by the kernel at "
            + "the start"
        : $"The lowest loss after {ReadableNumber.Count(tuned.Goal.Epochs, "epoch")}, and what it costs to be off by the kernel at the "
            + "start";

    private static string[] Row(string name, Recommendation there) =>
        [name, Cell(there.Momentum), Cell(there.LearningRate), Cell(there.StabilityLimitThroughout ?? there.StabilityLimit),
            Cell(there.Epochs), Cell(there.Loss)];

    private static string Verified(TuningVerification verification) =>
        $"Regret {ReadableNumber.Of(verification.Regret, 3)}: the recommendation "
        + (verification.Level is null ? "ends with that many times the loss" : "takes that many times the epochs")
        + $" of the best of {ReadableNumber.Count(verification.Grid.Count, "training")}"
        + (verification.IsComplete ? "." : ", when it was stopped.");

    private static void Trainings(Html page, string caption, IReadOnlyList<TunedTraining> trainings)
    {
        if (trainings.Count > 0)
        {
            page.Table(caption, ["#γ", "#η", "#epochs trained", "#loss at the end", "how it ended"], trainings.Select(one => ("", new[]
            {
                Cell(one.Momentum), Cell(one.LearningRate), Count(one.Trained), Cell(one.Loss),
                one.Diverged ? "diverged" : one.Epochs is null ? "did not reach the goal" : "reached the goal",
            })));
        }
    }

    private static string Cell(double value) => double.IsFinite(value) ? ReadableNumber.Of(value) : "—";

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);
}
