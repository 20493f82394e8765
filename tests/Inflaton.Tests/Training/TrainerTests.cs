using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Training;

public sealed class TrainerTests
{
    private static readonly NetworkArchitecture Architecture = new(3, [33, 18], 2, ActivationCatalogue.Create("tanh"), 1.4, 0.3);

    /// <summary>θ_{k+1} = θ_k + γ(θ_k − θ_{k−1}) − η ∇𝓛 with the gradient taken by differences.</summary>
    [Theory]
    [InlineData(Parameterization.Ntk)]
    [InlineData(Parameterization.Standard)]
    public void Three_steps_follow_the_recursion(Parameterization parameterization)
    {
        NetworkArchitecture small = new(2, [4, 3], 2, ActivationCatalogue.Create("gelu"), 1.4, 0.3, parameterization);
        Matrix<double> inputs = new(3, 2, [0.1, 0.5, -0.3, 0.8, 1.1, -0.4]);
        double[] targets = [0.3, 0.1, -0.5, 0.7, 0.2, -0.1];
        ResidualLoss loss = new(new LogCoshPotential(0.8, 0.7));
        const double learningRate = 0.05, momentum = 0.7;
        NetworkParameters parameters = NetworkParameters.Draw(small, 5);
        NetworkParameters expected = parameters.Clone();
        double[][] theta = Arrays(expected);
        double[][] last = [.. theta.Select(array => array.ToArray())];
        for (int k = 0; k < 3; k++)
        {
            double[][] gradient = Gradient(expected, inputs, targets, loss);
            for (int a = 0; a < theta.Length; a++)
            {
                for (int i = 0; i < theta[a].Length; i++)
                {
                    double now = theta[a][i];
                    theta[a][i] = now + (momentum * (now - last[a][i])) - (learningRate * gradient[a][i]);
                    last[a][i] = now;
                }
            }
        }

        TrainingMethod step = new DirectTraining<double>(
            parameters, inputs, targets, loss, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        for (int k = 0; k < 3; k++)
        {
            step.Forward();
            step.Step(new StepCoefficients(momentum, learningRate));
        }

        double[][] actual = Arrays(parameters);
        for (int a = 0; a < theta.Length; a++)
        {
            ReferenceCase.RelativeError(actual[a], theta[a]).ShouldBeLessThan(1e-9);
        }
    }

    [Fact]
    public void Bits_do_not_depend_on_the_number_of_threads()
    {
        TrainingRecord single = Train(1, 30);
        foreach (int threads in new[] { 2, 3 })
        {
            TrainingRecord several = Train(threads, 30);
            several.Field.Values.ShouldBe(single.Field.Values);
            several.Loss.ShouldBe(single.Loss);
            several.FinalKernel!.Values.ShouldBe(single.FinalKernel!.Values);
        }
    }

    [Fact]
    public void Too_large_a_learning_rate_is_a_status_with_advice()
    {
        TrainingRecord record = Train(1, 500, learningRate: 300);

        record.Status.ShouldBe(TrainingStatus.Diverged);
        record.Message.ShouldNotBeNull();
        record.Message.ShouldContain("diverged at epoch");
        record.Message.ShouldContain("The learning rate 300 is above the stability limit");
        record.Epochs[0].ShouldBe(0);
        record.Field.Count.ShouldBe(record.Epochs.Length);
        record.FinalKernel.ShouldBeNull();
    }

    /// <summary>
    /// A constant in the loss changes no step: a training whose loss starts below 0, rises above it and falls again has not diverged.
    /// </summary>
    [Fact]
    public void A_constant_in_the_loss_makes_no_divergence()
    {
        NetworkArchitecture single = new(2, [64], 1, ActivationCatalogue.Create("tanh"), 1.5, 0);
        TrainingRecord[] records = [.. new[] { 0, 0.1 }.Select(constant =>
        {
            NetworkParameters parameters = NetworkParameters.Draw(single, 1);
            TrainingTask task = new()
            {
                Inputs = new Matrix<double>(1, 2, [1, 0]),
                Targets = [0.5],
                Loss = new ExpressionLoss("(f-y)^2/2-c", new Dictionary<string, double> { ["c"] = constant }),
                Optimizer = new GradientDescent(1.23),
                Epochs = 60,
                RecordEvery = 1,
            };
            Matrix<double> kernel = new TangentKernel<double>(single, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single)
                .Square(parameters, task.Inputs);
            return new Trainer(WorkerTeam.Single).Train(task, parameters, kernel);
        })];

        records[1].Loss[0].ShouldBeLessThan(0, "or this tests nothing");
        records[1].Loss.Max().ShouldBeGreaterThan(1, "or this tests nothing");
        records.ShouldAllBe(record => record.Status == TrainingStatus.Completed);
        records[1].Field.Values.ShouldBe(records[0].Field.Values);
    }

    [Fact]
    public void Stopping_keeps_what_was_recorded()
    {
        using CancellationTokenSource source = new();
        Stopper progress = new(source);
        NetworkParameters parameters = NetworkParameters.Draw(Architecture, 1);

        TrainingRecord record = new Trainer(WorkerTeam.Single).Train(
            Task(1_000_000, 0.01), parameters, Kernel(parameters), progress, source.Token);

        record.Status.ShouldBe(TrainingStatus.Interrupted);
        record.Epochs.Length.ShouldBeGreaterThan(0);
        record.Epochs[^1].ShouldBeLessThan(1_000_000);
        record.FinalKernel.ShouldNotBeNull();
    }

    /// <summary>A step that takes long is broken off soon after the stop: records stay, the half-moved parameters do not.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_long_step_is_broken_off(bool inStep)
    {
        using WorkerTeam team = new(2);
        using CancellationTokenSource source = new();
        NetworkParameters parameters = NetworkParameters.Draw(Architecture, 1);
        Slow method = new(parameters, team, source, inStep);

        TrainingRecord record = new Trainer(team).Train(
            Task(100, 0.01) with { RecordEvery = 1 }, parameters, Kernel(parameters), null, source.Token, method);

        method.Done.ShouldBeLessThan(Slow.Parts / 3);
        record.Status.ShouldBe(TrainingStatus.Interrupted);
        record.Epochs.ShouldBe(inStep ? [0, 1, 2, 3] : [0, 1, 2]);
        record.Field.Count.ShouldBe(record.Epochs.Length);
        record.Parameters.ShouldBeNull();
        record.FinalKernel.ShouldBeNull();
        record.Sharpness!.Length.ShouldBe(record.KernelEpochs.Length);
        team.Cancellation.CanBeCanceled.ShouldBeFalse();
    }

    [Fact]
    public void Kernel_drift_is_recorded_at_the_asked_for_epochs_and_at_the_end()
    {
        NetworkParameters parameters = NetworkParameters.Draw(Architecture, 1);
        TrainingRecord record = new Trainer(WorkerTeam.Single).Train(
            Task(25, 0.1) with { RecordKernelEvery = 10 }, parameters, Kernel(parameters));

        record.KernelEpochs.ShouldBe([0, 10, 20, 25]);
        record.KernelDrift[0].ShouldBe(0);
        record.KernelDrift.Skip(1).ShouldAllBe(drift => drift > 0);
        Kernel(parameters).Values.ShouldBe(record.FinalKernel!.Values);
    }

    [Fact]
    public void Without_epochs_the_field_is_evaluated_once()
    {
        TrainingRecord record = Train(1, 0);

        record.Status.ShouldBe(TrainingStatus.Completed);
        record.Epochs.ShouldBe([0]);
        record.KernelDrift[^1].ShouldBe(0);
    }

    [Theory]
    [InlineData(10, 3, new[] { 0, 3, 6, 9, 10 })]
    [InlineData(9, 3, new[] { 0, 3, 6, 9 })]
    [InlineData(0, 5, new[] { 0 })]
    [InlineData(3, 10, new[] { 0, 3 })]
    public void Recorded_epochs_end_with_the_last(int epochs, int every, int[] expected) =>
        Trainer.RecordedEpochs(epochs, every).ShouldBe(expected);

    private static TrainingRecord Train(int threads, int epochs, double learningRate = 0.1)
    {
        using WorkerTeam team = new(threads);
        NetworkParameters parameters = NetworkParameters.Draw(Architecture, 1);
        return new Trainer(team).Train(Task(epochs, learningRate), parameters, Kernel(parameters));
    }

    private static Matrix<double> Kernel(NetworkParameters parameters) =>
        new TangentKernel<double>(parameters.Architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single)
            .Square(parameters, Inputs(23));

    private static TrainingTask Task(int epochs, double learningRate) => new()
    {
        Inputs = Inputs(23),
        Targets = [.. Enumerable.Range(0, 46).Select(i => Math.Cos(i))],
        Loss = new SquaredLoss(),
        Optimizer = new GradientDescent(learningRate, 0.8),
        Epochs = epochs,
        RecordEvery = 5,
    };

    private static Matrix<double> Inputs(int points) =>
        new(points, 3, [.. Enumerable.Range(0, points * 3).Select(i => Math.Sin(1.7 * i))]);

    private static double[][] Arrays(NetworkParameters parameters) => [.. parameters.Weights.Select(w => w.Values), .. parameters.Biases];

    private static double[][] Gradient(NetworkParameters parameters, Matrix<double> inputs, double[] targets, Loss loss)
    {
        const double h = 1e-4;
        Propagation<double> pass = new(parameters.Architecture, inputs, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        double Loss()
        {
            pass.Forward(parameters);
            return loss.Energy(pass.Output.Values, targets) / inputs.Rows;
        }

        return
        [
            .. Arrays(parameters).Select(array => array.Select((kept, i) =>
            {
                double At(double value)
                {
                    array[i] = value;
                    double loss = Loss();
                    array[i] = kept;
                    return loss;
                }

                double outer = (At(kept + h) - At(kept - h)) / (2 * h);
                double inner = (At(kept + (h / 2)) - At(kept - (h / 2))) / h;
                return ((4 * inner) - outer) / 3;
            }).ToArray()),
        ];
    }

    /// <summary>Moves nothing, and takes very many parts over epoch 3, of which it is stopped in the first.</summary>
    private sealed class Slow(NetworkParameters parameters, WorkerTeam team, CancellationTokenSource source, bool inStep)
        : TrainingMethod(23, 2, new double[46], new SquaredLoss()), IWork
    {
        public const int Parts = 1_000_000;
        private int done;
        private int epoch;

        public override NetworkParameters Parameters => parameters;

        public override ReadOnlySpan<double> Outputs => new double[46];

        public int Done => done;

        public void Execute(int part, int worker)
        {
            source.Cancel();
            Interlocked.Increment(ref done);
            Thread.Sleep(1);
        }

        public override void Step(StepCoefficients coefficients)
        {
            Dawdle(inStep);
            epoch++;
        }

        protected override void Propagate() => Dawdle(!inStep);

        private void Dawdle(bool here)
        {
            if (here && epoch == 3)
            {
                team.Run(this, Parts);
            }
        }
    }

    private sealed class Stopper(CancellationTokenSource source) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => source.Cancel();
    }

    /// <summary>‖A − B‖/‖B‖ does not know the unit, also where squares of the entries are no numbers.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1e200)]
    [InlineData(1e300)]
    public void The_distance_of_kernels_does_not_depend_on_their_scale(double scale) =>
        Trainer.RelativeDistance(
            new Matrix<double>(1, 3, [3 * scale, 5 * scale, 4 * scale]),
            new Matrix<double>(1, 3, [3 * scale, 0, 4 * scale])).ShouldBe(1, 1e-15);
}
