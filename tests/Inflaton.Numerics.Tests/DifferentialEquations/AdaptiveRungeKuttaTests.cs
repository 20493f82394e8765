using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Numerics.Tests.ArrayFiles;

namespace Inflaton.Numerics.Tests.DifferentialEquations;

public class AdaptiveRungeKuttaTests
{
    public static TheoryData<string> MethodNames => [.. Methods.All.Select(method => method.Name)];

    public static TheoryData<string> DormandPrince => [DormandPrince54.Tableau.Name, DormandPrince853.Tableau.Name];

    [Theory]
    [MemberData(nameof(DormandPrince))]
    public void Oscillator_keeps_its_energy_over_a_hundred_periods(string method)
    {
        Solution solution = Solve(
            Problem.Oscillator(1), 0, [1, 0], [200 * Math.PI],
            new SolverOptions { Method = Methods.Of(method), RelativeTolerance = 1e-11 });
        double energy = (solution.Values[0] * solution.Values[0] + solution.Values[1] * solution.Values[1]) / 2;
        energy.ShouldBe(0.5, 1e-8);
        solution.IsStiff.ShouldBeFalse();
        solution.Message.ShouldBe("");
    }

    [Theory]
    [InlineData("matter", "Dormand-Prince 5(4)")]
    [InlineData("matter", "Dormand-Prince 8(5,3)")]
    [InlineData("radiation", "Dormand-Prince 5(4)")]
    [InlineData("radiation", "Dormand-Prince 8(5,3)")]
    public void Field_in_a_power_law_universe_agrees_with_Bessel_functions(string universe, string method)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Committed("reference", $"universe-{universe}.json")));
        JsonElement root = document.RootElement;
        (double power, double mass, double start) = (Number("power"), Number("mass"), Number("phi0"));
        (double[] t, double[] phi, double[] velocity) = (List("t"), List("phi"), List("phidot"));
        var field = new FunctionSystem(2, (time, y, d) => (d[0], d[1]) = (y[1], -3 * power / time * y[1] - mass * mass * y[0]));
        phi[0].ShouldBe(start, 1e-14);
        Solution solution = Solve(
            field, t[0], [phi[0], velocity[0]], t, new SolverOptions { Method = Methods.Of(method), RelativeTolerance = 1e-11 });
        for (int i = 0; i < t.Length; i++)
        {
            solution.State(i)[0].ShouldBe(phi[i], 1e-8);
            solution.State(i)[1].ShouldBe(velocity[i], 1e-8);
        }

        double Number(string name) => root.GetProperty(name).GetDouble();
        double[] List(string name) => [.. root.GetProperty(name).EnumerateArray().Select(item => item.GetDouble())];
    }

    [Theory]
    [MemberData(nameof(MethodNames))]
    public void Dense_output_is_as_accurate_as_the_steps(string method)
    {
        foreach (Problem p in Problem.All)
        {
            double[] times = [.. Enumerable.Range(0, 501).Select(i => p.Start + (p.End - p.Start) * i / 500)];
            var options = new SolverOptions { Method = Methods.Of(method), RelativeTolerance = 1e-7, AbsoluteTolerance = 1e-7 };
            Solution dense = Solve(p.System, p.Start, p.Exact(p.Start), times, options);
            Solution end = Solve(p.System, p.Start, p.Exact(p.Start), [p.End], options);
            dense.Times.ShouldBe(times);
            dense.Steps.ShouldBe(end.Steps);
            dense.State(500).ToArray().ShouldBe(end.State(0).ToArray());
            Enumerable.Range(0, 501).Max(i => p.Error(times[i], dense.State(i))).ShouldBeLessThan(1e-4, $"{p.Name}, {method}");
        }
    }

    [Theory]
    [MemberData(nameof(MethodNames))]
    public void Backwards_retraces_forwards(string method)
    {
        foreach (Problem p in Problem.All)
        {
            double[] times = [.. Enumerable.Range(0, 41).Select(i => p.End - (p.End - p.Start) * i / 40)];
            Solution back = Solve(
                p.System, p.End, p.Exact(p.End), times,
                new SolverOptions { Method = Methods.Of(method), RelativeTolerance = 1e-8, AbsoluteTolerance = 1e-9 });
            back.Status.ShouldBe(SolverStatus.Success);
            back.FinalTime.ShouldBe(times[^1]);
            Enumerable.Range(0, 41).Max(i => p.Error(times[i], back.State(i))).ShouldBeLessThan(5e-5, $"{p.Name}, {method}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(67)]
    public void Every_dimension_gives_each_component_its_own_solution(int dimension)
    {
        var decay = new FunctionSystem(dimension, (_, y, d) =>
        {
            for (int i = 0; i < y.Length; i++)
            {
                d[i] = -(1 + i % 3) * y[i] / 2;
            }
        });
        double[] start = [.. Enumerable.Range(0, dimension).Select(i => 1.0 + i)];
        Solution solution = Solve(decay, 0, start, [0.3, 2]);
        for (int i = 0; i < dimension; i++)
        {
            solution.State(0)[i].ShouldBe((1 + i) * Math.Exp(-(1 + i % 3) * 0.15), 1e-8);
            solution.State(1)[i].ShouldBe((1 + i) * Math.Exp(-(1 + i % 3) * 1.0), 1e-8);
        }
    }

    [Fact]
    public void The_start_alone_needs_no_step()
    {
        Solution solution = Solve(Problem.Oscillator(1), 3, [1, 2], [3]);
        solution.Values.ShouldBe([1, 2]);
        solution.Steps.ShouldBe(0);
        solution.Status.ShouldBe(SolverStatus.Success);
    }

    [Fact]
    public void A_constant_solution_is_exact()
    {
        Solution solution = Solve(new FunctionSystem(1, (_, _, d) => d[0] = 0), 0, [0.1], [1e9]);
        solution.Values.ShouldBe([0.1]);
        solution.Steps.ShouldBeLessThan(40);
    }

    [Fact]
    public void Steps_obey_their_bounds()
    {
        Solution bounded = Solve(Problem.Oscillator(1), 0, [1, 0], [10], new SolverOptions { MaximumStep = 0.1 });
        bounded.Steps.ShouldBeInRange(100, 110);
        Solution fine = Solve(Problem.Oscillator(1), 0, [1, 0], [10], new SolverOptions { InitialStep = 1e-9 });
        fine.Steps.ShouldBeGreaterThan(Solve(Problem.Oscillator(1), 0, [1, 0], [10]).Steps);
        Solve(Problem.Oscillator(1), 0, [1, 0], [10], new SolverOptions { FixedStep = 0.3 }).Steps.ShouldBe(34);
    }

    [Theory]
    [MemberData(nameof(DormandPrince))]
    public void Evaluations_are_counted_and_the_last_stage_is_reused(string method)
    {
        int calls = 0;
        var counted = new FunctionSystem(1, (_, y, d) =>
        {
            calls++;
            d[0] = -y[0];
        });
        Solution solution = Solve(counted, 0, [1], [5], new SolverOptions { Method = Methods.Of(method) });
        solution.Evaluations.ShouldBe(calls);
        int stages = method == DormandPrince853.Tableau.Name ? 12 : 6;
        calls.ShouldBe(2 + stages * (solution.Steps + solution.RejectedSteps));
    }

    [Theory]
    [MemberData(nameof(DormandPrince))]
    public void Van_der_Pol_is_seen_to_be_stiff(string method)
    {
        var vanDerPol = new FunctionSystem(2, (_, y, d) => (d[0], d[1]) = (y[1], 1000 * (1 - y[0] * y[0]) * y[1] - y[0]));
        Solution solution = Solve(
            vanDerPol, 0, [2, 0], [1000],
            new SolverOptions { Method = Methods.Of(method), RelativeTolerance = 1e-6, AbsoluteTolerance = 1e-6, MaximumSteps = 3000 });
        solution.Status.ShouldBe(SolverStatus.StepLimit);
        solution.IsStiff.ShouldBeTrue();
        solution.StiffAt!.Value.ShouldBeLessThan(2);
        solution.Message.ShouldContain("the system is stiff since t = ");
        solution.Message.ShouldContain("looser tolerances do not help, allow more steps, or end earlier.");
    }

    [Theory]
    [MemberData(nameof(DormandPrince))]
    public void Stiffness_that_is_survived_is_still_told(string method)
    {
        var fast = new FunctionSystem(2, (t, y, d) => (d[0], d[1]) = (-2000 * (y[0] - Math.Cos(t)), -y[1]));
        Solution solution = Solve(
            fast, 0, [1, 1], [1], new SolverOptions { Method = Methods.Of(method), RelativeTolerance = 1e-4, AbsoluteTolerance = 1e-4 });
        solution.Status.ShouldBe(SolverStatus.Success);
        solution.Message.ShouldStartWith("Reached t = 1, but the system is stiff since t = ");
        string rate = Regex.Match(solution.Message, "of the rate ([^,]*),").Groups[1].Value;
        double.Parse(string.Concat(rate.Where(c => !char.IsWhiteSpace(c))), CultureInfo.InvariantCulture).ShouldBe(2000, 100);
    }

    [Theory]
    [MemberData(nameof(DormandPrince))]
    public void What_is_not_stiff_is_not_called_so(string method)
    {
        foreach (double tolerance in new[] { 1e-3, 1e-6, 1e-9, 1e-12 })
        {
            var options = new SolverOptions { Method = Methods.Of(method), RelativeTolerance = tolerance, AbsoluteTolerance = tolerance };
            Solve(Problem.Oscillator(1), 0, [1, 0], [1000], options).IsStiff.ShouldBeFalse($"oscillator at {tolerance}");
            foreach (Problem p in Problem.All)
            {
                Solve(p.System, p.Start, p.Exact(p.Start), [p.End], options).IsStiff.ShouldBeFalse($"{p.Name} at {tolerance}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(MethodNames))]
    public void A_right_hand_side_that_ceases_to_exist_is_a_status(string method)
    {
        foreach (double? step in new double?[] { null, 0.01 })
        {
            var edge = new FunctionSystem(1, (_, y, d) => d[0] = -1 - Math.Sqrt(y[0]));
            Solution solution = Solve(
                edge, 0, [1], [0.5, 1], new SolverOptions { Method = Methods.Of(method), RelativeTolerance = 1e-6, FixedStep = step });
            solution.Status.ShouldBe(SolverStatus.NotFinite);
            solution.Times.ShouldBe([0.5]);
            solution.FinalTime.ShouldBe(2 - 2 * Math.Log(2), step is null ? 1e-4 : 0.02);
            solution.Message.ShouldStartWith($"Not finite: stopped at t = 0.6");
            solution.FinalState[0].ShouldBePositive();
        }
    }

    [Fact]
    public void A_right_hand_side_that_never_exists_is_a_status()
    {
        Solution solution = Solve(new FunctionSystem(2, (_, _, d) => (d[0], d[1]) = (0, double.NaN)), 0, [1, 1], [0, 1]);
        solution.Status.ShouldBe(SolverStatus.NotFinite);
        solution.Values.ShouldBe([1, 1]);
        solution.Message.ShouldStartWith("Not finite: stopped at t = 0 with step 0 after 0 steps");
    }

    [Fact]
    public void A_pole_is_a_status()
    {
        Solution solution = Solve(new FunctionSystem(1, (_, y, d) => d[0] = y[0] * y[0]), 0, [1], [2]);
        solution.Status.ShouldBeOneOf(SolverStatus.StepTooSmall, SolverStatus.NotFinite);
        solution.FinalTime.ShouldBe(1, 1e-6);
        solution.Times.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null, null, "allow more steps")]
    [InlineData(0.01, null, "allow more steps")]
    [InlineData(null, "solver.max_steps", "raise solver.max_steps above 20")]
    public void The_step_limit_is_a_status(double? step, string? name, string remedy)
    {
        Solution solution = Solve(
            Problem.Oscillator(1), 0, [1, 0], [0, 0.001, 1000],
            new SolverOptions { MaximumSteps = 20, MaximumStepsName = name, FixedStep = step });
        solution.Status.ShouldBe(SolverStatus.StepLimit);
        (solution.Steps + solution.RejectedSteps).ShouldBe(20);
        solution.Times.ShouldBe([0, 0.001]);
        solution.Values.Length.ShouldBe(4);
        solution.FinalState[0].ShouldBe(Math.Cos(solution.FinalTime), 1e-8);
        solution.Message.ShouldContain(
            "after 20 steps and 0 rejected; the interval is long for the tolerances: loosen them or " + remedy + ".");
    }

    [Theory]
    [MemberData(nameof(MethodNames))]
    public void A_step_allocates_nothing(string method)
    {
        ISystem oscillator = Problem.Oscillator(1);
        double[] start = [1, 0];
        double[] times = [.. Enumerable.Range(0, 50).Select(i => i / 10.0)];
        long few = Allocated(1e-1);
        (Allocated(1e-3) - few).ShouldBeLessThan(500, "bytes in 5 000 steps, the longer numbers of what the solver says included");

        long Allocated(double step)
        {
            var options = new SolverOptions { Method = Methods.Of(method), MaximumStep = step };
            return Allocation.OfStepsOnThisThread(
                _ => AdaptiveRungeKutta.Solve(oscillator, 0, start, times, options).Status.ShouldBe(SolverStatus.Success), 2);
        }
    }

    [Fact]
    public void Mistakes_of_the_caller_are_exceptions_that_quote_the_value()
    {
        ISystem oscillator = Problem.Oscillator(1);
        Should.Throw<ArgumentException>(() => Solve(oscillator, 0, [1], [1]))
            .Message.ShouldStartWith("The initial state has 1 components and the system 2.");
        Should.Throw<ArgumentException>(() => Solve(oscillator, 0, [1, double.NaN], [1]))
            .Message.ShouldStartWith("Component 1 of the initial state is NaN; it must be finite.");
        Should.Throw<ArgumentException>(() => Solve(oscillator, double.NaN, [1, 0], [1]))
            .Message.ShouldStartWith("The initial time must be finite.");
        Should.Throw<ArgumentException>(() => Solve(oscillator, 0, [1, 0], []))
            .Message.ShouldStartWith("At least one output time is needed.");
        foreach (double[] times in new double[][] { [-1, 1], [1, 1], [2, 1], [1, double.NaN, 2], [double.PositiveInfinity], [1, -1] })
        {
            Should.Throw<ArgumentException>(() => Solve(oscillator, 0, [1, 0], times))
                .Message.ShouldContain("output times must be finite and lead away from t0 = 0 in one direction.");
        }

        foreach ((SolverOptions options, string message) in new (SolverOptions, string)[]
        {
            (new() { RelativeTolerance = -1 }, "RelativeTolerance must be at least 0 and below 1."),
            (new() { AbsoluteTolerance = 0 }, "AbsoluteTolerance must be above 0 and finite."),
            (new() { AbsoluteTolerance = double.NaN }, "AbsoluteTolerance must be above 0 and finite."),
            (new() { MaximumSteps = 0 }, "MaximumSteps must be at least 1."),
            (new() { MaximumStep = 0 }, "MaximumStep must be above 0."),
            (new() { InitialStep = -1 }, "InitialStep must be above 0 and finite."),
            (new() { FixedStep = double.NaN }, "FixedStep must be above 0 and finite."),
        })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => Solve(oscillator, 0, [1, 0], [1], options)).Message.ShouldStartWith(message);
        }

        Solution solution = Solve(oscillator, 0, [1, 0], [1]);
        Should.Throw<ArgumentOutOfRangeException>(() => solution.State(1).Length).Message.ShouldStartWith("There are 1 output times.");
    }

    private static Solution Solve(ISystem system, double t0, double[] y0, double[] times, SolverOptions? options = null) =>
        AdaptiveRungeKutta.Solve(system, t0, y0, times, options);
}
