using System.Globalization;
using Inflaton.Duality;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Figures;

/// <summary>The mean of the field over the inputs and its spread around it: the rolling background and its perturbations.</summary>
public static class MeanFieldFigure
{
    /// <summary>Most outputs shown.</summary>
    private const int MostOutputs = 3;

    /// <summary>The figure, or null where the run holds no field.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        int outputs = Math.Min(run.Outputs, MostOutputs);
        List<Chart> panels = [];
        for (int output = 0; output < outputs; output++)
        {
            string of = run.Outputs == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" (output {output + 1})");
            List<Curve> means = Means(run, output);
            if (means.Count == 0)
            {
                return null;
            }

            (int width, int meanHeight, int spreadHeight) = outputs == 1
                ? (Chart.ColumnWidth, 240, 130)
                : ((Chart.ColumnWidth / outputs) - 50, 180, 110);
            string epochs = outputs == 1 ? TimePlot.EpochTitleOf(run) : "epoch k";
            panels.Add(
                new TimePlot(run, $"mean{output}", $"mean field f̄{of}")
                {
                    EpochTitle = run.Points > 1 ? null : epochs,
                    PickName = output == 0 ? null : "mean0_pick",
                    LeastAxisWidth = 34,
                }
                .Of(means).Sized(width, meanHeight));
            if (run.Points > 1 && Spreads(run, output) is { Count: > 0 } spreads)
            {
                panels.Add(
                    new TimePlot(run, $"spread{output}", $"spread{of}")
                    {
                        EpochTitle = epochs,
                        Legend = means,
                        PickName = "mean0_pick",
                        LeastAxisWidth = 34,
                    }.Of(spreads).Sized(width, spreadHeight));
            }
        }

        // An output a column: its spread stands under its mean.
        int perOutput = panels.Count / outputs;
        Chart chart = Chart.Grid(outputs, Enumerable.Range(0, panels.Count).Select(i => panels[(i % outputs * perOutput) + (i / outputs)]));

        string caption =
            (run.Points == 1 ? "The network's output at its single input, dual to the rolling background field φ of a homogeneous universe."
            + (run.Summary.Universe is { } universe ? $" It is held against the exact field of {universe.Name}, shifted by "
            + $"{ReadableNumber.Of(universe.Shift)}." : "")
            : "Above: the mean f̄ of the network over its inputs, dual to the rolling background field φ̄ (band: ± the spread over the "
                + "inputs).")
            + (run.Points > 1 ? " Below: the spread √⟨(f − f̄)²⟩ alone; it stays flat where perturbations freeze, and moves where modes "
            + "other than the mean are learnt." : "")
            + (run.Outputs > outputs ? string.Create(CultureInfo.InvariantCulture, $" The first {outputs} of {run.Outputs} outputs.") : "");
        return new Figure(
            "mean_field", run.Points == 1 ? "The rolling field" : "Mean field and spread over the inputs", caption, chart.ToSpec(
            "Mean of the network output over the inputs, and its spread, against epoch."));
    }

    private static List<Curve> Means(RunData run, int output)
    {
        List<Curve> curves = [];
        if (run.Field("trained") is { } trained)
        {
            curves.Add(Curve.Of(Rung.Trained, trained.Mean(output), run.Points > 1 ? trained.Spread(output) : null));
        }

        if (run.MeanField("universe") is { } exact)
        {
            curves.Add(Curve.Of(Rung.Universe, exact.Mean(output)));
        }

        Rung? bandOf = curves.Count > 0 ? null : run.FieldPredictions.FirstOrDefault(rung => run.Field(rung.Key) is not null);
        foreach (Rung rung in run.Predictions)
        {
            FieldHistory? field = rung.Scope == RungScope.Mean ? run.MeanField(rung.Key) : run.Field(rung.Key);
            if (field is not null)
            {
                bool banded = rung == bandOf && run.Points > 1;
                curves.Add(Curve.Of(rung, field.Mean(output), banded ? field.Spread(output) : null).At(
                    run.Curve($"mean_{rung.Key}", run.Outputs, output),
                    banded ? run.Curve($"spread_{rung.Key}", run.Outputs, output)?.Values : null));
            }
        }

        return curves;
    }

    private static List<Curve> Spreads(RunData run, int output) =>
        [.. run.Predictions.Where(rung => rung.Scope is RungScope.AroundMean or RungScope.Points).Prepend(Rung.Trained).SelectMany(
            rung => run.Field(rung.Key) is { } field
                ? [Curve.Of(rung, field.Spread(output)).At(run.Curve($"spread_{rung.Key}", run.Outputs, output))]
                : Array.Empty<Curve>())];
}
