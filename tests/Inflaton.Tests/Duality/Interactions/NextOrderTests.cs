using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Kernels.Interactions;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Duality.Interactions;

/// <summary>The next order against networks that are trained.</summary>
public sealed class NextOrderTests
{
    private static readonly Matrix<double> Inputs = Matrix.FromFunction<double>(3, 1, (i, _) => -0.3 + (0.4 * i));
    private static readonly double[] Targets = [0.6, -0.3, 0.4];

    /// <summary>What is left falls as 1/width², where the frozen kernel's error falls as 1/width.</summary>
    [Theory]
    [InlineData("erf", 1, 0.9)]
    [InlineData("tanh", 2, 0.0)]
    public void What_is_left_falls_as_the_square_of_the_width(string activation, int layers, double momentum)
    {
        int[] widths = [128, 256, 512, 1024, 2048];
        const int seeds = 8;
        double[] discrete = new double[widths.Length], next = new double[widths.Length];
        List<double> gains = [];
        for (int n = 0; n < widths.Length; n++)
        {
            for (ulong seed = 1; seed <= seeds; seed++)
            {
                (double before, double after) = Errors(
                    Draw(1, [.. Enumerable.Repeat(widths[n], layers)], 1, activation, 0.5, seed), Inputs, Targets, new SquaredLoss(1),
                    new GradientDescent(0.05, momentum), 300);
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

    public static TheoryData<string> Optimizers => ["heavy ball", "nesterov", "born_infeld", "friedmann", "self_consistent"];

    [Theory, MemberData(nameof(Optimizers))]
    public void Every_optimiser_whose_field_is_predicted(string name)
    {
        NetworkParameters network = Draw(1, [1024], 1, "erf", 0.5, 3);

        (double discrete, double next) = Errors(network, Inputs, Targets, new SquaredLoss(1), Of(name), name == "born_infeld" ? 50 : 200);

        next.ShouldBeLessThan(discrete / 5);
    }

    [Theory, MemberData(nameof(Optimizers))]
    public void Continuous_time_is_the_limit_of_small_steps(string name)
    {
        double[] error = new double[2];
        for (int i = 0; i < 2; i++)
        {
            int finer = i == 0 ? 1 : 4;
            PredictionProblem problem = Problem(
                Draw(1, [64], 1, "erf", 0.5, 3), Inputs, Targets,
                new SquaredLoss(1), Of(name, 1.0 / (finer * finer)), 40 * finer, 10 * finer);
            Prediction steps = new NextOrderRung().Predict(problem), time = new NextOrderContinuumRung().Predict(problem);
            steps.IsComplete.ShouldBeTrue();
            time.IsComplete.ShouldBeTrue();
            error[i] = ErrorBudget.Maximum(steps.Field.Minus(time.Field)) / ErrorBudget.Maximum(steps.Field);
        }

        error[1].ShouldBeLessThan(error[0] / 2.5);
        error[1].ShouldBeLessThan(0.03);
    }

    [Fact]
    public void Outputs_that_are_coupled_by_their_loss()
    {
        Matrix<double> inputs = Matrix.FromFunction<double>(5, 2, (i, j) => Math.Sin((1.7 * i) + (2.3 * j)));
        double[] labels = [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0];
        NetworkParameters network = Draw(2, [1024, 1024], 3, "tanh", 0.3, 1);

        (double discrete, double next) = Errors(network, inputs, labels, new CrossEntropyLoss(3), new GradientDescent(0.2, 0.5), 50);

        next.ShouldBeLessThan(discrete / 5);
    }

    [Fact]
    public void Test_points_follow()
    {
        NetworkParameters network = Draw(1, [1024], 1, "erf", 0.5, 2);
        Matrix<double> tests = Matrix.FromFunction<double>(4, 1, (i, _) => -0.45 + (0.35 * i));
        var forecast = Forecast.Of(
            network, Inputs, Targets, new SquaredLoss(1), new GradientDescent(0.05, 0.5), new ForecastOptions { TestInputs = tests });

        TrainingRecord trained = forecast.Train(300, 10);

        double Error(string rung) => ErrorBudget.Maximum(forecast.Predict(300, 10, rung).TestField!.Minus(trained.TestField!));
        Error("next_order").ShouldBeLessThan(Error("discrete") / 5);
    }

    [Fact]
    public void Natural_training_and_an_output_scale()
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
            Interactions = new InteractionSource(new KernelInteractions(network, Inputs, scale: scale), own) { Tolerance = 0 },
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
            neglected[place] = source!.Known!.Value.Neglected;
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
        NetworkParameters network, Matrix<double> inputs, double[] targets, Loss loss, Optimizer optimizer, int epochs)
    {
        var forecast = Forecast.Of(network, inputs, targets, loss, optimizer);
        Trajectory trained = forecast.Train(epochs, 10).Field;
        PredictionProblem problem = Problem(network, inputs, targets, loss, optimizer, epochs, 10);
        double Error(IRung rung) => ErrorBudget.Maximum(rung.Predict(problem).Field.Minus(trained));
        return (Error(new DiscreteRung()), Error(new NextOrderRung()));
    }

    private static PredictionProblem Problem(
        NetworkParameters network, Matrix<double> inputs, double[] targets, Loss loss, Optimizer optimizer, int epochs, int every)
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
            Interactions = new InteractionSource(new KernelInteractions(network, inputs), spectrum) { Tolerance = 1e-6 },
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
