using System.Numerics.Tensors;
using Inflaton.Dynamics;
using Inflaton.Dynamics.Schedules;
using Inflaton.Kernels;
using Inflaton.Kernels.Interactions;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Training.Batches;

namespace Inflaton.Duality.Interactions;

/// <summary>The next order against networks that are trained.</summary>
public sealed class NextOrderTests
{
    private static readonly Matrix<double> Inputs = Matrix.FromFunction<double>(3, 1, (i, _) => -0.3 + (0.4 * i));
    private static readonly double[] Targets = [0.6, -0.3, 0.4];

    /// <summary>What is left falls as 1/width², where the frozen kernel's error falls as 1/width.</summary>
    [Theory]
    [InlineData("erf", 1, 0.9, InteractionMethod.Modes)]
    [InlineData("tanh", 2, 0.0, InteractionMethod.Modes)]
    [InlineData("erf", 1, 0.9, InteractionMethod.Path)]
    [InlineData("tanh", 2, 0.0, InteractionMethod.Path)]
    public void What_is_left_falls_as_the_square_of_the_width(string activation, int layers, double momentum, InteractionMethod method)
    {
        int[] widths = method == InteractionMethod.Path ? [128, 256, 512, 1024] : [128, 256, 512, 1024, 2048];
        int seeds = method == InteractionMethod.Path ? 24 : 8;
        double[] discrete = new double[widths.Length], next = new double[widths.Length];
        List<double> gains = [];
        for (int n = 0; n < widths.Length; n++)
        {
            for (ulong seed = 1; seed <= (ulong)seeds; seed++)
            {
                (double before, double after) = Errors(
                    Draw(1, [.. Enumerable.Repeat(widths[n], layers)], 1, activation, 0.5, seed), Inputs, Targets, new SquaredLoss(1),
                    new GradientDescent(0.05, momentum), 300, method);
                discrete[n] += Math.Log(before) / seeds;
                next[n] += Math.Log(after) / seeds;
                if (widths[n] == 1024)
                {
                    gains.Add(before / after);
                }
            }
        }

        Exponent(widths, next).ShouldBeLessThan(-1.6);
        Exponent(widths, discrete).ShouldBeInRange(-1.6, -0.7);
        gains.Order().ElementAt(seeds / 2).ShouldBeGreaterThan(5);
    }

    /// <summary>
    /// Weight decay moves the parameters along themselves by c ≈ wΣη/(1−γ): of second order in c is the leading order's error at any width,
    /// of third the next order's, where the width does not limit it.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Weight_decay_is_followed_to_the_next_order(int layers)
    {
        NetworkParameters network = Draw(1, [.. Enumerable.Repeat(2048, layers)], 1, "erf", 0.5, 3);
        (double Discrete, double Next)[] errors =
        [
            .. new[] { 0.012, 0.006 }.Select(decay => Errors(
                network, Inputs, Targets, new SquaredLoss(1), new GradientDescent(0.02, 0.8, new CosineSchedule(0.1, 200), decay), 200,
                InteractionMethod.Path)),
        ];

        errors[0].Next.ShouldBeLessThan(errors[0].Discrete / 8);
        errors[1].Next.ShouldBeLessThan(errors[1].Discrete / 8);
        (errors[0].Discrete / errors[1].Discrete).ShouldBeGreaterThan(1.7);
        if (layers == 1)
        {
            // With two layers what is left is of the second order in 1/width.
            (errors[0].Next / errors[1].Next).ShouldBeGreaterThan(3);
        }
    }

    /// <summary>With batches the drift is added to the recursion of the very batches.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    public void Batches_feel_the_drift_of_the_mean(double decay)
    {
        NetworkParameters network = Draw(1, [1024], 1, "erf", 0.5, 3);
        (double discrete, double next) = Errors(
            network, Inputs, Targets, new SquaredLoss(1), new GradientDescent(0.002, 0.8, null, decay), 2000, InteractionMethod.Path,
            new ShuffledBatches(3, 2, 1));

        next.ShouldBeLessThan(discrete / 4);
    }

