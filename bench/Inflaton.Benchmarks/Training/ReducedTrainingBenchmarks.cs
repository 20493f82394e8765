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

    private readonly MatrixProduct<double> product = new(WorkerTeam.Single);
    private readonly GradientDescent optimizer = new(0.02, 0.9);
    private NetworkParameters? initial;
    private Matrix<double>? inputs;
    private double[] targets = [];
    private TrainingMethod? training;

    /// <summary>N; one input at 0, or a grid on ±0.1.</summary>
    [Params(1, 20)]
    public int Points { get; set; }

    [Params(1000, 2048, 4096, 8192)]
    public int Width { get; set; }

    [GlobalSetup]
    public void Draw()
    {
        NetworkArchitecture architecture = new(1, [Width, Width], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        initial = NetworkParameters.Draw(architecture, 3);
        inputs = Matrix.FromFunction(Points, 1, (i, _) => Points == 1 ? 0 : -0.1 + (0.2 * i / (Points - 1)));

        // One unit below where training starts, so that the field has as far to go at every width.
        DirectTraining<double> start = new(initial, inputs, new double[Points], Loss, product, WorkerTeam.Single);
        start.Forward();
        targets = [.. start.Field.ToArray().Select(field => field - 1)];
    }

    [IterationSetup(Target = nameof(Direct))]
    public void BeginDirect() =>
        training = new DirectTraining<double>(initial!.Clone(), inputs!, targets, Loss, product, WorkerTeam.Single);

    [IterationSetup(Target = nameof(Reduced))]
    public void BeginReduced() =>
        training = new ReducedTraining(initial!.Clone(), inputs!, targets, Loss, product, WorkerTeam.Single);

    [Benchmark(Baseline = true, OperationsPerInvoke = DirectEpochs)]
    public void Direct() => Train(DirectEpochs);

    [Benchmark(OperationsPerInvoke = Epochs)]
    public void Reduced() => Train(Epochs);

    private static SquaredLoss Loss => new();

    private void Train(int epochs)
    {
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            training!.Forward();
            training.Step(optimizer.Coefficients);
        }
    }
}
