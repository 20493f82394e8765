using Inflaton.Dynamics;
using Inflaton.Potentials;
using Inflaton.Universe;

namespace Inflaton.Training;

/// <summary>
/// The recursion of a network so wide that its output obeys f_{k+1} = f_k + a_k (f_k − f_{k−1}) − b_k V'(f_k), against exact fields.
/// </summary>
public sealed class FriedmannOptimizerTests
{
    [Fact]
    public void Constant_friction_is_the_heavy_ball()
    {
        const double rate = 0.01, hubble = 0.3, q = 1.5 * hubble * 0.1;
        FriedmannOptimizer optimizer = new(rate, new DeSitterExpansion(hubble));
        StepSequence steps = optimizer.Begin();

        steps.Next([1.0], 0).ShouldBe(new StepCoefficients(0, rate / 2));
        StepCoefficients second = steps.Next([1.0], 0);

        second.Momentum.ShouldBe((1 - q) / (1 + q), 1e-15);
        second.LearningRate.ShouldBe(rate / (1 + q), 1e-15);
        Coefficients(optimizer, 7).ShouldBe(second);
        optimizer.FollowsField.ShouldBeFalse();
    }

    [Fact]
    public void Power_one_has_the_friction_of_nesterov()
    {
        // 3/t: a_k = (1 − 3/(2(k + k₀)))/(1 + 3/(2(k + k₀))), t = (k + k₀)h.
        FriedmannOptimizer optimizer = new(0.04, new PowerLawExpansion(1, 0.2 * 5));

        Coefficients(optimizer, 20).Momentum.ShouldBe((1 - (1.5 / 25)) / (1 + (1.5 / 25)), 1e-15);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.6666666666666666)]
    [InlineData(1.0)]
    public void Power_laws_are_followed_to_second_order(double power)
    {
        PowerLawExpansion expansion = new(power, 1);
        PowerPotential potential = new(2, 1);
        Cosmology cosmology = new() { Potential = potential, Expansion = expansion, InitialField = [0.5], InitialVelocity = [0] };

        Order(cosmology, 20, rate => new FriedmannOptimizer(rate, expansion)).ShouldBe(2, 0.1);
    }

    /// <summary>m²φ² inflation from φ₀ = 3 into the oscillations, H from the recursion's own output.</summary>
    [Theory]
    [InlineData("squared")]
    [InlineData("double well")]
    public void A_field_that_expands_its_own_universe_is_followed_to_second_order(string name)
    {
        SingleFieldPotential potential = name == "squared" ? new PowerPotential(2, 1) : new DoubleWellPotential(0.8, 1.2);
        FriedmannExpansion expansion = new(Fluid.Of("vacuum", 0.02));
        Cosmology cosmology = new() { Potential = potential, Expansion = expansion, InitialField = [3], InitialVelocity = [0] };

        Order(cosmology, 15, rate => new FriedmannOptimizer(rate, expansion, new MeanFieldEnergy(potential, 1))).ShouldBe(2, 0.15);
    }

    /// <summary>Radiation and matter, whose a(t) has no closed form: e-folds are integrated along.</summary>
    [Fact]
    public void Fluids_are_followed_to_second_order()
    {
        FriedmannExpansion expansion = new(Fluid.Of("radiation", 3), Fluid.Of("matter", 0.5));
        Cosmology cosmology = new()
        {
            Potential = new PowerPotential(2, 1),
            Expansion = expansion,
            InitialField = [1e-5],
            InitialVelocity = [0],
        };

        Order(cosmology, 10, rate => new FriedmannOptimizer(rate, expansion)).ShouldBe(2, 0.15);
        double efolds = cosmology.Follow([10]).Efolds[0];
        new FriedmannOptimizer(1e-4, expansion).EfoldsAfter(1000, Matching.Leading, 0).ShouldBe(efolds, 1e-3);
    }

    [Fact]
    public void Friction_that_follows_the_field_is_not_known_by_the_epoch()
    {
        FriedmannOptimizer optimizer = new(0.01, new FriedmannExpansion(), new MeanFieldEnergy(new PowerPotential(2, 1), 2));

        optimizer.FollowsField.ShouldBeTrue();
        StepSequence slow = optimizer.Begin(), fast = optimizer.Begin();
        (slow.Next([0.2], 0), fast.Next([0.4], 0)).ShouldBe((new StepCoefficients(0, 0.005), new StepCoefficients(0, 0.005)));
        fast.Next([0.4], 0).Momentum.ShouldBeLessThan(slow.Next([0.2], 0).Momentum);
        Should.Throw<ArgumentOutOfRangeException>(() => new FriedmannOptimizer(-1, new DeSitterExpansion(1)));
    }

    private static StepCoefficients Coefficients(FriedmannOptimizer optimizer, int epoch)
    {
        StepSequence steps = optimizer.Begin();
        StepCoefficients coefficients = steps.Next([], double.NaN);
        for (int k = 0; k < epoch; k++)
        {
            coefficients = steps.Next([], double.NaN);
        }

        return coefficients;
    }

    /// <summary>Fitted order of the largest error over the amplitude when the step is halved twice.</summary>
    private static double Order(Cosmology cosmology, double duration, Func<double, FriedmannOptimizer> optimizer)
    {
        double start = cosmology.InitialField[0];
        SingleFieldPotential potential = (SingleFieldPotential)cosmology.Potential;
        double Error(double h)
        {
            int epochs = (int)Math.Round(duration / h);
            double[] exact = cosmology.Follow([.. Enumerable.Range(0, epochs + 1).Select(k => cosmology.Start + (k * h))]).Field.Values;
            StepSequence steps = optimizer(h * h).Begin();
            double field = start, step = 0, largest = 0;
            for (int k = 0; k <= epochs; k++)
            {
                largest = Math.Max(largest, Math.Abs(field - exact[k]));
                (double momentum, double rate) = steps.Next([field], 0);
                step = (momentum * step) - (rate * potential.Slope(field));
                field += step;
            }

            return largest / start;
        }

        double coarse = Error(0.02), fine = Error(0.005);
        fine.ShouldBeLessThan(1e-4);
        return Math.Log2(coarse / fine) / 2;
    }
}
