using Inflaton.Duality;
using Inflaton.Kernels;
using Inflaton.Lattice;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Potentials;
using Inflaton.Training;
using Inflaton.Universe;

namespace Inflaton.Dynamics;

public sealed class FrictionStepTests
{
    private static readonly PowerPotential Squared = new(2, 1);

    /// <summary>The error of a homogeneous field against the exact background when the step is divided by four.</summary>
    [Theory]
    [InlineData("constant")]
    [InlineData("power law")]
    [InlineData("self-consistent")]
    public void Is_of_second_order(string name)
    {
        Expansion expansion = ExpansionOf(name);
        Cosmology cosmology = new() { Potential = Squared, Expansion = expansion, InitialField = [2], InitialVelocity = [0] };
        double Error(int count)
        {
            double[] field = Stepped(expansion, 8.0 / count, count),
            times = [.. Enumerable.Range(0, count + 1).Select(k => k * (8.0 / count))];
            return field.Zip(cosmology.Follow(times).Field.Values, (a, b) => Math.Abs(a - b)).Max();
        }

        double coarse = Error(400), fine = Error(1600);

        fine.ShouldBeLessThan(1e-4);
        (Math.Log2(coarse / fine) / 2).ShouldBe(2, 0.15);
    }

    public static MatrixTheoryData<double, double> HeavyBalls { get; } =
        new([0, 1e-9, 0.1, 0.5, 0.9, 0.999, 0.9999999], [1e-8, 0.003, 0.1, 1, 250]);

    [Theory, MemberData(nameof(HeavyBalls))]
    public void Gradient_descent_is_the_step_in_de_sitter_space(double momentum, double learningRate)
    {
        GradientDescent descent = new(learningRate, momentum);
        FrictionStep step = FrictionStep.OfSize(descent.Expansion, StepStart.Displacement, Math.Sqrt(learningRate), 2 / (1 + momentum));
        StepSequence steps = descent.Begin();
        for (int k = 0; k < 3; k++)
        {
            step.FindHubble(0, 0);
            StepCoefficients expected = step.Next(), actual = steps.Next([], double.NaN);

            actual.ShouldBe(new StepCoefficients(momentum, learningRate));
            actual.Momentum.ShouldBe(expected.Momentum, 1e-15);
            (actual.LearningRate / expected.LearningRate).ShouldBe(1, 1e-15);
        }

        steps.Efolds.ShouldBe(0);
        steps.Hubble.ShouldBe(descent.Equation(Matching.Leapfrog).Hubble);
    }

    /// <summary>V = φ² from φ = 2 at rest, by all who step: optimiser, recursion, lattice, and the background's own history.</summary>
    [Theory]
    [InlineData("constant")]
    [InlineData("power law")]
    [InlineData("self-consistent")]
    public void All_who_step_take_the_same_steps(string name)
    {
        Expansion expansion = ExpansionOf(name);
        const double h = 0.1;
        const int count = 60;
        double[] expected = Stepped(expansion, h, count);
        MeanFieldEnergy? energy = name == "self-consistent" ? new MeanFieldEnergy(Squared, 1) : null;
        FriedmannOptimizer optimizer = new(h * h, expansion, energy);
        int[] epochs = [.. Enumerable.Range(0, count + 1)];

        Matrix<double> kernel = new(1, 1, [1]);
        Prediction recursion = new DiscreteRung().Predict(new PredictionProblem
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel),
            InitialField = [2],
            Targets = [0],
            Loss = new FieldLoss(Squared),
            Optimizer = optimizer,
            Matching = Matching.Leading,
            Epochs = epochs,
        });
        LatticeGrid grid = new(1, 4);
        LatticeSimulation lattice = new(grid, Squared, expansion, h, [2, 2, 2, 2]);
        Recording mean = new(count + 1, 1, (state, values) => values[0] = state.Field.ToArray().Average());
        lattice.Follow(epochs, mean.Observe);

        for (int k = 0; k <= count; k++)
        {
            recursion.Field.At(k)[0].ShouldBe(expected[k], 1e-12, $"recursion, step {k}");
            mean.Record.At(k)[0].ShouldBe(expected[k], 1e-12, $"lattice, step {k}");
        }

        HubbleHistory history = optimizer.History([count], Matching.Leading, 2)!;
        history.Hubble[0].ShouldBe(lattice.Hubble, 1e-12);
        history.Efolds[0].ShouldBe(lattice.Efolds, 1e-12);
    }

    [Fact]
    public void Born_infeld_motion_has_no_modes_of_its_own()
    {
        EquationOfMotion equation = new BornInfeldDescent(0.1, -1).Equation(Matching.Leapfrog);

        equation.ShouldBeOfType<BornInfeldMotion>().Minimum.ShouldBe(-1);
        (equation.HasModes, equation.IsDampedMode).ShouldBe((false, false));
        DampedMode.Regime(equation, 1).ShouldBe(DampingRegime.None);
    }

    private static Expansion ExpansionOf(string name) => name switch
    {
        "constant" => new DeSitterExpansion(0.4),
        "power law" => new PowerLawExpansion(2.0 / 3, 1),
        _ => new FriedmannExpansion(Fluid.Of("vacuum", 0.3)),
    };

    /// <summary>The optimiser's steps, applied to a network so wide that f obeys them.</summary>
    private static double[] Stepped(Expansion expansion, double h, int count)
    {
        MeanFieldEnergy? energy = expansion.IsSelfConsistent ? new MeanFieldEnergy(Squared, 1) : null;
        StepSequence steps = new FriedmannOptimizer(h * h, expansion, energy).Begin();
        double[] record = new double[count + 1], field = [2], step = [0];
        for (int k = 0; k <= count; k++)
        {
            record[k] = field[0];
            Leapfrog.Move(steps.Next(field, double.NaN), field, step, [Squared.Slope(field[0])]);
        }

        return record;
    }
}
