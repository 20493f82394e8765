using System.Globalization;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Figures;

/// <summary>Curves against the epoch: predictions as lines, the trained network as marks, bands for spreads.</summary>
/// <param name="run">The run, for its epochs and times.</param>
/// <param name="name">Name of the plot, of its own in the figure.</param>
/// <param name="title">Title of the vertical axis.</param>
public sealed class TimePlot(RunData run, string name, string title)
{
    /// <summary>Height in pixels of what a line may be off where points are left out; a pixel cannot show it.</summary>
    private const double Unseen = 0.2;

    /// <summary>Lines of fewer points are drawn whole.</summary>
    private const int FewPoints = 100;

    /// <summary>A height in pixels that no plot exceeds.</summary>
    private const double LargestHeight = 320;

    /// <summary>Most marks of a trained curve, beyond which they would be a smear.</summary>
    public const int Marks = 90;

    /// <summary>How much larger than the calmest curve another may be to be shown whole where training diverged.</summary>
    private double CalmBound => Logarithmic ? 1e4 : 10;

    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>Title of the horizontal axis; null for none.</summary>
    public string? EpochTitle { get; init; } = EpochTitleOf(run);

    /// <summary>The curves whose colours the legend explains, where several plots of a figure share it; null for the plot's own.</summary>
    public IReadOnlyList<Curve>? Legend { get; init; }

    /// <summary>Range of the vertical axis; null leaves it to the data.</summary>
    public (double Low, double High)? Range { get; init; }

    /// <summary>
    /// Name of the legend selection of another plot in the figure that fades this one's lines too; null for one of its own.
    /// </summary>
    public string? PickName { get; init; }

    /// <summary>Least width in pixels of the vertical axis, so that plots above each other line up.</summary>
    public int LeastAxisWidth { get; init; }

    /// <summary>Most points of one line.</summary>
    public int LinePoints { get; init; } = Downsampling.LinePoints;

    /// <summary>Title of the epoch axis, with the length of a Hubble time in epochs.</summary>
    /// <param name="run">The run.</param>
    public static string EpochTitleOf(RunData run)
    {
        double hubbleTime = run.Summary.EpochsPerHubbleTime;
        return double.IsFinite(hubbleTime) && hubbleTime > 0
            ? string.Create(CultureInfo.InvariantCulture, $"epoch k (one Hubble time 1/H = {ReadableNumber.Of(hubbleTime, 3)} epochs)")
            : "epoch k";
    }

    /// <summary>The chart of some curves, without a size.</summary>
    /// <param name="curves">The curves, those drawn first at the bottom.</param>
    public Chart Of(IReadOnlyList<Curve> curves)
    {
        bool measures = curves.Any(curve => curve.Dotted), banded = curves.Any(curve => curve.Spread is not null || curve.Band is not null);
        Table table = new(
            ["epoch", "time", "series", "value", .. measures ? ["measured"]
                : Array.Empty<string>(), .. banded ? ["low", "high"]
                : Array.Empty<string>()]);
        (double Low, double High)? range = Range ?? DivergedRange(curves);
        double[] shown = [
            .. range is { } given
                ? [Height(given.Low), Height(given.High)]
                : curves.SelectMany(curve => curve.Values).Select(Height).Where(double.IsFinite)];
        double unseen = shown is [] ? double.PositiveInfinity : (shown.Max() - shown.Min()) * Unseen / LargestHeight;
        foreach (Curve curve in curves)
        {
            AddRows(table, curve, measures, banded, unseen);
        }

        Channel epoch = Channel.Quantity("x", "epoch", EpochTitle)
            .With("scale.nice", false).With("scale.padding", 4).With("axis.grid", false);
        if (run.EpochsByRatio)
        {
            double last = run.Summary.Epochs;
            epoch = epoch.With("scale.type", "symlog").With("scale.constant", 1).With("axis.values", new JsonArray(
                [0, .. Enumerable.Range(0, (int)Math.Log10(last) + 1).Select(power => (JsonNode)Math.Pow(10, power))]));
        }

        Channel value = Channel.Quantity("y", "value", title).With("scale.padding", 5).With("axis.minExtent", LeastAxisWidth)
            .LogIf(Logarithmic).Domain(range);
        Channel tooltip = Channel.Tooltip(
            ("series", "series", null), ("epoch", "epoch k", "d"),
            ("time", run.Summary.Schedule is null ? "time t = k√η" : "time t = Σ√ηₖ", ".4g"), ("value", title, ".5g"));

        List<Layer> layers = [];
        foreach (Curve curve in curves.Where(curve => curve.Spread is not null || curve.Band is not null))
        {
            layers.Add(
                Layer.Of("area").Style("opacity", 0.14).Style("color", curve.Colour).Style("clip", true).Where("isValid(datum.low)").Encode(
                epoch, value.With("field", "low"), new Channel("y2", JsonTree.Empty.With("field", "high"))));
        }

        if (curves.Where(curve => curve.Dotted).ToArray() is [{ } measured, ..] dotted)
        {
            Channel shape = Channel.Category("shape", "measured").Map(dotted.Select(curve => (curve.Label, (JsonNode)"circle")))
                .With("legend.symbolFillColor", measured.Colour).With("legend.symbolStrokeWidth", 0).With("legend.symbolSize", 100)
                .With("legend.symbolOpacity", 1);
            layers.Add(Layer.Dots(24).Style("color", measured.Colour).Style("opacity", 1).Where("isValid(datum.measured)").Encode(
                epoch, value, shape, tooltip));
        }

        if (curves.Any(curve => !curve.Dotted))
        {
            Curve[] lines = [.. (Legend ?? curves).Where(curve => !curve.Dotted)];
            Channel colour = Channel.Category("color", "series").Map(lines.Select(curve => (curve.Label, (JsonNode)curve.Colour)));
            Channel dash = Channel.Category("strokeDash", "series").Map(
                lines.Select(curve => (curve.Label, (JsonNode)new JsonArray([.. DashOf(curve).Select(length => (JsonNode)length)]))));
            Layer layer = Layer.Line().Where("!isValid(datum.measured)").Encode(
                epoch, value, colour, dash, Channel.FadeOutside(PickName ?? $"{name}_pick"), tooltip);
            layers.Add(PickName is null ? layer.Pickable($"{name}_pick", "series") : layer);
        }

        layers[^1] = layers[^1].Zoomable($"{name}_zoom");
        return Chart.Of(table, layers);
    }

