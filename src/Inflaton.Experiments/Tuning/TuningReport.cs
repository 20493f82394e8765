using System.Globalization;
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
        page.Element("h2", "The choice");
        Write(page, TuningTable.Choice(tuned));
        Write(page, TuningTable.ByMomentum(tuned));
        if (tuned.Practice is { } practice)
        {
            TuningTable table = TuningTable.Of(practice);
            Write(page, table);
            foreach (string note in table.Notes)
            {
                page.Element("p", note);
            }
        }

        if (tuned.Trials.Count > 0)
        {
            Write(page, TuningTable.Of("trial trainings, in their order", tuned.Trials));
        }

        if (tuned.Verification is { } verification)
        {
            page.Element("h2", "Held against training").Element("p", Verified(verification));
            Write(page, TuningTable.Of("the recommendation, and a grid around it", verification.Grid));
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

    private static string Verified(TuningVerification verification) =>
        $"Regret {ReadableNumber.Of(verification.Regret, 3)}: the recommendation "
        + (verification.Level is null ? "ends with that many times the loss" : "takes that many times the epochs")
        + $" of the best of {ReadableNumber.Count(verification.Grid.Count, "training")}"
        + (verification.IsComplete ? "." : ", when it was stopped.");

    private static void Write(Html page, TuningTable table) =>
        page.Table(char.ToUpperInvariant(table.Title[0]) + table.Title[1..], [.. table.Columns], table.Rows.Select(row => ("", row)));

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);
}
