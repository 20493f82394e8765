using Inflaton.Dynamics;
using Inflaton.Dynamics.Schedules;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training.Batches;
using Inflaton.Training.Reduced;

namespace Inflaton.Training;

/// <summary>
/// A training that was stopped anywhere and goes on from what it kept, in another process as far as it can tell, is the training that was
/// never stopped: the same bits of everything that it records and of its last parameters.
/// </summary>
public sealed class ResumedTrainingTests
{
    private const int Epochs = 60;

    private static readonly Dictionary<string, (Optimizer Optimizer, Func<int, BatchPlan>? Batches)> Ways = new()
    {
        ["momentum"] = (new GradientDescent(0.02, 0.8), null),
        ["schedule"] = (new GradientDescent(0.02, 0.8, new CosineSchedule(0.1, Epochs)), null),
        ["decay"] = (new GradientDescent(0.02, 0.8, weightDecay: 0.01), null),
        ["clipped"] = (new GradientDescent(0.02, 0.8, clipNorm: 0.3), null),
        ["adam"] = (new Adam(0.003), null),
        ["nesterov"] = (new NesterovDescent(0.02), null),
        ["born_infeld"] = (new BornInfeldDescent(0.001), null),
        ["power_law"] = (new FriedmannOptimizer(0.02, new PowerLawExpansion(0.5, 1)), null),
        ["self_consistent"] = (
            new FriedmannOptimizer(0.002, new FriedmannExpansion(), new MeanFieldEnergy(new PowerPotential(2, 1), 1.5)), null),
        ["shuffled"] = (new GradientDescent(0.02, 0.8), points => new ShuffledBatches(points, Math.Min(points, 4), 7)),
        ["independent"] = (new Adam(0.003), points => new IndependentBatches(points, Math.Min(points, 3), 7)),
        ["given"] = (
            new GradientDescent(0.02, 0.5),
            points => new GivenBatches(points, [.. Enumerable.Range(0, Epochs).Select(k => (int[])[k % points])])),
    };

