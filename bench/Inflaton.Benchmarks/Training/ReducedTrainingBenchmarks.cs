using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;
using Inflaton.Training.Reduced;

namespace Inflaton.Benchmarks.Training;

/// <summary>
/// Training in the basis that evolves against direct training of the same network, two hidden layers, erf; the time is an epoch's. The
/// reduced run is whole, from the first epoch on with all that its bases cost; of the direct one a few epochs are timed.
/// </summary>
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 2, iterationCount: 7)]
public class ReducedTrainingBenchmarks
{
    private const int Epochs = 1000;
    private const int DirectEpochs = 10;

    private readonly MatrixProduct<double> _product = new(WorkerTeam.Single);
    private readonly GradientDescent _optimizer = new(0.02, 0.9);
    private NetworkParameters? _initial;
    private Matrix<double>? _inputs;
    private double[] _targets = [];
    private TrainingMethod? _training;

    /// <summary>N; one input at 0, or a grid on ±0.1.</summary>
    [Params(1, 20)]
    public int Points { get; set; }

    [Params(1000, 2048, 4096, 8192)]
    public int Width { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        NetworkArchitecture architecture = new(1, [Width, Width], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        _initial = NetworkParameters.Draw(architecture, 3);
        _inputs = Matrix.FromFunction(Points, 1, (i, _) => Points == 1 ? 0 : -0.1 + (0.2 * i / (Points - 1)));

        // One unit below where training starts, so that the field has as far to go at every width.
        DirectTraining<double> start = new(_initial, _inputs, new double[Points], Loss, _product, WorkerTeam.Single);
        start.Forward();
        _targets = [.. start.Field.ToArray().Select(field => field - 1)];
    }

    [IterationSetup(Target = nameof(Direct))]
    public void BeginDirect() =>
        _training = new DirectTraining<double>(_initial!.Clone(), _inputs!, _targets, Loss, _product, WorkerTeam.Single);

    [IterationSetup(Target = nameof(Reduced))]
    public void BeginReduced() =>
        _training = new ReducedTraining(_initial!.Clone(), _inputs!, _targets, Loss, _product, WorkerTeam.Single);

    [Benchmark(Baseline = true, OperationsPerInvoke = DirectEpochs)]
    public void Direct() => Train(DirectEpochs);

    [Benchmark(OperationsPerInvoke = Epochs)]
    public void Reduced() => Train(Epochs);

    private static SquaredLoss Loss => new();

    private void Train(int epochs)
    {
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            _training!.Forward();
            _training.Step(_optimizer.Coefficients);
        }
    }
}
