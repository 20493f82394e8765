using BenchmarkDotNet.Attributes;
using Inflaton.Kernels;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Benchmarks.Kernels;

/// <summary>Θ on one set of inputs, three hidden layers, and one product Θ v without it.</summary>
[MemoryDiagnoser]
public class TangentKernelBenchmarks
{
    private WorkerTeam team = WorkerTeam.Single;
    private NetworkParameters parameters = null!;
    private Matrix<double> inputs = new(0, 0);
    private TangentKernel<double> kernel = null!;
    private TangentKernel<float> single = null!;
    private KernelProduct<double> product = null!;
    private double[] x = [];
    private double[] y = [];

    [Params(1000, 2048)]
    public int Width { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        const int points = 100;
        team = new WorkerTeam(Threads);
        NetworkArchitecture architecture = new(1, [Width, Width, Width], 1, ActivationCatalogue.Create("erf"), 1.5, 0.5);
        parameters = NetworkParameters.Draw(architecture, 1);
        inputs = Matrix.FromFunction<double>(points, 1, (i, _) => -0.1 + (0.2 * i / (points - 1)));
        MatrixProduct<double> product = new(team);
        kernel = new TangentKernel<double>(architecture, product, team);
        single = new TangentKernel<float>(architecture, new MatrixProduct<float>(team), team);
        this.product = new KernelProduct<double>(parameters, inputs, product, team);
        x = [.. Enumerable.Range(0, points).Select(i => Math.Sin(i))];
        y = new double[points];
    }

    [GlobalCleanup]
    public void Cleanup() => team.Dispose();

    [Benchmark(Baseline = true)]
    public Matrix<double> Square() => kernel.Square(parameters, inputs);

    [Benchmark]
    public Matrix<double> SquareSinglePrecision() => single.Square(parameters, inputs);

    [Benchmark]
    public void ProductWithVector() => product.Multiply(x, y);
}
