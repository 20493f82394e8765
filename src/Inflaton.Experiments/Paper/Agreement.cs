using Inflaton.Experiments.Figures;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Paper;

/// <summary>The mean field at the end of training, predicted in one matching by one rung, against the trained networks.</summary>
internal sealed class Agreement
{
    /// <summary>Median discrepancy over the way that the field moved, below which the agreement is called excellent.</summary>
    public const double Excellent = 0.05;

    private const double Moderate = 0.3;
    private const double LeastShown = 1e-7;
    private const int PanelWidth = 300;

    private readonly RunTable runs;

    /// <summary>The agreement of a prediction.</summary>
    /// <param name="runs">Runs with <see cref="Columns"/> and the prediction's.</param>
    /// <param name="matching">The matching.</param>
    /// <param name="rung">The rung.</param>
    public Agreement(RunTable runs, string matching, string rung)
    {
        this.runs = runs;
        Matching = matching;
        Actual = runs.Numbers("mean_final");
        Predicted = runs.Numbers(MatchingNames.Mean(matching, rung));
        Drift = runs.Numbers("kernel_drift");
        Way = [.. Actual.Zip(runs.Numbers("mean_initial"), (end, start) => Math.Abs(end - start))];
        double[] discrete = runs.Numbers("mean_predicted.discrete");
        Continuum = [.. Predicted.Zip(discrete, (time, steps) => Math.Abs(time - steps))];
        KernelPart = [.. discrete.Zip(Actual, (predicted, actual) => Math.Abs(predicted - actual))];
        Discrepancy = [.. Predicted.Zip(Actual, (predicted, actual) => Math.Abs(predicted - actual))];
        Relatives = [.. Discrepancy.Zip(Way, (off, way) => off / way)];
    }

