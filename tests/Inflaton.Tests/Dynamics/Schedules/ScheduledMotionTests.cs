using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Dynamics.Schedules;

/// <summary>The equations in continuous time against the recursion that they stand for: their orders in h, fitted.</summary>
public sealed class ScheduledMotionTests
{
    private static readonly SolverOptions Fine = new() { RelativeTolerance = 1e-11, AbsoluteTolerance = 1e-12 };

    [Theory]
    [InlineData("cosine", Matching.Leapfrog, 2)]
    [InlineData("cosine", Matching.Leading, 1)]
    [InlineData("exponential", Matching.Leapfrog, 2)]
    [InlineData("exponential", Matching.Leading, 1)]
    [InlineData("one_cycle", Matching.Leapfrog, 2)]
    [InlineData("step", Matching.Leapfrog, 2)]
    [InlineData("cosine, then a jump", Matching.Leapfrog, 2)]
    [InlineData("dampened", Matching.Leapfrog, 2)]
    [InlineData("ahead", Matching.Leapfrog, 2)]
    [InlineData("ahead, then a jump", Matching.Leapfrog, 2)]
    public void The_error_has_the_order_of_the_matching(string name, Matching matching, double order)
    {
        int[] counts = [100, 200, 400, 800];
        double[] errors = [.. counts.Select(steps => Error(name, matching, steps))];
        double fitted = Math.Log(errors[0] / errors[^1]) / Math.Log((double)counts[^1] / counts[0]);
        fitted.ShouldBe(order, 0.2, string.Join(", ", errors));
    }

    /// <summary>Without a schedule it is the equation of the heavy ball, H and all.</summary>
    [Theory]
    [InlineData(Matching.Leading)]
    [InlineData(Matching.Leapfrog)]
    public void A_constant_rate_is_the_heavy_ball(Matching matching)
    {
        Training.GradientDescent ball = new(0.04, 0.8);
        ScheduledMotion motion = new(new ScheduledSteps(0.04, 0.8, new ConstantSchedule()), matching);
        double[] times = [0, 1, 5];
        FieldSolution one = motion.Solve(new Spring(1.3), [1], times, Fine);
        FieldSolution other = ball.Equation(matching).Solve(new Spring(1.3), [1], times, Fine);
        one.Field.Values.ShouldBe(other.Field.Values, 1e-9);
        ScheduledMotion.HubbleAt(motion.Steps, matching, 3).ShouldBe(ball.Equation(matching).Hubble, 1e-14);
        motion.Hubble.ShouldBe(ball.Equation(matching).Hubble, 1e-14);
    }

    /// <summary>Where the rate is constant phase by phase a mode has a closed form, which is the solution of the equation.</summary>
    [Theory]
    [InlineData(0.9, 0, 1.3, Matching.Leapfrog, false)]
    [InlineData(0.9, 0, 1.3, Matching.Leading, false)]
    [InlineData(0.9, 0.3, 0.02, Matching.Leapfrog, false)]
    [InlineData(0, 0, 1.3, Matching.Leapfrog, false)]
    [InlineData(0.6, 0, 5, Matching.Leapfrog, true)]
    [InlineData(0.5, 0, -0.2, Matching.Leapfrog, false)]
    public void A_staircase_has_modes_in_closed_form(double momentum, double dampening, double mass, Matching matching, bool looksAhead)
    {
        ScheduledMotion motion = new(new ScheduledSteps(0.04, momentum, new StepSchedule(7, 0.6), dampening), matching)
        {
            LooksAhead = looksAhead,
        };
        motion.HasClosedForm.ShouldBeTrue();
        double[] times = [0, 0.3, 1.4, 1.5, 2.8, 4, 11], displacements = new double[times.Length];
        motion.ModeDisplacements(mass, times, displacements);
        double[] solved = motion.Solve(new Spring(mass), [1], times, Fine).Field.Values;
        displacements.ShouldBe([.. solved.Select(value => value - 1)], 1e-9);

        // Light modes keep their digits: x − 1 goes as m².
        double[] light = new double[times.Length], lighter = new double[times.Length];
        motion.ModeDisplacements(1e-10, times, light);
        motion.ModeDisplacements(1e-13, times, lighter);
        light.ShouldBe([.. lighter.Select(value => 1000 * value)], 1e-8 * light.Max(Math.Abs));
    }

