using Inflaton.Numerics.Functions;
using Inflaton.Training;

namespace Inflaton.Duality.ClosedForm;

/// <summary>
/// The heavy ball on one mode by its <see cref="HeavyBallRoots"/>, as x − 1. Nesterov's recursion is the same with γ = μ(1 − e).
/// </summary>
internal sealed class RecursionRoots : ModeLaw
{
    private readonly double learningRate;
    private readonly double constant;
    private readonly bool looksAhead;

    public RecursionRoots(Optimizer optimizer)
    {
        learningRate = optimizer.LearningRate;
        (constant, looksAhead) = optimizer.ConstantMomentum
            ?? throw new ArgumentException("The momentum is not constant, and the recursion then has no roots.", nameof(optimizer));
    }

    /// <summary>0 &lt; e &lt; 2(1 + γ), or (2 + 2μ)/(1 + 2μ) with look-ahead: both roots inside the unit circle.</summary>
    public override bool Settles(double massSquared) =>
        learningRate * massSquared < (2 + (2 * constant)) / (looksAhead ? 1 + (2 * constant) : 1);

    private protected override TwoExponentials? TwoExponentials(double massSquared)
    {
        double e = learningRate * massSquared, momentum = MomentumOf(e);
        if (momentum < 0)
        {
            return null;
        }

        if (momentum == 0)
        {
            return e < 1 ? ClosedForm.TwoExponentials.Relaxing(1, LogOnePlus.Evaluate(-e), 0, 0) : null;
        }

        HeavyBallRoots roots = new(e, momentum);
        return roots.Sum <= 0 || (roots.AreReal && !roots.IsWellSplit) ? null
            : roots.AreReal ? ClosedForm.TwoExponentials.Relaxing(
                roots.SmallAmplitude, LogOnePlus.Evaluate(-roots.Small), roots.BigAmplitude, LogOnePlus.Evaluate(-roots.Big))
            : ClosedForm.TwoExponentials.Ringing(roots.Decay, Math.Atan2(roots.Split, roots.Sum), roots.Velocity / roots.Split);
    }

    private protected override double At(double massSquared, double epoch)
    {
        double e = learningRate * massSquared, momentum = MomentumOf(e);
        if (momentum == 0)
        {
            return PowerMinusOne(e, epoch);
        }

        HeavyBallRoots roots = new(e, momentum);
        if (roots.AreReal && roots.IsWellSplit)
        {
            return (roots.SmallAmplitude * PowerMinusOne(roots.Small, epoch)) + (roots.BigAmplitude * PowerMinusOne(roots.Big, epoch));
        }

        // γ^{k/2} (±1)^k [cos kφ ± v sin kφ/s] with tan φ = s/|1 + γ − e|; cosh and sinh, tanh φ, next to a double root r = ±√γ.
        double sum = Math.Abs(roots.Sum), velocity = roots.Sum < 0 ? -roots.Velocity : roots.Velocity;
        double parity = roots.Sum < 0 && epoch % 2 != 0 ? -1 : 1;
        double envelope = roots.Decay * epoch;
        if (!roots.AreReal)
        {
            (double sine, double cosine) = Math.SinCos(epoch * Math.Atan2(roots.Split, sum));
            return (parity * Math.Exp(envelope) * (cosine + (velocity / roots.Split * sine))) - 1;
        }

        double ratio = roots.Split / sum, angle = epoch * ratio * (1 + (ratio * ratio / 3));
        if (angle > 1)
        {
            double grown = (1 + (velocity / roots.Split)) / 2 * Math.Exp(envelope + angle);
            return (parity * (grown + ((1 - (velocity / roots.Split)) / 2 * Math.Exp(envelope - angle)))) - 1;
        }

        double sinh = roots.Split == 0 ? epoch / sum : Math.Sinh(angle) / roots.Split;
        return (parity * Math.Exp(envelope) * (Math.Cosh(angle) + (velocity * sinh))) - 1;
    }

    private double MomentumOf(double e) => looksAhead ? constant * (1 - e) : constant;

    /// <summary>(1 − u)^k − 1.</summary>
    private static double PowerMinusOne(double u, double epoch)
    {
        if (u < 1)
        {
            return Exponential.EvaluateMinusOne(epoch * LogOnePlus.Evaluate(-u));
        }

        double power = u == 1 ? 0 : Math.Exp(epoch * Math.Log(u - 1));
        return (epoch % 2 == 0 ? power : -power) - 1;
    }
}
