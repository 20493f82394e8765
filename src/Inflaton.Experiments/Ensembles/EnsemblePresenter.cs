using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Ensembles;

/// <summary>Shows ensembles.</summary>
internal sealed class EnsemblePresenter : StudyPresenter
{
    private static readonly string[] Shown = ["Networks drawn", "Depth over width", "Fourth moment, exact", "Trainings that diverged"];

    public override StudyKind Kind => EnsembleKind.Instance;

    public override IReadOnlyList<Figure> Figures(StudyResult result) => EnsembleFigures.Of((EnsembleResult)result);

    public override string Report(StudyResult result, IReadOnlyList<Figure> figures)
    {
        EnsembleSummary summary = ((EnsembleResult)result).Summary;
        Quantity[] quantities = [.. EnsembleQuantity.Of(summary)];
        MeasuredNumber[] held = [.. summary.Start.Points.SelectMany(point => new[] { point.Variance, point.FourthCumulant })
            .Where(number => number is { Theory: not null, Error: not null })];
        int within = held.Count(number => Math.Abs(number.Value - number.Theory!.Value) <= 3 * number.Error);
        string headline = held.Length == 0
            ? $"{ReadableNumber.Count(summary.Draws, "network")}."
            : $"{within} of {held.Length} variances and fourth cumulants at the start are within 3 errors of the theory.";
        return ReportFrame.OfQuantities(
            result, figures, held.Length > 0 && within == held.Length ? VerdictTone.Good : VerdictTone.Neutral, headline,
            quantities.Where(quantity => Shown.Contains(quantity.Name)).Select(quantity => (quantity.Name, quantity.Value)),
            "The ensemble, ± one standard error", quantities, ("ensemble", "drawn"));
    }
}
