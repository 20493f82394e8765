using System.Text.Json.Nodes;
using Inflaton.Numerics.Notation;
using Inflaton.Observations;

namespace Inflaton.Experiments.Figures;

/// <summary>Predictions in the plane of n_s and r.</summary>
/// <param name="Label">What made them, for the legend.</param>
/// <param name="Points">n_s, r and what a point is, in the order of a line.</param>
/// <param name="IsLine">Whether the points belong to one line.</param>
public sealed record TiltRatioSeries(
    string Label, IReadOnlyList<(double SpectralIndex, double TensorRatio, string Name)> Points, bool IsLine = true);

/// <summary>The plane of n_s and r: published regions, and what models say.</summary>
public static class TiltRatioFigure
{
    /// <summary>Name of the figure.</summary>
    public const string Name = "n_s-r";

    private const double Lowest = 0.90;
    private const double Highest = 1.03;
    private const double MostTensors = 0.4;
    private static readonly string[] Greys = ["#5b5b5b", "#d99a2b"];
    private static readonly string[] Colours = ["#1b6ca8", "#d1495b", "#2e8b57", "#8e5ea2", "#17a2a2", "#0b3d91", "#7f4f24", "#c71585"];

    /// <summary>
    /// The sets whose regions are drawn: the one that models are held against for years, and the newest of the microwave background.
    /// </summary>
    public static IReadOnlyList<ObservationSet> Sets { get; } =
        [ObservationSet.Find("planck_bicep_keck_2018")!, ObservationSet.Find("cmb_2025")!];

    /// <summary>The figure; null where nothing that is to be drawn is finite.</summary>
    /// <param name="series">The predictions.</param>
    /// <param name="says">What the points are, as a sentence for the caption.</param>
    public static Figure? Of(IReadOnlyList<TiltRatioSeries> series, string says)
    {
        ArgumentNullException.ThrowIfNull(series);
        (double X, double Y)[] all =
        [
            .. series.SelectMany(one => one.Points.Select(point => (point.SpectralIndex, point.TensorRatio)))
                .Where(point => double.IsFinite(point.SpectralIndex) && double.IsFinite(point.TensorRatio)),
        ];
        if (all.Length == 0)
        {
            return null;
        }

        (double X, double Y)[] shown = [.. all.Where(point => point is { X: >= Lowest and <= Highest, Y: >= 0 and <= MostTensors })];
        (double[] Across, double[] Up)[] widest = [.. Sets.Select(set => Region(set, 0.95))];
        double[] across = [.. widest.SelectMany(one => one.Across), .. shown.Select(point => point.X)];
        (double Low, double High) x = (across.Min() - 0.002, across.Max() + 0.002);
        (double Low, double High) y = (0, 1.08 * widest.SelectMany(one => one.Up).Concat(shown.Select(point => point.Y)).Max());
        Channel abscissa = Channel.Quantity("x", "n_s", "spectral index n_s").Domain(x);
        Channel ordinate = Channel.Quantity("y", "r", "tensor-to-scalar ratio r").Domain(y);
        Channel order = new("order", JsonTree.Empty.With("field", "order").With("type", "quantitative"));
        (string, JsonNode)[] colours =
        [
            .. Sets.Select((set, i) => (set.Title, (JsonNode)Greys[i])),
            .. series.Select((one, i) => (one.Label, (JsonNode)Colours[i % Colours.Length])),
        ];
        Channel colour = Channel.Category("color", "of").Map(colours).With("legend.columns", colours.Length > 4 ? 2 : 0);
        List<Layer> layers = [];
        foreach ((ObservationSet set, int i) in Sets.Select((set, i) => (set, i)))
        {
            foreach (double probability in new[] { 0.95, 0.68 })
            {
                Table region = new("n_s", "r", "order", "of", "name");
                (double[] xs, double[] ys) = Region(set, probability);
                for (int point = 0; point < xs.Length; point++)
                {
                    region.Add(PlotNumber.Of(xs[point]), PlotNumber.Of(ys[point]), point, set.Title, ReadableNumber.Percent(probability));
                }

                layers.Add(Layer.Line(1.2).Style("fill", Greys[i]).Style("fillOpacity", 0.14).Over(region).Encode(
                    abscissa, ordinate, order, colour, Channel.Tooltip(("of", "region of", null), ("name", "holds", null))));
            }
        }

        Table table = new("n_s", "r", "order", "of", "name", "line");
        foreach (TiltRatioSeries one in series)
        {
            foreach (((double index, double ratio, string name), int i) in one.Points.Select((point, i) => (point, i)))
            {
                table.Add(PlotNumber.Of(index), PlotNumber.Of(ratio), i, one.Label, name, one.IsLine ? 1 : 0);
            }
        }

        Channel tooltip = Channel.Tooltip(("of", "of", null), ("name", "at", null), ("n_s", "n_s", ".6f"), ("r", "r", ".4g"));
        if (series.Any(one => one.IsLine))
        {
            layers.Add(Layer.Line(2).Where("datum.line == 1").Encode(abscissa, ordinate, order, colour, tooltip));
        }

        layers.Add(Layer.Dots(46).Encode(abscissa, ordinate, colour, tooltip).Zoomable("plane_zoom"));
        string beyond = shown.Length == all.Length ? "" : $" {all.Length - shown.Length} of {all.Length} points lie outside of the figure.";
        string sources = string.Join(" ", Sets.Select(set => $"{set.Title}: {set.Source}"));
        return new Figure(
            Name, "The plane of n_s and r",
            $"{says}{beyond} Filled: regions of 68 % and 95 % of two independent normal distributions, of n_s and of r ≥ 0, "
            + "with the published means and widths. They are not the papers' own contours, which come from chains and are tilted. "
            + sources,
            Chart.Of(table, layers).Sized(Chart.ColumnWidth, 360)
                .ToSpec("Spectral index and tensor-to-scalar ratio of models against published regions."));
    }

    private static (double[] Across, double[] Up) Region(ObservationSet set, double probability) =>
        new CredibleRegion(set.Of("n_s")!, set.Of("r")!, probability).Boundary();
}