    /// <summary>Where the drift is not known the recursion of the batches is left, and it is said what it lacks.</summary>
    [Fact]
    public void Batches_without_a_drift_are_not_the_next_order()
    {
        PredictionProblem problem = Problem(
            Draw(1, [64], 1, "erf", 0.5, 3), Inputs, Targets, new SquaredLoss(1), new GradientDescent(0.01, 0.5, clipNorm: 1e-3), 20, 10)
            with
        { Batches = new ShuffledBatches(3, 2, 1) };

        Prediction next = new NextOrderRung().Predict(problem);

        next.IsComplete.ShouldBeFalse();
        next.Message.ShouldBe(
            "There is no next order in 1/width, since the next order is known of the gradient as it is, and gradients are clipped.");
        next.Field.Values.ShouldBe(new DiscreteRung().Predict(problem).Field.Values);
    }

    public static MatrixTheoryData<string, InteractionMethod> Optimizers { get; } = new(
        ["heavy ball", "nesterov", "born_infeld", "friedmann", "self_consistent"], Enum.GetValues<InteractionMethod>());

    [Theory, MemberData(nameof(Optimizers))]
    public void Every_optimiser_whose_field_is_predicted(string name, InteractionMethod method)
    {
        NetworkParameters network = Draw(1, [1024], 1, "erf", 0.5, 3);

        (double discrete, double next) = Errors(network, Inputs, Targets, new SquaredLoss(1), Of(name), name == "born_infeld" ? 50 : 200,
            method);

        next.ShouldBeLessThan(discrete / 5);
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void Continuous_time_is_the_limit_of_small_steps(string name, InteractionMethod method)
    {
        double[] error = new double[2];
        for (int i = 0; i < 2; i++)
        {
            int finer = i == 0 ? 1 : 4;
            PredictionProblem problem = Problem(
                Draw(1, [64], 1, "erf", 0.5, 3), Inputs, Targets,
                new SquaredLoss(1), Of(name, 1.0 / (finer * finer)), 40 * finer, 10 * finer, method);
            Prediction steps = new NextOrderRung().Predict(problem), time = new NextOrderContinuumRung().Predict(problem);
            steps.IsComplete.ShouldBeTrue();
            time.IsComplete.ShouldBeTrue();
            error[i] = ErrorBudget.Maximum(steps.Field.Minus(time.Field)) / ErrorBudget.Maximum(steps.Field);
        }

        error[1].ShouldBeLessThan(error[0] / 2.5);
        error[1].ShouldBeLessThan(0.03);
    }

    [Theory, InlineData(InteractionMethod.Modes), InlineData(InteractionMethod.Path)]
    public void Outputs_that_are_coupled_by_their_loss(InteractionMethod method)
    {
        Matrix<double> inputs = Matrix.FromFunction<double>(5, 2, (i, j) => Math.Sin((1.7 * i) + (2.3 * j)));
        double[] labels = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0];
        NetworkParameters network = Draw(2, [1024, 1024], 3, "tanh", 0.3, 1);

        (double discrete, double next) = Errors(network, inputs, labels, new CrossEntropyLoss(3), new GradientDescent(0.2, 0.5), 50,
            method);

        next.ShouldBeLessThan(discrete / 5);
    }

    [Theory, InlineData(InteractionMethod.Modes), InlineData(InteractionMethod.Path)]
    public void Test_points_follow(InteractionMethod method)
    {
        NetworkParameters network = Draw(1, [1024], 1, "erf", 0.5, 2);
        Matrix<double> tests = Matrix.FromFunction<double>(4, 1, (i, _) => -0.45 + (0.35 * i));
        GradientDescent optimizer = new(0.05, 0.5);
        TrainingRecord trained = Forecast.Of(
            network, Inputs, Targets, new SquaredLoss(1), optimizer, new ForecastOptions { TestInputs = tests }).Train(300, 10);
        Propagation<double> pass = new(network.Architecture, tests, carriesBack: false);
        pass.Forward(network);
        PredictionProblem problem = Problem(network, Inputs, Targets, new SquaredLoss(1), optimizer, 300, 10, method, tests) with
        {
            TestKernel = new TangentKernel<double>(network.Architecture).Between(network, tests, Inputs),
            TestInitialField = pass.Output.Values,
        };

        double Error(IRung rung) => ErrorBudget.Maximum(rung.Predict(problem).TestField!.Minus(trained.TestField!));
        Error(new NextOrderRung()).ShouldBeLessThan(Error(new DiscreteRung()) / 5);
    }

