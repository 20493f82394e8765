using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Numerics.Tests.DifferentialEquations;

public class EventTests
{
    private static readonly ISystem Clock = new FunctionSystem(1, (_, _, d) => d[0] = 1);

    private static readonly ISystem Oscillator = Problem.Oscillator(1);

    public static TheoryData<string> MethodNames => [.. Methods.All.Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(MethodNames))]
    public void Roots_are_located_to_rounding(string method)
    {
        var options = new SolverOptions { Method = Methods.Of(method), MaximumStep = 0.7 };
        foreach ((Func<double, double> g, double root) in new (Func<double, double>, double)[]
        {
            (t => t * t - 2, Math.Sqrt(2)),
            (t => Math.Cos(t), Math.PI / 2),
            (t => Math.Exp(t) - 3, Math.Log(3)),
            (t => Math.Pow(t - 1.3, 9), 1.3),
            (t => Math.Sign(t - 1.234), 1.234),
            (t => t - 1e-9, 1e-9),
            (t => t - 1.9999999, 1.9999999),
        })
        {
            Solution solution = AdaptiveRungeKutta.Solve(Clock, 0, [0], [2], options, [new Crossing((_, y) => g(y[0]))]);
            solution.Status.ShouldBe(SolverStatus.Event);
            solution.FinalTime.ShouldBe(root, 1e-12);
            solution.FinalState[0].ShouldBe(root, 1e-12);
            solution.Message.ShouldStartWith("Event 0 ended the integration at t = ");
        }
    }

    /// <summary>A step may reach beyond the event that ends it: what lies there is not written.</summary>
    [Theory]
    [MemberData(nameof(MethodNames))]
    public void Nothing_is_written_behind_the_end(string method)
    {
        double[] times = [.. Enumerable.Range(0, 41).Select(i => 0.05 * i)];
        var options = new SolverOptions { Method = Methods.Of(method), InitialStep = 0.7, MaximumStep = 0.7 };

        Solution solution = AdaptiveRungeKutta.Solve(Clock, 0, [0], times, options, [new Crossing((_, y) => y[0] - 0.93)]);

        solution.Times[^1].ShouldBe(0.9, 1e-15);
        solution.Times.Length.ShouldBe(19);
        solution.FinalTime.ShouldBe(0.93, 1e-12);
    }

    [Fact]
    public void Zeros_of_the_oscillator_are_where_they_belong()
    {
        Solution solution = AdaptiveRungeKutta.Solve(
            Oscillator, 0, [1, 0], [20], new SolverOptions { RelativeTolerance = 1e-13, AbsoluteTolerance = 1e-15 },
            [new Crossing((_, y) => y[0], terminal: false)]);
        solution.Status.ShouldBe(SolverStatus.Success);
        solution.Events.Count.ShouldBe(6);
        for (int k = 0; k < 6; k++)
        {
            solution.Events[k].Time.ShouldBe((k + 0.5) * Math.PI, 1e-11);
            solution.Events[k].State[1].ShouldBe(k % 2 == 0 ? -1 : 1, 1e-11);
        }
    }

    [Theory]
    [InlineData(EventDirection.Rising, 1.5)]
    [InlineData(EventDirection.Falling, 0.5)]
    [InlineData(EventDirection.Either, 0.5)]
    public void Directions_select_the_crossings(EventDirection direction, double halfPeriods)
    {
        Solution solution = AdaptiveRungeKutta.Solve(
            Oscillator, 0, [1, 0], [20], null, [new Crossing((_, y) => y[0], direction: direction)]);
        solution.FinalTime.ShouldBe(halfPeriods * Math.PI, 1e-8);
    }

    [Fact]
    public void Backwards_integration_sees_directions_its_own_way()
    {
        Solution solution = AdaptiveRungeKutta.Solve(
            Oscillator, 0, [1, 0], [-20], null, [new Crossing((_, y) => y[0], direction: EventDirection.Rising)]);
        solution.FinalTime.ShouldBe(-1.5 * Math.PI, 1e-8);
    }

    [Theory]
    [MemberData(nameof(MethodNames))]
    public void Output_ends_with_the_event(string method)
    {
        Solution solution = AdaptiveRungeKutta.Solve(
            Clock, 0, [0], [0, 0.5, 1, 1.5, 2], new SolverOptions { Method = Methods.Of(method) }, [new Crossing((t, _) => t - 1.25)]);
        solution.Times.ShouldBe([0, 0.5, 1]);
        solution.Values.Zip([0, 0.5, 1]).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-14);
        solution.Events.Single().Time.ShouldBe(1.25, 1e-14);
    }

    [Fact]
    public void Events_in_one_step_come_in_order()
    {
        Solution solution = AdaptiveRungeKutta.Solve(Clock, 0, [0], [10], new SolverOptions { FixedStep = 10 },
        [
            new Crossing((t, _) => t - 7, terminal: false),
            new Crossing((t, _) => t - 3, terminal: false),
            new Crossing((t, _) => t - 5),
            new Crossing((t, _) => t - 6),
        ]);
        solution.Events.Select(e => e.Event).ShouldBe([1, 2]);
        solution.FinalTime.ShouldBe(5, 1e-13);
    }

    [Fact]
    public void A_root_at_the_start_or_left_behind_is_no_crossing()
    {
        Solution solution = AdaptiveRungeKutta.Solve(Clock, 0, [0], [10], new SolverOptions { FixedStep = 1 },
        [
            new Crossing((t, _) => t, terminal: false),
            new Crossing((t, _) => t - 4, terminal: false),
            new Crossing((t, _) => t > 4.5 ? double.NaN : -1),
        ]);
        solution.Status.ShouldBe(SolverStatus.Success);
        solution.Events.Select(e => (e.Event, e.Time)).ShouldBe([(1, 4.0)]);
    }

    [Fact]
    public void The_ball_bounces_where_mechanics_says()
    {
        var fall = new FunctionSystem(2, (_, y, d) => (d[0], d[1]) = (y[1], -9.81));
        Solution solution = AdaptiveRungeKutta.Solve(
            fall, 0, [10, 0], [100], null, [new Crossing((_, y) => y[0], direction: EventDirection.Falling)]);
        solution.FinalTime.ShouldBe(Math.Sqrt(20 / 9.81), 1e-12);
        solution.FinalState[1].ShouldBe(-Math.Sqrt(20 * 9.81), 1e-11);
    }
}
