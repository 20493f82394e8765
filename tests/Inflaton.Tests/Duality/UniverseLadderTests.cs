using Inflaton.Dynamics;
using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Universe;

namespace Inflaton.Duality;

/// <summary>The ladder of predictions where the friction is that of an expanding universe.</summary>
public sealed class UniverseLadderTests
{
    /// <summary>
    /// At constant H the equations are those of the leading matching: in de Sitter space in closed form, and by a differential equation
    /// where vacuum energy, as a fluid, keeps H constant.
    /// </summary>
    [Theory]
    [InlineData("homogeneous-erf", "mean_field")]
    [InlineData("homogeneous-erf", "perturbations")]
    [InlineData("interval-erf", "mean_field")]
    [InlineData("interval-erf", "mean_kernel")]
    [InlineData("interval-erf", "perturbations")]
    [InlineData("interval-erf", "frozen_kernel")]
    [InlineData("targets-tanh", "frozen_kernel")]
    [InlineData("homogeneous-relu-quartic", "frozen_kernel")]
    public void Constant_expansion_is_the_leading_matching(string name, string rung)
    {
        PredictionProblem problem = new ReferenceCase(name).Problem(Matching.Leading);
        PredictionProblem universe = In(problem, new DeSitterExpansion(problem.Equation.Hubble));
        PredictionProblem vacuum = In(problem, new FriedmannExpansion(Fluid.Of("vacuum", problem.Equation.Lambda)));

        Prediction closed = Ladder.Rung(rung).Predict(problem), stepped = Ladder.Rung(rung).Predict(vacuum);

        vacuum.LinearCurvature.ShouldBeNull();
        universe.LinearCurvature.ShouldBe(problem.LinearCurvature);
        ReferenceCase.RelativeError(Ladder.Rung(rung).Predict(universe).Field.Values, closed.Field.Values)
            .ShouldBeLessThan(problem.LinearCurvature is null ? 1e-7 : 1e-14);
        stepped.IsComplete.ShouldBeTrue(stepped.Message);
        ReferenceCase.RelativeError(stepped.Field.Values, closed.Field.Values).ShouldBeLessThan(1e-7);
        EffectiveTheory theory = EffectiveTheory.Of(universe.Optimizer, Matching.Leading, 1, 1, 100);
        theory.Efolds.ShouldBe(EffectiveTheory.Of(problem.Optimizer, Matching.Leading, 1, 1, 100).Efolds, 1e-12);
        theory.MaxLearningRate.ShouldBe(double.NaN);
    }

    /// <summary>In the era of matter every linear mode is (A sin mt + B cos mt)/t.</summary>
    [Theory]
    [InlineData("frozen_kernel")]
    [InlineData("mean_field")]
    public void A_homogeneous_network_in_the_era_of_matter_is_a_spherical_bessel_function(string rung)
    {
        PredictionProblem problem = In(new ReferenceCase("homogeneous-erf").Problem(Matching.Leading), new PowerLawExpansion(2.0 / 3, 1));
        double mass = Math.Sqrt(0.01 * problem.Kernel[0, 0]), start = problem.InitialField[0] - 5;

        Prediction prediction = Ladder.Rung(rung).Predict(problem);

        double[] exact = [.. problem.Times.Select(t => 5 + (start * (Math.Cos(mass * t) + (Math.Sin(mass * t) / mass)) / (1 + t)))];
        ReferenceCase.RelativeError(prediction.Field.Values, exact).ShouldBeLessThan(1e-8);
    }

