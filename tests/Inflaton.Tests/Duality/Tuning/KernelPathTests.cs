using System.Numerics.Tensors;
using Inflaton.Duality;
using Inflaton.Duality.Tuning;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Tests.Duality.Tuning;

/// <summary>The kernel's change foretold, against that of the network really trained.</summary>
public sealed class KernelPathTests
{
    private const int Points = 6;
    private static readonly double[] Targets = [1, -0.5, 0.3, 0.8, -1, 0.2];

    /// <summary>One step from rest is Jᵀ of the gradient exactly, whatever its size.</summary>
    [Theory]
    [InlineData(Parameterization.Ntk, 0.3)]
    [InlineData(Parameterization.Standard, 0.05)]
    public void One_step_is_exact(Parameterization parameterization, double rate)
    {
        Network network = new(parameterization, 24, seed: 1);
        network.Foretold(rate, 0.5, 1, kernels: 0).ShouldBe(network.Trained(rate, 0.5, 1), 1e-12);
    }

    /// <summary>Ten steps: what the leading order leaves out is of higher order in how far the weights go.</summary>
    [Theory]
    [InlineData(Parameterization.Ntk)]
    [InlineData(Parameterization.Standard)]
    public void The_leading_order_is_right_to_first_order(Parameterization parameterization)
    {
        Network network = new(parameterization, 24, seed: 2);
        double Error(double rate) => Math.Abs((network.Foretold(rate, 0.5, 10, kernels: 0) / network.Trained(rate, 0.5, 10)) - 1);
        double rate = parameterization == Parameterization.Ntk ? 1e-3 : 1e-4;
        Error(rate).ShouldBeLessThan(0.05);
        (Error(rate) / Error(rate / 10)).ShouldBeInRange(7, 14, "it falls as the displacement does");
    }

    /// <summary>Taken anew on the way, it stays right where the kernel changes by a tenth of itself.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Kernels_on_the_way_keep_it_right(ulong seed)
    {
        Network network = new(Parameterization.Ntk, 24, seed);
        double trained = network.Trained(0.05, 0.5, 200);
        trained.ShouldBeGreaterThan(0.05, "or this tests nothing");
        network.Foretold(0.05, 0.5, 200, kernels: 100).ShouldBe(trained, 0.1 * trained);
    }

    /// <summary>
    /// Under `ntk` the kernel moves as one over the width: its rate of change is a correlation of three derivatives.
    /// Source: Dyer and Gur-Ari, arXiv:1909.11304; Huang and Yau, arXiv:1909.08156.
    /// </summary>
    [Fact]
    public void It_falls_as_the_width_grows()
    {
        double Change(int width) => Math.Sqrt(Enumerable.Range(1, 8).Average(seed =>
            Math.Pow(new Network(Parameterization.Ntk, width, (ulong)seed).Foretold(0.02, 0, 50, kernels: 8), 2)));
        (Change(64) / Change(512)).ShouldBeInRange(5.5, 11.5, "8");
    }

    private sealed class Network
    {
        private readonly NetworkArchitecture architecture;
        private readonly NetworkParameters parameters;
        private readonly Matrix<double> inputs = new(
            Points, 2, [.. Enumerable.Range(0, Points).SelectMany(x => new[] { Math.Cos(x), Math.Sin(2.0 * x) })]);
        private readonly SquaredLoss loss = new();
        private readonly PredictionProblem problem;

        public Network(Parameterization parameterization, int width, ulong seed)
        {
            architecture = new NetworkArchitecture(2, [width, width], 1, ActivationCatalogue.Create("tanh"), 1.4, 0.2, parameterization);
            parameters = NetworkParameters.Draw(architecture, seed);
            Propagation<double> pass = new(architecture, inputs, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
            pass.Forward(parameters);
            Matrix<double> kernel = Kernel(parameters);
            problem = new PredictionProblem
            {
                Kernel = kernel,
                Spectrum = KernelSpectrum.Of(kernel),
                InitialField = [.. pass.Output.Values],
                Targets = Targets,
                Loss = loss,
                Optimizer = new GradientDescent(1),
                Matching = Matching.Leapfrog,
                Epochs = [0],
            };
        }

        public double Foretold(double rate, double momentum, int epochs, int kernels) =>
            new KernelPath(problem, parameters, inputs) { MostKernels = kernels }.Follow(rate, momentum, 0, epochs).Drift;

        public double Trained(double rate, double momentum, int epochs)
        {
            DirectTraining<double> training = new(
                parameters.Clone(), inputs, Targets, loss, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
            for (int epoch = 0; epoch < epochs; epoch++)
            {
                training.Forward();
                training.Step(new GradientDescent(rate, momentum).Coefficients);
            }

            return TensorPrimitives.Distance<double>(Kernel(training.Parameters).Values, problem.Kernel.Values)
                / TensorPrimitives.Norm<double>(problem.Kernel.Values);
        }

        private Matrix<double> Kernel(NetworkParameters at) => new TangentKernel<double>(architecture).Square(at, inputs);
    }
}
