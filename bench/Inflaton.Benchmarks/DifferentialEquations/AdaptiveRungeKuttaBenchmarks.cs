using BenchmarkDotNet.Attributes;
using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Benchmarks.DifferentialEquations;

/// <summary>
/// Uncoupled damped oscillators, n components over ten time units at a relative tolerance of 1e-9: what a step costs beside the right-hand
/// side, which is as cheap as one gets.
/// </summary>
[MemoryDiagnoser]
public class AdaptiveRungeKuttaBenchmarks : ISystem
{
    private double[] start = [];
    private double[] times = [];

    [Params(2, 20, 200, 2000)]
    public int Dimension { get; set; }

    [Params(1, 200)]
    public int Outputs { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        start = [.. Enumerable.Range(0, Dimension).Select(i => i % 2 == 0 ? 1.0 : 0.0)];
        times = [.. Enumerable.Range(1, Outputs).Select(i => 10.0 * i / Outputs)];
    }

    [Benchmark(Baseline = true)]
    public int DormandPrince853() => AdaptiveRungeKutta.Solve(this, 0, start, times).Steps;

    public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
    {
        for (int i = 0; i + 1 < y.Length; i += 2)
        {
            dydt[i] = y[i + 1];
            dydt[i + 1] = -0.1 * y[i + 1] - y[i];
        }
    }
}