    /// <summary>What separates the recursion from the continuum falls as h², on many coupled inputs, whatever the universe.</summary>
    [Theory]
    [InlineData("interval-erf", "radiation")]
    [InlineData("interval-erf", "fluids")]
    [InlineData("homogeneous-erf", "self-consistent")]
    [InlineData("homogeneous-relu-quartic", "self-consistent")]
    public void Discrete_approaches_frozen_kernel_to_second_order(string name, string universe)
    {
        PredictionProblem problem = new ReferenceCase(name).Problem(Matching.Leading) with { Epochs = [0, 10, 20, 40] };
        double Difference(int refinement)
        {
            double rate = 0.04 / (refinement * refinement);
            MeanFieldEnergy? energy = universe == "self-consistent"
                ? new MeanFieldEnergy(problem.Loss.SharedPotential(problem.Targets)!, problem.Spectrum.Leading / problem.Points)
                : null;
            Expansion expansion = universe switch
            {
                "radiation" => new PowerLawExpansion(0.5, 1),
                "fluids" => new FriedmannExpansion(Fluid.Of("matter", 2), Fluid.Of("vacuum", 0.1)),
                _ => new FriedmannExpansion(Fluid.Of("vacuum", 0.1)),
            };
            PredictionProblem refined = problem with
            {
                Optimizer = new FriedmannOptimizer(rate, expansion, energy),
                Epochs = [.. problem.Epochs.Select(epoch => epoch * refinement)],
            };
            Prediction discrete = new DiscreteRung().Predict(refined), continuum = new FrozenKernelRung().Predict(refined);
            discrete.IsComplete.ShouldBeTrue(discrete.Message);
            continuum.IsComplete.ShouldBeTrue(continuum.Message);
            return ErrorBudget.Maximum(discrete.Field.Minus(continuum.Field));
        }

        Math.Log2(Difference(2) / Difference(8)).ShouldBe(4, 0.3);
    }

    /// <summary>A single input that expands its own universe is the inflaton itself: V = Θ₀ℓ in the Friedmann equation.</summary>
    [Fact]
    public void A_self_consistent_network_is_the_universe_of_its_potential()
    {
        PredictionProblem problem = new ReferenceCase("homogeneous-erf").Problem(Matching.Leading);
        double coupling = problem.Kernel[0, 0];
        PredictionProblem own = problem with
        {
            Optimizer = new FriedmannOptimizer(
                0.09, new FriedmannExpansion(), new MeanFieldEnergy(problem.Loss.SharedPotential(problem.Targets)!, coupling)),
        };
        Cosmology cosmology = new()
        {
            Potential = new PowerPotential(2, 0.01 * coupling, 5),
            Expansion = new FriedmannExpansion(),
            InitialField = problem.InitialField,
            InitialVelocity = [0],
        };

        Background background = cosmology.Follow(own.Times);

        foreach (IRung rung in new IRung[] { MeanFieldRung.Leading, new FrozenKernelRung(), new PerturbationsRung() })
        {
            Prediction prediction = rung.Predict(own);
            prediction.IsComplete.ShouldBeTrue(prediction.Message);
            ReferenceCase.RelativeError(prediction.Field.Values, background.Field.Values).ShouldBeLessThan(1e-8);
        }

        own.Equation.Hubble.ShouldBe(background.Hubble[0], 1e-14);
        EffectiveTheory.Of(own.Optimizer, Matching.Leading, coupling, 1, own.Epochs[^1], 10, problem.InitialField[0])
            .Efolds.ShouldBe(background.Efolds[^1], 5e-3 * background.Efolds[^1]);
    }

    [Fact]
    public void Stability_is_that_of_leapfrog()
    {
        PredictionProblem problem = In(new ReferenceCase("interval-erf").Problem(Matching.Leading), new PowerLawExpansion(1, 1));
        double limit = ModeAnalysis.StabilityLimitOf(problem);

        limit.ShouldBe(
            4 / (problem.Spectrum.Leading * problem.Loss.LargestCurvature(problem.InitialField, problem.Targets) / problem.Points),
            1e-12 * limit);
        (double Below, double Above) = (Reach(0.98), Reach(1.02));
        Below.ShouldBeLessThan(20);
        Above.ShouldBeGreaterThan(1e3);

        double Reach(double part)
        {
            PredictionProblem fast = problem with
            {
                Optimizer = new FriedmannOptimizer(part * limit, new PowerLawExpansion(0.1, 1e3)),
                Epochs = [0, 100],
            };
            return ErrorBudget.Maximum(new DiscreteRung().Predict(fast).Field);
        }
    }

    private static PredictionProblem In(PredictionProblem problem, Expansion expansion) =>
        problem with { Optimizer = new FriedmannOptimizer(problem.Optimizer.LearningRate, expansion) };
}