    public static TheoryData<string, Precision, int> Cases
    {
        get
        {
            TheoryData<string, Precision, int> cases = [];
            foreach (string way in Ways.Keys)
            {
                foreach (Precision precision in Enum.GetValues<Precision>())
                {
                    cases.Add(way, precision, 9);
                }
            }

            // Few inputs and wide layers: updates are deferred.
            cases.Add("momentum", Precision.Double, 1);
            cases.Add("momentum", Precision.Single, 2);
            cases.Add("schedule", Precision.Double, 2);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void A_training_goes_on_with_the_bits_of_one_that_was_never_stopped(string way, Precision precision, int points)
    {
        NetworkArchitecture architecture = new(
            3, points <= 2 ? [300, 280] : [20, 12], 2, ActivationCatalogue.Create("tanh"), 1.4, 0.3);
        TrainingTask task = new()
        {
            Inputs = Inputs(points),
            TestInputs = Inputs(4),
            Targets = [.. Enumerable.Range(0, 2 * points).Select(i => Math.Cos(i))],
            Loss = new SquaredLoss(),
            Optimizer = Ways[way].Optimizer,
            Batches = Ways[way].Batches?.Invoke(points),
            Epochs = Epochs,
            RecordEvery = 7,
            RecordKernelEvery = 11,
            Precision = precision,
        };
        StopsAndResumes(task, architecture, (_, _) => null);
    }

    [Fact]
    public void A_linearised_training_goes_on()
    {
        NetworkArchitecture architecture = new(3, [20, 12], 2, ActivationCatalogue.Create("tanh"), 1.4, 0.3);
        TrainingTask task = Task(new GradientDescent(0.02, 0.8));
        StopsAndResumes(task, architecture, (parameters, _) => new LinearizedTraining(
            parameters, task.Inputs, task.Targets, task.Loss, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single));
    }

    [Fact]
    public void A_natural_gradient_that_is_refreshed_goes_on()
    {
        NetworkArchitecture architecture = new(3, [40, 40], 2, ActivationCatalogue.Create("tanh"), 1.4, 0.3);
        StopsAndResumes(
            Task(new GradientDescent(0.02, 0.8)) with { RefreshNaturalEvery = 13 }, architecture, (_, _) => null,
            kernel => new NaturalGradient(KernelSpectrum.Of(kernel, 2, WorkerTeam.Single), 1e-3, 1e9, WorkerTeam.Single));
    }

    /// <summary>Bases that stay, and such that are left on the way, through merges for kernels and for the natural gradient.</summary>
    [Theory]
    [InlineData("erf", 300, 2, false)]
    [InlineData("erf", 300, 2, true)]
    [InlineData("relu", 30, 9, true)]
    public void A_reduced_training_goes_on(string activation, int width, int points, bool isWhitened)
    {
        NetworkArchitecture architecture = new(3, [width, width], 2, ActivationCatalogue.Create(activation), 1.4, 0.3);
        TrainingTask task = Task(new GradientDescent(0.02, 0.8), points) with { RefreshNaturalEvery = isWhitened ? 13 : null };
        StopsAndResumes(
            task, architecture,
            (parameters, natural) => new ReducedTraining(
                parameters, task.Inputs, task.Targets, task.Loss, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single,
                1e-6, natural: natural),
            isWhitened
                ? kernel => new NaturalGradient(KernelSpectrum.Of(kernel, 2, WorkerTeam.Single), 1e-3, 1e9, WorkerTeam.Single)
                : null);
    }

    [Fact]
    public void What_was_kept_of_another_training_is_refused()
    {
        NetworkArchitecture architecture = new(3, [20, 12], 2, ActivationCatalogue.Create("tanh"), 1.4, 0.3);
        TrainingTask task = Task(new GradientDescent(0.02, 0.8));
        (_, _, double[][] kept) = Train(task, architecture, (_, _) => null, stopAt: 30, null);
        Should.Throw<ArgumentException>(
            () => Train(task with { Optimizer = new Adam(0.01) }, architecture, (_, _) => null, null, kept));
        Should.Throw<ArgumentException>(() => Train(task with { Epochs = 20 }, architecture, (_, _) => null, null, kept));
        Should.Throw<ArgumentException>(() => Train(task, architecture, (_, _) => null, null, kept[..^1]));
        Should.Throw<ArgumentException>(() => Train(task, architecture, (_, _) => null, null, []));
    }

    private static TrainingTask Task(Optimizer optimizer, int points = 9) => new()
    {
        Inputs = Inputs(points),
        TestInputs = Inputs(4),
        Targets = [.. Enumerable.Range(0, 2 * points).Select(i => Math.Cos(i))],
        Loss = new SquaredLoss(),
        Optimizer = optimizer,
        Epochs = Epochs,
        RecordEvery = 7,
        RecordKernelEvery = 11,
    };

    private static void StopsAndResumes(
        TrainingTask task, NetworkArchitecture architecture, Func<NetworkParameters, NaturalGradient?, TrainingMethod?> method,
        Func<Matrix<double>, NaturalGradient>? natural = null)
    {
        (TrainingRecord whole, NetworkParameters end, _) = Train(task, architecture, method, null, null, natural);
        whole.Status.ShouldBe(TrainingStatus.Completed);
        foreach (int[] stops in (int[][])[[1], [28], [Epochs - 2], [10, 12, 45]])
        {
            double[][]? kept = null;
            foreach (int stop in stops)
            {
                (TrainingRecord part, _, kept) = Train(task, architecture, method, stop, kept, natural);
                part.Status.ShouldBe(TrainingStatus.Interrupted);
                kept.ShouldNotBeEmpty();
            }

            (TrainingRecord resumed, NetworkParameters then, _) = Train(task, architecture, method, null, kept, natural);
            resumed.Status.ShouldBe(TrainingStatus.Completed);
            resumed.Epochs.ShouldBe(whole.Epochs);
            resumed.Field.Values.ShouldBe(whole.Field.Values);
            resumed.Loss.ShouldBe(whole.Loss);
            resumed.TestField?.Values.ShouldBe(whole.TestField!.Values);
            resumed.KernelEpochs.ShouldBe(whole.KernelEpochs);
            resumed.KernelDrift.ShouldBe(whole.KernelDrift);
            resumed.Sharpness.ShouldBe(whole.Sharpness);
            resumed.Hubble.ShouldBe(whole.Hubble);
            resumed.Efolds.ShouldBe(whole.Efolds);
            resumed.Climb.ShouldBe(whole.Climb);
            resumed.FinalKernel!.Values.ShouldBe(whole.FinalKernel!.Values);
            for (int l = 0; l < architecture.Layers; l++)
            {
                then.Weights[l].Values.ShouldBe(end.Weights[l].Values);
                then.Biases[l].ShouldBe(end.Biases[l]);
            }
        }
    }

    /// <summary>Trains from the start or from what was kept, to the end or to an epoch at which it is stopped.</summary>
    private static (TrainingRecord Record, NetworkParameters Parameters, double[][] Kept) Train(
        TrainingTask task, NetworkArchitecture architecture, Func<NetworkParameters, NaturalGradient?, TrainingMethod?> method, int? stopAt,
        double[][]? kept, Func<Matrix<double>, NaturalGradient>? natural = null)
    {
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 5);
        Matrix<double> kernel = new TangentKernel<double>(architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single)
            .Square(parameters, task.Inputs);
        NaturalGradient? whitening = natural?.Invoke(kernel);
        using CancellationTokenSource stop = new();
        Keeper keeper = new(stop, stopAt, kept);
        TrainingRecord record = new Trainer().Train(
            task with { Natural = whitening }, parameters, kernel, null, stop.Token, method(parameters, whitening), keeper);
        return (record, record.Parameters!, keeper.Kept);
    }

    private static Matrix<double> Inputs(int points) =>
        new(points, 3, [.. Enumerable.Range(0, points * 3).Select(i => Math.Sin(1.7 * i))]);

    /// <summary>In memory; stops the training when it has kept it at an epoch.</summary>
    private sealed class Keeper(CancellationTokenSource stop, int? stopAt, double[][]? before) : ITrainingKeeper
    {
        private int epoch;

        public double[][] Kept { get; private set; } = [];

        public bool IsDue
        {
            get
            {
                // Asked at each epoch from the second on; some are kept for nothing, which must change nothing.
                epoch++;
                if (epoch == stopAt)
                {
                    stop.Cancel();
                }

                return epoch == stopAt || epoch % 9 == 0;
            }
        }

        public void Keep(Action<KeptState> exchange)
        {
            KeptState state = new();
            exchange(state);
            Kept = [.. state.Arrays.Select(array => (double[])array.Clone())];
        }

        public void Restore(Action<KeptState> exchange)
        {
            if (before is not null)
            {
                KeptState state = new(before);
                exchange(state);
                epoch = (int)before[0][0];
            }
        }
    }
}