    /// <summary>
    /// The field φ = αf moves by displacements 1/α as large, so that the parts of the next order fall as 1/α and 1/α²: what two methods
    /// that have both differ by falls as 1/α³.
    /// </summary>
    [Theory]
    [InlineData("erf", 0.9, 1)]
    [InlineData("softplus", 0.5, 2)]
    public void Both_methods_have_all_that_the_order_has(string activation, double momentum, int outputs)
    {
        double[] scales = [16, 64], difference = new double[2], order = new double[2];
        NetworkParameters network = Draw(1, [48, 32], outputs, activation, 0.5, 5);
        double[] targets = [.. Enumerable.Range(0, 3 * outputs).Select(i => Math.Cos(2.3 * i))];
        for (int i = 0; i < scales.Length; i++)
        {
            double scale = scales[i];
            PredictionProblem problem = Scaled(network, targets, momentum, scale);
            Prediction With(InteractionMethod method) => new NextOrderRung().Predict(problem with
            {
                Interactions = new InteractionSource(new KernelInteractions(network, Inputs, scale: scale), problem.Spectrum)
                {
                    Method = method,
                    Tolerance = 1e-20,
                },
            });
            Prediction modes = With(InteractionMethod.Modes);
            difference[i] = ErrorBudget.Maximum(With(InteractionMethod.Path).Field.Minus(modes.Field));
            order[i] = ErrorBudget.Maximum(modes.Field.Minus(new DiscreteRung().Predict(problem).Field));
        }

        (Math.Log(difference[0] / difference[1]) / Math.Log(4)).ShouldBe(3, 0.4);
        (Math.Log(order[0] / order[1]) / Math.Log(4)).ShouldBe(1, 0.3);
    }

    /// <summary>What units with a kink do when they switch is in the path, and in no vertex.</summary>
    [Fact]
    public void A_kink_is_followed_by_the_path()
    {
        List<double> gains = [];
        for (ulong seed = 1; seed <= 5; seed++)
        {
            (double discrete, double next) = Errors(
                Draw(1, [2048], 1, "relu", 0.5, seed), Inputs, Targets, new SquaredLoss(1), new GradientDescent(0.05, 0.5), 300,
                InteractionMethod.Path);
            gains.Add(discrete / next);
        }

        gains.Order().ElementAt(2).ShouldBeGreaterThan(2);
    }

    /// <summary>Classes that are learned for long, where the kernel changes much: vertices do not help, the network itself does.</summary>
    [Theory, InlineData(1ul), InlineData(2ul)]
    public void A_training_that_is_long(ulong seed)
    {
        PredictionProblem problem = Classes(512, seed, out Trajectory trained);

        double discrete = ErrorBudget.Maximum(new DiscreteRung().Predict(problem).Field.Minus(trained));
        double next = ErrorBudget.Maximum(new NextOrderRung().Predict(problem).Field.Minus(trained));

        next.ShouldBeLessThan(discrete / 10);
        problem.Interactions!.Known!.Defect!.Value.ShouldBeInRange(next / 3, next * 3);
    }

    [Fact]
    public void A_network_that_leaves_its_way_is_said_to()
    {
        PredictionProblem problem = Classes(32, 1, out _);

        Prediction next = new NextOrderRung().Predict(problem), time = new NextOrderContinuumRung().Predict(problem);

        next.IsComplete.ShouldBeFalse();
        next.Message!.ShouldContain("does not converge at this width");
        time.IsComplete.ShouldBeFalse();
    }

    /// <summary>
    /// Where the prediction says that the network goes it is asked itself: what it says is no error bar, but of the size of the error.
    /// </summary>
    [Fact]
    public void The_network_itself_tells_how_large_the_error_is()
    {
        List<double> ratios = [];
        foreach (int width in new[] { 64, 256, 1024 })
        {
            for (ulong seed = 1; seed <= 3; seed++)
            {
                NetworkParameters network = Draw(1, [width], 1, "tanh", 0.5, seed);
                GradientDescent optimizer = new(0.05, 0.5);
                Trajectory trained = Forecast.Of(network, Inputs, Targets, new SquaredLoss(1), optimizer).Train(300, 10).Field;
                PredictionProblem problem = Problem(network, Inputs, Targets, new SquaredLoss(1), optimizer, 300, 10,
                    InteractionMethod.Path);
                double error = ErrorBudget.Maximum(new NextOrderRung().Predict(problem).Field.Minus(trained));
                ratios.Add(problem.Interactions!.Known!.Defect!.Value / error);
            }
        }

        ratios.Min().ShouldBeGreaterThan(0.05, string.Join(" ", ratios));
        ratios.Max().ShouldBeLessThan(20, string.Join(" ", ratios));
    }

