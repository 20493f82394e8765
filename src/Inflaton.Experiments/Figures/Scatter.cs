using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>Predicted values against trained ones, with the diagonal on which they agree.</summary>
public static class Scatter
{
    /// <summary>The chart, square.</summary>
    /// <param name="name">Name of the plot, of its own in the figure.</param>
    /// <param name="title">Title of the horizontal axis.</param>
    /// <param name="predictions">Predicted values of each rung, as many as trained ones.</param>
    /// <param name="trained">The trained values.</param>
    public static Chart Of(string name, string title, IReadOnlyList<(Rung Rung, double[] Values)> predictions, double[] trained)
    {
        Table table = new("trained", "predicted", "series", "kind");
        int limit = Math.Max(2, (Downsampling.ScatterPoints - 2) / Math.Max(predictions.Count, 1));
        foreach ((Rung rung, double[] values) in predictions)
        {
            foreach (int i in Downsampling.Indices(trained.Length, limit))
            {
                table.Add(PlotNumber.Of(trained[i]), PlotNumber.Of(values[i]), rung.Label, "dot");
            }
        }

        double[] finite = [.. predictions.SelectMany(prediction => prediction.Values).Concat(trained).Where(double.IsFinite)];
        (double low, double high) = finite is [] ? (0, 1) : (finite.Min(), finite.Max());
        table.Add(PlotNumber.Of(low), PlotNumber.Of(low), null, "diagonal");
        table.Add(PlotNumber.Of(high), PlotNumber.Of(high), null, "diagonal");

        double margin = Math.Max((high - low) * 0.04, 1e-12);
        (double, double) range = (low - margin, high + margin);
        Channel x = Channel.Quantity("x", "trained", title).Domain(range),
        y = Channel.Quantity("y", "predicted", "predicted").Domain(range);
        Channel colour = Channel.Category("color", "series")
            .Map(predictions.Select(prediction => (prediction.Rung.Label, (JsonNode)prediction.Rung.Colour)));
        return Chart.Of(
            table,
            Layer.Line(1).Style("color", "#999999").Where("datum.kind == 'diagonal'").Encode(x, y),
            Layer.Dots(30).Style("opacity", 0.65).Where("datum.kind == 'dot'").Encode(
                x, y, colour,
                Channel.Tooltip(("series", "prediction", null), ("trained", "trained", ".5g"), ("predicted", "predicted", ".5g")))
                .Zoomable($"{name}_zoom")).Sized(380, 380);
    }
}
