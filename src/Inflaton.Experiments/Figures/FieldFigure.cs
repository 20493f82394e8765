using System.Globalization;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Figures;

/// <summary>
/// The field over its inputs: f(x) at several epochs where the inputs lie on a line or a circle, and the predicted against the trained
/// field at the end elsewhere.
/// </summary>
public static class FieldFigure
{
    private const int Snapshots = 6;

    /// <summary>The figure, or null where the run holds no field or a single input.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        // The finest: with the kernel's own motion where that was followed.
        Rung? predicted = new[] { Rung.NextOrder, Rung.NextOrderContinuum }.Concat(run.FieldPredictions)
            .FirstOrDefault(rung => run.Field(rung.Key) is not null);
        if (run.Points < 2 || (predicted is null && run.Field("trained") is null))
        {
            return null;
        }

        return Coordinate(run) is { } coordinate && run.Points > 2 ? OverInputs(run, predicted, coordinate) : AtTheEnd(run, predicted);
    }

    private static Figure OverInputs(RunData run, Rung? predicted, (double[] Values, string Title) coordinate)
    {
        FieldHistory? trained = run.Field("trained"), prediction = predicted is null ? null : run.Field(predicted.Key);
        int records = new[] { trained?.Records ?? int.MaxValue, prediction?.Records ?? int.MaxValue }.Min();
        int[] order = [.. Enumerable.Range(0, run.Points).OrderBy(point => coordinate.Values[point])];
        bool diverged = run.Summary.Status == RunStatus.Diverged && prediction is not null;
        int[] snapshots = Epochs(diverged ? prediction! : trained ?? prediction!, records);

        Table table = new("x", "value", "epoch", "kind");
        foreach (int record in snapshots)
        {
            string epoch = EpochLabel(run, record);
            Add(prediction, Downsampling.LinePoints, "predicted");
            Add(trained, Downsampling.ScatterPoints / Snapshots / 4, "trained");

            void Add(FieldHistory? field, int limit, string kind)
            {
                foreach (int i in Downsampling.Indices(field is null ? 0 : order.Length, limit))
                {
                    table.Add(PlotNumber.Of(coordinate.Values[order[i]]), PlotNumber.Of(field![record, order[i], 0]), epoch, kind);
                }
            }
        }

        if (run["targets"] is { } targets && targets.Values.Length == run.Points * run.Outputs)
        {
            foreach (int i in Downsampling.Indices(order.Length, Downsampling.ScatterPoints / 4))
            {
                table.Add(
                    PlotNumber.Of(coordinate.Values[order[i]]), PlotNumber.Of(targets.Values[order[i] * run.Outputs]), null, "target");
            }
        }

        Channel x = Channel.Quantity("x", "x", coordinate.Title).With("axis.grid", false).With("scale.nice", false)
            .With("scale.padding", 6);
        // A diverging network must not flatten its prediction.
        double reach = diverged ? 1.5 * prediction!.Largest() : 0;
        Channel y = Channel.Quantity("y", "value", "field f(x)").Domain(reach > 0 ? (-reach, reach) : null);
        string[] colours = ["#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#d8c01a"];
        Channel colour = Channel.Category("color", "epoch", "epoch k").With("legend.titleOrient", "left").Map(snapshots.Select(
            (record, i) =>
                (EpochLabel(run, record), (JsonNode)colours[snapshots.Length == 1
                    ? 0
                    : i * (colours.Length - 1) / (snapshots.Length - 1)])));
        Channel fade = Channel.FadeOutside("field_pick");
        Channel tooltip = Channel.Tooltip(
            ("kind", "of", null), ("epoch", "epoch k", null), ("x", coordinate.Title, ".4g"), ("value", "field f(x)", ".5g"));
        List<Layer> layers = [];
        if (table.ToJson()["values"]!.AsArray().Any(row => (string?)row!["kind"] == "target"))
        {
            layers.Add(
                Layer.Of("point").Style("size", 75).Style("strokeWidth", 1.2).Style("opacity", 1).Style("color", "#999999")
                    .Style("clip", true)
                .Where("datum.kind == 'target'").Encode(x, y, tooltip));
        }

        if (trained is not null)
        {
            layers.Add(Layer.Dots(20).Where("datum.kind == 'trained'").Encode(x, y, colour, fade, tooltip));
        }

        if (prediction is not null)
        {
            layers.Add(Layer.Line(1.8).Where("datum.kind == 'predicted'").Encode(x, y, colour, fade, tooltip));
        }

        layers[^1] = layers[^1].Zoomable("field_zoom").Pickable("field_pick", "epoch");
        Chart chart = Chart.Of(table, layers).Sized(Chart.ColumnWidth, 300);

        string caption =
            (trained is not null && predicted is not null ? $"Lines: the {predicted.Label} prediction; marks: the trained network, at the "
                + $"same epochs."
            : trained is not null ? "Marks: the trained network." : $"The {predicted!.Label} prediction; the network was not trained.")
            + (run["targets"] is null ? "" : " Rings: targets.")
            + " The field configuration rolls as a whole where the inputs lie within a Hubble length, and its shape freezes."
            + (run.Outputs > 1 ? " First output." : "");
        return new Figure("field", "Field over the inputs", caption, chart.ToSpec("Network output against input at several epochs."));
    }

    private static Figure? AtTheEnd(RunData run, Rung? predicted)
    {
        FieldHistory? trained = run.Field("trained"), prediction = predicted is null ? null : run.Field(predicted.Key);
        if (trained is null || prediction is null)
        {
            return null;
        }

        int last = Math.Min(trained.Records, prediction.Records) - 1;
        Chart chart = Scatter.Of(
            "field", "trained network f(x)",
            [
                .. run.FieldPredictions.Where(rung => run.Field(rung.Key)?.Records > last).Take(1).Append(predicted!)
                    .DistinctBy(rung => rung.Key).Select(rung => (rung, run.Field(rung.Key)!.At(last).ToArray())),
            ],
            trained.At(last).ToArray());
        string caption = string.Create(
            CultureInfo.InvariantCulture,
            $"Every training input at epoch {run.Epochs[last]:0}: the output that was predicted from epoch 0 against the one that "
            + $"training gave. ")
            + "On the diagonal they agree.";
        return new Figure(
            "field", "Field at the end: predicted against trained", caption,
            chart.ToSpec("Predicted against trained output at the last epoch, with the diagonal."));
    }

    /// <summary>The coordinate along which the inputs lie: x for one input dimension, the angle on a circle; null elsewhere.</summary>
    private static (double[] Values, string Title)? Coordinate(RunData run)
    {
        if (run["inputs"] is not { } inputs || inputs.Values.Length == 0 || inputs.Values.Length % run.Points != 0)
        {
            return null;
        }

        int dimension = inputs.Values.Length / run.Points;
        if (dimension == 1)
        {
            return (inputs.Values, "input x");
        }

        if (dimension != 2)
        {
            return null;
        }

        double[] radii = [.. inputs.Values.Chunk(2).Select(point => Math.Sqrt((point[0] * point[0]) + (point[1] * point[1])))];
        return radii.Max() - radii.Min() <= 1e-9 * radii.Max() && radii.Max() > 0
            ? ([.. inputs.Values.Chunk(2).Select(point => (Math.Atan2(point[1], point[0]) + (2 * Math.PI)) % (2 * Math.PI))],
            "angle of the input on the circle (rad)")
            : null;
    }

    /// <summary>Records at which the mean square change since the start has grown by equal parts, so that the snapshots differ.</summary>
    private static int[] Epochs(FieldHistory field, int records)
    {
        double[] travelled = new double[records];
        for (int record = 1; record < records; record++)
        {
            double step = 0;
            for (int point = 0; point < field.Points; point++)
            {
                double change = field[record, point, 0] - field[record - 1, point, 0];
                step += change * change;
            }

            travelled[record] = travelled[record - 1] + (double.IsFinite(step) ? Math.Sqrt(step) : 0);
        }

        double whole = travelled[^1];
        return whole <= 0
            ? Downsampling.Indices(records, 2)
            : [.. Enumerable.Range(0, Snapshots)
            .Select(i => i == Snapshots - 1 ? records - 1 : Array.FindIndex(travelled, way => way >= whole * i / (Snapshots - 1)))
            .Distinct()];
    }

    private static string EpochLabel(RunData run, int record) => run.Epochs[record].ToString("0", CultureInfo.InvariantCulture);
}
