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
    private WorkerTeam team = WorkerTeam.Single;
    private Matrix<double> inputs = new(0, 0);
    private InfiniteWidthKernel kernel = null!;

    [Params("erf", "relu", "gelu", "tanh")]
    public string Activation { get; set; } = "erf";

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        team = new WorkerTeam(Threads);
        inputs = new Matrix<double>(1000, 10);
        new CounterStream(1, 0).FillNormal(inputs.Values);
        NetworkArchitecture architecture = new(10, [1024, 1024, 1024], 1, ActivationCatalogue.Create(Activation), 1.5, 0.1);
        kernel = new InfiniteWidthKernel(InfiniteNetwork.Of(architecture), team);
    }

    [GlobalCleanup]
    public void Cleanup() => team.Dispose();

    [Benchmark]
    public KernelPair Square() => kernel.Square(inputs);
}
