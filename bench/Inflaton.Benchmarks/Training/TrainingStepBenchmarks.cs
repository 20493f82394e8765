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

    private WorkerTeam _team = WorkerTeam.Single;
    private TrainingMethod _plain = null!;
    private TrainingMethod _direct = null!;
    private TrainingMethod _single = null!;
    private double[] _from = [];
    private double[] _to = [];

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
        _team = new WorkerTeam(Threads);
        NetworkArchitecture architecture = new(1, [.. Enumerable.Repeat(width, layers)], 1, ActivationCatalogue.Create("erf"), 1.5, 0.5);
        Matrix<double> inputs = Matrix.FromFunction<double>(points, 1, (i, _) => points == 1 ? 0.3 : -0.1 + (0.2 * i / (points - 1)));
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 1);
        double[] targets = new double[points];
        ResidualLoss loss = new(new PowerPotential(2, 0.1, 5));
        MatrixProduct<double> product = new(_team);
        _plain = new PlainTraining(parameters.Clone(), inputs, targets, loss, product, _team);
        _direct = new DirectTraining<double>(parameters.Clone(), inputs, targets, loss, product, _team);
        _single = new DirectTraining<float>(parameters.Clone(), inputs, targets, loss, new MatrixProduct<float>(_team), _team);
        _from = new double[Math.Max(1, (layers - 1) * width * width)];
        _to = new double[_from.Length];
    }

    [GlobalCleanup]
    public void Cleanup() => _team.Dispose();

    /// <summary>Reading and writing the hidden weights once each.</summary>
    [Benchmark]
    public void CopyOfHiddenWeights() => _from.CopyTo(_to, 0);

    [Benchmark(Baseline = true)]
    public void Plain() => Step(_plain);

    [Benchmark]
    public void Direct() => Step(_direct);

    [Benchmark]
    public void DirectSinglePrecision() => Step(_single);

    private static void Step(TrainingMethod method)
    {
        method.Forward();
        method.Step(Coefficients);
    }
}
