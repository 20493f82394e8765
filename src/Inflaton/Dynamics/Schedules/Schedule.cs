namespace Inflaton.Dynamics.Schedules;

/// <summary>
/// How a learning rate changes from step to step: η_k = η s_k. In the duality a universe whose H changes: a rate that falls is one whose H
/// grows, warm-up one whose H falls.
/// </summary>
/// <remarks>
/// Between steps s is a smooth function, phase by phase, that can be continued beyond the ends of its phase: of it the equations in
/// continuous time are made. What is known at whole steps alone (<see cref="ListSchedule"/>) has no such function.
/// </remarks>
public abstract class Schedule
{
    /// <summary>The name used in files.</summary>
    public abstract string Name { get; }

    /// <summary>Number of steps that s is known for; null for any number.</summary>
    public virtual int? Steps => null;

    /// <summary>Whether s is a function between the steps, phase by phase.</summary>
    public virtual bool IsSmooth => true;

    /// <summary>Why there is no equation in continuous time, without a full stop; null where s is smooth.</summary>
    internal string? WhyNoContinuum => IsSmooth
        ? null
        : $"the schedule {Name} is known at whole steps alone, and the equation in continuous time needs the rate between them";

    /// <summary>Whether s is constant within each phase, so that a mode has a closed form there.</summary>
    public virtual bool IsPiecewiseConstant => false;

    /// <summary>s_k.</summary>
    /// <param name="step">k ≥ 0.</param>
    public double At(int step) => At(step, PhaseAt(step));

    /// <summary>The phase that a step belongs to.</summary>
    /// <param name="step">k ≥ 0.</param>
    public virtual SchedulePhase PhaseAt(int step) => new(0, int.MaxValue);

    /// <summary>s of a phase, beyond its ends as well.</summary>
    /// <param name="step">k, between two steps as well.</param>
    /// <param name="phase">The phase.</param>
    public abstract double At(double step, SchedulePhase phase);

    /// <summary>ḣ = d√η_k/dt = d ln h/dk, by half a step to either side; between −2 and 2.</summary>
    /// <param name="step">k, between two steps as well.</param>
    /// <param name="phase">The phase.</param>
    public double GrowthAt(double step, SchedulePhase phase)
    {
        double before = Math.Sqrt(At(step - 0.5, phase)), behind = Math.Sqrt(At(step + 0.5, phase));
        return 2 * (behind - before) / (behind + before);
    }

    /// <summary>A number if it is above 0 and finite.</summary>
    private protected static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a positive number.");
}

/// <summary>Steps of a schedule along which one smooth function holds.</summary>
/// <param name="First">The first.</param>
/// <param name="End">The first behind them.</param>
public readonly record struct SchedulePhase(int First, int End);
