using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Numerics.Tests.DifferentialEquations;

/// <summary>A right-hand side given as a function.</summary>
internal sealed class FunctionSystem(int dimension, Derivative derivative) : ISystem
{
    public int Dimension => dimension;

    public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt) => derivative(t, y, dydt);
}

internal delegate void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt);

internal sealed class Crossing(
    Func<double, double[], double> value, bool terminal = true, EventDirection direction = EventDirection.Either) : IEvent
{
    public bool IsTerminal => terminal;

    public EventDirection Direction => direction;

    public double Value(double t, ReadOnlySpan<double> y) => value(t, y.ToArray());
}

/// <summary>A problem whose solution is known in closed form.</summary>
internal sealed record Problem(string Name, ISystem System, double Start, double End, Func<double, double[]> Exact)
{
    public static Problem[] All { get; } =
    [
        new("oscillator", Oscillator(1), 0.3, 12, t => [Math.Cos(t), -Math.Sin(t)]),
        new("limit cycle", new FunctionSystem(2, (_, y, d) =>
        {
            double growth = 0.1 * (1 - y[0] * y[0] - y[1] * y[1]);
            (d[0], d[1]) = (growth * y[0] - y[1], growth * y[1] + y[0]);
        }), 0, 12, t =>
        {
            double radius = 1 / Math.Sqrt(1 + 3 * Math.Exp(-0.2 * t));
            return [radius * Math.Cos(t), radius * Math.Sin(t)];
        }),
        new(
            "forced relaxation", new FunctionSystem(1, (t, y, d) => d[0] = (Math.Sin(t) - y[0]) / 2 + Math.Cos(t)), 1, 20,
            t => [Math.Sin(t)]),
        new("sinc", new FunctionSystem(2, (t, y, d) => (d[0], d[1]) = (y[1], -2 / t * y[1] - y[0])), 2, 16, t =>
            [Math.Sin(t) / t, (Math.Cos(t) - Math.Sin(t) / t) / t]),
        new("turning frame", new FunctionSystem(2, (t, y, d) =>
        {
            double rate = 1 + 0.3 * Math.Cos(t);
            (d[0], d[1]) = (-rate * y[1], rate * y[0]);
        }), 0.3, 12, t => [Math.Cos(t + 0.3 * Math.Sin(t)), Math.Sin(t + 0.3 * Math.Sin(t))]),
    ];

    public static Problem Of(string name) => All.Single(problem => problem.Name == name);

    /// <summary>ẍ = −ω² x as (x, ẋ).</summary>
    public static ISystem Oscillator(double frequency) =>
        new FunctionSystem(2, (_, y, d) => (d[0], d[1]) = (y[1], -frequency * frequency * y[0]));

    public double Error(double t, ReadOnlySpan<double> state)
    {
        double[] exact = Exact(t);
        double largest = 0;
        for (int i = 0; i < exact.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(state[i] - exact[i]));
        }

        return largest;
    }
}

/// <summary>
/// The methods that every specification runs over; those of low order show that the algorithm is the tableau's, not its own.
/// </summary>
internal static class Methods
{
    public static ButcherTableau HeunEuler { get; } = new("Heun-Euler", 2, [0, 1], [[], [1]], [0.5, 0.5], 2, [[-0.5, 0.5]], denseOrder: 2);

    public static ButcherTableau BogackiShampine { get; } = new(
        "Bogacki-Shampine", 3, [0, 0.5, 0.75, 1], [[], [0.5], [0, 0.75], [2.0 / 9, 1.0 / 3, 4.0 / 9]], [2.0 / 9, 1.0 / 3, 4.0 / 9, 0],
        3, [[-5.0 / 72, 1.0 / 12, 1.0 / 9, -1.0 / 8]]);

    public static ButcherTableau[] All { get; } = [HeunEuler, BogackiShampine, DormandPrince54.Tableau, DormandPrince853.Tableau];

    public static ButcherTableau Of(string name) => All.Single(method => method.Name == name);
}

internal static class Fit
{
    /// <summary>Slope of the least-squares line.</summary>
    public static double Slope(double[] x, double[] y)
    {
        (double meanX, double meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
