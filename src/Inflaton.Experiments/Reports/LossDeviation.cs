using Inflaton.Experiments.Figures;

namespace Inflaton.Experiments.Reports;

/// <summary>How far a predicted loss strays from the trained one over the recorded epochs.</summary>
/// <param name="Relative">Largest |predicted − trained|/|trained|; infinite where either is not finite.</param>
/// <param name="OfInitial">Largest |predicted − trained| in units of the initial loss; infinite likewise.</param>
/// <param name="Epoch">Epoch of the largest relative deviation.</param>
public sealed record LossDeviation(double Relative, double OfInitial, double Epoch)
{
    /// <summary>The deviation of a rung, or null where the run lacks either loss.</summary>
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
        for (int i = 0; i < Math.Min(trained.Length, predicted.Length); i++)
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
}
