using System.Globalization;
using Inflaton.Experiments.Reports;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Ensembles;

/// <summary>The numbers of an ensemble as people read them.</summary>
public static class EnsembleQuantity
{
    /// <summary>The quantities of an ensemble, those that it does not have left out.</summary>
    /// <param name="summary">The ensemble.</param>
    public static IEnumerable<Quantity> Of(EnsembleSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        yield return new("Networks drawn", "", Count(summary.Draws), $"widths {string.Join(" → ", summary.Widths)}");
        yield return new("Depth over width", "Σ 1/n", ReadableNumber.Of(summary.DepthOverWidth), "what the theory's expansion is one in");
        if (summary.ExactFourthMoment is { } exact)
        {
            yield return new("Fourth moment, exact", "E f⁴/(E f²)²", ReadableNumber.Of(exact), "at any width, of one input");
        }

        foreach (EnsembleEpoch epoch in new[] { summary.Start, summary.End }.OfType<EnsembleEpoch>())
        {
            string at = $"epoch {Count(epoch.Epoch)}";
            foreach (EnsemblePoint point in epoch.Points)
            {
                string where = $"{at}, input {Count(point.Input)}";
                yield return Of("Mean", "E f", point.Mean, where);
                yield return Of("Variance", "κ₂", point.Variance, where);
                yield return Of("Third cumulant", "κ₃", point.ThirdCumulant, where);
                yield return Of("Fourth cumulant", "κ₄", point.FourthCumulant, where);
                yield return Of("Sixth cumulant", "κ₆", point.SixthCumulant, where);
            }

            yield return Of("Kernel", "E Θ", epoch.Kernel.Mean, $"{at}, mean diagonal entry");
            yield return Of("Its variance", "Var Θ", epoch.Kernel.Variance, at);
            if (epoch.LeadingEigenvalue is { } leading)
            {
                yield return Of("Leading eigenvalue", "E λ₁", leading.Mean, at);
                yield return Of("Its variance", "Var λ₁", leading.Variance, at);
            }
        }

        if (summary.Diverged > 0)
        {
            yield return new("Trainings that diverged", "", Count(summary.Diverged), "");
        }
    }

    private static Quantity Of(string name, string symbol, MeasuredNumber number, string where)
    {
        string?[] known =
        [
            number.Theory is { } theory ? $"theory {ReadableNumber.Of(theory)}" : null,
            number.Infinite is { } infinite ? $"infinite width {ReadableNumber.Of(infinite)}" : null,
        ];
        string measured = double.IsNaN(number.Value)
            ? "not known"
            : $"{ReadableNumber.Of(number.Value)} ± {(number.Error is { } error ? ReadableNumber.Of(error, 2) : "-")}";
        return new(
            $"{name}, {where}", symbol, known.OfType<string>().FirstOrDefault() is { } beside ? $"{measured}; {beside}" : measured,
            string.Join(", ", known.OfType<string>()));
    }

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);
}
