namespace Inflaton.Dynamics.Schedules;

/// <summary>s_k = r + (1−r)(1 + cos(πk/K))/2: PyTorch's <c>CosineAnnealingLR</c> with T_max = K and eta_min = rη.</summary>
public sealed class CosineSchedule : Schedule
{
    private readonly double final;
    private readonly int steps;

    /// <summary>Half a cosine.</summary>
    /// <param name="final">r, which s would reach at step K, 0 ≤ r ≤ 1.</param>
    /// <param name="steps">K, at least 1: the steps are 0 … K−1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public CosineSchedule(double final, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        if (!(final is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(final), final, "The final part must be at least 0 and at most 1.");
        }

        (this.final, this.steps) = (final, steps);
    }

    /// <inheritdoc/>
    public override string Name => "cosine";

    /// <inheritdoc/>
    public override int? Steps => steps;

    /// <inheritdoc/>
    public override double At(double step, SchedulePhase phase) => final + ((1 - final) * (1 + Math.Cos(Math.PI * step / steps)) / 2);
}
