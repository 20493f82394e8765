using System.Globalization;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Reports;

/// <summary>
/// The report of a run as one HTML file that opens without a network: verdict, warnings, tables, interactive figures, settings, and how
/// to cite. It is made from the stored files of a run alone, so that it can be made again from them.
/// </summary>
public static class HtmlReport
{
    private const int MostModes = 30;

    /// <summary>The report.</summary>
    /// <param name="result">What the run found.</param>
    /// <param name="figures">Its figures.</param>
    /// <returns>A whole HTML document.</returns>
    public static string Build(RunResult result, IReadOnlyList<Figure> figures)
    {
        RunSummary summary = result.Summary;
        RunData run = new(summary, result.Arrays);
        Html page = new();
        ReportFrame.Head(page, summary.Name);
        Header(page, run);
        ReportFrame.Warnings(page, summary.Warnings);
        ReportFrame.Notes(page, summary.Notes);
        Losses(page, run);
        ReportFrame.Figures(page, figures);
        Tables(page, summary);
        Provenance(page, summary, result.ResolvedYaml);
        return ReportFrame.End(page);
    }

    private static void Header(Html page, RunData run)
    {
        RunSummary summary = run.Summary;
        Verdict verdict = Verdict.Of(run);
        ReportFrame.Header(page, summary.Name, verdict.Tone, verdict.Headline, verdict.Detail, Facts(run));
    }

    private static IEnumerable<(string Term, string Value)> Facts(RunData run)
    {
        RunSummary summary = run.Summary;
        yield return summary.Schedule is { } schedule
            ? ("Hubble parameter H, from start to end",
                $"{ReadableNumber.Of(schedule.HubbleStart, 3)} to {ReadableNumber.Of(schedule.HubbleEnd, 3)}")
            : ("Hubble parameter H", ReadableNumber.Of(summary.Hubble, 3));
        yield return ("e-folds", ReadableNumber.Of(summary.Efolds, 3));
        if (!double.IsNaN(summary.Domination))
        {
            yield return (
                $"Λ over {run.PotentialTerm} at the start{(summary.Schedule is null ? "" : ", of η alone")}",
                ReadableNumber.Of(summary.Domination, 3));
        }

        if (summary.KernelDrift is { } drift)
        {
            yield return ("kernel drift", ReadableNumber.Percent(drift));
        }

        if (summary.Phase is { } phase && (phase.Happened ?? phase.Predicted) is { } word)
        {
            yield return ("phase", phase.Happened is { } happened && phase.Predicted is { } predicted && predicted != happened
                ? $"{happened} (predicted {predicted})" : phase.Happened is null ? $"{word} (predicted)" : word);
        }

        yield return ("frozen modes", string.Create(
            CultureInfo.InvariantCulture, $"{summary.FrozenModes} of {summary.Eigenvalues.Length}"));
        yield return ("status", StatusWords(summary.Status));
    }

