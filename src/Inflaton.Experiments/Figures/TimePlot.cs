using System.Globalization;
using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>Curves against the epoch: predictions as lines, the trained network as marks, bands for spreads.</summary>
/// <param name="run">The run, for its epochs and times.</param>
/// <param name="name">Name of the plot, of its own in the figure.</param>
/// <param name="title">Title of the vertical axis.</param>
public sealed class TimePlot(RunData run, string name, string title)
{
    /// <summary>Most marks of a trained curve, beyond which they would be a smear.</summary>
    public const int Marks = 90;

    /// <summary>The widest plotted range, in units of the range that most of the values fill, before the rest is cut off.</summary>
    private const double Runaway = 50;

    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>Whether the horizontal axis has a title.</summary>
    public bool Labelled { get; init; } = true;

    /// <summary>Whether the plot has a legend.</summary>
    public bool Legend { get; init; } = true;

    /// <summary>Range of the vertical axis; null leaves it to the data.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>Most points of one line.</summary>
    public int LinePoints { get; init; } = Downsampling.LinePoints;

    /// <summary>Title of the epoch axis, with the length of a Hubble time in epochs.</summary>
    /// <param name="run">The run.</param>
    public static string EpochTitle(RunData run)
    {
        double hubbleTime = run.Summary.EpochsPerHubbleTime;
        return double.IsFinite(hubbleTime) && hubbleTime > 0
            ? string.Create(CultureInfo.InvariantCulture, $"epoch k   (one Hubble time 1/H = {PlotNumber.Round(hubbleTime, 3)} epochs)")
            : "epoch k";
    }

    /// <summary>The chart of some curves, without a size.</summary>
    /// <param name="curves">The curves, those drawn first at the bottom.</param>
    public Chart Of(IReadOnlyList<Curve> curves)
    {
        Table table = new("epoch", "time", "series", "kind", "value", "low", "high");
        foreach (Curve curve in curves)
        {
            AddRows(table, curve);
        }

        Channel epoch = Channel.Quantity("x", "epoch", Labelled ? EpochTitle(run) : null).With("scale.nice", false).With("axis.grid", false);
        Channel value = Channel.Quantity("y", "value", title).LogIf(Logarithmic).Domain(Range ?? RunawayRange(curves));
        Channel colour = Channel.Category("color", "series").Map(curves.Select(curve => (curve.Label, (JsonNode)curve.Colour)));
        Channel dash = Channel.Category("strokeDash", "series").Map(
            curves.Select(curve => (curve.Label, (JsonNode)new JsonArray([.. DashOf(curve).Select(length => (JsonNode)length)]))));
        Channel fade = Channel.FadeOutside($"{name}_pick");
        Channel tooltip = Channel.Tooltip(
            ("series", "series", null), ("epoch", "epoch k", "d"), ("time", "time t = k√η", ".4g"), ("value", title, ".5g"));
        if (!Legend)
        {
            (colour, dash) = (colour.NoLegend(), dash.NoLegend());
        }

        List<Layer> layers = [];
        if (curves.Any(curve => curve.Spread is not null))
        {
            layers.Add(Layer.Of("area").Style("opacity", 0.16).Style("clip", true).Where("isValid(datum.low)").Encode(
                epoch, Channel.Quantity("y", "low", title).Domain(Range ?? RunawayRange(curves)), new Channel("y2", JsonTree.Empty.With("field", "high")),
                colour.NoLegend()));
        }

        if (curves.Any(curve => curve.Dotted))
        {
            layers.Add(Layer.Dots(24).Where("datum.kind == 'dots'").Encode(epoch, value, colour, fade, tooltip));
        }

        layers.Add(Layer.Line().Where("datum.kind == 'line'").Encode(epoch, value, colour, dash, fade, tooltip));
        layers[^1] = layers[^1].Zoomable($"{name}_zoom").Pickable($"{name}_pick", "series");
        return Chart.Of(table, layers);
    }

    private void AddRows(Table table, Curve curve)
    {
        int limit = curve.Dotted ? Math.Min(Marks, LinePoints) : LinePoints;
        foreach (int i in Downsampling.Indices(Math.Min(curve.Values.Length, run.Epochs.Length), limit))
        {
            double value = curve.Values[i];
            double? spread = curve.Spread?[i];
            table.Add(
                PlotNumber.Of(run.Epochs[i]), i < run.Times.Length ? PlotNumber.Of(run.Times[i]) : null, curve.Label, curve.Dotted ? "dots" : "line",
                Logarithmic ? PlotNumber.Positive(value) : PlotNumber.Of(value),
                spread is { } below ? PlotNumber.Of(value - below) : null, spread is { } above ? PlotNumber.Of(value + above) : null);
        }
    }

    /// <summary>A range around most of the values where a diverging curve would flatten all others to nothing; null elsewhere.</summary>
    private (double Low, double High)? RunawayRange(IReadOnlyList<Curve> curves)
    {
        double[] values = [.. curves.SelectMany(curve => curve.Values).Where(value => double.IsFinite(value) && (!Logarithmic || value > 0))
            .Select(value => Logarithmic ? Math.Log10(value) : value).Order()];
        if (values.Length < 2)
        {
            return null;
        }

        (double low, double high) = (values[values.Length / 10], values[values.Length * 3 / 4]);
        double reach = Math.Max(high - low, 1e-12) * (Logarithmic ? 4 : Runaway);
        (double from, double to) = (Math.Max(values[0], low - reach), Math.Min(values[^1], high + reach));
        return from == values[0] && to == values[^1] ? null : Logarithmic ? (Math.Pow(10, from), Math.Pow(10, to)) : (from, to);
    }

    private static int[] DashOf(Curve curve) => curve.Dash is [] ? [1, 0] : curve.Dash;
}
