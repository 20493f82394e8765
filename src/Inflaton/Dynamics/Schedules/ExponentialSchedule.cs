namespace Inflaton.Dynamics.Schedules;

/// <summary>s_k = factor^k: PyTorch's <c>ExponentialLR</c>, stepped at every step.</summary>
public sealed class ExponentialSchedule : Schedule
{
    private readonly double factor;

    /// <summary>A geometric decay.</summary>
    /// <param name="factor">What each step multiplies by, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is outside its range.</exception>
    public ExponentialSchedule(double factor)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factor, 1);
        this.factor = Positive(factor, nameof(factor));
    }

    /// <inheritdoc/>
    public override string Name => "exponential";

    /// <inheritdoc/>
    public override double At(double step, SchedulePhase phase) => Math.Pow(factor, step);
}
