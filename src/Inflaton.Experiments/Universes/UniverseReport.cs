using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Universes;

/// <summary>The report of a universe as one HTML file that opens without a network.</summary>
public static class UniverseReport
{
    /// <summary>The report.</summary>
    /// <param name="result">The universe.</param>
    /// <param name="figures">Its figures.</param>
    /// <returns>A whole HTML document.</returns>
    public static string Build(UniverseResult result, IReadOnlyList<Figure> figures)
    {
        (VerdictTone tone, string headline) = Verdict(result.Summary);
        return ReportFrame.OfQuantities(
            result, figures, tone, headline, Facts(result.Summary), "In reduced Planck units, 8πG = c = ħ = 1; a = 1 at the beginning",
            UniverseQuantity.Of(result.Summary), ("universe", "solved"));
    }

    private static (VerdictTone Tone, string Headline) Verdict(UniverseSummary summary) =>
        summary.Status == UniverseStatus.Failed ? (VerdictTone.Bad, "Not everything that was asked for could be computed.")
        : summary is { SpectralIndex: { } index, TensorRatio: { } ratio } ? (VerdictTone.Good,
            $"Inflation with n_s = {ReadableNumber.Of(index, 6)} and r = {ReadableNumber.Of(ratio, 5)}, "
            + $"{ReadableNumber.Of(summary.Pivot!.Efolds)} e-folds before its end.")
        : summary.EndOfInflation is { } end ? (VerdictTone.Good, $"Inflation for {ReadableNumber.Of(end.Efolds, 6)} e-folds.")
        : (VerdictTone.Good, $"Expansion by {ReadableNumber.Of(summary.Efolds, 6)} e-folds.");

    private static IEnumerable<(string Term, string Value)> Facts(UniverseSummary summary) =>
        UniverseQuantity.Of(summary)
            .Where(quantity => quantity.Name is "e-folds" or "Friedmann residual" or "scalar amplitude" or "end of inflation")
            .Select(quantity => (quantity.Name, quantity.Value))
            .Append(("V(φ)", summary.PotentialNotation ?? summary.Potential))
            .Concat(summary.Metric is { } metric ? [("G(φ)", metric)] : Array.Empty<(string, string)>());
}
