using Inflaton.Experiments.Figures;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Paper;

/// <summary>Figure 6: as figure 5, with the mean of the kernel's entries instead of λ₁/N.</summary>
internal sealed class MeanKernelFigure : PaperFigure
{
    private const double Negligible = 0.147;

    /// <inheritdoc/>
    public override int Number => 6;

    /// <inheritdoc/>
    public override string Title => "The mean field predicted with the mean of the kernel instead of its leading eigenvalue";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns =>
    [
        .. Agreement.Columns,
        .. MatchingNames.All.SelectMany(
            matching => new[] { MatchingNames.Mean(matching, "mean_field"), MatchingNames.Mean(matching, "mean_kernel") }),
    ];

    /// <inheritdoc/>
    public override FigureFinding Of(RunTable runs)
    {
        (Agreement Eigenvalue, Agreement Mean)[] both =
            [.. MatchingNames.All.Select(
                matching => (new Agreement(runs, matching, "mean_field"), new Agreement(runs, matching, "mean_kernel")))];
        const string caption = "As figure 5, with the mean entry of the kernel in place of λ₁/N.";
        return new FigureFinding(
            [.. both.SelectMany(pair => Claims(pair.Eigenvalue, pair.Mean))],
            [new Figure("figure-6", Title, caption, Chart.Grid(2, both.Select(pair => pair.Mean.AgainstActual())).ToSpec(caption))],
            []);
    }

    private IEnumerable<Claim> Claims(Agreement eigenvalue, Agreement mean)
    {
        yield return mean.Excellence(Number, "The mean of the kernel predicts the mean field as well.");
        double delta = EffectSize.CliffsDelta(mean.Discrepancy, eigenvalue.Discrepancy);
        double apart = OrderStatistics.Median(mean.Predicted.Zip(eigenvalue.Predicted, (one, other) => Math.Abs(one - other)));
        yield return new Claim(
            Number, "no_significant_difference", eigenvalue.Matching,
            "There is no significant difference between the mean of the kernel and its leading eigenvalue.",
            $"Cliff's δ between the two distributions of |predicted − actual| is {ReadableNumber.Of(delta, 2)}; the two predictions are "
            + $"{ReadableNumber.Of(apart, 2)} apart (median), "
            + $"and {ReadableNumber.Of(mean.Median, 2)} and {ReadableNumber.Of(eigenvalue.Median, 2)} off the trained mean.",
            Math.Abs(delta), $"below {Negligible}", Math.Abs(delta) < Negligible);
    }
}
