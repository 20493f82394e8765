using Inflaton.Duality;
using Inflaton.Duality.Tuning;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Tests.Duality.Tuning;

public sealed class FrozenRecursionTests
{
    /// <summary>With a quadratic loss the steps are those of the closed form.</summary>
    [Theory]
    [InlineData(0.05, 0)]
    [InlineData(0.3, 0.5)]
    [InlineData(0.2, 0.95)]
    public void Quadratic_losses_are_what_the_closed_form_says(double rate, double momentum)
    {
        PredictionProblem problem = Problem(new SquaredLoss(0.7), 6);
        TrainingSpectrum closed = TrainingSpectrum.Of(problem);
        FrozenRecursion steps = FrozenRecursion.Of(problem, 0);
        steps.LargestMass.ShouldBe(closed.LargestMass, 1e-12);
        foreach (FrozenTraining training in new FrozenTraining[] { steps, steps.Scaled(1.2) })
        {
            FrozenTraining reference = training == steps ? closed : closed.Scaled(1.2);
            foreach (int epoch in new[] { 0, 1, 2, 50, 7, 120 })
            {
                training.Loss(rate, momentum, epoch).ShouldBe(reference.Loss(rate, momentum, epoch), 1e-10 * closed.InitialLoss);
                training.WeightDisplacement(rate, momentum, epoch).ShouldBe(reference.WeightDisplacement(rate, momentum, epoch), 1e-9);
            }

            double target = 0.3 * closed.InitialLoss;
            training.EpochsTo(target, rate, momentum, 500).ShouldBe(reference.EpochsTo(target, rate, momentum, 500), 1e-6);
        }
    }

    /// <summary>The rung <c>discrete</c>, which the networks are held against.</summary>
    [Fact]
    public void Other_losses_are_what_the_rung_discrete_says()
    {
        PredictionProblem problem = Problem(new ResidualLoss(new PowerPotential(4, 0.1)), 6) with
        {
            Optimizer = new GradientDescent(0.2, 0.6),
            Epochs = [0, 10, 60],
        };
        FrozenRecursion steps = FrozenRecursion.Of(problem, 0);
        Prediction discrete = new DiscreteRung().Predict(problem);
        for (int i = 0; i < 3; i++)
        {
            steps.Loss(0.2, 0.6, problem.Epochs[i]).ShouldBe(discrete.Loss[i], 1e-12);
        }
    }

    [Fact]
    public void Modes_that_hold_next_to_nothing_are_left_out()
    {
        PredictionProblem problem = Problem(new ResidualLoss(new LogCoshPotential(1, 0.5)), 40);
        FrozenRecursion all = FrozenRecursion.Of(problem, 0);
        double negligible = 1e-3 * all.InitialLoss;
        FrozenRecursion some = FrozenRecursion.Of(problem, negligible);
        some.Count.ShouldBeLessThan(20);
        foreach (int epoch in new[] { 5, 40 })
        {
            some.Loss(0.2, 0.8, epoch).ShouldBe(all.Loss(0.2, 0.8, epoch), 30 * negligible);
        }
    }

    [Fact]
    public void What_diverges_is_not_stable()
    {
        FrozenRecursion steps = FrozenRecursion.Of(Problem(new ResidualLoss(new PowerPotential(4, 0.1)), 6), 0);
        double limit = steps.StabilityLimit(0.5);
        steps.IsStable(30 * limit, 0.5, 200).ShouldBeFalse();
        steps.EpochsTo(1e-3 * steps.InitialLoss, 30 * limit, 0.5, 200).ShouldBe(double.PositiveInfinity);
        steps.IsStable(0.5 * limit, 0.5, 200).ShouldBeTrue();
    }

    /// <summary>A smooth kernel on a line, its eigenvalues falling fast, and a field that lies in its first modes.</summary>
    private static PredictionProblem Problem(Loss loss, int points)
    {
        Matrix<double> kernel = new(points, points);
        for (int i = 0; i < points; i++)
        {
            for (int j = 0; j < points; j++)
            {
                double distance = 2.0 * (i - j) / points;
                kernel[i, j] = 2 * Math.Exp(-distance * distance) + (i == j ? 1e-3 : 0);
            }
        }

        CounterStream stream = new(5, 0);
        return new PredictionProblem
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, 1, Inflaton.Numerics.Threading.WorkerTeam.Single),
            InitialField = [.. Enumerable.Range(0, points).Select(i => Math.Sin(3.0 * i / points) + (1e-3 * stream.UniformAt((ulong)i)))],
            Targets = [.. Enumerable.Range(0, points).Select(i => 2 * Math.Cos(2.0 * i / points))],
            Loss = loss,
            Optimizer = new GradientDescent(1),
            Matching = Matching.Leapfrog,
            Epochs = [0],
        };
    }
}
