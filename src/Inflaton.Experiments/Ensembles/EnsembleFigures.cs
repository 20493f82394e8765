using Inflaton.Experiments.Figures;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Ensembles;

/// <summary>The figures of an ensemble, each left out where there is nothing to draw.</summary>
public static class EnsembleFigures
{
    /// <summary>The figures in the order of a report.</summary>
    /// <param name="result">The ensemble.</param>
    public static IReadOnlyList<Figure> Of(EnsembleResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return [.. new[] { FourPoint(result), Along(result) }.OfType<Figure>()];
    }

    /// <summary>Measured four-point functions over those of the theory, with their errors, and where the two are the same.</summary>
    private static Figure? FourPoint(EnsembleResult result)
    {
        if (!result.Arrays.TryGetValue("theory_four_point", out NumericArray? theory)
            || !result.Arrays.TryGetValue("four_point", out NumericArray? measured)
            || !result.Arrays.TryGetValue("four_point_error", out NumericArray? errors))
        {
            return null;
        }

        int points = theory.Shape[0];
        Table table = new("theory", "measured", "low", "high", "inputs");
        for (int i = 0; i < theory.Values.Length; i++)
        {
            int[] place = [i / (points * points * points), i / (points * points) % points, i / points % points, i % points];
            if (place.Zip(place.Skip(1), (a, b) => a <= b).All(ordered => ordered))
            {
                (double value, double error) = (measured.Values[i], errors.Values[i]);
                table.Add(
                    PlotNumber.Of(theory.Values[i]), PlotNumber.Of(value), PlotNumber.Of(value - error), PlotNumber.Of(value + error),
                    string.Join(", ", place.Select(a => result.Summary.Start.Points[a].Input)));
            }
        }

        Table diagonal = new("theory", "measured");
        foreach (double end in new[] { Math.Min(0, theory.Values.Min()), theory.Values.Max() })
        {
            diagonal.Add(PlotNumber.Of(end), PlotNumber.Of(end));
        }

        Channel x = Channel.Quantity("x", "theory", "theory, leading order in 1/width");
        Channel y = Channel.Quantity("y", "measured", "measured G₄");
        Layer same = Layer.Line(1).Style("color", ChartStyle.Grey).Over(diagonal).Encode(x, y);
        Layer bars = Layer.Of("rule").Style("color", ChartStyle.Grey)
            .Encode(x, y.With("field", "low"), new Channel("y2", JsonTree.Empty.With("field", "high")));
        Layer dots = Layer.Dots(50).Encode(
            x, y, Channel.Tooltip(("inputs", "inputs", null), ("theory", "theory", ".4g"), ("measured", "measured", ".4g")));
        return new Figure(
            "four_point", "Connected four-point functions at initialisation",
            "Each dot is one choice of four inputs, with its standard error; on the line theory and networks agree. "
            + "At infinite width all are zero.",
            Chart.Of(table, same, bars, dots).Sized(Chart.ColumnWidth, 320)
                .ToSpec("Measured four-point functions against those of the theory."));
    }

    /// <summary>Fourth cumulant over the square of the variance along the training.</summary>
    private static Figure? Along(EnsembleResult result)
    {
        double[] epochs = result.Arrays["epochs"].Values;
        if (epochs.Length < 2)
        {
            return null;
        }

        int points = result.Arrays["points"].Values.Length;
        double[] variance = result.Arrays["covariance"].Values, fourth = result.Arrays["four_point"].Values;
        double[] mean = result.Arrays["mean"].Values;
        Table table = new("epoch", "mean", "deviation", "kurtosis", "input");
        for (int t = 0; t < epochs.Length; t++)
        {
            for (int a = 0; a < points; a++)
            {
                double own = variance[(((t * points) + a) * points) + a];
                double four = fourth[(t * (int)Math.Pow(points, 4)) + (a * ((points * points * points) + (points * points) + points + 1))];
                table.Add(
                    PlotNumber.Of(epochs[t]), PlotNumber.Of(mean[(t * points) + a]), PlotNumber.Of(Math.Sqrt(Math.Max(0, own))),
                    PlotNumber.Of(four / (own * own)), $"{result.Arrays["points"].Values[a]}");
            }
        }

        Chart Panel(string field, string title) => Chart.Of(table, Layer.Line().Encode(
            Channel.Quantity("x", "epoch", "epoch"), Channel.Quantity("y", field, title), Channel.Category("color", "input", "input")))
            .Sized(Chart.ColumnWidth / 2 - 60, 240);
        return new Figure(
            "along_training", "The ensemble along the training",
            "Standard deviation of the output over the networks, and how far it is from normal (0 where it is).",
            Chart.Grid(2, Panel("deviation", "standard deviation of f"), Panel("kurtosis", "κ₄/κ₂²"))
                .ToSpec("Standard deviation and kurtosis of the output over the networks against the epoch."));
    }
}