    [Theory, InlineData(InteractionMethod.Modes), InlineData(InteractionMethod.Path)]
    public void Natural_training_and_an_output_scale(InteractionMethod method)
    {
        using WorkerTeam team = new(1);
        const double scale = 2;
        NetworkParameters network = Draw(1, [1024], 1, "erf", 0.5, 2);
        Matrix<double> kernel = new TangentKernel<double>(network.Architecture).Square(network, Inputs);
        for (int i = 0; i < kernel.Values.Length; i++)
        {
            kernel.Values[i] *= scale * scale;
        }

        KernelSpectrum own = KernelSpectrum.Of(kernel);
        NaturalGradient natural = new(own, 1e-9, 1e9, team);
        Propagation<double> pass = new(network.Architecture, Inputs, carriesBack: false);
        pass.Forward(network);
        double[] initial = [.. pass.Output.Values.Select(value => scale * value)];
        GradientDescent optimizer = new(0.05, 0.5);
        TrainingTask task = new()
        {
            Inputs = Inputs,
            Targets = Targets,
            Loss = new SquaredLoss(1),
            Optimizer = optimizer,
            Epochs = 200,
            RecordEvery = 10,
            Natural = natural,
            ReadOut = new ReadOut(scale),
        };
        TrainingRecord trained = new Trainer(team).Train(task, network.Clone(), kernel);
        PredictionProblem problem = new()
        {
            Kernel = natural.Effective.Kernel(new MatrixProduct<double>()),
            Spectrum = natural.Effective,
            InitialField = initial,
            Targets = Targets,
            Loss = task.Loss,
            Optimizer = optimizer,
            Matching = Matching.Leapfrog,
            Epochs = trained.Epochs,
            Interactions = new InteractionSource(new KernelInteractions(network, Inputs, scale: scale), own)
            {
                Method = method,
                Tolerance = 1e-12,
            },
        };

        double Error(IRung rung) => ErrorBudget.Maximum(rung.Predict(problem).Field.Minus(trained.Field));
        Error(new NextOrderRung()).ShouldBeLessThan(Error(new DiscreteRung()) / 5);
    }

    /// <summary>A prediction that cannot fail proves nothing.</summary>
    [Fact]
    public void Another_friction_is_seen()
    {
        NetworkParameters network = Draw(1, [1024], 1, "erf", 0.5, 2);
        var right = Forecast.Of(network, Inputs, Targets, new SquaredLoss(1), new GradientDescent(0.05, 0.9));
        Trajectory trained = right.Train(300, 10).Field;

        double Error(double momentum) =>
            ErrorBudget.Maximum(right.With(new GradientDescent(0.05, momentum)).Predict(300, 10, "next_order").Field.Minus(trained));
        Error(0.89).ShouldBeGreaterThan(30 * Error(0.9));
    }

