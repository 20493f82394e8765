using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>Lines of several series against one quantity.</summary>
/// <param name="name">Name of the plot, of its own in the figure.</param>
/// <param name="x">Title of the horizontal axis.</param>
/// <param name="y">Title of the vertical axis.</param>
internal sealed class SeriesPlot(string name, string x, string y)
{
    private static readonly string[] Palette = ["#1b6ca8", "#d1495b", "#2e8b57", "#8e5ea2", "#c77f1b", "#5b5b5b", "#17a2a2"];

    // Dashes of lines whose colour is another's already.
    private static readonly int[][] Again = [[1, 0], [7, 3], [2, 3], [8, 3, 2, 3]];

    /// <summary>Most points of one line; more than elsewhere, since fields oscillate.</summary>
    public const int Points = 1500;

    public bool LogX { get; init; }

    public bool LogY { get; init; }

    /// <summary>Whether each value of a full line is marked by a point.</summary>
    public bool HasDots { get; init; }

    /// <summary>Colours in order, used anew where they run out.</summary>
    public IReadOnlyList<string> Colours { get; init; } = Palette;

    /// <summary>Width and height of the plotted area in pixels.</summary>
    public (int Width, int Height) Size { get; init; } = (Chart.ColumnWidth, 280);

    /// <summary>The chart, or null where no point can be drawn.</summary>
    /// <param name="series">Label, dash pattern (empty for a full line), abscissae and ordinates.</param>
    public Chart? Of(IReadOnlyList<(string Label, int[] Dash, double[] X, double[] Y)> series)
    {
        Table table = new("x", "order", "series", "value");
        foreach ((string label, _, double[] abscissae, double[] ordinates) in series)
        {
            foreach (int i in Downsampling.Indices(abscissae.Length, Points))
            {
                table.Add(
                    LogX ? PlotNumber.Positive(abscissae[i]) : PlotNumber.Of(abscissae[i]), i, label,
                    LogY ? PlotNumber.Positive(ordinates[i]) : PlotNumber.Of(ordinates[i]));
            }
        }

        if (table.Count < 2)
        {
            return null;
        }

        Channel abscissa = Channel.Quantity("x", "x", x).With("scale.nice", false).With("scale.padding", 4).With("axis.grid", false)
            .LogIf(LogX).With("axis.labelExpr", PlotNumber.PowersOfTen);
        Channel ordinate = Channel.Quantity("y", "value", y).With("scale.padding", 5).LogIf(LogY)
            .With("axis.labelExpr", PlotNumber.PowersOfTen);
        Channel colour = Channel.Category("color", "series")
            .Map(series.Select((one, i) => (one.Label, (JsonNode)Colours[i % Colours.Count])));
        Channel dash = Channel.Category("strokeDash", "series").Map(series.Select((one, i) => (
            one.Label,
            (JsonNode)new JsonArray(
                [.. (one.Dash is [] ? Again[i / Colours.Count % Again.Length] : one.Dash).Select(length => (JsonNode)length)]))));
        Layer line = Layer.Line().Encode(
            abscissa, ordinate, series.Count > 1 ? colour : colour.NoLegend(), series.Count > 1 ? dash : dash.NoLegend(),
            new Channel("order", JsonTree.Empty.With("field", "order").With("type", "quantitative")),
            Channel.FadeOutside($"{name}_pick"),
            Channel.Tooltip(("series", "series", null), ("x", x, ".6g"), ("value", y, ".6g")));
        line = series.Count > 1 ? line.Pickable($"{name}_pick", "series") : line.Encode(Channel.Constant("opacity", 1));
        JsonArray full = [.. series.Where(one => one.Dash is []).Select(one => (JsonNode)one.Label)];
        Layer dots = Layer.Dots(14).Where($"indexof({full.ToJsonString()}, datum.series) >= 0")
            .Encode(abscissa, ordinate, series.Count > 1 ? colour : colour.NoLegend());
        return Chart.Of(table, HasDots ? [dots, line.Zoomable($"{name}_zoom")] : [line.Zoomable($"{name}_zoom")])
            .Sized(Size.Width, Size.Height);
    }
}