    private static void Losses(Html page, RunData run)
    {
        RunSummary summary = run.Summary;
        bool tested = summary.Test is not null, classified = summary.Accuracy is not null,
        testClassified = summary.Test?.Accuracy is not null;
        string[] columns =
        [
            "", "#loss at the end", "#off the trained", "#at most, any epoch", .. When(classified, "#accuracy"),
            .. When(tested, "#test loss"),
            .. When(testClassified, "#test accuracy"),
        ];
        List<(string, string[])> rows = [];
        List<string> meanings = [];
        if (summary.LossFinal is { } final)
        {
            rows.Add(("strong", Row(
                Rung.Trained.Label, ReadableNumber.Of(final), "", "", summary.Accuracy?.Final, summary.Test?.LossFinal,
                summary.Test?.Accuracy?.Final)));
        }

        foreach (Rung rung in run.Predictions.Where(rung => summary.LossPredicted.ContainsKey(rung.Key)))
        {
            double loss = summary.LossPredicted[rung.Key];
            string off = LossDeviation.AtTheEnd(summary, loss, summary.LossFinal);
            string most = LossDeviation.Of(run, rung) is { } deviation ? ReadableNumber.Percent(deviation.Relative) : "";
            rows.Add(("", Row(
                rung.Label, LossDeviation.End(loss), off, most, Of(summary.Accuracy?.Predicted), Of(summary.Test?.LossPredicted),
                Of(summary.Test?.Accuracy?.Predicted))));
            if (rung.Meaning.Length > 0)
            {
                meanings.Add($"{rung.Label}: {rung.Meaning}");
            }

            double? Of(IReadOnlyDictionary<string, double>? byRung) =>
                byRung is not null && byRung.TryGetValue(rung.Key, out double value) ? value : null;
        }

        if (rows.Count > 0)
        {
            page.Element("h2", "Loss")
                .Table(
                    $"Loss after training, started from {ReadableNumber.Of(summary.LossInitial)}, and as predicted at epoch 0", columns,
                    rows);
            if (meanings.Count > 0)
            {
                page.Element("p", string.Join("; ", meanings) + ".", "class=\"meaning\"");
            }
        }

        string[] Row(string label, string loss, string off, string most, double? accuracy, double? test, double? testAccuracy) =>
        [
            label, loss, off, most, .. When(classified, Percent(accuracy)),
            .. When(tested, test is { } value ? LossDeviation.End(value) : ""),
            .. When(testClassified, Percent(testAccuracy)),
        ];

        static string[] When(bool shown, string cell) => shown ? [cell] : [];
        static string Percent(double? part) => part is { } value ? ReadableNumber.Percent(value, 3) : "";
    }

    private static void Collective(Html page, RunSummary summary)
    {
        if (summary.Collective is not { } collective)
        {
            return;
        }

        string[] columns =
            ["", "when", "#Tr Θ/dim", "#S/ln dim", "#e^S", "#cosine S/ln dim", "#−Σ m ln m", "#λ₁/λ₂"];
        List<(string, string[])> rows =
            [("", Row("all inputs", collective.Empirical is null ? "epoch 0" : "infinite width", collective.Initial))];
        if (collective.Empirical is { } empirical)
        {
            rows.Add(("", Row("all inputs", "epoch 0", empirical)));
        }

        if (collective.Trained is { } trained)
        {
            rows.Add(("strong", Row("all inputs", "after training", trained)));
        }

        foreach (ClassCollective one in collective.ByClass ?? [])
        {
            rows.Add(("", Row($"class {one.Class}", "epoch 0", one.Initial)));
            if (one.Trained is { } after)
            {
                rows.Add(("strong", Row($"class {one.Class}", "after training", after)));
            }
        }

        page.Element("h2", "Collective variables")
            .Table("What the kernel says as a whole: S = −Σ λ̃ ln λ̃ with λ̃ = λ/Σλ, and the effective rank e^S", columns, rows);

        static string[] Row(string inputs, string when, CollectivePart part) =>
        [
            inputs, when, ReadableNumber.Of(part.MeanTrace), ReadableNumber.Of(part.EntropyRatio), ReadableNumber.Of(part.EffectiveRank),
            ReadableNumber.Of(part.CosineEntropyRatio), ReadableNumber.Of(part.MagnitudeEntropy), ReadableNumber.Of(part.LeadingRatio),
        ];
    }

