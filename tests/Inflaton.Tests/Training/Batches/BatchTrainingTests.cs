using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Dynamics.Schedules;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training.Batches;

/// <summary>Batches, schedules and weight decay together, in training and prediction.</summary>
public sealed class BatchTrainingTests
{
    private static readonly NetworkArchitecture Architecture = new(3, [400], 2, ActivationCatalogue.Create("erf"), 1.4, 0.3);

    /// <summary>
    /// A wide network whose training follows its frozen kernel: what the two differ by falls with the width, until what weight decay takes
    /// of the weights themselves is left.
    /// </summary>
    [Fact]
    public void The_recursion_foretells_the_very_run_on_training_and_test_inputs()
    {
        Matrix<double> inputs = Inputs(9, 1), tests = Inputs(4, 2);
        double[] targets = Targets(9);
        GradientDescent optimizer = new(0.05, 0.8, new WarmUp(5, new CosineSchedule(0.1, 55)), 5e-4, 0.1);
        double Off(int width, string rung = "discrete")
        {
            NetworkArchitecture architecture = new(3, [width], 2, ActivationCatalogue.Create("erf"), 1.4, 0.3);
            Forecast forecast = Forecast.Of(
                NetworkParameters.Draw(architecture, 5), inputs, targets, new SquaredLoss(0.7), optimizer,
                new ForecastOptions { Batches = new ShuffledBatches(9, 4, 2), TestInputs = tests });
            Prediction told = forecast.Predict(60, 5, rung);
            TrainingRecord trained = forecast.Train(60, 5);
            return Math.Max(Largest(told.Field, trained.Field), Largest(told.TestField!, trained.TestField!));
        }

        double narrow = Off(300), wide = Off(4800);
        wide.ShouldBeLessThan(0.012, $"{narrow} {wide}");
        wide.ShouldBeLessThan(0.35 * narrow);
    }

    /// <summary>Weight decay, by modes in two amplitudes or by the force on every input: the same numbers.</summary>
    [Fact]
    public void Modes_with_weight_decay_are_the_recursion_of_all_inputs()
    {
        Matrix<double> inputs = Inputs(7, 1), tests = Inputs(3, 2);
        GradientDescent optimizer = new(0.05, 0.8, new StepSchedule(20, 0.5), 0.3);
        PredictionProblem problem = Problem(inputs, tests, optimizer);
        Prediction modes = new DiscreteRung().Predict(problem);
        Prediction inputsAll = new DiscreteRung().Predict(
            problem with { Batches = new GivenBatches(7, [.. Enumerable.Repeat<int[]>([0, 1, 2, 3, 4, 5, 6], 60)]) });
        modes.Field.Values.ShouldBe(inputsAll.Field.Values, 1e-12);
        modes.TestField!.Values.ShouldBe(inputsAll.TestField!.Values, 1e-12);
        modes.Loss.ShouldBe(inputsAll.Loss, 1e-12);
    }

    /// <summary>In continuous time the mass of the decay is the same; what is left is the order of the matching.</summary>
    [Fact]
    public void The_frozen_kernel_in_continuous_time_follows_schedule_and_decay()
    {
        Matrix<double> inputs = Inputs(7, 1), tests = Inputs(3, 2);
        double Off(int steps)
        {
            double size = 3.0 / steps;
            GradientDescent optimizer = new(size * size, 1 - size, new CosineSchedule(0.2, steps), 0.3);
            PredictionProblem problem = Problem(inputs, tests, optimizer) with { Epochs = [0, steps / 2, steps] };
            Prediction continuum = new FrozenKernelRung().Predict(problem), steps0 = new DiscreteRung().Predict(problem);
            return Math.Max(Largest(continuum.Field, steps0.Field), Largest(continuum.TestField!, steps0.TestField!));
        }

        double coarse = Off(50), fine = Off(200);
        (Math.Log(coarse / fine) / Math.Log(4)).ShouldBe(2, 0.2, $"{coarse} {fine}");
    }

    [Fact]
    public void The_next_order_refuses_clipping()
    {
        PredictionProblem problem = Problem(Inputs(7, 1), Inputs(3, 2), new GradientDescent(0.1, 0, weightDecay: 0.1));
        Ladder.Rung("next_order").Refusal(problem).ShouldBeNull();
        Ladder.Rung("next_order").Refusal(problem with { Batches = new ShuffledBatches(7, 2, 1) }).ShouldBeNull();
        Ladder.Rung("next_order").Refusal(problem with { Optimizer = new GradientDescent(0.1, clipNorm: 1) }).ShouldNotBeNull()
            .ShouldContain("clipped");
    }

