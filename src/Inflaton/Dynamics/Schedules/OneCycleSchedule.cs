namespace Inflaton.Dynamics.Schedules;

/// <summary>
/// Up from 1/d to 1 and down to 1/(de): PyTorch's <c>OneCycleLR</c> of two phases, its momentum left alone (<c>cycle_momentum=False</c>).
/// The summit is at step pK − 1, p being the part of the steps that go up.
/// </summary>
public sealed class OneCycleSchedule : Schedule
{
    private readonly int steps;
    private readonly double summit;
    private readonly int turn;
    private readonly double start;
    private readonly double end;
    private readonly bool isLinear;

    /// <summary>One cycle.</summary>
    /// <param name="steps">K, at least 2.</param>
    /// <param name="rise">p, above 0 and below 1, <c>pct_start</c>; pK must be above 1.</param>
    /// <param name="divisor">d ≥ 1, <c>div_factor</c>.</param>
    /// <param name="finalDivisor">e ≥ 1, <c>final_div_factor</c>.</param>
    /// <param name="isLinear">Whether straight lines stand for the halves of a cosine, <c>anneal_strategy</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public OneCycleSchedule(int steps, double rise = 0.3, double divisor = 25, double finalDivisor = 1e4, bool isLinear = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(divisor, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(finalDivisor, 1);
        summit = (rise * steps) - 1;
        if (!(rise > 0 && summit > 0 && summit < steps - 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(rise), rise, $"The rise must take more than one of the {steps} steps, and not all of them.");
        }

        (this.steps, this.isLinear) = (steps, isLinear);
        turn = (int)Math.Floor(summit) + 1;
        start = 1 / Positive(divisor, nameof(divisor));
        end = start / Positive(finalDivisor, nameof(finalDivisor));
    }

    /// <inheritdoc/>
    public override string Name => "one_cycle";

    /// <inheritdoc/>
    public override int? Steps => steps;

    /// <inheritdoc/>
    public override SchedulePhase PhaseAt(int step) => step < turn ? new(0, turn) : new(turn, int.MaxValue);

    /// <inheritdoc/>
    public override double At(double step, SchedulePhase phase)
    {
        (double from, double to, double part) = Way(step, phase);
        return isLinear ? from + ((to - from) * part) : to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * part)));
    }

    private (double From, double To, double Part) Way(double step, SchedulePhase phase) =>
        phase.First == 0 ? (start, 1, step / summit) : (1, end, (step - summit) / (steps - 1 - summit));
}
