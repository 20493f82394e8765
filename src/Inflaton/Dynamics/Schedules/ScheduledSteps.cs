using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Dynamics.Schedules;

/// <summary>
/// The heavy ball whose learning rate changes: PyTorch's v_k = γ v_{k−1} + (1−τ_k) g, θ_{k+1} = θ_k − η_k v_k, of which the displacement is
/// Δ_k = γ(η_k/η_{k−1}) Δ_{k−1} − η_k (1−τ_k) g. The dampening τ does not count at the first step, nor without momentum.
/// </summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">γ.</param>
/// <param name="Schedule">s.</param>
/// <param name="Dampening">τ.</param>
public sealed record ScheduledSteps(double LearningRate, double Momentum, Schedule Schedule, double Dampening = 0)
{
    /// <summary>1−τ of all steps but the first.</summary>
    public double GradientShare => Momentum == 0 ? 1 : 1 - Dampening;

    /// <summary>The coefficients of a step.</summary>
    /// <param name="step">k ≥ 0.</param>
    public StepCoefficients CoefficientsAt(int step) => CoefficientsAt(step, Momentum);

    /// <summary>The coefficients of a step whose momentum is its own.</summary>
    /// <param name="step">k ≥ 0.</param>
    /// <param name="momentum">γ_k.</param>
    public StepCoefficients CoefficientsAt(int step, double momentum)
    {
        double now = Schedule.At(step);
        return step == 0
            ? new StepCoefficients(momentum, LearningRate * now)
            : now == 0 ? new StepCoefficients(0, 0)
            : new StepCoefficients(momentum * (now / Schedule.At(step - 1)), LearningRate * now * GradientShare);
    }

    /// <summary>t_k = Σ_{j&lt;k} √η_j, the time that a step begins at.</summary>
    /// <param name="steps">The k, ascending.</param>
    public double[] TimesAt(ReadOnlySpan<int> steps)
    {
        double[] times = new double[steps.Length];
        double sum = 0, rest = 0;
        int known = 0;
        for (int k = 0; known < steps.Length; k++)
        {
            for (; known < steps.Length && steps[known] <= k; known++)
            {
                times[known] = sum;
            }

            double term = Math.Sqrt(LearningRate * Schedule.At(k)) - rest, next = sum + term;
            (rest, sum) = (next - sum - term, next);
        }

        return times;
    }

    /// <summary>The coefficients, in order.</summary>
    public StepSequence Begin() => new Sequence(this);

    private sealed class Sequence(ScheduledSteps steps) : StepSequence
    {
        private int step;

        public override StepCoefficients Next(ReadOnlySpan<double> field, double loss) => steps.CoefficientsAt(step++);

        public override bool Keep(KeptState state)
        {
            state.Exchange(ref step);
            return true;
        }
    }
}