    [Fact]
    public void A_rate_that_changes_at_every_step_has_no_closed_form()
    {
        ScheduledMotion motion = new(new ScheduledSteps(0.04, 0.9, new CosineSchedule(0.1, 50)), Matching.Leapfrog);
        motion.HasClosedForm.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => motion.ModeDisplacements(1, [0], new double[1]));
        new ScheduledMotion(new ScheduledSteps(0.04, 0.9, new WarmUp(5, new StepSchedule(7, 0.6))), Matching.Leapfrog)
            .HasClosedForm.ShouldBeFalse();
    }

    /// <summary>Rates that become too small for doubles are rates of 0: nothing moves any more, in steps and in continuous time.</summary>
    [Fact]
    public void A_rate_that_leaves_the_numbers_stands_still()
    {
        ScheduledSteps steps = new(0.04, 0.9, new StepSchedule(1, 0.1));
        steps.CoefficientsAt(400).ShouldBe(new StepCoefficients(0, 0));
        ScheduledMotion motion = new(steps, Matching.Leapfrog);
        double[] displacements = new double[3];
        motion.ModeDisplacements(1.3, [0, 0.2 * 300, 0.2 * 500], displacements);
        displacements[2].ShouldBe(displacements[1]);
        displacements[1].ShouldBeInRange(-1, 0);
    }

    /// <summary>3H = (1−γ)/h − γḣ/h: a falling rate makes H grow, warm-up makes it fall.</summary>
    [Fact]
    public void The_Hubble_parameter_is_that_of_the_schedule()
    {
        ScheduledSteps decay = new(0.01, 0.9, new ExponentialSchedule(0.99));
        for (int k = 0; k < 200; k += 50)
        {
            double size = 0.1 * Math.Pow(0.99, k / 2.0), growth = Math.Log(0.99) / 2;
            (3 * ScheduledMotion.HubbleAt(decay, Matching.Leading, k)).ShouldBe((0.1 - (0.9 * growth)) / size, 1e-6 / size);
        }

        ScheduledMotion.HubbleAt(decay, Matching.Leading, 100).ShouldBeGreaterThan(ScheduledMotion.HubbleAt(decay, Matching.Leading, 0));
        ScheduledSteps warm = new(0.01, 0.9, new WarmUp(100, new ConstantSchedule()));
        double[] early =
            [.. new[] { 40, 60, 80 }.Select(k => ScheduledMotion.HubbleAt(warm, Matching.Leading, k) * Math.Sqrt((k + 1) / 100.0))];
        early.ShouldBeInOrder();
        decay.TimesAt([0, 1, 3]).ShouldBe([0, 0.1, 0.1 * (1 + Math.Sqrt(0.99) + 0.99)], 1e-15);
    }

    [Fact]
    public void A_list_has_no_equation()
    {
        Should.Throw<ArgumentException>(() => new ScheduledMotion(new ScheduledSteps(1, 0, new ListSchedule(1, 2)), Matching.Leapfrog));
        new Training.GradientDescent(1, 0, new ListSchedule(1, 2)).WhyNoContinuum.ShouldNotBeNull();
    }

    /// <summary>Largest difference of a spring's recursion, over a fixed time with a fixed Hubble parameter, from its equation.</summary>
    private static double Error(string name, Matching matching, int steps)
    {
        double size = 10.0 / steps, momentum = 1 - (0.6 * size);
        Schedule schedule = name switch
        {
            "exponential" => new ExponentialSchedule(Math.Pow(0.05, 1.0 / steps)),
            "one_cycle" => new OneCycleSchedule(steps, 0.3, 4, 5),
            "step" => new StepSchedule(steps / 4, 0.5),
            "cosine, then a jump" or "ahead, then a jump" => new Jump(new CosineSchedule(0.3, steps), steps / 2),
            _ => new CosineSchedule(0.1, steps),
        };
        ScheduledSteps ball = new(size * size, momentum, schedule, name == "dampened" ? 0.3 : 0);
        const double mass = 2.1;
        int[] asked = [.. Enumerable.Range(0, 21).Select(i => i * steps / 20)];
        bool looksAhead = name.StartsWith("ahead", StringComparison.Ordinal);
        FieldSolution solution = new ScheduledMotion(ball, matching) { LooksAhead = looksAhead }.Solve(
            new Spring(mass), [1], [.. asked.Select(k => k * size)], Fine);
        solution.IsComplete.ShouldBeTrue();
        StepSequence sequence = looksAhead ? new Training.NesterovDescent(size * size, momentum, schedule).Begin() : ball.Begin();
        double field = 1, step = 0, error = 0;
        for (int k = 0, record = 0; k <= steps; k++)
        {
            if (asked[record] == k)
            {
                error = Math.Max(error, Math.Abs(field - solution.Field.At(record++)[0]));
            }

            double point = field + (sequence.LookAhead * step);
            (double keep, double rate) = sequence.Next([], double.NaN);
            step = (keep * step) - (rate * mass * point);
            field += step;
        }

        return error;
    }

    private sealed class Spring(double mass) : FieldForce
    {
        public override int Count => 1;

        public override void Evaluate(double scaleFactor, ReadOnlySpan<double> field, Span<double> force) => force[0] = mass * field[0];
    }

    /// <summary>A schedule whose rate falls to 0.4 of itself at some step.</summary>
    private sealed class Jump(Schedule smooth, int step) : Schedule
    {
        public override string Name => "jump";

        public override SchedulePhase PhaseAt(int at) => at < step ? new(0, step) : new(step, int.MaxValue);

        public override double At(double at, SchedulePhase phase) =>
            smooth.At(at, new SchedulePhase(0, int.MaxValue)) * (phase.First == 0 ? 1 : 0.4);
    }
}
