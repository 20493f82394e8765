using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Duality.Phases;

/// <summary>The soluble network, beside networks that are trained and the numbers of arXiv:2003.02218.</summary>
public sealed class LinearPairTests
{
    private const double Curvature = 0.7;

    private static readonly Matrix<double> Input = new(1, 2, [0.6, -1.1]);

    private readonly Loss loss = new SquaredLoss(Curvature);

    [Theory]
    [InlineData(0.0, 3.1, 1.0)]
    [InlineData(0.0, 1.2, 2.5)]
    [InlineData(0.6, 3.9, 1.0)]
    [InlineData(0.9, 1.0, 0.4)]
    public void Its_map_is_the_training_of_the_network(double momentum, double rate, double scale)
    {
        foreach (Parameterization parameterization in (ReadOnlySpan<Parameterization>)[Parameterization.Ntk, Parameterization.Standard])
        {
            NetworkParameters parameters = Draw(40, 3, parameterization);
            ReadOut readOut = new(scale);
            double start = scale * Output(parameters);
            LinearPair pair = LinearPair.Of(parameters, Input, loss, 0.3, start, scale, momentum)!;
            double kernel = scale * scale * Theta(parameters);
            pair.Kernel.ShouldBe(kernel, 1e-13 * kernel);
            double learningRate = rate / (Curvature * kernel);
            DirectTraining<double> training = new(parameters, Input, [0.3], loss, new(), WorkerTeam.Single, readOut: readOut);
            double largest = 0;
            foreach ((double field, double theta) in pair.Steps(learningRate).Take(60))
            {
                training.Forward();
                largest = Math.Max(largest, Math.Abs(training.Field[0]));
                field.ShouldBe(training.Field[0], 1e-11 * largest);
                if (training.Parameters is { } present)
                {
                    double now = scale * scale * Theta(present);
                    theta.ShouldBe(now, 1e-11 * (now + kernel));
                }

                training.Step(new StepCoefficients(momentum, learningRate));
            }
        }
    }

    /// <summary>f' = f(1 − ηκΘ + (ηκcf)²), Θ' = Θ + ηκ(cf)²(ηκΘ − 4).</summary>
    [Fact]
    public void Without_momentum_field_and_kernel_obey_the_map_of_two_variables()
    {
        NetworkParameters parameters = Draw(25, 5);
        LinearPair pair = LinearPair.Of(parameters, Input, loss, 0, Output(parameters), 1, 0)!;
        double coupling = parameters.Architecture.WeightScale(0) * parameters.Architecture.WeightScale(1)
            * Math.Sqrt((0.6 * 0.6) + (1.1 * 1.1));
        double step = 3.3 / pair.Kernel, f = Output(parameters), theta = pair.Kernel;
        foreach ((double field, double kernel) in pair.Steps(step / Curvature).Take(40))
        {
            field.ShouldBe(f, 1e-11 * (1 + Math.Abs(f)));
            kernel.ShouldBe(theta, 1e-11 * pair.Kernel);
            double thrown = step * coupling * f;
            (f, theta) = (f * (1 - (step * theta) + (thrown * thrown)),
                theta + (step * coupling * coupling * f * f * ((step * theta) - 4)));
        }
    }

    /// <summary>Trained networks change their phase where they must, to 1e-3: bisection of the training itself.</summary>
    [Theory]
    [InlineData(1UL, 64)]
    [InlineData(2UL, 64)]
    [InlineData(3UL, 1024)]
    public void Trained_networks_diverge_from_4_on_and_are_lazy_below_2(ulong seed, int width)
    {
        NetworkParameters parameters = Draw(width, seed);
        LinearPair pair = LinearPair.Of(parameters, Input, loss, 0, Output(parameters), 1, 0)!;

        Boundary(rate => Trained(parameters, rate / pair.Kernel, 0, 20_000) == TrainingPhase.Divergent, 3, 6)
            .ShouldBe(4, 4e-3);
        DivergenceLimit.Of([pair], 2, 1e-6).Value.ShouldBe(4, 4e-3);

        // At a finite field the first step climbs from 2 + (ηκcf₀)² on.
        double coupling = pair.Kernel > 0 ? parameters.Architecture.WeightScale(0) * parameters.Architecture.WeightScale(1) : 0;
        double length = Math.Sqrt((0.6 * 0.6) + (1.1 * 1.1)), thrown = 2 * coupling * length * Output(parameters) / pair.Kernel;
        double edge = 2 + (thrown * thrown);
        Boundary(rate => Trained(parameters, rate / pair.Kernel, 0, 4000) != TrainingPhase.Lazy, 1.5, 3)
            .ShouldBe(edge, (2e-3 * edge) + (thrown * thrown));
    }

