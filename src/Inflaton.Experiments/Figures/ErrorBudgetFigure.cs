using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Figures;

/// <summary>The parts of the discrepancy between training and its prediction, in time.</summary>
public static class ErrorBudgetFigure
{
    /// <summary>Parts smaller than this, in units of the predicted field, are round-off and are not drawn.</summary>
    private const double RoundOff = 1e-12;

    private static readonly (string Label, string Colour, int[] Dash, Rung Coarse, Rung Fine)[] Parts =
    [
        ("linearisation", "#E69F00", [5, 2, 1, 2], Rung.Perturbations, Rung.FrozenKernel),
        ("continuum limit", "#0072B2", [], Rung.FrozenKernel, Rung.Discrete),
        ("kernel drift", "#D55E00", [4, 3], Rung.Discrete, Rung.Trained),
        ("interactions", "#009E73", [6, 2], Rung.Discrete, Rung.NextOrder),
        ("rest of the drift", "#882255", [2, 2], Rung.NextOrder, Rung.Trained),
        ("whole discrepancy", "#888888", [1, 2], Rung.Perturbations, Rung.Trained),
    ];

    /// <summary>The figure, or null where fewer than two rungs of the field are there to compare.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        List<Curve> curves = [];
        foreach ((string label, string colour, int[] dash, Rung coarse, Rung fine) in Parts)
        {
            if (run.Field(coarse.Key) is { } from && run.Field(fine.Key) is { } to)
            {
                curves.Add(new Curve(label, colour, dash, from.LargestDifference(to)));
            }
        }

        FieldHistory? scale = run.FieldPredictions.Select(rung => run.Field(rung.Key)).FirstOrDefault(field => field is not null);
        double floor = RoundOff * (scale?.Largest() ?? 0);
        string[] negligible = [.. curves.Where(curve => !curve.Values.Any(value => value > floor)).Select(curve => curve.Label)];
        curves = [.. curves.Where(curve => !negligible.Contains(curve.Label)).Select(
            curve => curve with { Values = [.. curve.Values.Select(value => value > floor ? value : double.NaN)] })];
        if (curves.Count == 0)
        {
            return null;
        }

        Chart chart = new TimePlot(run, "budget", "largest |Δf| over the inputs")
        {
            Logarithmic = true,
        }.Of(curves).Sized(Chart.ColumnWidth, 260);
        string caption =
            "Largest difference over the inputs between one rung and the next: from linear modes to the coupled equations (linearisation), "
            + "from continuous time to single epochs (continuum limit), from the kernel at initialisation to the network (kernel drift), "
            + "which splits into what the kernel's interactions do to the next order in 1/width and the rest. "
            + "Point by point they add up to the whole."
            + (negligible.Length > 0 ? $" At round-off, not drawn: {string.Join(", ", negligible)}." : "");
        return new Figure(
            "error_budget", "Error budget in time", caption, chart.ToSpec("Parts of the prediction error against epoch, logarithmic."));
    }
}
