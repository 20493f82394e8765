using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Reports;

/// <summary>How far a predicted loss strays from the trained one over the recorded epochs.</summary>
/// <param name="Relative">Largest |predicted − trained|/|trained|; infinite where either is not finite.</param>
/// <param name="OfInitial">Largest |predicted − trained| in units of the initial loss; infinite likewise.</param>
/// <param name="Epoch">Epoch of the largest relative deviation.</param>
public sealed record LossDeviation(double Relative, double OfInitial, double Epoch)
{
    /// <summary>The deviation of a rung as far as was trained, or null where the run lacks either loss.</summary>
    /// <param name="run">The run.</param>
    /// <param name="rung">The rung.</param>
    public static LossDeviation? Of(RunData run, Rung rung)
    {
        if (run.Series("loss_trained") is not { } trained || run.Series($"loss_{rung.Key}") is not { } predicted)
        {
            return null;
        }

        double initial = Math.Abs(trained[0]);
        (double relative, double ofInitial, double epoch) = (0, 0, run.Epochs[0]);
        for (int i = 0; i < Math.Min(run.RecordsTrained, Math.Min(trained.Length, predicted.Length)); i++)
        {
            double gap = Math.Abs(predicted[i] - trained[i]);
            if (!double.IsFinite(gap))
            {
                return new LossDeviation(double.PositiveInfinity, double.PositiveInfinity, run.Epochs[i]);
            }

            double share = gap == 0 ? 0 : gap / Math.Abs(trained[i]);
            (relative, epoch) = share > relative ? (share, run.Epochs[i]) : (relative, epoch);
            ofInitial = Math.Max(ofInitial, gap == 0 ? 0 : gap / initial);
        }

        return new LossDeviation(relative, ofInitial, epoch);
    }

    /// <summary>The largest value of a part of the error budget as people read it, with the epoch where it ends early.</summary>
    /// <param name="part">The part.</param>
    public static string Largest(BudgetPart part) =>
        ReadableNumber.Of(part.Maximum) + (part.Until is { } epoch ? $" until epoch {ReadableNumber.Of((long)epoch)}" : "");

    /// <summary>What a prediction says of the last epoch, as people read it.</summary>
    /// <param name="value">Its loss or error there; NaN where it ended before.</param>
    public static string End(double value) => double.IsNaN(value) ? "ended early" : ReadableNumber.Of(value);

    /// <summary>
    /// How far a predicted loss is off the trained one at the last epoch, as people read it; empty where training did not get there or
    /// either is no number.
    /// </summary>
    /// <param name="summary">What the run found.</param>
    /// <param name="predicted">Predicted loss.</param>
    /// <param name="trained">Trained loss.</param>
    public static string AtTheEnd(RunSummary summary, double? predicted, double? trained) =>
        summary.EpochsTrained == summary.Epochs && predicted is { } told && trained is { } known && known != 0 && double.IsFinite(told)
            && double.IsFinite(known)
            ? ReadableNumber.Change((told - known) / Math.Abs(known))
            : "";
}
