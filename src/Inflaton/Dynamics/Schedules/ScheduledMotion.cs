using System.Numerics.Tensors;
using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Dynamics.Schedules;

/// <summary>
/// What a heavy ball whose learning rate changes approaches, in the time τ = k√η of the rate that the schedule multiplies, which is the
/// clock of all rungs. In cosmic time, dt = √η_k dk, it is f̈ + 3Hḟ + sF = 0 with 3H = (1−γ)/h − γḣ/h and s = 1 to first order in h
/// (leading), and with ρ = η_k/η_{k−1} 3H = 2(1−γρ)/((1+γρ)h) + ḣ/h and s = 2/(1+γρ) to second (leapfrog). What the schedule does
/// suddenly, the velocity does too: at the end of a phase it is that of the recursion.
/// </summary>
/// <remarks>
/// In step numbers, by Taylor expansion of the recursion: ½(1+γρ) f'' + (1−γρ) f' = −η_k(1−τ) F up to parts of the order h², from
/// f'(0) = −½η₀F. The <see cref="EquationOfMotion.Hubble"/> is that of the rate η without its schedule.
/// </remarks>
public sealed record ScheduledMotion : EquationOfMotion
{
    private readonly double unit;

    /// <summary>The motion of some steps.</summary>
    /// <param name="steps">The steps, of a schedule that is smooth phase by phase.</param>
    /// <param name="matching">To which order in √η.</param>
    /// <exception cref="ArgumentException">Nothing is known of the schedule between its steps.</exception>
    public ScheduledMotion(ScheduledSteps steps, Matching matching)
        : base(new Universe(steps, matching), matching == Matching.Leading ? 1 : 2 / (1 + steps.Momentum))
    {
        if (!steps.Schedule.IsSmooth)
        {
            throw new ArgumentException($"The schedule {steps.Schedule.Name} is known at whole steps alone.", nameof(steps));
        }

        (Steps, Matching) = (steps, matching);
        unit = Math.Sqrt(steps.LearningRate);
        double momentum = steps.Momentum;
        Hubble = (matching == Matching.Leading ? 1 - momentum : 2 * (1 - momentum) / (1 + momentum)) / unit / 3;
    }

    /// <summary>The steps.</summary>
    public ScheduledSteps Steps { get; }

    /// <summary>To which order in √η.</summary>
    public Matching Matching { get; }

    /// <summary>
    /// Whether the gradient is taken ahead, at f + γρ f' with f' the change in a step, as by Nesterov's method; to second order alone.
    /// </summary>
    public bool LooksAhead { get; init; }

    /// <summary>H at a step, in units of inverse cosmic time.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="matching">To which order in √η.</param>
    /// <param name="step">k.</param>
    public static double HubbleAt(ScheduledSteps steps, Matching matching, int step)
    {
        Schedule schedule = steps.Schedule;
        SchedulePhase phase = schedule.PhaseAt(step);
        double now = schedule.At((double)step, phase), growth = schedule.GrowthAt(step, phase);
        double size = Math.Sqrt(steps.LearningRate * now);
        return ((matching == Matching.Leading
            ? 1 - steps.Momentum - (steps.Momentum * growth)
            : Drag(steps, step, phase) + growth) / size) / 3;
    }

    /// <summary>H before some steps and e-folds until then, ΣH√η_k.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="momentum">γ at a step.</param>
    /// <param name="epochs">Their numbers, ascending.</param>
    /// <param name="matching">To which order in √η.</param>
    public static HubbleHistory History(ScheduledSteps steps, Func<int, double> momentum, ReadOnlySpan<int> epochs, Matching matching)
    {
        double[] hubble = new double[epochs.Length], efolds = new double[epochs.Length];
        double reached = 0;
        for (int k = 0, known = 0; known < epochs.Length; k++)
        {
            double now = HubbleAt(steps with { Momentum = momentum(k) }, matching, k);
            for (; known < epochs.Length && epochs[known] <= k; known++)
            {
                (hubble[known], efolds[known]) = (now, reached);
            }

            reached += now * Math.Sqrt(steps.LearningRate * steps.Schedule.At(k));
        }

        return new HubbleHistory(hubble, efolds);
    }

    /// <summary>Whether the rate is constant phase by phase.</summary>
    public override bool HasClosedForm => Steps.Schedule.IsPiecewiseConstant;