    /// <summary>Columns that every agreement needs.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["mean_initial", "mean_final", "mean_predicted.discrete", "kernel_drift", "network.activation", "network.hidden",
        "network.weight_std", .. LossLabels.Columns];

    /// <summary>The matching.</summary>
    public string Matching { get; }

    /// <summary>f̄ of the trained networks.</summary>
    public double[] Actual { get; }

    /// <summary>f̄ predicted.</summary>
    public double[] Predicted { get; }

    /// <summary>|predicted − actual|.</summary>
    public double[] Discrepancy { get; }

    /// <summary>|f̄_end − f̄_start| of the trained networks.</summary>
    public double[] Way { get; }

    /// <summary>
    /// |predicted − discrete|: what the continuum limit costs, and on intervals what the mean field leaves out of the frozen kernel's
    /// field.
    /// </summary>
    public double[] Continuum { get; }

    /// <summary>|discrete − actual|: what the change of the kernel costs.</summary>
    public double[] KernelPart { get; }

    /// <summary>|predicted − actual|/|f̄_end − f̄_start|.</summary>
    public double[] Relatives { get; }

    /// <summary>Relative change of the kernel.</summary>
    public double[] Drift { get; }

    /// <summary>Median of |predicted − actual|/|f̄_end − f̄_start|.</summary>
    public double Relative => OrderStatistics.Median(Relatives);

    /// <summary>Median of |predicted − actual|.</summary>
    public double Median => OrderStatistics.Median(Discrepancy);

    /// <summary>The claim that the prediction is excellent.</summary>
    /// <param name="figure">Number of the figure.</param>
    /// <param name="statement">What the paper says.</param>
    public Claim Excellence(int figure, string statement) => new(
        figure, "prediction", Matching, statement,
        $"The median of |predicted − actual| is {ReadableNumber.Of(Median, 2)}, that of the way the field moved "
        + $"{ReadableNumber.Of(OrderStatistics.Median(Way), 2)}; "
        + $"relative, the median is {ReadableNumber.Percent(Relative)}, and "
        + $"{ReadableNumber.Percent(OrderStatistics.Quantile(Relatives, 0.9))} or less in nine networks of ten.",
        Relative, $"below {Excellent}", Relative < Excellent);

    /// <summary>The claim that it is worst where the kernel moved most.</summary>
    /// <param name="figure">Number of the figure.</param>
    public Claim WorstWhereTheKernelMoved(int figure)
    {
        double correlation = RankCorrelation.Spearman(Discrepancy, Drift);
        double worst = OrderStatistics.Quantile(Discrepancy, 0.9);
        double drift = OrderStatistics.Median(Drift), there = OrderStatistics.Median(Drift.Where((_, i) => Discrepancy[i] >= worst));
        return new Claim(
            figure, "worst_where_kernel_moved", Matching, "The prediction is worst where the kernel moved most.",
            $"The rank correlation of |predicted − actual| with |ΔΘ|/Θ is {ReadableNumber.Of(correlation, 2)}; the worst tenth has a "
            + $"median |ΔΘ|/Θ of {ReadableNumber.Percent(there)}, all networks {ReadableNumber.Percent(drift)}.",
            correlation, $"above {Moderate}", correlation > Moderate,
            correlation > Moderate
                ? null
                : "Where the kernel hardly moves, the error of taking finite steps for continuous time is the larger one, and does not "
                    + "know of the kernel.");
    }

    /// <summary>The claim that second-order matching is closer than this one.</summary>
    /// <param name="figure">Number of the figure.</param>
    /// <param name="second">The same prediction in the second-order matching.</param>
    public Claim Improvement(int figure, Agreement second)
    {
        double closer = second.Discrepancy.Zip(Discrepancy).Count(pair => pair.First < pair.Second) / (double)runs.Count;
        return new Claim(
            figure, "second_order_closer", second.Matching,
            "Second-order matching is closer to most networks than the paper's leading one (beyond the paper).",
            $"{ReadableNumber.Percent(closer)} of the networks are closer. The continuum limit costs "
            + $"{ReadableNumber.Of(OrderStatistics.Median(second.Continuum), 2)} (median) in place of "
            + $"{ReadableNumber.Of(OrderStatistics.Median(Continuum), 2)}, the change of the kernel "
            + $"{ReadableNumber.Of(OrderStatistics.Median(KernelPart), 2)} in either matching.",
            closer, "above 0.5", closer > 0.5,
            "The change of the kernel, which no matching knows of, is the larger part in narrow networks.");
    }

    /// <summary>Discrepancy against the way the field moved.</summary>
    public Chart AgainstWay() => Panel(
        "way", Channel.Quantity("x", "way", "|f_end − f_start|").Log(), Channel.Quantity("y", "discrepancy", "|predicted − actual|").Log(),
        false);

    /// <summary>Predicted against actual.</summary>
    public Chart AgainstActual() => Panel(
        "actual", Channel.Quantity("x", "actual", "trained mean field"), Channel.Quantity("y", "predicted", "predicted mean field"), true);

    private Chart Panel(string name, Channel x, Channel y, bool hasDiagonal)
    {
        Table table = new("way", "discrepancy", "actual", "predicted", "drift", "network", "loss");
        string[] losses = LossLabels.Of(runs);
        string[] networks =
        [
            .. runs.Texts("network.activation").Zip(runs.Texts("network.hidden"), runs.Texts("network.weight_std"))
                .Select(one => $"{one.First} {one.Second}, σ_w = {one.Third}"),
        ];
        for (int i = 0; i < runs.Count; i++)
        {
            table.Add(
                PlotNumber.Positive(Way[i], 4), PlotNumber.Of(Math.Max(Discrepancy[i], LeastShown), 4), PlotNumber.Of(Actual[i], 4),
                PlotNumber.Of(Predicted[i], 4),
                PlotNumber.Positive(Drift[i], 3), networks[i], losses[i]);
        }

        Layer dots = Layer.Dots(22).Style("opacity", 0.75).Encode(
            x, y,
            Channel.Quantity("color", "drift", "relative change of the kernel").With("scale.type", "log").With("scale.scheme", "viridis")
                .With("legend.tickCount", 4)
                .With("legend.format", "~g"),
            Channel.Tooltip(
                ("network", "network", null), ("loss", "loss", null), ("actual", "trained", ".4g"), ("predicted", "predicted", ".4g"),
                ("discrepancy", "off by", ".2g"), ("drift", "|ΔΘ|/Θ", ".2g"))).Zoomable($"{name}_{Matching}");
        List<Layer> layers = [dots];
        if (hasDiagonal)
        {
            Table ends = new("end");
            ends.Add(PlotNumber.Of(Actual.Concat(Predicted).Min()));
            ends.Add(PlotNumber.Of(Actual.Concat(Predicted).Max()));
            layers.Insert(0, Layer.Line(1).Style("color", "#999999").Over(ends).Encode(
                x.With("field", "end"), y.With("field", "end")));
        }

        return Chart.Of(table, layers).With("title", $"{Matching} matching").Sized(PanelWidth, PanelWidth);
    }
}
