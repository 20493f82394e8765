using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Duality.Homogeneous;

/// <summary>The drift of a single input's kernel, predicted for the network that was drawn, against networks that are trained.</summary>
public sealed class HomogeneousDriftTests
{
    private static readonly int[] Widths = [100, 300, 1000];

    /// <summary>Without the correction a network is off by 1/width, with it by 1/width²: medians of seeds.</summary>
    [Theory]
    [InlineData("friedmann", 2)]
    [InlineData("friedmann", 4)]
    [InlineData("gradient_descent", 2)]
    [InlineData("nesterov", 2)]
    [InlineData("born_infeld", 2)]
    public void What_is_left_is_of_the_next_order(string optimizer, int degree)
    {
        double[][] plain = [.. Widths.Select(_ => new double[6])], corrected = [.. Widths.Select(_ => new double[6])];
        for (int w = 0; w < Widths.Length; w++)
        {
            for (int seed = 0; seed < 6; seed++)
            {
                (plain[w][seed], corrected[w][seed]) = Errors(Widths[w], [], (ulong)seed + 1, Optimizer(optimizer), degree);
            }
        }

        Slope([.. plain.Select(Median)]).ShouldBe(-1, 0.35);
        Slope([.. corrected.Select(Median)]).ShouldBe(-2, 0.5);
        Median(corrected[2]).ShouldBeLessThan(0.05 * Median(plain[2]));
    }

    /// <summary>Of two hidden layers the next order is larger.</summary>
    [Fact]
    public void Deep_networks_are_corrected_too()
    {
        (double plain, double corrected) = Errors(500, [500], 3, Optimizer("friedmann"), 2);

        corrected.ShouldBeLessThan(0.3 * plain);
    }

    [Fact]
    public void The_numbers_are_derivatives_along_the_gradient()
    {
        // f = (vwx)/√n-like with φ = identity, one unit: f = σ² v w x, g = σ²(wx, vx), all by hand.
        NetworkArchitecture architecture = new(1, [1], 1, ActivationCatalogue.Create("identity"), 1.3, 0);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 4);
        double v = parameters.Weights[1][0, 0], w = parameters.Weights[0][0, 0], k = 1.3 * 1.3 * 0.7;

        HomogeneousDrift drift = HomogeneousDrift.Of(parameters, new Matrix<double>(1, 1, [0.7]), WorkerTeam.Single);

        drift.Theta.ShouldBe(k * k * ((v * v) + (w * w)), 1e-12);
        drift.Second.ShouldBe(2 * k * k * k * v * w, 1e-8);
        drift.Bend.ShouldBe(k * k * drift.Theta, 1e-7);
        drift.Third.ShouldBe(0, 1e-6);
        Should.Throw<ArgumentException>(() => HomogeneousDrift.Of(parameters, new Matrix<double>(2, 1), WorkerTeam.Single))
            .Message.ShouldContain("2 inputs");
    }

    private static Optimizer Optimizer(string name) => name switch
    {
        "friedmann" => new FriedmannOptimizer(0.0025, new PowerLawExpansion(2.0 / 3, 1)),
        "nesterov" => new NesterovDescent(0.0025, 0.95),
        "born_infeld" => new BornInfeldDescent(0.0025),
        _ => new GradientDescent(0.0025, 0.95),
    };

    /// <summary>Largest distance of the trained field from the recursion on the frozen kernel, and from the corrected one.</summary>
    private static (double Plain, double Corrected) Errors(int width, int[] further, ulong seed, Optimizer optimizer, int degree)
    {
        NetworkArchitecture architecture = new(1, [width, .. further], 1, ActivationCatalogue.Create("erf"), 1.5, 0.1);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, seed);
        Matrix<double> input = new(1, 1, [1]);
        MatrixProduct<double> product = new(WorkerTeam.Single);
        Matrix<double> kernel = new TangentKernel<double>(architecture, product, WorkerTeam.Single).Square(parameters, input);
        Propagation<double> pass = new(architecture, input, product, WorkerTeam.Single);
        pass.Forward(parameters);
        double start = pass.Output.Values[0];
        ResidualLoss loss = new(new PowerPotential(degree, degree == 2 ? 0.25 : 0.4, start + 1));
        PredictionProblem problem = new()
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single),
            InitialField = [start],
            Targets = [0],
            Loss = loss,
            Optimizer = optimizer,
            Matching = Matching.Leading,
            Epochs = Trainer.RecordedEpochs(100, 10),
        };
        HomogeneousDrift drift = HomogeneousDrift.Of(parameters, input, WorkerTeam.Single);
        TrainingRecord record = new Trainer(WorkerTeam.Single).Train(
            new TrainingTask { Inputs = input, Targets = [0], Loss = loss, Optimizer = optimizer, Epochs = 100, RecordEvery = 10 },
            parameters, kernel);
        return (
            ErrorBudget.Maximum(record.Field.Minus(new DiscreteRung().Predict(problem).Field)),
            ErrorBudget.Maximum(record.Field.Minus(drift.Follow(problem))));
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return Math.Sqrt(sorted[(sorted.Length / 2) - 1] * sorted[sorted.Length / 2]);
    }

    private static double Slope(double[] values) => Math.Log(values[^1] / values[0]) / Math.Log((double)Widths[^1] / Widths[0]);
}