    [Fact]
    public void What_directions_leave_out_is_measured_and_vanishes_with_all_of_them()
    {
        Matrix<double> inputs = Matrix.FromFunction<double>(8, 3, (i, j) => Math.Sin((1.7 * i) + (2.3 * j) + (i * j)));
        double[] targets = [.. Enumerable.Range(0, 8).Select(i => Math.Cos(3.1 * i))];
        NetworkParameters network = Draw(3, [128], 1, "erf", 0.5, 1);
        PredictionProblem problem = Problem(network, inputs, targets, new SquaredLoss(1), new GradientDescent(0.1, 0.5), 300, 300);
        double[] neglected = new double[3], error = new double[3];
        Trajectory whole = With(8).Field;
        foreach ((int place, int modes) in new[] { 1, 3, 8 }.Index())
        {
            error[place] = ErrorBudget.Maximum(With(modes).Field.Minus(whole));
            neglected[place] = source!.Known!.Neglected!.Value;
        }

        neglected[0].ShouldBeGreaterThan(neglected[1]);
        neglected[1].ShouldBeGreaterThan(0.001);
        neglected[2].ShouldBeLessThan(1e-9);
        error[0].ShouldBeGreaterThan(error[1]);

        Prediction With(int modes)
        {
            source = new InteractionSource(new KernelInteractions(network, inputs), problem.Spectrum) { Modes = modes, Tolerance = 0 };
            return new NextOrderRung().Predict(problem with { Interactions = source });
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        NetworkParameters network = Draw(1, [70, 50], 1, "silu", 0.5, 1);
        double[][] values = new double[2][];
        for (int i = 0; i < 2; i++)
        {
            using WorkerTeam team = new(i == 0 ? 1 : 3);
            values[i] = Forecast.Of(
                network, Inputs, Targets, new SquaredLoss(1), new GradientDescent(0.05), new ForecastOptions { Team = team })
                .Predict(100, 10, "next_order").Field.Values;
        }

        values[1].ShouldBe(values[0]);
    }

    /// <summary>Once the way is known steps follow it without memory: from record to record, 10 epochs apart, none is taken.</summary>
    [Theory, InlineData(InteractionMethod.Modes), InlineData(InteractionMethod.Path)]
    public void Steps_along_the_way_allocate_nothing(InteractionMethod method)
    {
        const int records = 101;
        PredictionProblem problem = Problem(
            Draw(1, [64, 64], 1, "erf", 0.5, 3), Inputs, Targets, new SquaredLoss(1), new GradientDescent(0.05, 0.9), 1000, 10, method);
        long[] allocated = new long[4 * records], least = [.. Enumerable.Repeat(long.MaxValue, records - 1)];
        int told = 0;
        problem = problem with
        {
            Solver = problem.Solver with { Reached = _ => allocated[told++] = GC.GetAllocatedBytesForCurrentThread() },
        };

        // What the runtime itself takes, once and anywhere, is in no two of several runs at one place; the first steps make their room.
        for (int run = 0; run < 4; run++)
        {
            told = 0;
            new NextOrderRung().Predict(problem).IsComplete.ShouldBeTrue();
            for (int i = 0; i < records - 1; i++)
            {
                least[i] = Math.Min(least[i], allocated[i + 1] - allocated[i]);
            }
        }

        told.ShouldBe(records);
        least.Skip(1).ShouldAllBe(bytes => bytes == 0);
    }

    private InteractionSource? source;

    private static NetworkParameters Draw(int inputs, int[] hidden, int outputs, string activation, double biasStd, ulong seed) =>
        NetworkParameters.Draw(
            new NetworkArchitecture(inputs, hidden, outputs, ActivationCatalogue.Create(activation), 1.4, biasStd), seed);

    private static Optimizer Of(string name, double ofRate = 1) => name switch
    {
        "heavy ball" => new GradientDescent(0.05 * ofRate, 1 - (0.3 * Math.Sqrt(ofRate))),
        "nesterov" => new NesterovDescent(0.02 * ofRate, 1 - (0.3 * Math.Sqrt(ofRate))),
        "born_infeld" => new BornInfeldDescent(0.02 * ofRate, -1),
        "friedmann" => new FriedmannOptimizer(0.05 * ofRate, new PowerLawExpansion(2, 1)),
        _ => new FriedmannOptimizer(0.05 * ofRate, new FriedmannExpansion(), new MeanFieldEnergy(new PowerPotential(2, 1, 3), 1)),
    };

    private static (double Discrete, double Next) Errors(
        NetworkParameters network, Matrix<double> inputs, double[] targets, Loss loss, Optimizer optimizer, int epochs,
        InteractionMethod method, BatchPlan? batches = null)
    {
        PredictionProblem problem = Problem(network, inputs, targets, loss, optimizer, epochs, 10, method) with
        {
            Batches = batches,
            ParameterTangent = Tangent(network, inputs),
        };
        Trajectory trained = new Trainer(WorkerTeam.Single).Train(
            new TrainingTask
            {
                Inputs = inputs,
                Targets = targets,
                Loss = loss,
                Optimizer = optimizer,
                Epochs = epochs,
                RecordEvery = 10,
                Batches = batches,
            },
            network.Clone(), problem.Kernel).Field;
        double Error(IRung rung) => ErrorBudget.Maximum(rung.Predict(problem).Field.Minus(trained));
        return (Error(new DiscreteRung()), Error(new NextOrderRung()));
    }

    /// <summary>Jθ₀ by central differences.</summary>
    private static double[] Tangent(NetworkParameters network, Matrix<double> inputs)
    {
        const double step = 1e-4;
        double[][] fields = [.. new[] { 1 + step, 1 - step }.Select(scale =>
        {
            NetworkParameters moved = network.Clone();
            foreach (double[] values in moved.Weights.Select(weights => weights.Values).Concat(moved.Biases))
            {
                TensorPrimitives.Multiply(values, scale, values);
            }

            Propagation<double> pass = new(network.Architecture, inputs, carriesBack: false);
            pass.Forward(moved);
            return pass.Output.Values;
        })];
        return [.. fields[0].Zip(fields[1], (above, below) => (above - below) / (2 * step))];
    }

    private static PredictionProblem Classes(int width, ulong seed, out Trajectory trained)
    {
        Matrix<double> inputs = Matrix.FromFunction<double>(5, 2, (i, j) => Math.Sin((1.7 * i) + (2.3 * j)));
        double[] labels = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0];
        NetworkParameters network = Draw(2, [width, width], 3, "tanh", 0.5, seed);
        GradientDescent optimizer = new(0.2, 0.9);
        trained = Forecast.Of(network, inputs, labels, new CrossEntropyLoss(3), optimizer).Train(1000, 10).Field;
        PredictionProblem problem = Problem(network, inputs, labels, new CrossEntropyLoss(3), optimizer, 1000, 10);
        return problem with
        {
            Interactions = new InteractionSource(new KernelInteractions(network, inputs), problem.Spectrum)
            {
                Method = InteractionMethod.Path,
            },
        };
    }

