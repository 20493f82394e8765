using Inflaton.Training;

namespace Inflaton.Dynamics.Schedules;

/// <summary>The definitions are PyTorch's: its closed forms, and the text of its <c>OneCycleLR.get_lr</c>, written down again.</summary>
public sealed class ScheduleTests
{
    [Fact]
    public void Staircase_decay_and_cosine()
    {
        Rates(new StepSchedule(3, 0.1), 8).ShouldBe([1, 1, 1, 0.1, 0.1, 0.1, 0.01, 0.01], 1e-15);
        Rates(new ExponentialSchedule(0.5), 4).ShouldBe([1, 0.5, 0.25, 0.125], 1e-15);
        double half = 0.4 * Math.Sqrt(0.5);
        Rates(new CosineSchedule(0.2, 4), 4).ShouldBe([1, 0.6 + half, 0.6, 0.6 - half], 1e-15);
        Rates(new ListSchedule(0.3, 2, 0.1), 3).ShouldBe([0.3, 2, 0.1]);
        new GradientDescent(1, schedule: new ListSchedule(0.3, 2, 0.1)).PeakRateIn(3).ShouldBe(2);
    }

    [Fact]
    public void Warm_up_comes_before_the_schedule_and_takes_nothing_of_it()
    {
        WarmUp warmed = new(4, new CosineSchedule(0.1, 5));
        Rates(warmed, 9).ShouldBe([0.25, 0.5, 0.75, 1, .. Rates(new CosineSchedule(0.1, 5), 5)], 1e-15);
        warmed.Steps.ShouldBe(9);
        new WarmUp(4, new StepSchedule(3, 0.1)).PhaseAt(5).ShouldBe(new SchedulePhase(4, 7));
        warmed.PhaseAt(3).ShouldBe(new SchedulePhase(0, 4));
    }

    [Theory]
    [InlineData(20, 0.3, 25, 1e4, false)]
    [InlineData(37, 0.41, 10, 50, false)]
    [InlineData(20, 0.25, 25, 1e4, true)]
    public void One_cycle(int steps, double rise, double divisor, double finalDivisor, bool isLinear)
    {
        double summit = (rise * steps) - 1, start = 1 / divisor, end = start / finalDivisor;
        double Between(double from, double to, double part) =>
            isLinear ? ((to - from) * part) + from : to + ((from - to) / 2.0 * (Math.Cos(Math.PI * part) + 1));
        double[] expected =
        [
            .. Enumerable.Range(0, steps).Select(k => k <= summit
                ? Between(start, 1, k / summit)
                : Between(1, end, (k - summit) / (steps - 1 - summit))),
        ];
        Rates(new OneCycleSchedule(steps, rise, divisor, finalDivisor, isLinear), steps).ShouldBe(expected, 1e-14);
    }

    [Fact]
    public void What_is_no_schedule_is_refused()
    {
        Should.Throw<ArgumentException>(() => new ListSchedule());
        Should.Throw<ArgumentOutOfRangeException>(() => new ListSchedule(1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new StepSchedule(0, 0.5));
        Should.Throw<ArgumentOutOfRangeException>(() => new StepSchedule(2, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => new CosineSchedule(double.NaN, 5));
        Should.Throw<ArgumentOutOfRangeException>(() => new OneCycleSchedule(3, 0.3));
        Should.Throw<ArgumentOutOfRangeException>(() => new WarmUp(0, new ConstantSchedule()));
    }

    private static double[] Rates(Schedule schedule, int steps) => [.. Enumerable.Range(0, steps).Select(schedule.At)];
}