    /// <inheritdoc/>
    public override void ModeDisplacements(double massSquared, ReadOnlySpan<double> times, Span<double> displacements)
    {
        if (!HasClosedForm)
        {
            throw new InvalidOperationException($"The schedule {Steps.Schedule.Name} is not constant in its phases.");
        }

        SchedulePhase phase = Steps.Schedule.PhaseAt(0);
        double moved = 0, velocity = FirstKick(phase) * massSquared, begin = 0;
        for (int reached = 0; ;)
        {
            (double friction, double scale) = CoefficientsAt(phase.First, phase);
            double frequency = scale * massSquared;
            DampedMode mode = new(friction + (LooksAhead ? frequency * Steps.Momentum * unit : 0), frequency);
            double end = phase.End * unit;
            for (; reached < times.Length && times[reached] < end; reached++)
            {
                displacements[reached] = mode.Move(moved, velocity, times[reached] - begin).Moved;
            }

            if (reached == times.Length)
            {
                return;
            }

            SchedulePhase next = Steps.Schedule.PhaseAt(phase.End);
            (double ratio, double pull) = Crossing(phase, next);
            (moved, velocity) = mode.Move(moved, velocity, end - begin);
            velocity = (ratio * velocity) + (pull * massSquared * (1 + moved));
            (begin, phase) = (end, next);
        }
    }

    /// <inheritdoc/>
    public override FieldSolution Solve(
        FieldForce force, ReadOnlySpan<double> initial, double[] times, SolverOptions options, params ReadOnlySpan<FieldObserver> observers)
    {
        int fields = force.Count, reached = 0;
        Trajectory field = new(times, fields);
        double[] state = new double[2 * fields];
        double[] pull = new double[fields];
        initial.CopyTo(state);
        Span<double> position = state.AsSpan(0, fields), velocity = state.AsSpan(fields);
        SchedulePhase phase = Steps.Schedule.PhaseAt(0);
        if (Matching == Matching.Leapfrog)
        {
            force.Evaluate(1, position, pull);
            TensorPrimitives.Multiply(pull, FirstKick(phase), velocity);
            if (!TensorPrimitives.IsFiniteAll<double>(velocity))
            {
                initial.CopyTo(field.At(0));
                return new FieldSolution(
                    field.First(1), null, IsComplete: false,
                    "Not finite: the loss's slope leaves the numbers at the field from which this prediction starts.");
            }
        }

        double begin = times[0];
        while (true)
        {
            double end = phase.End * unit;
            int inside = reached;
            while (inside < times.Length && times[inside] < end)
            {
                inside++;
            }

            bool isLast = inside == times.Length;
            double[] asked = [begin, .. times[reached..inside].Where(time => time > begin), .. isLast ? [] : new[] { end }];
            int skipped = reached < inside && times[reached] <= begin ? 1 : 0;
            Solution solution = AdaptiveRungeKutta.Solve(new Motion(this, phase, force), begin, state, asked, options);
            for (int i = 0; reached < inside; i++, reached++)
            {
                int row = i + 1 - skipped;
                if (row >= solution.Times.Length)
                {
                    break;
                }

                solution.Values.AsSpan(row * 2 * fields, fields).CopyTo(field.At(reached));
                FieldState here = new(times[reached], 0, field.At(reached));
                foreach (FieldObserver observer in observers)
                {
                    observer(here);
                }
            }

            if (solution.Status != SolverStatus.Success)
            {
                return new FieldSolution(field.First(reached), null, IsComplete: false, solution.Message);
            }

            if (isLast)
            {
                return new FieldSolution(field, null, IsComplete: true, Message: null);
            }

            solution.Values.AsSpan((asked.Length - 1) * 2 * fields, 2 * fields).CopyTo(state);
            SchedulePhase next = Steps.Schedule.PhaseAt(phase.End);
            force.Evaluate(1, position, pull);
            Cross(phase, next, velocity, pull);
            (begin, phase) = (end, next);
        }
    }

    /// <summary>The k of the velocity kF that a field at rest before its first step begins with.</summary>
    private double FirstKick(SchedulePhase phase)
    {
        if (Matching == Matching.Leading)
        {
            return 0;
        }

        // Of any dampening, which does not count at the first step: f'(1−c/2) − b F/2 is the first displacement.
        double drag = Drag(Steps, 0, phase), first = Steps.Schedule.At(0);
        return unit * (Steps.Momentum == 0 || Steps.Dampening == 0
            ? -first / 2
            : (-first + (Push(0, phase) / 2)) / (1 - (drag / 2)));
    }

    /// <summary>Makes of the velocity at the end of a phase that at the beginning of the next.</summary>
    /// <param name="before">The phase that ends.</param>
    /// <param name="behind">The next.</param>
    /// <param name="velocity">df/dτ, changed in place.</param>
    /// <param name="force">F there.</param>
    private void Cross(SchedulePhase before, SchedulePhase behind, Span<double> velocity, ReadOnlySpan<double> force)
    {
        (double ratio, double pull) = Crossing(before, behind);
        TensorPrimitives.Multiply(velocity, ratio, velocity);
        TensorPrimitives.MultiplyAdd(force, pull, velocity, velocity);
    }