    private static PredictionProblem Scaled(NetworkParameters network, double[] targets, double momentum, double scale)
    {
        Matrix<double> kernel = new TangentKernel<double>(network.Architecture).Square(network, Inputs);
        for (int i = 0; i < kernel.Values.Length; i++)
        {
            kernel.Values[i] *= scale * scale;
        }

        return new PredictionProblem
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, network.Architecture.Outputs),
            InitialField = new double[targets.Length],
            Targets = targets,
            Loss = new SquaredLoss(1),
            Optimizer = new GradientDescent(0.05 / (scale * scale), momentum),
            Matching = Matching.Leapfrog,
            Epochs = Trainer.RecordedEpochs(100, 10),
        };
    }

    private static PredictionProblem Problem(
        NetworkParameters network, Matrix<double> inputs, double[] targets, Loss loss, Optimizer optimizer, int epochs, int every,
        InteractionMethod method = InteractionMethod.Modes, Matrix<double>? tests = null)
    {
        Matrix<double> kernel = new TangentKernel<double>(network.Architecture).Square(network, inputs);
        var spectrum = KernelSpectrum.Of(kernel, network.Architecture.Outputs);
        Propagation<double> pass = new(network.Architecture, inputs, carriesBack: false);
        pass.Forward(network);
        return new PredictionProblem
        {
            Kernel = kernel,
            Spectrum = spectrum,
            InitialField = pass.Output.Values,
            Targets = targets,
            Loss = loss,
            Optimizer = optimizer,
            Matching = Matching.Leapfrog,
            Epochs = Trainer.RecordedEpochs(epochs, every),
            Interactions = new InteractionSource(new KernelInteractions(network, inputs, tests), spectrum)
            {
                Method = method,
                Tolerance = method == InteractionMethod.Modes ? 1e-6 : 1e-8,
            },
        };
    }

    /// <summary>The slope of ln error over ln width, by least squares.</summary>
    private static double Exponent(int[] widths, double[] errors)
    {
        double[] x = [.. widths.Select(width => Math.Log(width))];
        double mean = x.Average(), level = errors.Average();
        return x.Zip(errors, (at, error) => (at - mean) * (error - level)).Sum() / x.Sum(at => (at - mean) * (at - mean));
    }
}
