using Inflaton.Experiments.Figures;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Paper;

/// <summary>Figure 3: homogeneous networks, the discrepancy at the end of training against the way that the field moved.</summary>
internal sealed class RollingFigure : PaperFigure
{
    private const string Rung = "mean_field";

    /// <inheritdoc/>
    public override int Number => 3;

    /// <inheritdoc/>
    public override string Title => "Homogeneous networks: how far off the prediction is, by how far the field moved";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns =>
    [
        .. Agreement.Columns, .. DominationTable.Columns, "width", "epochs",
        .. MatchingNames.All.Select(matching => MatchingNames.Mean(matching, Rung)),
    ];

    /// <inheritdoc/>
    public override FigureFinding Of(RunTable runs)
    {
        Agreement[] both = [.. MatchingNames.All.Select(matching => new Agreement(runs, matching, Rung))];
        const string caption =
            "One dot a trained network, evaluated at a single input. Brighter dots are networks whose kernel moved more; with the "
            + "second-order "
            + "matching, which the paper did not have, little else is left. Discrepancies below 10⁻⁷ are drawn there.";
        return new FigureFinding(
            [
                .. both.SelectMany(one => new[]
                {
                    one.Excellence(Number, "The field theory predicts the end of the training of homogeneous networks excellently."),
                    one.WorstWhereTheKernelMoved(Number),
                }),
                both[0].Improvement(Number, both[1]),
            ],
            [new Figure("figure-3", Title, caption, Chart.Grid(2, both.Select(one => one.AgainstWay())).ToSpec(caption))],
            [ByWidth(runs, both), DominationTable.Of(runs)]);
    }

    private static PaperTable ByWidth(RunTable runs, Agreement[] both)
    {
        string[] width = runs.Texts("width");
        string Median(double[] values, string of) => ReadableNumber.Of(OrderStatistics.Median(values.Where((_, i) => width[i] == of)), 2);
        return new PaperTable(
            "Medians by width: |predicted − actual| in both matchings, and the two parts of the leading one",
            ["width", "#networks", "#leading", "#leapfrog", "#continuum limit", "#change of the kernel", "#|ΔΘ|/Θ"],
            [
                .. runs.Values("width").Select(one => (IReadOnlyList<string>)
                [
                    one, $"{width.Count(other => other == one)}", Median(both[0].Discrepancy, one), Median(both[1].Discrepancy, one),
                    Median(both[0].Continuum, one),
                    Median(both[0].KernelPart, one), Median(both[0].Drift, one),
                ]),
            ]);
    }
}