    private static void Tables(Html page, RunSummary summary)
    {
        page.Element("h2", "Quantities").Table(
            $"Effective theory at initialisation ({summary.Matching} matching) and outcome; "
                + $"t is the time {(summary.Schedule is null ? "k√η" : "Σ√ηₖ")} after k epochs",
            ["quantity", "symbol", "#value", "unit", "meaning"],
            Quantity.Of(summary)
                .Select(quantity => ("", new[] { quantity.Name, quantity.Symbol, quantity.Value, quantity.Unit, quantity.Meaning })));
        if (summary.Matchings.Count > 1)
        {
            page.Table(
                "The same in both matchings", ["matching", "#H", "#Λ", "#domination", "#η_max", "#e-folds"],
                summary.Matchings.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(
                entry => (entry.Key == summary.Matching ? "strong" : "", new[]
                {
                    entry.Key == summary.Matching ? $"{entry.Key} (in force)" : entry.Key, ReadableNumber.Of(entry.Value.Hubble),
                    ReadableNumber.Of(entry.Value.Lambda),
                    OrNone(entry.Value.Domination), OrNone(entry.Value.MaxLearningRate),
                    ReadableNumber.Of(entry.Value.Efolds),
                })));
        }

        Budget(page, summary.ErrorBudget);
        Posterior(page, summary);
        Collective(page, summary);
        if (summary.Modes.Count > 0)
        {
            page.Element("h2", "Modes").Table(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The first {Math.Min(MostModes, summary.Modes.Count)} of {summary.Eigenvalues.Length} modes of the kernel"),
                ["#mode", "#eigenvalue λᵢ", "#mass² λᵢℓ''/N", "regime", "#predicted change", "frozen"],
                summary.Modes.Take(MostModes).Select(mode => (mode.Frozen ? "frozen" : "", new[]
                {
                    ReadableNumber.Of((long)mode.Index), ReadableNumber.Of(mode.Eigenvalue), ReadableNumber.Of(mode.MassSquared),
                    mode.Regime,
                    ReadableNumber.Percent(mode.PredictedChange), mode.Frozen ? "frozen" : "",
                })));
        }
    }

    private static void Posterior(Html page, RunSummary summary)
    {
        if (summary.Posterior is not { } posterior)
        {
            return;
        }

        page.Element("h2", "Over draws of the weights").Table(
            "Loss of the mean output, and root mean square over the inputs of the standard deviation",
            ["kernel", "#epoch", "#loss", "#test loss", "#σ", "#σ on test inputs"],
            posterior.Kernels.SelectMany(kernel => kernel.Epochs.Select(one => ("", new[]
            {
                kernel.Kernel.ToUpperInvariant(), double.IsInfinity(one.Epoch) ? "∞" : ReadableNumber.Of(one.Epoch),
                ReadableNumber.Of(one.Loss), Optional(one.TestLoss),
                Optional(one.Deviation), Optional(one.TestDeviation),
            }))));

        static string Optional(double? value) => value is { } number ? ReadableNumber.Of(number) : "";
    }

    private static void Budget(Html page, ErrorBudgetSummary budget)
    {
        (string Name, BudgetPart? Part, string From)[] parts =
        [
            ("linearisation", budget.Linearisation, "perturbations → frozen kernel"),
            ("continuum limit", budget.Continuum, "frozen kernel → discrete"),
            ("kernel drift", budget.Drift, "discrete → trained"),
            ("its interactions", budget.Interactions, "discrete → next order"),
            ("rest of the drift", budget.Rest, "next order → trained"),
            ("whole discrepancy", budget.Total, "perturbations → trained"),
        ];
        if (parts.All(part => part.Part is null))
        {
            return;
        }

        page.Element("h2", "Error budget").Table(
            "Largest absolute difference of the field over the inputs; the parts add up to the whole point by point and epoch by epoch, "
                + "their largest values, of other points and epochs, do not",
            ["part", "between", "#over all epochs", "#at the end"],
            parts.Where(part => part.Part is not null).Select(part => (part.Part == budget.Total ? "strong" : "", new[]
            {
                part.Name, part.From, LossDeviation.Largest(part.Part!), LossDeviation.End(part.Part!.Final),
            })));
    }

    private static void Provenance(Html page, RunSummary summary, string yaml)
    {
        ReportFrame.Settings(page, "experiment", yaml);
        ReportFrame.Environment(
            page, $"Where and how it ran: Inflaton {summary.Version}, seed {summary.Seed.ToString(CultureInfo.InvariantCulture)}",
            summary.Host, summary.Threads, summary.Environment, summary.Timings);
        ReportFrame.Cite(page, summary.Version);
    }

    /// <summary>How a run ended, in words.</summary>
    /// <param name="status">The status.</param>
    public static string StatusWords(RunStatus status) => status switch
    {
        RunStatus.Completed => "completed",
        RunStatus.NotTrained => "predicted only",
        RunStatus.Interrupted => "interrupted",
        RunStatus.Diverged => "diverged",
        _ => "prediction failed",
    };

    private static string OrNone(double value) => double.IsNaN(value) ? "—" : ReadableNumber.Of(value);
}
