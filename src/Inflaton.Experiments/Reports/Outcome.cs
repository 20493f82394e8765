using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Reports;

/// <summary>What a rung predicted for the end of training beside what training gave there.</summary>
/// <param name="Epoch">The last recorded epoch that was trained.</param>
/// <param name="Trained">Trained loss at it.</param>
/// <param name="Predicted">Predicted loss at it.</param>
/// <param name="Initial">Loss at epoch 0.</param>
/// <param name="Outputs">
/// √⟨(f_predicted − f_trained)²⟩/√⟨(f_trained − f_0)²⟩ over the training inputs; infinite where it is no number, null where the run holds
/// no fields.
/// </param>
/// <param name="AccuracyGap">
/// Largest distance between predicted and trained accuracy at the end, of training and test inputs; null without classes.
/// </param>
public sealed record Outcome(double Epoch, double Trained, double Predicted, double Initial, double? Outputs, double? AccuracyGap)
{
    /// <summary>|predicted − trained|/|trained| of the loss; infinite where it is no number.</summary>
    public double Relative => Share(Trained);

    /// <summary>|predicted − trained| in units of the loss at the start; infinite where it is no number.</summary>
    public double OfInitial => Share(Initial);

    /// <summary>How far off it is: of the outputs where the run holds them, else of the loss; infinite where it is no number.</summary>
    public double Distance => Outputs ?? Relative;

    /// <summary>Whether training changed anything: the outputs where the run holds them, else the loss.</summary>
    public bool Moved { get; private init; } = true;

    /// <summary>The outcome of a rung, or null where the run lacks either loss or trained nothing.</summary>
    /// <param name="run">The run.</param>
    /// <param name="rung">The rung.</param>
    public static Outcome? Of(RunData run, Rung rung)
    {
        if (run.Series("loss_trained") is not { } trained || run.Series($"loss_{rung.Key}") is not { } predicted)
        {
            return null;
        }

        int last = Math.Min(run.RecordsTrained, Math.Min(trained.Length, predicted.Length)) - 1;
        if (last < 1)
        {
            return null;
        }

        (double? outputs, bool? moved) = OutputsOf(run, rung, last);
        return new Outcome(run.Epochs[last], trained[last], predicted[last], trained[0], outputs, AccuracyOf(run.Summary, rung.Key))
        {
            Moved = moved ?? trained[last] != trained[0],
        };
    }

    private static (double? Distance, bool? Moved) OutputsOf(RunData run, Rung rung, int last)
    {
        if (run.Field("trained") is not { } trained || run.Field(rung.Key) is not { } predicted
            || Math.Min(trained.Records, predicted.Records) <= last)
        {
            return (null, null);
        }

        ReadOnlySpan<double> start = trained.At(0), end = trained.At(last), told = predicted.At(last);
        double gap = 0, way = 0;
        for (int i = 0; i < end.Length; i++)
        {
            gap += (told[i] - end[i]) * (told[i] - end[i]);
            way += (end[i] - start[i]) * (end[i] - start[i]);
        }

        double distance = gap == 0 ? 0 : Math.Sqrt(gap / way);
        return (double.IsNaN(distance) ? double.PositiveInfinity : distance, way != 0);
    }

    private static double? AccuracyOf(RunSummary summary, string rung)
    {
        double[] gaps = [.. new[] { summary.Accuracy, summary.Test?.Accuracy }.OfType<AccuracySummary>()
            .Where(accuracy => accuracy.Final is not null && accuracy.Predicted.ContainsKey(rung))
            .Select(accuracy => Math.Abs(accuracy.Predicted[rung] - accuracy.Final!.Value))];
        return gaps is [] ? null : gaps.Max();
    }

    private double Share(double of)
    {
        double gap = Math.Abs(Predicted - Trained), share = gap == 0 ? 0 : gap / Math.Abs(of);
        return double.IsNaN(share) ? double.PositiveInfinity : share;
    }
}
