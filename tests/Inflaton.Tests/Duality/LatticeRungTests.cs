using System.Numerics;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Lattice;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>
/// Predictions for networks that simulate a field on a lattice, with a kernel that is a multiple of the unit matrix or nearly.
/// </summary>
public sealed class LatticeRungTests
{
    private static readonly LatticeGrid Grid = new(0.9, 10);

    public static TheoryData<string> Universes => ["de sitter", "radiation", "fluids", "heavy ball"];

    [Theory]
    [InlineData("de sitter")]
    [InlineData("radiation")]
    public void It_is_the_leapfrog_lattice(string universe)
    {
        PredictionProblem problem = Problem(universe, new PowerPotential(4, 0.8), 0.05);
        LatticeSimulation simulation = new(
            Grid, new PowerPotential(4, 0.8), ((FriedmannOptimizer)problem.Optimizer).Expansion, Math.Sqrt(problem.Optimizer.LearningRate),
            problem.InitialField);

        Prediction prediction = new LatticeRung().Predict(problem);

        prediction.IsComplete.ShouldBeTrue();
        ReferenceCase.RelativeError(prediction.Field.Values, simulation.Follow(problem.Epochs).Values).ShouldBeLessThan(1e-12);
    }

    /// <summary>A kernel of equal eigenvalues is the field theory itself: recursion and lattice are one.</summary>
    [Theory, MemberData(nameof(Universes))]
    public void The_recursion_with_equal_eigenvalues_is_the_lattice(string universe)
    {
        PredictionProblem problem = Problem(universe, new PowerPotential(4, 0.8), 0.05);

        double[] discrete = new DiscreteRung().Predict(problem).Field.Values, lattice = new LatticeRung().Predict(problem).Field.Values;

        ReferenceCase.RelativeError(discrete, lattice).ShouldBeLessThan(1e-12);
        double[] unequal = new DiscreteRung().Predict(Problem(universe, new PowerPotential(4, 0.8), 0.05, spread: 0.1)).Field.Values;
        ReferenceCase.RelativeError(unequal, lattice).ShouldBeGreaterThan(1e-3);
    }

    /// <summary>The continuum has the same a(t): what separates the recursion from it falls as h².</summary>
    [Theory, MemberData(nameof(Universes))]
    public void Discrete_approaches_frozen_kernel_to_second_order(string universe)
    {
        double Difference(int refinement)
        {
            PredictionProblem problem = Problem(universe, new PowerPotential(4, 0.8), 0.08 / refinement, spread: 0.1);
            problem = problem with
            {
                Epochs = [.. new[] { 0, 10, 25, 60 }.Select(epoch => epoch * refinement)],
                Matching = Matching.Leapfrog,
            };
            Prediction continuum = new FrozenKernelRung().Predict(problem), discrete = new DiscreteRung().Predict(problem);
            continuum.IsComplete.ShouldBeTrue(continuum.Message);
            discrete.Loss[^1].ShouldBe(continuum.Loss[^1], 0.02 * continuum.Loss[^1]);
            return ErrorBudget.Maximum(discrete.Field.Minus(continuum.Field));
        }

        Math.Log2(Difference(2) / Difference(8)).ShouldBe(4, 0.3);
    }

    /// <summary>In a quadratic potential every Fourier mode has an equation of its own, and linear perturbations are exact.</summary>
    [Theory, MemberData(nameof(Universes))]
    public void Fourier_modes_are_those_of_the_coupled_equations(string universe)
    {
        PredictionProblem problem = Problem(universe, new PowerPotential(2, 0.5, 0.3), 0.05) with { Matching = Matching.Leapfrog };
        Prediction field = new FrozenKernelRung().Predict(problem);
        LatticeModes modes = LatticeModes.Of(problem)!;

        ReferenceCase.RelativeError(new PerturbationsRung().Predict(problem).Field.Values, field.Field.Values).ShouldBeLessThan(1e-7);
        for (int t = 0; t < field.Field.Count; t++)
        {
            Complex[] coupled = LatticeSpectrum.Modes(Grid, field.Field.At(t)), own = modes.At(t);
            coupled.Zip(own, (a, b) => (a - b).Magnitude).Max().ShouldBeLessThan(1e-8);
        }
    }

    [Fact]
    public void What_has_no_lattice_is_refused()
    {
        PredictionProblem problem = new ReferenceCase("homogeneous-erf").Problem(Matching.Leading);

        new LatticeRung().Applies(problem).ShouldBeFalse();
        Should.Throw<ArgumentException>(() => new LatticeRung().Predict(problem))
            .Message.ShouldContain("is not that of a field on a lattice");
        LatticeModes.Of(problem).ShouldBeNull();
        LatticeModes.Of(Problem("de sitter", new PowerPotential(4, 1), 0.05)).ShouldBeNull();
    }

    private static PredictionProblem Problem(string universe, SingleFieldPotential potential, double step, double spread = 0)
    {
        const double theta = 2.3;
        int sites = Grid.Sites;
        Matrix<double> kernel = Matrix.FromFunction(
            sites, sites, (i, j) => theta * ((i == j ? 1 : 0) + (spread * Math.Cos((i * i) + (j * j)) / 3)));
        KernelSpectrum spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single);
        double mean = spectrum.Eigenvalues.Sum() / sites;
        return new PredictionProblem
        {
            Kernel = kernel,
            Spectrum = spectrum,
            InitialField =
                [.. Enumerable.Range(0, sites)
                    .Select(i => 0.4 + (0.3 * Math.Cos(2 * Math.PI * i / sites)) + (0.1 * Math.Sin(6 * Math.PI * i / sites)))],
            Targets = new double[sites],
            Loss = new LatticeLoss(potential, Grid, sites / mean),
            Optimizer = universe switch
            {
                "heavy ball" => new GradientDescent(step * step, 1 - step),
                "de sitter" => new FriedmannOptimizer(step * step, new DeSitterExpansion(0.3)),
                "radiation" => new FriedmannOptimizer(step * step, new PowerLawExpansion(0.5, 1)),
                _ => new FriedmannOptimizer(step * step, new FriedmannExpansion(Fluid.Of("matter", 1), Fluid.Of("vacuum", 0.1))),
            },
            Matching = Matching.Leading,
            Epochs = [0, 7, 30, 100],
        };
    }
}
