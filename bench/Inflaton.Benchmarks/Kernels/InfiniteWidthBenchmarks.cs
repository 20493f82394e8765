using BenchmarkDotNet.Attributes;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Benchmarks.Kernels;

/// <summary>NNGP and NTK of infinite width, 1000 × 1000 inputs, three hidden layers.</summary>
public class InfiniteWidthBenchmarks
{
    private WorkerTeam _team = WorkerTeam.Single;
    private Matrix<double> _inputs = new(0, 0);
    private InfiniteWidthKernel _kernel = null!;

    [Params("erf", "relu", "gelu", "tanh")]
    public string Activation { get; set; } = "erf";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _team = new WorkerTeam(Threads);
        _inputs = new Matrix<double>(1000, 10);
        new CounterStream(1, 0).FillNormal(_inputs.Values);
        NetworkArchitecture architecture = new(10, [1024, 1024, 1024], 1, ActivationCatalogue.Create(Activation), 1.5, 0.1);
        _kernel = new InfiniteWidthKernel(InfiniteNetwork.Of(architecture), _team);
    }

    [GlobalCleanup]
    public void Cleanup() => _team.Dispose();

    [Benchmark]
    public KernelPair Square() => _kernel.Square(_inputs);
}