    /// <summary>
    /// A trained network about its minimum, at one place with targets that scatter: the variance over 40 000 steps is that of theory, which
    /// goes as (N−B)/B and, for small rates, as η; within four standard errors, which are below a twentieth of it. Noise makes the kernel
    /// of a network of finite width fall, the faster the larger it is: to half at B = 1, γ = 0.9, and less in wider networks. The spread
    /// follows the kernel that there is, m² = κΘ block by block.
    /// </summary>
    [Theory]
    [InlineData(1, 0.01, 0.5)]
    [InlineData(1, 0.02, 0.5)]
    [InlineData(1, 0.01, 0.9)]
    [InlineData(2, 0.02, 0.5)]
    [InlineData(4, 0.04, 0)]
    [InlineData(8, 0.02, 0.5)]
    [InlineData(16, 0.02, 0.9)]
    [InlineData(32, 0.02, 0.5)]
    [InlineData(64, 0.02, 0.5)]
    public void Training_has_the_stationary_spread_of_theory(int size, double rate, double momentum)
    {
        const int points = 64, blocks = 40;
        int steps = size == points ? 2000 : 40_000;
        NetworkArchitecture architecture = new(1, [256], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        Matrix<double> inputs = Matrix.FromFunction<double>(points, 1, (_, _) => 0.7), one = new(1, 1, [0.7]);
        double[] targets = new double[points];
        new CounterStream(3, 0).FillNormal(targets);
        double centre = targets.Average(), scatter = targets.Average(target => (target - centre) * (target - centre));
        GradientDescent optimizer = new(rate, momentum);
        StepSequence sequence = optimizer.Begin();
        DirectTraining<double> training = new(
            NetworkParameters.Draw(architecture, 5), inputs, targets, new SquaredLoss(0.7), new MatrixProduct<double>(), WorkerTeam.Single,
            batches: new IndependentBatches(points, size, 9));
        TangentKernel<double> kernel = new(architecture);
        double[] squares = new double[blocks];
        double theory = 0;
        for (int step = -4000; step < steps; step++)
        {
            training.Forward();
            double field = training.Field[0];
            training.Step(sequence.Next(training.Field, training.Loss));
            if (step >= 0)
            {
                squares[step * blocks / steps] += (field - centre) * (field - centre) * blocks / steps;
            }

            if (step >= 0 && step % (steps / blocks) == steps / blocks / 2)
            {
                double mass = 0.7 * kernel.Square(training.Parameters, one)[0, 0];
                double noise = mass * mass * scatter * (points - size) / (size * (points - 1.0));
                theory += rate * noise * (1 + momentum) / (mass * (1 - momentum) * ((2 * (1 + momentum)) - (rate * mass))) / blocks;
            }
        }

        double found = squares.Average(), error = Math.Sqrt(
            squares.Sum(square => (square - found) * (square - found)) / (blocks * (blocks - 1.0)));
        if (size == points)
        {
            found.ShouldBeLessThan(1e-20);
            return;
        }

        error.ShouldBeLessThan(0.05 * theory);
        found.ShouldBe(theory, 4 * error);
    }

    [Theory]
    [InlineData(Precision.Double)]
    [InlineData(Precision.Single)]
    public void The_bits_do_not_depend_on_the_number_of_threads(Precision precision)
    {
        double[] Values(int threads)
        {
            using WorkerTeam team = new(threads);
            NetworkParameters network = NetworkParameters.Draw(Architecture, 3);
            return new Trainer(team).Train(Task(precision), network, new Matrix<double>(18, 18)).Field.Values;
        }

        Values(2).ShouldBe(Values(1));
    }

    [Fact]
    public void Batches_of_all_rows_are_the_full_gradient()
    {
        TrainingTask task = Task(Precision.Double);
        int[] all = [.. Enumerable.Range(0, 9)];
        double[] Values(BatchPlan? batches) => new Trainer().Train(
            task with { Batches = batches }, NetworkParameters.Draw(Architecture, 3), new Matrix<double>(18, 18)).Field.Values;
        Values(new GivenBatches(9, [.. Enumerable.Repeat<int[]>(all, 20)])).ShouldBe(Values(null), 1e-13);
    }

    [Fact]
    public void What_cannot_take_batches_says_so()
    {
        TrainingTask task = Task(Precision.Double) with { Optimizer = new BornInfeldDescent(0.01) };
        NetworkParameters network = NetworkParameters.Draw(Architecture, 3);
        Should.Throw<ArgumentException>(() => new Trainer().Train(task, network, new Matrix<double>(18, 18)))
            .Message.ShouldContain("born_infeld");
    }

    private static TrainingTask Task(Precision precision) => new()
    {
        Inputs = Inputs(9, 1),
        Targets = Targets(9),
        Loss = new SquaredLoss(),
        Optimizer = new GradientDescent(0.05, 0.8, new CosineSchedule(0.1, 20), 0.01),
        Batches = new ShuffledBatches(9, 4, 2),
        Epochs = 20,
        Precision = precision,
    };

    private static PredictionProblem Problem(Matrix<double> inputs, Matrix<double> tests, Optimizer optimizer)
    {
        NetworkParameters network = NetworkParameters.Draw(Architecture, 5);
        Kernels.TangentKernel<double> kernels = new(Architecture);
        Matrix<double> kernel = kernels.Square(network, inputs);
        return new PredictionProblem
        {
            Kernel = kernel,
            Spectrum = Kernels.KernelSpectrum.Of(kernel, 2, WorkerTeam.Single),
            InitialField = Outputs(network, inputs),
            Targets = Targets(inputs.Rows),
            Loss = new SquaredLoss(0.7),
            Optimizer = optimizer,
            Matching = Matching.Leapfrog,
            Epochs = [0, 10, 35, 60],
            TestKernel = kernels.Between(network, tests, inputs),
            TestInitialField = Outputs(network, tests),
            ParameterTangent = TangentPass.AlongParameters(network, inputs),
            TestParameterTangent = TangentPass.AlongParameters(network, tests),
        };
    }

    private static double[] Outputs(NetworkParameters network, Matrix<double> inputs)
    {
        Propagation<double> pass = new(network.Architecture, inputs, carriesBack: false);
        pass.Forward(network);
        return pass.Output.Values;
    }

    private static double Largest(Trajectory one, Trajectory other) => one.Values.Zip(other.Values, (a, b) => Math.Abs(a - b)).Max();

    private static Matrix<double> Inputs(int points, ulong stream)
    {
        Matrix<double> inputs = new(points, 3);
        new CounterStream(7, stream).FillNormal(inputs.Values);
        return inputs;
    }

    private static double[] Targets(int points)
    {
        double[] targets = new double[2 * points];
        new CounterStream(8, 0).FillNormal(targets);
        return targets;
    }
}
