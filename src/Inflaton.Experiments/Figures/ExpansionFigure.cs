namespace Inflaton.Experiments.Figures;

/// <summary>H and the e-folds over time, where the optimiser's friction changes.</summary>
public static class ExpansionFigure
{
    /// <summary>The figure, or null where H is constant.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        if (run.Series("hubble") is not { } predicted || run.Series("efolds") is not { } efolds)
        {
            return null;
        }

        Chart Panel(string name, string title, double[] values, string? epochs) => new TimePlot(run, name, title)
        {
            EpochTitle = epochs,
            PickName = name == "hubble" ? null : "hubble_pick",
            LeastAxisWidth = 34,
            Logarithmic = name == "hubble" && values.All(value => value > 0),
        }.Of(Curves(run, name, values)).Sized(Chart.ColumnWidth, 170);

        Chart[] vacuum = run.Series("lambda") is { } lambda ? [Panel("lambda", "vacuum energy Λ = 3H²", lambda, null)] : [];
        Chart chart = Chart.Grid(
            1, [Panel("hubble", "Hubble parameter H", predicted, null), .. vacuum, Panel("efolds", "e-folds N = ln a", efolds, "epoch k")]);
        return new Figure(
            "expansion", "The universe that it trains in",
            "The optimiser's friction is 3H. Above: H, which "
            + (vacuum.Length > 0
                ? "grows where the learning rate falls, and falls in a warm-up; its vacuum energy Λ = 3H². "
                : "falls as the universe dilutes. ")
            + "Below: the e-folds N = ∫H dt, by which it "
            + "has grown."
            + (run.Series("hubble_trained") is null ? "" : " The network's own output expands it: predicted from the mean field, and as "
            + "trained."),
            chart.ToSpec("Hubble parameter and e-folds against epoch."));
    }

    private static IReadOnlyList<Curve> Curves(RunData run, string name, double[] predicted) =>
        run.Series($"{name}_trained") is { } trained
            ? [Curve.Of(Rung.Trained, trained), Curve.Of(Rung.MeanField, predicted)]
            : [Curve.Of(Rung.FrozenKernel with { Label = "the universe" }, predicted)];
}
