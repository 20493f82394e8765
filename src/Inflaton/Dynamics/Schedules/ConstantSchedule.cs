namespace Inflaton.Dynamics.Schedules;

/// <summary>s = 1.</summary>
public sealed class ConstantSchedule : Schedule
{
    /// <inheritdoc/>
    public override string Name => "constant";

    /// <inheritdoc/>
    public override bool IsPiecewiseConstant => true;

    /// <inheritdoc/>
    public override double At(double step, SchedulePhase phase) => 1;
}