    /// <summary>With momentum rates that diverge and rates that do not alternate near the limit: one in twenty may be there.</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.8)]
    public void With_momentum_trained_networks_are_in_the_phase_that_is_foretold(double momentum)
    {
        NetworkParameters parameters = Draw(256, 7);
        LinearPair pair = LinearPair.Of(parameters, Input, loss, 0, Output(parameters), 1, momentum)!;
        double edge = 2 * (1 + momentum), limit = DivergenceLimit.Of([pair], edge, 1e-6).Value;
        double[] rates = [.. Enumerable.Range(0, 40).Select(i => edge * (0.9 + (0.03 * i)))];
        TrainingPhase[] foretold = [.. rates.Select(pair.Follow)];

        rates.Zip(foretold).Count(one => Trained(parameters, one.First / pair.Kernel, momentum, 4000) == one.Second)
            .ShouldBeGreaterThan(37);
        foretold.Distinct().ShouldBe([TrainingPhase.Lazy, TrainingPhase.Catapult, TrainingPhase.Divergent], ignoreOrder: true);
        rates.Zip(foretold).Where(one => one.First < 0.99 * edge).ShouldAllBe(one => one.Second == TrainingPhase.Lazy);
        limit.ShouldBeInRange(1.05 * edge, 2 * edge);
    }

    /// <summary>Following stops once the outcome is known: the phase is that of twenty thousand steps.</summary>
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void A_phase_that_is_known_early_is_that_of_the_whole_training(double momentum)
    {
        NetworkParameters parameters = Draw(16, 7);
        LinearPair pair = LinearPair.Of(parameters, Input, loss, 0, Output(parameters), 1, momentum)!;
        TrainingPhase[] found = [.. Enumerable.Range(0, 60).Select(i => 2 * (1 + momentum) * (0.8 + (0.03 * i))).Select(rate =>
        {
            double[] losses = [.. pair.Steps(rate / (Curvature * pair.Kernel)).Take(20_000).Select(step => step.Field * step.Field)];
            int end = Array.FindIndex(losses, value => !(value <= Trainer.DivergenceFactor * losses[0]));
            LossClimb climb = losses[..(end < 0 ? losses.Length : end + 1)]
                .Aggregate(LossClimb.Of(losses[0]), (before, value) => before.Then(value));
            TrainingPhase whole = TrainingPhases.Of(climb, end >= 0, momentum, rate);
            pair.Follow(rate).ShouldBe(whole, $"ηm² = {rate}, γ = {momentum}");
            return whole;
        })];

        found.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Other_networks_are_not_soluble()
    {
        LinearPair? Of(NetworkArchitecture architecture, Matrix<double> inputs) =>
            LinearPair.Of(NetworkParameters.Draw(architecture, 1), inputs, loss, 0, 0, 1, 0);
        Activation identity = ActivationCatalogue.Create("identity");
        Of(new NetworkArchitecture(2, [8], 1, identity, 1, 0), Input).ShouldNotBeNull();
        Of(new NetworkArchitecture(2, [8], 1, identity, 1, 0.1), Input).ShouldBeNull();
        Of(new NetworkArchitecture(2, [8, 8], 1, identity, 1, 0), Input).ShouldBeNull();
        Of(new NetworkArchitecture(2, [8], 2, identity, 1, 0), Input).ShouldBeNull();
        Of(new NetworkArchitecture(2, [8], 1, ActivationCatalogue.Create("relu"), 1, 0), Input).ShouldBeNull();
        Of(new NetworkArchitecture(2, [8], 1, identity, 1, 0), new Matrix<double>(2, 2, [1, 0, 0, 1])).ShouldBeNull();
        Of(new NetworkArchitecture(2, [8], 1, identity, 1, 0), new Matrix<double>(1, 2)).ShouldBeNull();
    }

    private TrainingPhase Trained(NetworkParameters parameters, double step, double momentum, int epochs)
    {
        TrainingTask task = new()
        {
            Inputs = Input,
            Targets = [0],
            Loss = loss,
            Optimizer = new GradientDescent(step / Curvature, momentum),
            Epochs = epochs,
            RecordEvery = epochs,
        };
        NetworkParameters moved = parameters.Clone();
        Matrix<double> kernel = new TangentKernel<double>(moved.Architecture, new(), WorkerTeam.Single).Square(moved, Input);
        TrainingRecord record = new Trainer().Train(task, moved, kernel);
        return TrainingPhases.Of(record.Climb, record.Status == TrainingStatus.Diverged, momentum, step * kernel[0, 0]);
    }

    private static double Boundary(Func<double, bool> isAbove, double low, double high)
    {
        isAbove(low).ShouldBeFalse();
        isAbove(high).ShouldBeTrue();
        while (high - low > 1e-3)
        {
            double middle = (low + high) / 2;
            (low, high) = isAbove(middle) ? (low, middle) : (middle, high);
        }

        return (low + high) / 2;
    }

    private static double Theta(NetworkParameters parameters) =>
        new TangentKernel<double>(parameters.Architecture, new(), WorkerTeam.Single).Square(parameters, Input)[0, 0];

    private static double Output(NetworkParameters parameters)
    {
        Propagation<double> pass = new(parameters.Architecture, Input, new(), WorkerTeam.Single);
        pass.Forward(parameters);
        return pass.Output.Values[0];
    }

    private static NetworkParameters Draw(int width, ulong seed, Parameterization parameterization = Parameterization.Ntk) =>
        NetworkParameters.Draw(
            new NetworkArchitecture(2, [width], 1, ActivationCatalogue.Create("identity"), 1.3, 0, parameterization, hasBiases: false),
            seed);
}
