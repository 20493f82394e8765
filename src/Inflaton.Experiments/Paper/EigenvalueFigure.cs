using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Paper;

/// <summary>Figure 4: the leading eigenvalue on an interval by hyper-parameters, and the hierarchy to the next ones.</summary>
internal sealed class EigenvalueFigure : PaperFigure
{
    private const int LastMode = 6;
    private const double LargeHierarchy = 20;

    /// <inheritdoc/>
    public override int Number => 4;

    /// <inheritdoc/>
    public override string Title => "The leading eigenvalue λ₁/N on an interval, by hyper-parameter";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Columns =>
    [
        .. KernelFactors.Columns, "leading_eigenvalue", "uniform_overlap", "data.interval.points", "data.interval.hubble_lengths",
        .. Enumerable.Range(1, LastMode - 1).Select(i => $"eigenvalues.{i}"),
    ];

    /// <inheritdoc/>
    public override FigureFinding Of(RunTable runs)
    {
        double[] leading = runs.Numbers("leading_eigenvalue"), points = runs.Numbers("data.interval.points");
        KernelFactors factors = new(runs, [.. leading.Zip(points, (value, count) => value / count)], "λ₁/N");
        double[] ratio = Lead(runs);
        double median = OrderStatistics.Median(ratio), least = OrderStatistics.Quantile(ratio, 0.1);
        Claim hierarchy = new(
            Number, "hierarchy", null, "There is a large hierarchy from the leading eigenvalue to the next ones.",
            $"The median λ₁/λ₂ is {ReadableNumber.Of(median, 3)}, and {ReadableNumber.Of(least, 3)} or more in nine kernels of ten.",
            median,
            $"above {ReadableNumber.Of(LargeHierarchy)}", median > LargeHierarchy);
        double overlap = OrderStatistics.Quantile(runs.Numbers("uniform_overlap"), 0.1);
        Claim uniform = new(
            Number, "leading_mode_uniform", null, "The leading mode is the mean field.",
            $"Its overlap with the uniform vector is above {ReadableNumber.Of(overlap, 4)} in nine kernels of ten.", overlap, "above 0.9",
            overlap > 0.9);
        return new FigureFinding(
            [.. factors.Order(Number), hierarchy, uniform],
            [factors.Distributions("figure-4", Title), Hierarchy(runs)],
            [factors.Shares(), factors.Medians(), Hierarchies(runs)]);
    }

    private static double[] Ratio(RunTable runs, int mode) =>
        [.. runs.Numbers($"eigenvalues.{mode}").Zip(runs.Numbers("leading_eigenvalue"), (value, leading) => value / leading)];

    /// <summary>λ₁/λ₂, as runs and kernels say it.</summary>
    private static double[] Lead(RunTable runs) => [.. Ratio(runs, 1).Select(ratio => 1 / ratio)];

    private static Figure Hierarchy(RunTable runs)
    {
        Table table = new("place", "mode", "group", "low", "median", "high");
        List<string> labels = [];
        foreach (string length in runs.Values("data.interval.hubble_lengths"))
        {
            foreach (string activation in runs.Values("network.activation"))
            {
                RunTable some = runs.With("data.interval.hubble_lengths", length).With("network.activation", activation);
                labels.Add($"{activation}, ±{length}/H");
                for (int mode = 1; mode < LastMode; mode++)
                {
                    double[] ratio = Ratio(some, mode);
                    double floor = 1e-18;
                    table.Add(
                        PlotNumber.Of(mode + 1 + (0.07 * (labels.Count - 2.5))), mode + 1, labels[^1],
                        PlotNumber.Positive(Math.Max(floor, OrderStatistics.Quantile(ratio, 0.1))),
                        PlotNumber.Positive(Math.Max(floor, OrderStatistics.Median(ratio))),
                        PlotNumber.Positive(Math.Max(floor, OrderStatistics.Quantile(ratio, 0.9))));
                }
            }
        }

        string[] colours = ["#0072B2", "#D55E00", "#56B4E9", "#E69F00", "#009E73", "#CC79A7"];
        Channel x = Channel.Quantity("x", "place", "mode i").With("axis.tickMinStep", 1).With("scale.padding", 12);
        Channel colour = Channel.Category("color", "group").Map(labels.Select((label, i) => (label, (JsonNode)colours[i % colours.Length])))
            .With("legend.symbolOpacity", 1);
        Channel tooltip = Channel.Tooltip(
            ("group", "networks", null), ("mode", "mode", "d"), ("median", "median", ".3g"), ("low", "a tenth below", ".3g"),
            ("high", "a tenth above", ".3g"));
        const string caption =
            "Eigenvalues of the kernel over the leading one: medians, with bars that hold eight kernels of ten. The second mode is "
            + "already light.";
        return new Figure(
            "figure-4-hierarchy", "The hierarchy λᵢ/λ₁", caption,
            Chart.Of(
                table,
                Layer.Line(1).Style("opacity", 0.5).Encode(x, Channel.Quantity("y", "median", "λᵢ/λ₁").Log(), colour),
                Layer.Of("rule").Style("strokeWidth", 2.5)
                    .Encode(
                        x, Channel.Quantity("y", "low", "λᵢ/λ₁").Log(), new Channel("y2", JsonTree.Empty.With("field", "high")), colour),
                Layer.Dots(50).Encode(x, Channel.Quantity("y", "median", "λᵢ/λ₁").Log(), colour, tooltip)).Sized(Chart.ColumnWidth,
                300).ToSpec(caption));
    }

    private static PaperTable Hierarchies(RunTable runs) => new(
        "Median λ₁/λ₂ and overlap of the leading mode with the uniform vector", ["activation", "σ_w", "interval", "#λ₁/λ₂", "#overlap"],
        [
            .. from activation in runs.Values("network.activation")
               from sigma in runs.Values("network.weight_std")
               from length in runs.Values("data.interval.hubble_lengths")
               let some = runs.With("network.activation", activation).With("network.weight_std", sigma)
                   .With("data.interval.hubble_lengths", length)
               where some.Count > 0
               select (IReadOnlyList<string>)
               [
                   activation, sigma, $"±{length}/H", ReadableNumber.Of(OrderStatistics.Median(Lead(some)), 3),
                   ReadableNumber.Of(OrderStatistics.Median(some.Numbers("uniform_overlap")), 4),
               ],
        ]);
}