    private double Height(double value) => Logarithmic ? Math.Log(value) : value;

    private IReadOnlyList<int> Points(Curve curve, double[] epochs, double unseen)
    {
        int count = Math.Min(curve.Values.Length, epochs.Length);
        if (curve.Dotted)
        {
            return Downsampling.Indices(count, Math.Min(Marks, LinePoints));
        }

        int[] points = Downsampling.Indices(count, LinePoints);
        return points.Length < FewPoints || !(unseen > 0 && double.IsFinite(unseen)) ? points : Downsampling.Bends(
            points, i => run.EpochsByRatio ? Math.Log(1 + epochs[i]) : epochs[i],
            curve.Spread is { } spread
                ? [i => Height(curve.Values[i]), i => curve.Values[i] - spread[i], i => curve.Values[i] + spread[i]]
                : [i => Height(curve.Values[i])],
            unseen);
    }

    private void AddRows(Table table, Curve curve, bool measures, bool banded, double unseen)
    {
        double[] epochs = curve.Epochs ?? run.Epochs, times = curve.Epochs is null ? run.Times : run.CurveTimes;
        foreach (int i in Points(curve, epochs, unseen))
        {
            double value = curve.Values[i];
            double? spread = curve.Spread?[i];
            JsonNode?[] row =
            [
                PlotNumber.Of(epochs[i]),
                i < times.Length ? PlotNumber.Of(times[i]) : null,
                curve.Label,
                Logarithmic ? PlotNumber.Positive(value) : PlotNumber.Of(value),
            ];
            JsonNode?[] mark = [curve.Dotted ? curve.Label : null];
            JsonNode?[] band = curve.Band is { } ends
                ? [Logarithmic ? PlotNumber.Positive(ends.Low[i]) : PlotNumber.Of(ends.Low[i]), PlotNumber.Of(ends.High[i])]
                : [PlotNumber.Of(value - (spread ?? double.NaN)), PlotNumber.Of(value + (spread ?? double.NaN))];
            table.Add([.. row, .. measures ? mark : [], .. banded ? band : []]);
        }
    }

    /// <summary>
    /// Where training diverged, a range around the calm curves, which the others would flatten to nothing; null elsewhere.
    /// </summary>
    private (double Low, double High)? DivergedRange(IReadOnlyList<Curve> curves)
    {
        if (run.Summary.Status != RunStatus.Diverged)
        {
            return null;
        }

        double[][] finite =
            [.. curves.Select(curve => curve.Values.Where(value => double.IsFinite(value) && (!Logarithmic || value > 0)).ToArray())
            .Where(values => values.Length > 0)];
        if (finite.Length == 0)
        {
            return null;
        }

        double bound = CalmBound * finite.Min(values => values.Max(Math.Abs));
        double[] all = [.. finite.SelectMany(values => values)],
        calm = [.. finite.Where(values => values.Max(Math.Abs) <= bound).SelectMany(values => values)];
        (double low, double high) = (calm.Min(), calm.Max());
        if (Logarithmic)
        {
            return (low, Math.Min(all.Max(), high * CalmBound));
        }

        double reach = Math.Max(high - low, Math.Max(Math.Abs(high), 1e-12));
        return (Math.Max(all.Min(), low - reach), Math.Min(all.Max(), high + reach));
    }

    private static int[] DashOf(Curve curve) => curve.Dash is [] ? [1, 0] : curve.Dash;
}
