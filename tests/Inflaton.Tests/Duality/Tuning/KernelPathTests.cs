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
        network.Foretold(rate, 0.5, 1, passes: 0).Drift.ShouldBe(network.Trained(rate, 0.5, 1), 1e-12);
    }

    /// <summary>Ten steps in one stretch: what the next order leaves out falls as the square of how far the weights go.</summary>
    [Theory]
    [InlineData(Parameterization.Ntk)]
    [InlineData(Parameterization.Standard)]
    public void One_stretch_is_right_to_the_next_order(Parameterization parameterization)
    {
        Network network = new(parameterization, 24, seed: 2);
        double Error(double rate) => Math.Abs((network.Foretold(rate, 0.5, 10, passes: 0).Drift / network.Trained(rate, 0.5, 10)) - 1);
        double rate = parameterization == Parameterization.Ntk ? 3e-3 : 3e-4;
        Error(rate).ShouldBeLessThan(0.01);
        (Error(rate) / Error(rate / 4)).ShouldBeInRange(10, 24, "16");
    }

    /// <summary>
    /// Near the edge of stability the field rings: steps to and fro cancel in the weights to first order, but not to the next, where the
    /// pull and the place at which it pulls change sign together. Without that the change of a wide network's kernel comes out several
    /// times too small.
    /// </summary>
    [Theory]
    [InlineData(Parameterization.Ntk, "tanh", 1)]
    [InlineData(Parameterization.Standard, "tanh", 2)]
    [InlineData(Parameterization.Standard, "relu", 2)]
    public void Ringing_adds_up(Parameterization parameterization, string activation, ulong seed)
    {
        Network network = new(parameterization, 1024, seed, activation);
        double rate = network.PartOfLimit(0.9, 0.5);
        double trained = network.Trained(rate, 0.5, 20);
        FollowedTraining foretold = network.Foretold(rate, 0.5, 20, passes: 0);
        foretold.Steps.ShouldBe(0);
        trained.ShouldBeLessThan(0.05, "or the next order is not enough");
        foretold.Drift.ShouldBe(trained, 0.3 * trained);
    }

    /// <summary>With a kink and few points one stretch is off by half, and is not taken for more than it is.</summary>
    [Fact]
    public void A_stretch_that_does_not_serve_is_known()
    {
        Network network = new(Parameterization.Ntk, 1024, 1, "relu");
        double rate = network.PartOfLimit(0.9, 0.5), trained = network.Trained(rate, 0.5, 20);
        network.Foretold(rate, 0.5, 20, passes: 0).Drift.ShouldBeLessThan(0.7 * trained, "or this tests nothing");
        network.Foretold(rate, 0.5, 20, passes: 1000).Drift.ShouldBe(trained, 0.2 * trained);
    }

    /// <summary>What is stepped by the network itself is training, to rounding.</summary>
    [Fact]
    public void Where_kernels_cost_more_the_network_is_stepped()
    {
        Network network = new(Parameterization.Standard, 24, seed: 3);
        FollowedTraining foretold = network.Foretold(0.03, 0.8, 8, passes: 100);
        (foretold.Steps, foretold.Stages, foretold.IsWhole).ShouldBe((8, 0, true));
        double trained = network.Trained(0.03, 0.8, 8);
        foretold.Drift.ShouldBe(trained, 1e-10 * trained);
    }

    [Fact]
    public void What_it_may_cost_is_kept_and_said()
    {
        Network network = new(Parameterization.Standard, 24, seed: 3);
        FollowedTraining cut = network.Foretold(0.05, 0.9, 400, passes: 30);
        cut.IsWhole.ShouldBeFalse();
        cut.Passes.ShouldBeLessThan(80, "30, and a stretch or two of a score");
        cut.Losses.Count.ShouldBe(401);
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
        FollowedTraining foretold = network.Foretold(0.05, 0.5, 200, passes: 1000);
        foretold.Drift.ShouldBe(trained, 0.1 * trained);
        (foretold.Stages > 1 && foretold.Steps < 100 && foretold.IsWhole).ShouldBeTrue("kernels, not steps");
    }

    /// <summary>
    /// Under `ntk` the kernel moves as one over the width: its rate of change is a correlation of three derivatives.
    /// Source: Dyer and Gur-Ari, arXiv:1909.11304; Huang and Yau, arXiv:1909.08156.
    /// </summary>
    [Fact]
    public void It_falls_as_the_width_grows()
    {
        double Change(int width) => Math.Sqrt(Enumerable.Range(1, 8).Average(seed =>
            Math.Pow(new Network(Parameterization.Ntk, width, (ulong)seed).Foretold(0.02, 0, 50, passes: 100).Drift, 2)));
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

        public Network(Parameterization parameterization, int width, ulong seed, string activation = "tanh")
        {
            architecture = new NetworkArchitecture(
                2, [width, width], 1, ActivationCatalogue.Create(activation), 1.4, 0.2, parameterization);
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

        /// <summary>η that is a part of the limit of stability at the start.</summary>
        public double PartOfLimit(double part, double momentum) =>
            part * ModeAnalysis.StabilityLimitOf(problem.Spectrum.Leading / Points, momentum);

        public FollowedTraining Foretold(double rate, double momentum, int epochs, double passes) =>
            new KernelPath(problem, parameters, inputs) { MostPasses = passes }.Follow(rate, momentum, 0, epochs);

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
