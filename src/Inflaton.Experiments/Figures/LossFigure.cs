namespace Inflaton.Experiments.Figures;

/// <summary>The loss during training against what every rung predicted before it.</summary>
public static class LossFigure
{
    /// <summary>The figure, or null where the run holds no loss over the epochs.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        List<Curve> curves = [];
        if (run.Series("loss_trained") is { } trained)
        {
            curves.Add(Curve.Of(Rung.Trained, trained));
        }

        if (Orders(run) is { } orders)
        {
            curves.Add(orders);
        }

        curves.AddRange(
            run.Predictions.SelectMany(
                rung => run.Series($"loss_{rung.Key}") is not { } loss ? Array.Empty<Curve>()
                    : run.Series($"loss_{rung.Key}_low") is { } low && run.Series($"loss_{rung.Key}_high") is { } high
                    ? [Curve.Of(rung, loss) with { Band = (low, high) }]
                    : [Curve.Of(rung, loss).At(run.Curve($"loss_{rung.Key}"))]));
        if (curves.Count == 0)
        {
            return null;
        }

        bool tested = AddTestLosses(run, curves);
        double[] losses = [.. curves.SelectMany(curve => curve.Values).Where(double.IsFinite)];
        bool logarithmic = losses.All(loss => loss >= 0) && losses.Any(loss => loss > 0);
        const string title = "loss L (mean over the inputs)";
        Chart chart = new TimePlot(run, "loss", title) { Logarithmic = logarithmic }.Of(curves).Sized(Chart.ColumnWidth, 320);

        bool hasTrained = curves[0].Dotted;
        string caption = (hasTrained
            ? "Marks: the loss of the trained network. Lines: what each rung of the ladder predicts from the kernel Θ and the field at "
                + "epoch 0, before any training."
            : "What each rung of the ladder predicts for the loss from the kernel Θ and the field at epoch 0; the network was not trained.")
            + $" In the dual universe the loss is the field's potential energy, V = Λ + {run.PotentialTerm}, which Hubble friction "
            + $"dissipates."
            + (curves.Any(curve => curve.Band is not null) ? " Band: where 95 % of all orders of the batches are at that step."
                + (run["loss_orders"] is null ? "" : " Grey band: from the lowest to the highest of those that were trained.") : "")
            + (tested ? " Dashed grey: inputs that were not trained on." : "");
        return new Figure("loss", "Loss: trained against predicted", caption, chart.ToSpec(
            hasTrained
                ? "Training loss against epoch: trained network as points, predictions as lines."
                : "Predicted training loss against epoch."));
    }

    /// <summary>Mean and range of the orders of the batches that were trained; null where it is one.</summary>
    private static Curve? Orders(RunData run)
    {
        int times = run.Epochs.Length;
        if (times == 0 || run["loss_orders"]?.Values is not { Length: > 0 } all || all.Length % times != 0)
        {
            return null;
        }

        double[] mean = new double[times], low = new double[times], high = new double[times];
        for (int t = 0; t < times; t++)
        {
            double[] here = [.. Enumerable.Range(0, all.Length / times).Select(order => all[(order * times) + t])];
            (mean[t], low[t], high[t]) = (here.Average(), here.Min(), here.Max());
        }

        return new Curve("trained, all orders", "#777777", [1, 3], mean) { Band = (low, high) };
    }

    private static bool AddTestLosses(RunData run, List<Curve> curves)
    {
        int before = curves.Count;
        if (run.Series("test_loss_trained") is { } trained)
        {
            curves.Add(new Curve("test, trained", "#777777", [7, 4], trained));
        }

        foreach (Rung rung in run.FieldPredictions)
        {
            if (run.Series($"test_loss_{rung.Key}") is { } predicted)
            {
                curves.Add(new Curve("test, predicted", "#56B4E9", [2, 3], predicted).At(run.Curve($"test_loss_{rung.Key}")));
                break;
            }
        }

        return curves.Count > before;
    }
}
