using BenchmarkDotNet.Attributes;
using Inflaton.Dynamics;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Benchmarks.Training;

/// <summary>
/// One epoch, forward and step, of small networks (bound by calls), wide ones on one input (by memory) and on many (by products).
/// </summary>
[MemoryDiagnoser]
public class TrainingStepBenchmarks
{
    private static readonly StepCoefficients Coefficients = new(0.9, 0.002);

    private WorkerTeam team = WorkerTeam.Single;
    private TrainingMethod plain = null!;
    private TrainingMethod direct = null!;
    private TrainingMethod single = null!;
    private double[] from = [];
    private double[] to = [];

    [ParamsSource(nameof(Shapes))]
    public (int Points, int Layers, int Width) Shape { get; set; }

    [Params(1, 2)]
    public int Threads { get; set; }

    public static IEnumerable<(int Points, int Layers, int Width)> Shapes =>
        [(1, 1, 1000), (1, 3, 1000), (1, 3, 4096), (4, 3, 1000), (100, 2, 512), (100, 3, 2048)];

    [GlobalSetup]
    public void Setup()
    {
        (int points, int layers, int width) = Shape;
        team = new WorkerTeam(Threads);
        NetworkArchitecture architecture = new(1, [.. Enumerable.Repeat(width, layers)], 1, ActivationCatalogue.Create("erf"), 1.5, 0.5);
        Matrix<double> inputs = Matrix.FromFunction<double>(points, 1, (i, _) => points == 1 ? 0.3 : -0.1 + (0.2 * i / (points - 1)));
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 1);
        double[] targets = new double[points];
        ResidualLoss loss = new(new PowerPotential(2, 0.1, 5));
        MatrixProduct<double> product = new(team);
        plain = new PlainTraining(parameters.Clone(), inputs, targets, loss, product, team);
        direct = new DirectTraining<double>(parameters.Clone(), inputs, targets, loss, product, team);
        single = new DirectTraining<float>(parameters.Clone(), inputs, targets, loss, new MatrixProduct<float>(team), team);
        from = new double[Math.Max(1, (layers - 1) * width * width)];
        to = new double[from.Length];
    }

    [GlobalCleanup]
    public void Cleanup() => team.Dispose();

    /// <summary>Reading and writing the hidden weights once each.</summary>
    [Benchmark]
    public void CopyOfHiddenWeights() => from.CopyTo(to, 0);

    [Benchmark(Baseline = true)]
    public void Plain() => Step(plain);

    [Benchmark]
    public void Direct() => Step(direct);

    [Benchmark]
    public void DirectSinglePrecision() => Step(single);

    private static void Step(TrainingMethod method)
    {
        method.Forward();
        method.Step(Coefficients);
    }
}
