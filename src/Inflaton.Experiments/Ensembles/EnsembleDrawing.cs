using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Kernels;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Experiments.Ensembles;

/// <summary>Draws, trains and reads some networks, one a part, each on one thread.</summary>
/// <param name="setup">The experiment; its own weights are not used.</param>
/// <param name="ensemble">What is measured.</param>
/// <param name="points">The inputs that outputs are correlated at.</param>
/// <param name="cancellation">Stops it.</param>
internal sealed class EnsembleDrawing(
    ExperimentSetup setup, EnsembleSettings ensemble, int[] points, CancellationToken cancellation) : IWork
{
    private readonly ExperimentSettings settings = setup.Settings;
    private EnsembleDraw[] drawn = [];
    private int first;

    /// <summary>Epochs that outputs are recorded at.</summary>
    public int[] Epochs { get; } = ensemble.Train && setup.Steps > 0
        ? Trainer.RecordedEpochs(setup.Steps, setup.RecordEvery)
        : [0];

    /// <summary>Epochs that kernels are taken at.</summary>
    public int[] KernelEpochs { get; } = !ensemble.Train || setup.Steps == 0 ? [0]
        : setup.Settings.RecordKernelEvery is { } every ? Trainer.RecordedEpochs(setup.Steps, every)
        : [0, setup.Steps];

    /// <summary>Eigenvalues that are followed, no more than there are.</summary>
    public int Eigenvalues { get; } = Math.Min(
        ensemble.Eigenvalues, setup.Inputs.Rows * (setup.SharesKernel ? 1 : setup.Architecture.Outputs));

    /// <summary>Draws networks.</summary>
    /// <param name="from">Number of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public EnsembleDraw[] Draw(int from, int count, WorkerTeam team)
    {
        (first, drawn) = (from, new EnsembleDraw[count]);
        team.Run(this, count);
        return drawn;
    }

    public void Execute(int part, int worker) => drawn[part] = One(setup.Drawn(unchecked(settings.Seed + (ulong)(first + part))));

    private EnsembleDraw One(ExperimentSetup network)
    {
        WorkerTeam alone = WorkerTeam.Single;
        List<double[]> kernels = [], eigenvalues = [];
        FieldStart start = FieldStart.Of(network, alone);
        Matrix<double> kernel = new TangentKernel<double>(network.Architecture) { SharesOutputs = network.SharesKernel }
            .Square(network.Parameters, network.Inputs);
        start.Scale(kernel);
        if (!kernel.Values.All(double.IsFinite) || !start.Field.All(double.IsFinite))
        {
            return new EnsembleDraw([], [], [], IsFinite: false, HasDiverged: false);
        }

        StartKernel moving = StartKernel.Of(network, kernel, null, alone);
        Keep(kernel, moving.Own.Eigenvalues);
        if (Epochs.Length == 1)
        {
            return new EnsembleDraw([Outputs(start.Field)], [.. kernels], [.. eigenvalues], IsFinite: true, HasDiverged: false);
        }

        TrainingTask task = new()
        {
            Inputs = network.Inputs,
            Targets = network.Targets,
            ReadOut = start.ReadOut,
            Natural = moving.Natural,
            RefreshNaturalEvery = settings.Optimizer.Natural?.RefreshEvery,
            Loss = network.Loss,
            Optimizer = settings.Optimizer.Create(network.OptimizerStart(moving, start.Field, alone)),
            Batches = network.Batches,
            Epochs = network.Steps,
            RecordEvery = network.RecordEvery,
            RecordKernelEvery = settings.RecordKernelEvery,
            SharesKernel = network.SharesKernel,
            KernelRecorded = (_, present) => Keep(present, KernelSpectrum.Of(present, Copies, alone).Eigenvalues),
            Precision = settings.Precision == "single" ? Precision.Single : Precision.Double,
        };
        TrainingRecord record = new Trainer(alone).Train(
            task, network.Parameters, kernel, null, cancellation,
            new MethodChoice(network).Method(network, start.ReadOut, moving.Natural, alone));
        cancellation.ThrowIfCancellationRequested();
        bool isWhole = record.Status == TrainingStatus.Completed && kernels.Count == KernelEpochs.Length;
        double[][] outputs = isWhole
            ? [.. Enumerable.Range(0, Epochs.Length).Select(t => Outputs(record.Field.At(t)))]
            : [Outputs(start.Field)];
        return new EnsembleDraw(outputs, [.. kernels], [.. eigenvalues], IsFinite: true, HasDiverged: !isWhole);

        void Keep(Matrix<double> present, double[] spectrum)
        {
            int copies = Copies;
            double[] entries = new double[(points.Length * points.Length) + 1];
            for (int a = 0; a < points.Length; a++)
            {
                for (int b = 0; b < points.Length; b++)
                {
                    entries[(a * points.Length) + b] = present[points[a] * copies, points[b] * copies];
                }

                entries[^1] += present[points[a] * copies, points[a] * copies] / points.Length;
            }

            kernels.Add(entries);
            eigenvalues.Add([.. spectrum.Take(Eigenvalues)]);
        }
    }

    private int Copies => setup.SharesKernel ? 1 : setup.Architecture.Outputs;

    private double[] Outputs(ReadOnlySpan<double> field)
    {
        double[] values = new double[points.Length];
        for (int a = 0; a < values.Length; a++)
        {
            values[a] = field[points[a] * setup.Architecture.Outputs];
        }

        return values;
    }
}
