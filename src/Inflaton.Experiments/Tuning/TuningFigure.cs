using Inflaton.Duality.Tuning;
using Inflaton.Experiments.Figures;

namespace Inflaton.Experiments.Tuning;

/// <summary>The map of regimes: epochs to the target, or the loss after the epochs allowed, over learning rate and momentum.</summary>
public static class TuningFigure
{
    /// <summary>Name of the figure.</summary>
    public const string Name = "regimes";

    /// <summary>The figure; the result must have a map.</summary>
    /// <param name="tuned">What tuning found.</param>
    public static Figure Of(TuningResult tuned)
    {
        ArgumentNullException.ThrowIfNull(tuned);
        bool hasEpochs = tuned.Map.Any(point => double.IsFinite(point.Epochs));
        Table table = new("left", "right", "low", "high", "value", "rate", "momentum", "domination", "ringing", "loss", "epochs");
        double rateStep = Step(tuned.Map.Select(point => point.LearningRate));
        double frictionStep = Step(tuned.Map.Select(point => 1 - point.Momentum));
        foreach (RegimePoint point in tuned.Map.Where(point => point.IsStable))
        {
            double friction = 1 - point.Momentum;
            table.Add(
                PlotNumber.Of(point.LearningRate / rateStep),
                PlotNumber.Of(point.LearningRate * rateStep), PlotNumber.Of(friction / frictionStep),
                PlotNumber.Of(friction * frictionStep), hasEpochs ? PlotNumber.Positive(point.Epochs) : PlotNumber.Positive(point.Loss),
                PlotNumber.Of(point.LearningRate), PlotNumber.Of(point.Momentum), PlotNumber.Of(point.Domination), point.Underdamped,
                PlotNumber.Of(point.Loss), PlotNumber.Of(point.Epochs));
        }

        Table best = new("rate", "friction");
        best.Add(PlotNumber.Of(tuned.Best.LearningRate), PlotNumber.Of(1 - tuned.Best.Momentum));
        string title = hasEpochs ? "epochs to the target" : "loss at the end";
        Layer map = Layer.Of("rect").Encode(
            Channel.Quantity("x", "left", "learning rate η").Log(), new Channel("x2", JsonTree.Empty.With("field", "right")),
            Channel.Quantity("y", "low", "1 − γ").Log(), new Channel("y2", JsonTree.Empty.With("field", "high")),
            Channel.Quantity("color", "value", title).With("scale.type", "log").With("scale.scheme", "viridis")
                .With("scale.reverse", hasEpochs),
            Channel.Tooltip(
                ("rate", "η", ".4g"), ("momentum", "γ", ".4g"), ("epochs", "epochs", ".4g"), ("loss", "loss at the end", ".4g"),
                ("domination", "vacuum domination", ".3g"), ("ringing", "modes that ring", "d")));
        Layer mark = Layer.Of("point").Style("shape", "cross").Style("size", 180).Style("filled", true).Style("color", "#D55E00")
            .Over(best).Encode(
            Channel.Quantity("x", "rate", "learning rate η").Log(), Channel.Quantity("y", "friction", "1 − γ").Log());
        string caption =
            $"{char.ToUpperInvariant(title[0])}{title[1..]} in the theory of the kernel at initialisation; the cross is what is "
                + "recommended. White is unstable, or out of reach.";
        return new Figure(
            Name, $"Regimes of training: {title}", caption,
            Chart.Of(table, map, mark).Sized(Chart.ColumnWidth, 380).ToSpec(caption));
    }

    /// <summary>Square root of the ratio of neighbours: half a cell on a logarithmic scale.</summary>
    private static double Step(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Distinct().Order()];
        return sorted.Length < 2 ? 1 : Math.Sqrt(sorted[1] / sorted[0]);
    }
}
