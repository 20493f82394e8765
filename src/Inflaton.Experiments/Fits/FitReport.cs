using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Fits;

/// <summary>The report of a fit as one HTML file that opens without a network.</summary>
public static class FitReport
{
    /// <summary>The report.</summary>
    /// <param name="result">The fit.</param>
    /// <param name="figures">Its figures.</param>
    /// <returns>A whole HTML document.</returns>
    public static string Build(FitResult result, IReadOnlyList<Figure> figures)
    {
        ArgumentNullException.ThrowIfNull(result);
        FitSummary summary = result.Summary;
        Html page = new();
        ReportFrame.Head(page, summary.Name);
        (VerdictTone tone, string headline) = Verdict(summary);
        ReportFrame.Header(page, summary.Name, tone, headline, summary.Message ?? "", Facts(summary));
        ReportFrame.Warnings(page, summary.Warnings);
        ReportFrame.Notes(page, summary.Notes);
        ReportFrame.Figures(page, figures);
        string[] columns = ["", "#mean", "#deviation", "#median", "#68 %", "#95 %", "#at the largest posterior", "#independent draws"];
        page.Element("h2", "Numbers");
        page.Table("What was fitted", columns, summary.Parameters.Select(one => ("", Row(one))));
        page.Table("What was compared, and what follows", columns, summary.Derived.Select(one => ("", Row(one))));
        page.Element("h2", "Likelihood").Element(
            "p", summary.LikelihoodSource.Length == 0
                ? "The normal distribution of the file."
                : $"{summary.Likelihood}: {summary.LikelihoodSource}");
        ReportFrame.Settings(page, "fit", result.ResolvedYaml);
        ReportFrame.Environment(
            page, $"Where and how it was drawn: Inflaton {summary.Version}",
            summary.Host, summary.Threads, summary.Environment, summary.Timings);
        ReportFrame.Cite(page, summary.Version);
        return ReportFrame.End(page);
    }

    private static string Interval(double low, double high) => $"{ReadableNumber.Of(low, 5)} to {ReadableNumber.Of(high, 5)}";

    private static string[] Row(FittedNumber one) =>
    [
        one.Key, ReadableNumber.Of(one.Mean, 6), ReadableNumber.Of(one.Deviation, 3), ReadableNumber.Of(one.Median, 6),
        Interval(one.Low68, one.High68), Interval(one.Low95, one.High95),
        ReadableNumber.Of(one.Best, 6), ReadableNumber.Of(one.EffectiveSamples, 3),
    ];

    private static (VerdictTone Tone, string Headline) Verdict(FitSummary summary) => summary.Status switch
    {
        FitStatus.Failed => (VerdictTone.Bad, "There is no likelihood where it was tried."),
        _ when !summary.Converged => (VerdictTone.Neutral, "The chain has not converged yet."),
        _ => (VerdictTone.Good, string.Join(
            ", ",
            summary.Parameters.Take(3)
                .Select(one => $"{one.Key} = {ReadableNumber.Of(one.Mean)} ± {ReadableNumber.Of(one.Deviation, 2)}"))),
    };

    private static IEnumerable<(string Term, string Value)> Facts(FitSummary summary) =>
    [
        ("likelihood", summary.Likelihood),
        ("ln of it at best", ReadableNumber.Of(summary.BestLogLikelihood, 3)),
        ("walkers and steps", $"{ReadableNumber.Of((long)summary.Walkers)} × {ReadableNumber.Of((long)summary.Steps)}"),
        ("independent draws", ReadableNumber.Of(summary.EffectiveSamples, 3)),
        ("accepted", ReadableNumber.Percent(summary.Acceptance)),
        ("universes solved", $"{ReadableNumber.Of(summary.Solved)}, of which {ReadableNumber.Of(summary.Failed)} failed"),
    ];
}
