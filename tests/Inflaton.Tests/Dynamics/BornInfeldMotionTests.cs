using Inflaton.Duality;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Dynamics;

/// <summary>Energy-conserving descent on the frozen kernel: exact solution, conserved energy, speed limit, and the ladder.</summary>
public sealed class BornInfeldMotionTests
{
    /// <summary>V = ½m²x²: x = x₀ √sech(√2 mt), which never crosses the minimum.</summary>
    [Theory]
    [InlineData("frozen_kernel", 1e-8)]
    [InlineData("mean_field", 1e-8)]
    [InlineData("mean_kernel", 1e-8)]
    [InlineData("perturbations", 1e-8)]
    [InlineData("discrete", 2e-3)]
    public void A_single_input_in_a_square_well_is_known(string rung, double tolerance)
    {
        PredictionProblem problem = With(new ReferenceCase("homogeneous-erf").Problem(Matching.Leading), 0.01) with
        {
            Epochs = [0, 50, 100, 200, 500],
        };
        double mass = Math.Sqrt(problem.Loss.UniformCurvature!.Value * problem.Kernel[0, 0]), start = problem.InitialField[0] - 5;

        Prediction prediction = Ladder.Rung(rung).Predict(problem);

        prediction.IsComplete.ShouldBeTrue(prediction.Message);
        double[] exact = [.. problem.Times.Select(t => 5 + (start * Math.Sqrt(1 / Math.Cosh(Math.Sqrt(2) * mass * t))))];
        ReferenceCase.RelativeError(prediction.Field.Values, exact).ShouldBeLessThan(tolerance);

        // A tenth more mass would be seen.
        double[] wrong = [.. problem.Times.Select(t => 5 + (start * Math.Sqrt(1 / Math.Cosh(Math.Sqrt(2) * 1.1 * mass * t))))];
        ReferenceCase.RelativeError(prediction.Field.Values, wrong).ShouldBeGreaterThan(5 * tolerance);
    }

    /// <summary>Leapfrog of a separable Hamiltonian: the energy oscillates by O(h²) and does not drift.</summary>
    [Fact]
    public void The_energy_is_conserved_to_second_order_and_does_not_drift()
    {
        (double early, double late) = Energies(0.1);
        (double fine, _) = Energies(0.025);

        Math.Log2(early / fine).ShouldBe(4, 0.4);
        late.ShouldBeLessThan(2 * early);
        early.ShouldBeLessThan(0.02);
    }

    [Theory]
    [InlineData("interval-erf")]
    [InlineData("homogeneous-relu-quartic")]
    [InlineData("targets-tanh")]
    public void Discrete_approaches_frozen_kernel_to_second_order(string name)
    {
        PredictionProblem problem = new ReferenceCase(name).Problem(Matching.Leading) with { Epochs = [0, 10, 20, 40] };
        double Difference(int refinement)
        {
            PredictionProblem refined = With(problem, 0.04 / (refinement * refinement)) with
            {
                Epochs = [.. problem.Epochs.Select(epoch => epoch * refinement)],
            };
            Prediction discrete = new DiscreteRung().Predict(refined), continuum = new FrozenKernelRung().Predict(refined);
            continuum.IsComplete.ShouldBeTrue(continuum.Message);
            return ErrorBudget.Maximum(discrete.Field.Minus(continuum.Field));
        }

        Math.Log2(Difference(2) / Difference(8)).ShouldBe(4, 0.3);
    }

    /// <summary>Far below its loss the least value turns the speed limit off: L = −V + ½θ̇², gradient descent without friction.</summary>
    [Fact]
    public void A_distant_minimum_is_gradient_descent_without_friction()
    {
        PredictionProblem problem = new ReferenceCase("interval-erf").Problem(Matching.Leading);
        Prediction born = new FrozenKernelRung().Predict(problem with { Optimizer = new BornInfeldDescent(0.01, -1e7) });
        Prediction free = new FrozenKernelRung()
            .Predict(problem with { Optimizer = new FriedmannOptimizer(0.01, new DeSitterExpansion(0)) });

        ReferenceCase.RelativeError(born.Field.Values, free.Field.Values).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void It_has_no_friction_and_no_damped_modes()
    {
        PredictionProblem problem = With(new ReferenceCase("interval-erf").Problem(Matching.Leapfrog), 0.01);
        ModeAnalysis modes = ModeAnalysis.Of(problem, 0.01);

        problem.Equation.Hubble.ShouldBe(0);
        problem.LinearCurvature.ShouldBeNull();
        modes.Modes.ShouldAllBe(mode => mode.Regime == DampingRegime.None);
        modes.Modes[0].PredictedChange.ShouldBeGreaterThan(0.1);
        EffectiveTheory.Of(problem.Optimizer, Matching.Leapfrog, 1, 1, 10).MaxLearningRate.ShouldBe(double.NaN);
    }

    /// <summary>
    /// Largest |E_k/E − 1| over the first and the last quarter of a long run on two coupled anharmonic fields; the speed never passes √V.
    /// </summary>
    private static (double Early, double Late) Energies(double h)
    {
        StepSequence steps = new BornInfeldDescent(h * h, -0.2).Begin();
        PowerPotential quartic = new(4, 1);
        double[] x = [1.1, -0.4], p = [0, 0];
        double Potential() => (0.5 * ((x[0] * x[0]) + (3 * x[1] * x[1]))) + quartic.Value(x[0] - x[1]);
        double early = 0, late = 0, energy = Potential() + 0.2;
        int count = (int)Math.Round(200 / h);
        for (int k = 0; k < count; k++)
        {
            double pull = quartic.Slope(x[0] - x[1]), loss = Potential();
            double[] gradient = [x[0] + pull, (3 * x[1]) - pull];
            double push = steps.Next([], loss).LearningRate / (k == 0 ? 1 : 2);
            double[] before = [.. p];
            for (int half = k == 0 ? 1 : 0; half < 2; half++)
            {
                p = [.. p.Zip(gradient, (a, g) => a - (push * g))];
            }

            // π at the time of θ_k is half a push from its value at either side.
            double[] now = [.. before.Zip(gradient, (a, g) => a - (k == 0 ? 0 : push * g))];
            double v = loss + 0.2, deviation = Math.Abs((Math.Sqrt(v * (v + Square(now))) / energy) - 1);
            early = k < count / 4 ? Math.Max(early, deviation) : early;
            late = k >= count * 3 / 4 ? Math.Max(late, deviation) : late;
            double stride = steps.Stride(Square(p));
            (stride / h * Math.Sqrt(Square(p))).ShouldBeLessThan(Math.Sqrt(energy));
            x = [.. x.Zip(p, (a, b) => a + (stride * b))];
        }

        return (early, late);
    }

    private static double Square(double[] values) => values.Sum(value => value * value);

    private static PredictionProblem With(PredictionProblem problem, double learningRate) =>
        problem with { Optimizer = new BornInfeldDescent(learningRate) };
}
