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
    private WorkerTeam _team = WorkerTeam.Single;
    private NetworkParameters _parameters = null!;
    private Matrix<double> _inputs = new(0, 0);
    private TangentKernel<double> _kernel = null!;
    private TangentKernel<float> _single = null!;
    private KernelProduct<double> _product = null!;
    private double[] _x = [];
    private double[] _y = [];

    [Params(1000, 2048)]
    public int Width { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        const int points = 100;
        _team = new WorkerTeam(Threads);
        NetworkArchitecture architecture = new(1, [Width, Width, Width], 1, ActivationCatalogue.Create("erf"), 1.5, 0.5);
        _parameters = NetworkParameters.Draw(architecture, 1);
        _inputs = Matrix.FromFunction<double>(points, 1, (i, _) => -0.1 + (0.2 * i / (points - 1)));
        MatrixProduct<double> product = new(_team);
        _kernel = new TangentKernel<double>(architecture, product, _team);
        _single = new TangentKernel<float>(architecture, new MatrixProduct<float>(_team), _team);
        _product = new KernelProduct<double>(_parameters, _inputs, product, _team);
        _x = [.. Enumerable.Range(0, points).Select(i => Math.Sin(i))];
        _y = new double[points];
    }

    [GlobalCleanup]
    public void Cleanup() => _team.Dispose();

    [Benchmark(Baseline = true)]
    public Matrix<double> Square() => _kernel.Square(_parameters, _inputs);

    [Benchmark]
    public Matrix<double> SquareSinglePrecision() => _single.Square(_parameters, _inputs);

    [Benchmark]
    public void ProductWithVector() => _product.Multiply(_x, _y);
}
