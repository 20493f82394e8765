namespace Inflaton.Dynamics.Schedules;

/// <summary>s_k = factor^⌊k/every⌋: PyTorch's <c>StepLR</c>, stepped at every step.</summary>
public sealed class StepSchedule : Schedule
{
    private readonly int every;
    private readonly double factor;

    /// <summary>A staircase.</summary>
    /// <param name="every">Steps between two changes, at least 1.</param>
    /// <param name="factor">What each change multiplies by, above 0 and at most 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public StepSchedule(int every, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factor, 1);
        this.every = every;
        this.factor = Positive(factor, nameof(factor));
    }

    /// <inheritdoc/>
    public override string Name => "step";

    /// <inheritdoc/>
    public override bool IsPiecewiseConstant => true;

    /// <inheritdoc/>
    public override SchedulePhase PhaseAt(int step) =>
        new(step / every * every, (int)Math.Min(int.MaxValue, (((long)step / every) + 1) * every));

    /// <inheritdoc/>
    public override double At(double step, SchedulePhase phase) => Math.Pow(factor, phase.First / every);
}
