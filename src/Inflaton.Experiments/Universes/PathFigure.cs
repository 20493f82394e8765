using Inflaton.Experiments.Figures;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Universes;

/// <summary>The path of two fields on the contours of their potential.</summary>
internal static class PathFigure
{
    private const int Levels = 12;

    /// <summary>The figure; null of other than two fields.</summary>
    /// <param name="result">The universe.</param>
    public static Figure? Of(UniverseResult result)
    {
        if (!result.Arrays.TryGetValue("plane_phi1", out NumericArray? first)
            || !result.Arrays.TryGetValue("plane_phi2", out NumericArray? second)
            || !result.Arrays.TryGetValue("plane_potential", out NumericArray? plane)
            || !result.Arrays.TryGetValue("phi", out NumericArray? path)
            || plane.Values.Length != first.Values.Length * second.Values.Length)
        {
            return null;
        }

        Table contours = new("x", "y", "x2", "y2", "V");
        foreach ((double level, (double X, double Y) from, (double X, double Y) to) in Contours(first.Values, second.Values, plane.Values))
        {
            contours.Add(
                PlotNumber.Of(from.X), PlotNumber.Of(from.Y), PlotNumber.Of(to.X), PlotNumber.Of(to.Y), PlotNumber.Of(level));
        }

        Table fields = new("x", "y", "order", "N");
        double[] efolds = result.Arrays["efolds"].Values;
        foreach (int i in Downsampling.Indices(efolds.Length, SeriesPlot.Points))
        {
            fields.Add(PlotNumber.Of(path.Values[2 * i]), PlotNumber.Of(path.Values[(2 * i) + 1]), i, PlotNumber.Of(efolds[i]));
        }

        Channel x = Channel.Quantity("x", "x", "field φ1 (in M_p)").Domain((first.Values[0], first.Values[^1]));
        Channel y = Channel.Quantity("y", "y", "field φ2 (in M_p)").Domain((second.Values[0], second.Values[^1]));
        Channel Other(string name) => new(name, JsonTree.Empty.With("field", name));
        Layer lines = Layer.Of("rule").Style("strokeWidth", 0.8).Style("color", "#9aa5b1").Style("clip", true).Over(contours)
            .Encode(x, y, Other("x2"), Other("y2"), Channel.Tooltip(("V", "V (in M_p⁴)", ".4g")));
        Layer way = Layer.Line(2.2).Style("color", "#d1495b").Encode(
            x, y, new Channel("order", JsonTree.Empty.With("field", "order").With("type", "quantitative")),
            Channel.Tooltip(("N", "e-folds N", ".5g"), ("x", "φ1", ".5g"), ("y", "φ2", ".5g")));
        return new Figure(
            "path", "The path of the fields",
            "The fields on the contours of their potential, which are drawn at V = V_min + (V_max − V_min)(i/12)²: equally spaced where V "
            + "is quadratic. They roll down across the contours and turn where a valley does.",
            Chart.Of(fields, lines, way.Zoomable("path_zoom")).Sized(Chart.ColumnWidth, 420)
                .ToSpec("Path of two fields on the contours of their potential."));
    }

    /// <summary>Where V crosses the levels: a line through each triangle, of two in a cell, that has some.</summary>
    private static IEnumerable<(double Level, (double X, double Y) From, (double X, double Y) To)> Contours(
        double[] first, double[] second, double[] values)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length == 0)
        {
            yield break;
        }

        (double low, double high) = (finite.Min(), finite.Max());
        double[] levels = [.. Enumerable.Range(1, Levels - 1).Select(i => low + ((high - low) * i * i / (Levels * Levels)))];
        (double X, double Y, double V) At(int i, int j) => (first[i], second[j], values[(i * second.Length) + j]);
        for (int i = 0; i + 1 < first.Length; i++)
        {
            for (int j = 0; j + 1 < second.Length; j++)
            {
                foreach (((double, double, double) a, (double, double, double) b, (double, double, double) c) in new[]
                {
                    (At(i, j), At(i + 1, j), At(i + 1, j + 1)), (At(i, j), At(i, j + 1), At(i + 1, j + 1)),
                })
                {
                    foreach (double level in levels)
                    {
                        (double X, double Y)[] ends =
                            [.. new[] { Crossing(a, b, level), Crossing(b, c, level), Crossing(c, a, level) }.OfType<(double, double)>()];
                        if (ends.Length == 2)
                        {
                            yield return (level, ends[0], ends[1]);
                        }
                    }
                }
            }
        }
    }

    private static (double X, double Y)? Crossing((double X, double Y, double V) a, (double X, double Y, double V) b, double level)
    {
        if ((a.V < level) == (b.V < level) || !double.IsFinite(a.V + b.V))
        {
            return null;
        }

        double part = (level - a.V) / (b.V - a.V);
        return (a.X + (part * (b.X - a.X)), a.Y + (part * (b.Y - a.Y)));
    }
}
