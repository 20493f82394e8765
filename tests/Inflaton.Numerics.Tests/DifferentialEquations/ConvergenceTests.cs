using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Numerics.Tests.DifferentialEquations;

public class ConvergenceTests
{
    public static TheoryData<string, string> MethodsAndProblems
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (ButcherTableau method in Methods.All)
            {
                foreach (Problem problem in Problem.All)
                {
                    data.Add(method.Name, problem.Name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(MethodsAndProblems))]
    public void Error_after_many_steps_falls_with_the_order(string method, string problem)
    {
        ButcherTableau tableau = Methods.Of(method);
        FittedOrder(Problem.Of(problem), (p, h) =>
        {
            double[] quarters = [.. Enumerable.Range(1, 4).Select(i => p.Start + (p.End - p.Start) * i / 4)];
            Solution solution = AdaptiveRungeKutta.Solve(p.System, p.Start, p.Exact(p.Start), quarters, Fixed(tableau, h));
            solution.Status.ShouldBe(SolverStatus.Success);
            return Enumerable.Range(0, 4).Max(i => p.Error(quarters[i], solution.State(i)));
        }).ShouldBe(tableau.Order, 0.2);
    }

    [Theory]
    [MemberData(nameof(MethodsAndProblems))]
    public void Error_within_one_step_falls_with_the_dense_order(string method, string problem)
    {
        ButcherTableau tableau = Methods.Of(method);
        FittedOrder(Problem.Of(problem), (p, h) =>
        {
            double[] times = [.. Enumerable.Range(1, 12).Select(i => p.Start + i * h / 12)];
            Solution solution = AdaptiveRungeKutta.Solve(p.System, p.Start, p.Exact(p.Start), times, Fixed(tableau, h));
            solution.Steps.ShouldBe(1);
            return Enumerable.Range(0, 11).Max(i => p.Error(times[i], solution.State(i)));
        }, within: true).ShouldBe(tableau.DenseOrder + 1, 0.2);
    }

    [Theory]
    [InlineData("Bogacki-Shampine")]
    [InlineData("Dormand-Prince 5(4)")]
    [InlineData("Dormand-Prince 8(5,3)")]
    public void Error_follows_the_tolerance(string method)
    {
        foreach (Problem p in Problem.All)
        {
            double[] exponents = [4, 5, 6, 7, 8, 9, 10];
            double[] errors = [.. exponents.Select(exponent =>
            {
                double tolerance = Math.Pow(10, -exponent);
                Solution solution = AdaptiveRungeKutta.Solve(p.System, p.Start, p.Exact(p.Start), [p.End], new SolverOptions
                {
                    Method = Methods.Of(method), RelativeTolerance = tolerance, AbsoluteTolerance = tolerance,
                });
                double error = p.Error(p.End, solution.State(0));
                (error / tolerance).ShouldBeLessThan(500, p.Name);
                return Math.Max(error, 1e-16);
            })];
            Fit.Slope(exponents, [.. errors.Select(error => -Math.Log10(error))]).ShouldBe(1, 0.35, p.Name);
        }
    }

    /// <summary>Fits over the last five of steps that shrink by 1.2, before rounding shows: there the leading term rules.</summary>
    private static double FittedOrder(Problem problem, Func<Problem, double, double> error, bool within = false)
    {
        List<(double Step, double Error)> points = [];
        double span = problem.End - problem.Start;
        for (double count = 12; count < 4000; count *= 1.2)
        {
            double step = span / (within ? count : 4 * Math.Round(count / 4));
            double found = error(problem, step);
            if (found < 2e-13)
            {
                break;
            }

            points.Add((Math.Log(step), Math.Log(found)));
        }

        (double Step, double Error)[] last = [.. points.TakeLast(5)];
        last.Length.ShouldBe(5);
        return Fit.Slope([.. last.Select(point => point.Step)], [.. last.Select(point => point.Error)]);
    }

    private static SolverOptions Fixed(ButcherTableau method, double step) => new() { Method = method, FixedStep = step };
}
