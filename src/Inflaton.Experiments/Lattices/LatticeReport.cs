using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Lattices;

/// <summary>The report of a lattice as one HTML file that opens without a network.</summary>
public static class LatticeReport
{
    private static readonly string[] Shown = ["sites", "e-folds", "Friedmann constraint", "drift of the energy", "speed"];

    /// <summary>The report.</summary>
    /// <param name="result">The lattice.</param>
    /// <param name="figures">Its figures.</param>
    /// <returns>A whole HTML document.</returns>
    public static string Build(LatticeResult result, IReadOnlyList<Figure> figures)
    {
        LatticeRunSummary summary = result.Summary;
        (VerdictTone tone, string headline) = Verdict(summary);
        Quantity[] quantities = [.. LatticeQuantity.Of(summary)];
        return ReportFrame.OfQuantities(
            result, figures, tone, headline,
            quantities.Where(quantity => Shown.Contains(quantity.Name)).Select(quantity => (quantity.Name, quantity.Value))
                .Append(("V(φ)", summary.Potential)),
            "In reduced Planck units, 8πG = c = ħ = 1; a = 1 at the beginning", quantities, ("lattice", "run"));
    }

    private static (VerdictTone Tone, string Headline) Verdict(LatticeRunSummary summary)
    {
        string until = $"t = {ReadableNumber.Of(summary.EndTime, 6)}, {ReadableNumber.Of(summary.Efolds)} e-folds";
        return summary.Status switch
        {
            LatticeRunStatus.Completed =>
                (VerdictTone.Good, $"{(summary.Fields == 1 ? "A field" : $"{summary.Fields} fields")} followed to {until}."),
            LatticeRunStatus.Interrupted => (VerdictTone.Neutral, $"Stopped at {until}."),
            LatticeRunStatus.Recollapsed => (VerdictTone.Bad, $"The universe stops expanding at {until}."),
            _ => (VerdictTone.Bad, $"The fields left the finite numbers at {until}."),
        };
    }
}