    /// <summary>The r and p of v ← r v + p F at the end of a phase.</summary>
    internal (double Ratio, double Pull) Crossing(SchedulePhase before, SchedulePhase behind)
    {
        Schedule schedule = Steps.Schedule;
        int step = behind.First;
        double here = schedule.At((double)step, behind);
        if (here == 0)
        {
            // A rate that has become too small for doubles: nothing moves any more.
            return (0, 0);
        }

        // Δ = f' − f''/2 is the last displacement; the next phase would have had Δ s(k−1)/s_{k−1} in its place, where it can be
        // continued to the step before.
        double continued = schedule.At(step - 1.0, behind);
        if (Matching == Matching.Leading || !(continued > 0))
        {
            return (Math.Pow(here / schedule.At((double)step, before), (1 + Steps.Momentum) / 2), 0);
        }

        double scale = continued / schedule.At(step - 1.0, before);
        double left = 1 + (Drag(Steps, step, before) / 2), right = 1 + (Drag(Steps, step, behind) / 2);
        return (scale * left / right, unit * ((scale * Push(step, before)) - Push(step, behind)) / 2 / right);
    }

    /// <summary>c of f'' + c f' + ηbF = 0 in step numbers: (leapfrog) 2(1−γρ)/(1+γρ).</summary>
    private static double Drag(ScheduledSteps steps, double step, SchedulePhase phase)
    {
        double now = steps.Momentum * steps.Schedule.At(step, phase), before = steps.Schedule.At(step - 1, phase);
        return now == 0 ? 2 : 2 * (before - now) / (before + now);
    }

    /// <summary>b of f'' + c f' + ηbF = 0 in step numbers: (leapfrog) 2s(1−τ)/(1+γρ).</summary>
    private double Push(double step, SchedulePhase phase)
    {
        double now = Steps.Schedule.At(step, phase), before = Steps.Schedule.At(step - 1, phase);
        return now == 0 ? 0 : Steps.Momentum == 0 ? 2 * now : 2 * now * Steps.GradientShare * before / (before + (Steps.Momentum * now));
    }

    /// <summary>3H and s in the time τ.</summary>
    internal (double Friction, double ForceScale) CoefficientsAt(double step, SchedulePhase phase)
    {
        if (Matching == Matching.Leapfrog)
        {
            return (Drag(Steps, step, phase) / unit, Push(step, phase));
        }

        double now = Steps.Schedule.At(step, phase), growth = Steps.Schedule.GrowthAt(step, phase);
        return ((1 - Steps.Momentum - ((1 + Steps.Momentum) * growth)) / unit, now * Steps.GradientShare);
    }

    private sealed class Motion(ScheduledMotion motion, SchedulePhase phase, FieldForce force) : ISystem
    {
        private readonly int fields = force.Count;
        private readonly double[] ahead = new double[motion.LooksAhead ? force.Count : 0];

        public int Dimension => 2 * fields;

        public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
        {
            Span<double> acceleration = dydt.Slice(fields, fields);
            ReadOnlySpan<double> velocity = y.Slice(fields, fields);
            double step = t / motion.unit;
            (double friction, double scale) = motion.CoefficientsAt(step, phase);
            ReadOnlySpan<double> point = y[..fields];
            if (motion.LooksAhead)
            {
                Schedule schedule = motion.Steps.Schedule;
                double ratio = schedule.At(step, phase) / schedule.At(step - 1, phase);
                TensorPrimitives.MultiplyAdd(velocity, motion.Steps.Momentum * ratio * motion.unit, point, ahead);
                point = ahead;
            }

            force.Evaluate(1, point, acceleration);
            Accelerate(friction / 3, scale, velocity, acceleration);
            velocity.CopyTo(dydt[..fields]);
        }
    }

    /// <summary>The expansion that the schedule is, told the time τ.</summary>
    private sealed class Universe(ScheduledSteps steps, Matching matching) : Expansion
    {
        private readonly double unit = Math.Sqrt(steps.LearningRate);

        public override string Name => "schedule";

        public override string Formula => matching == Matching.Leading
            ? "3H = (1−γ)/h − γḣ/h"
            : "3H = 2(1−γρ)/((1+γρ)h) + ḣ/h";

        public override bool IsSelfConsistent => false;

        public override double Hubble(double elapsed, double efolds, double energy) =>
            HubbleAt(steps, matching, (int)Math.Round(elapsed / unit));

        public override double HubbleSlope(double elapsed, double efolds, double squaredVelocity)
        {
            int step = (int)Math.Round(elapsed / unit);
            double size = Math.Sqrt(steps.LearningRate * steps.Schedule.At(step));
            return (HubbleAt(steps, matching, step + 1) - HubbleAt(steps, matching, step)) / size;
        }
    }
}
