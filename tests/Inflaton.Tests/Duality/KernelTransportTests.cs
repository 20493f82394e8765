using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>The change of the kernel, predicted at epoch 0, beside that of networks that are trained.</summary>
public sealed class KernelTransportTests
{
    private const int Steps = 300;

    private static readonly Matrix<double> Inputs = new(3, 2, [0.3, -1.2, 1.1, 0.4, -0.6, 0.9]);
    private static readonly double[] Targets = [0.5, -0.3, 0.9];

    /// <summary>Where the field rolls slowly, ηm²/(1−γ)² small: what steps and inertia do beside the way is not followed.</summary>
    [Theory]
    [InlineData("erf", 0.0, 1.0)]
    [InlineData("tanh", 0.3, 1.0)]
    [InlineData("relu", 0.0, 1.0)]
    [InlineData("erf", 0.0, 4.0)]
    public void It_is_that_of_the_training_up_to_the_next_order(string activation, double momentum, double scale)
    {
        double[] narrow = [.. Enumerable.Range(1, 4).Select(seed => Miss(activation, 32, momentum, scale, (ulong)seed))];
        double[] wide = [.. Enumerable.Range(1, 4).Select(seed => Miss(activation, 512, momentum, scale, (ulong)seed))];

        // Half of it is the roll, which is not followed: 1 to 2 % at the ηm²/(1−γ)² of 0.1 to 0.4 here. The other half is the next order,
        // a part 10/n of the change with two layers, which the narrow networks show to fall with the width.
        const double roll = 0.02, order = 10.0 / 512;
        Median(wide).ShouldBeLessThan(roll + order);
        Median(wide).ShouldBeLessThan(0.5 * Median(narrow));
    }

    [Fact]
    public void Nothing_is_predicted_without_a_heavy_ball_or_beyond_stability()
    {
        (PredictionProblem problem, NetworkParameters parameters, _) = Problem("erf", 32, 0, 1, 1, 200);

        KernelTransport.Change(problem with { Optimizer = new Adam(0.01) }, parameters, Inputs).ShouldBeNull();
        KernelTransport.Change(problem with { Optimizer = new GradientDescent(1e6) }, parameters, Inputs).ShouldBeNull();
        // With momentum 0.9 the same rate is a hundred times farther from slow roll.
        KernelTransport.Change(problem with { Optimizer = new GradientDescent(0.03, 0.9) }, parameters, Inputs).ShouldBeNull();
        KernelTransport.Change(problem with { Optimizer = new GradientDescent(0.03, 0) }, parameters, Inputs).ShouldNotBeNull();
        KernelTransport.Change(problem with { Targets = problem.InitialField }, parameters, Inputs)!.Value.ShouldBe(0);
    }

    private static double Median(double[] values) => values.Order().Skip(values.Length / 2).First();

    /// <summary>Predicted change over the measured one, less 1.</summary>
    private static double Miss(string activation, int width, double momentum, double scale, ulong seed)
    {
        (PredictionProblem problem, NetworkParameters parameters, ReadOut readOut) =
            Problem(activation, width, momentum, scale, seed, Steps);
        double predicted = KernelTransport.Change(problem, parameters, Inputs, scale)!.Value;
        TrainingTask task = new()
        {
            Inputs = Inputs,
            Targets = Targets,
            Loss = problem.Loss,
            ReadOut = readOut,
            Optimizer = problem.Optimizer,
            Epochs = Steps,
            RecordEvery = Steps,
        };
        double measured = new Trainer().Train(task, parameters, problem.Kernel).KernelDrift[^1];
        measured.ShouldBeGreaterThan(0);
        return Math.Abs((predicted / measured) - 1);
    }

    private static (PredictionProblem, NetworkParameters, ReadOut) Problem(
        string activation, int width, double momentum, double scale, ulong seed, int epochs)
    {
        NetworkArchitecture architecture = new(2, [width, width], 1, ActivationCatalogue.Create(activation), 1.5, 0.1);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, seed);
        Propagation<double> pass = new(architecture, Inputs, new(), WorkerTeam.Single);
        pass.Forward(parameters);
        ReadOut readOut = new(scale);
        double[] field = [.. pass.Output.Values];
        readOut.Read(field, field);
        Matrix<double> kernel = new TangentKernel<double>(architecture, new(), WorkerTeam.Single).Square(parameters, Inputs);
        for (int i = 0; i < kernel.Values.Length; i++)
        {
            kernel.Values[i] *= scale * scale;
        }

        PredictionProblem problem = new()
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single),
            InitialField = field,
            Targets = Targets,
            Loss = new SquaredLoss(1),
            Optimizer = new GradientDescent((1 - momentum) * 0.03 / (scale * scale), momentum),
            Matching = Matching.Leapfrog,
            Epochs = [0, epochs],
        };
        return (problem, parameters, readOut);
    }
}
