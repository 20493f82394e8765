using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Figures;

/// <summary>The potential V(φ) = Λ + sΘ₀ℓ(φ) with the mean field rolling in it.</summary>
public static class PotentialFigure
{
    private const int Stations = 60;

    /// <summary>The figure, or null where the run holds no sampled potential.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        if (run["potential_field"]?.Values is not { Length: > 1 } field || run["potential_value"]?.Values is not { } potential
            || potential.Length != field.Length)
        {
            return null;
        }

        Table table = new("field", "value", "epoch");
        foreach (int i in Downsampling.Indices(field.Length, Downsampling.LinePoints))
        {
            table.Add(PlotNumber.Of(field[i]), PlotNumber.Of(potential[i]), null);
        }

        (string whose, FieldHistory? mean) = run.Field("trained") is { } trained ? ("trained network", trained)
            : run.MeanField("mean_field") is { } predicted ? ("mean_field prediction", predicted)
            : ("", null);
        int placed = mean is null ? 0 : AddStations(run, table, mean.Mean(0), field, potential);

        Channel x = Channel.Quantity("x", "field", "field φ = f̄").With("scale.nice", false).With("axis.grid", false);
        Channel y = Channel.Quantity("y", "value", $"potential V(φ) = Λ + {run.PotentialTerm}(φ)");
        List<Layer> layers =
        [
            Layer.Line().Style("color", "#555555").Where("!isValid(datum.epoch)").Encode(x, y).Zoomable("potential_zoom"),
        ];
        double lambda = run.Summary.Lambda;
        double low = potential.Where(double.IsFinite).DefaultIfEmpty(0).Min(),
        high = potential.Where(double.IsFinite).DefaultIfEmpty(0).Max();
        if (lambda >= low - (0.5 * (high - low)) && lambda <= high)
        {
            Table vacuum = new("lambda", "text");
            vacuum.Add(PlotNumber.Of(lambda), "Λ = 3H²");
            Channel height = y.With("field", "lambda");
            layers.Insert(
                0,
                Layer.Of("rule").Style("strokeDash", new System.Text.Json.Nodes.JsonArray(6, 4)).Style("color", ChartStyle.Grey)
                    .Over(vacuum).Encode(height));
            layers.Add(Layer.Of("text").Style("align", "left").Style("dx", 4).Style("dy", -7).Style("color", ChartStyle.Grey).Over(vacuum)
                .Encode(height, Channel.Constant("x", 0), new Channel("text", JsonTree.Empty.With("field", "text"))));
        }

        if (placed > 0)
        {
            layers.Add(
                Layer.Dots(70).Style("opacity", 1).Style("stroke", "white").Style("strokeWidth", 0.7).Where("isValid(datum.epoch)").Encode(
                x, y,
                Channel.Quantity("color", "epoch", "epoch k").With("scale.scheme", "viridis").With("legend.gradientLength", 220)
                    .With("legend.titleOrient", "left"),
                Channel.Tooltip(("epoch", "epoch k", "d"), ("field", "mean field f̄", ".5g"), ("value", "V(f̄)", ".5g"))));
        }

        string caption = "The loss as the scalar field's potential on top of the vacuum energy Λ that the optimiser's friction amounts to"
            + (run.Summary.Matching == "leapfrog" ? ", with s = 2/(1+γ) of the leapfrog matching." : ".")
            + (placed > 0 ? $" Marks: where the mean field of the {whose} stands as the epochs pass; Hubble friction makes it roll slowly "
            + $"instead of oscillating for ever." : "");
        return new Figure("potential", "Potential and the rolling field", caption, Chart.Of(table, layers).Sized(Chart.ColumnWidth, 280)
            .ToSpec("Potential against field, with the mean field's positions over the epochs."));
    }

    private static int AddStations(RunData run, Table table, double[] mean, double[] field, double[] potential)
    {
        int placed = 0;
        foreach (int i in Downsampling.Indices(mean.Length, Stations))
        {
            if (Interpolate(field, potential, mean[i]) is { } height)
            {
                table.Add(PlotNumber.Of(mean[i]), PlotNumber.Of(height), PlotNumber.Of(run.Epochs[i]));
                placed++;
            }
        }

        return placed;
    }

    private static double? Interpolate(double[] field, double[] potential, double at)
    {
        for (int i = 1; i < field.Length; i++)
        {
            (double a, double b) = (field[i - 1], field[i]);
            if (at >= Math.Min(a, b) && at <= Math.Max(a, b) && a != b)
            {
                double part = (at - a) / (b - a);
                return ((1 - part) * potential[i - 1]) + (part * potential[i]);
            }
        }

        return null;
    }
}
