namespace Inflaton.Dynamics.Schedules;

/// <summary>s_k = (k+1)/W for the first W steps, then another schedule from its beginning.</summary>
public sealed class WarmUp : Schedule
{
    private readonly int length;
    private readonly Schedule rest;

    /// <summary>Linear warm-up before a schedule.</summary>
    /// <param name="length">W, at least 1.</param>
    /// <param name="rest">What follows.</param>
    /// <exception cref="ArgumentOutOfRangeException">W is below 1.</exception>
    public WarmUp(int length, Schedule rest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentNullException.ThrowIfNull(rest);
        (this.length, this.rest) = (length, rest);
    }

    /// <inheritdoc/>
    public override string Name => rest.Name;

    /// <inheritdoc/>
    public override int? Steps => length + rest.Steps;

    /// <inheritdoc/>
    public override bool IsSmooth => rest.IsSmooth;

    /// <inheritdoc/>
    public override SchedulePhase PhaseAt(int step)
    {
        if (step < length)
        {
            return new(0, length);
        }

        SchedulePhase phase = rest.PhaseAt(step - length);
        return new(phase.First + length, (int)Math.Min(int.MaxValue, (long)phase.End + length));
    }

    /// <inheritdoc/>
    public override double At(double step, SchedulePhase phase) =>
        phase.First < length ? (step + 1) / length : rest.At(step - length, Inner(phase));

    private SchedulePhase Inner(SchedulePhase phase) =>
        new(phase.First - length, phase.End == int.MaxValue ? int.MaxValue : phase.End - length);
}
