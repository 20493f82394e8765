namespace Inflaton.Experiments.Figures;

/// <summary>The part of the inputs that is classified rightly, trained against predicted.</summary>
public static class AccuracyFigure
{
    /// <summary>The figure, or null where targets are no classes.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        List<Curve> curves = [];
        if (run.Series("accuracy_trained") is { } trained)
        {
            curves.Add(Curve.Of(Rung.Trained, trained));
        }

        curves.AddRange(
            run.FieldPredictions.SelectMany(
                rung => run.Series($"accuracy_{rung.Key}") is { } accuracy
                    ? [Curve.Of(rung, accuracy).At(run.Curve($"accuracy_{rung.Key}"))]
                    : Array.Empty<Curve>()));
        if (run.Series("test_accuracy_trained") is { } tested)
        {
            curves.Add(new Curve("test, trained", "#777777", [7, 4], tested));
        }

        if (run.FieldPredictions.Select(rung => run.Series($"test_accuracy_{rung.Key}"))
            .FirstOrDefault(series => series is not null) is { } predicted)
        {
            curves.Add(new Curve("test, predicted", "#56B4E9", [2, 3], predicted));
        }

        if (curves.Count == 0)
        {
            return null;
        }

        Chart chart = new TimePlot(run, "accuracy", "part classified rightly") { Range = (0, 1) }.Of(curves).Sized(Chart.ColumnWidth, 280);
        return new Figure(
            "accuracy", "Accuracy: trained against predicted",
            "The part of the inputs whose class has the largest output (with one output, its sign). Marks: the trained network. Lines: "
            + "the classes that the kernel Θ and the "
            + "field at epoch 0 lead to, before any training. Dashed grey: inputs that were not trained on.",
            chart.ToSpec("Part of the inputs classified rightly against epoch: trained network as points, predictions as lines."));
    }
}
