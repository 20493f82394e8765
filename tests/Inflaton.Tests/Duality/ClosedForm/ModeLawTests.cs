using Inflaton.Dynamics;
using Inflaton.Training;

namespace Inflaton.Duality.ClosedForm;

public sealed class ModeLawTests
{
    /// <summary>e = ηm² across all regimes: tiny, small, at and around both double roots, alternating, at the limit of stability.</summary>
    private static IEnumerable<double> Strengths(double momentum)
    {
        double low = Math.Pow(1 - Math.Sqrt(momentum), 2), high = Math.Pow(1 + Math.Sqrt(momentum), 2);
        return
        [
            1e-18, 1e-9, 1e-3, 0.3, 0.9, 1.2, .. Around(low), .. Around(high), 0.5 * (low + high), 2 * (1 + momentum) * 0.999,
        ];

        static double[] Around(double e) =>
            e == 0 ? [] : [e * (1 - 1e-3), e * (1 - 1e-7), e * (1 - 1e-12), e, e * (1 + 1e-12), e * (1 + 1e-7), e * (1 + 1e-3)];
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void The_recursion_by_its_roots_is_the_recursion_step_by_step(double momentum)
    {
        ModeLaw law = ModeLaw.Recursion(new GradientDescent(0.25, momentum));
        double[] epochs = [.. Enumerable.Range(0, 400).Select(k => (double)k)];
        double[] displacements = new double[epochs.Length];
        foreach (double e in Strengths(momentum))
        {
            law.Displacements(e / 0.25, epochs, displacements);

            // In x − 1, where the steps lose nothing for a mode that hardly moves.
            double x = 0, step = 0, largest = 0;
            for (int k = 0; k < epochs.Length; k++)
            {
                largest = Math.Max(largest, Math.Abs(x));
                displacements[k].ShouldBe(x, (4e-11 * largest) + (e < 1e-6 ? 1e-300 : 3e-15), $"γ = {momentum}, e = {e:R}, k = {k}");
                law.Displacement(e / 0.25, k).ShouldBe(displacements[k], (4e-11 * largest) + (e < 1e-6 ? 1e-300 : 3e-15));
                step = (momentum * step) - (e * (1 + x));
                x += step;
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Epochs_far_away_and_infinitely_far_need_no_steps(double momentum)
    {
        ModeLaw law = ModeLaw.Recursion(new GradientDescent(1, momentum));
        law.Displacement(0.3, double.PositiveInfinity).ShouldBe(-1);
        law.Displacement(0, double.PositiveInfinity).ShouldBe(0);
        law.Displacement(2.01 * (1 + momentum), double.PositiveInfinity).ShouldBe(double.NaN);
        law.Displacement(0.3, 1e6).ShouldBe(-1, 1e-15);

        // The slow root is 1 − e/(1 − γ) to first order.
        law.Displacement(1e-12, 1e12 * (1 - momentum)).ShouldBe(Math.Exp(-1) - 1, 1e-10);
        law.Settles(2 * (1 + momentum) * 0.999).ShouldBeTrue();
        law.Settles(2 * (1 + momentum) * 1.001).ShouldBeFalse();
    }

    [Theory]
    [InlineData(Matching.Leading)]
    [InlineData(Matching.Leapfrog)]
    public void The_continuum_is_the_damped_mode(Matching matching)
    {
        double[] epochs = [0, 1, 2.5, 10, 77, 400, 3000, double.PositiveInfinity];
        double[] displacements = new double[epochs.Length];
        foreach (double momentum in new[] { 0, 0.5, 0.95 })
        {
            GradientDescent optimizer = new(0.04, momentum);
            ModeLaw law = ModeLaw.Continuum(optimizer, matching);
            EquationOfMotion equation = optimizer.Equation(matching);
            double critical = Math.Pow(equation.Friction / 2, 2) / equation.ForceScale;
            foreach (double mass in new[]
            {
                1e-15, 1e-4, 0.5 * critical, critical * 0.999, critical, critical * 1.001, 3 * critical, 40 * critical,
            })
            {
                law.Displacements(mass, epochs, displacements);
                DampedMode mode = new(equation, mass);
                for (int k = 0; k < epochs.Length - 1; k++)
                {
                    double expected = mode.Displacement(epochs[k] * 0.2);
                    displacements[k].ShouldBe(expected, (1e-12 * Math.Abs(expected)) + 1e-15);
                }

                displacements[^1].ShouldBe(-1);
            }
        }
    }

    [Fact]
    public void Gradient_flow_is_what_small_learning_rates_tend_to()
    {
        ModeLaw.GradientFlow(0.1).Displacement(2, 3).ShouldBe(Math.Exp(-0.6) - 1, 1e-15);
        ModeLaw.GradientFlow(0.1).Displacement(1e-20, 3).ShouldBe(-3e-21, 1e-35);
        ModeLaw.GradientFlow(0.1).Displacement(1e-20, double.PositiveInfinity).ShouldBe(-1);

        double Error(double rate) => Math.Abs(
            ModeLaw.Recursion(new GradientDescent(rate)).Displacement(1, 1 / rate) - ModeLaw.GradientFlow(rate).Displacement(1, 1 / rate));
        (Math.Log(Error(1e-2) / Error(1e-4)) / Math.Log(100)).ShouldBe(1, 0.02);
    }

    [Theory]
    [InlineData(Matching.Leading, 1)]
    [InlineData(Matching.Leapfrog, 2)]
    public void Matchings_have_their_order_in_the_step(Matching matching, double order)
    {
        // Fixed physics, H = 1: γ = 1 − 3h (leading), η = h².
        double Error(double h)
        {
            GradientDescent optimizer = new(h * h, matching == Matching.Leading ? 1 - (3 * h) : (2 - (3 * h)) / (2 + (3 * h)));
            double epoch = 1 / h, mass = matching == Matching.Leading ? 2 : 2 * (1 + optimizer.Momentum) / 2;
            return Math.Abs(
                ModeLaw.Recursion(optimizer).Displacement(mass, epoch) - ModeLaw.Continuum(optimizer, matching).Displacement(mass, epoch));
        }

        (Math.Log(Error(1.0 / 64) / Error(1.0 / 512)) / Math.Log(8)).ShouldBe(order, 0.2);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Critical_learning_rates_are_where_the_character_changes(double momentum)
    {
        const double mass = 3.7;
        foreach (Matching matching in new[] { Matching.Leading, Matching.Leapfrog })
        {
            double rate = CriticalDamping.Continuum(mass, momentum, matching);
            DampedMode.Regime(new GradientDescent(rate, momentum).Equation(matching), mass).ShouldBe(DampingRegime.Critical);
        }

        // Just above the double root the mode rings through zero; just below it never does.
        double critical = CriticalDamping.Discrete(mass, momentum);
        double[] epochs = [.. Enumerable.Range(0, 20_000).Select(k => (double)k)], values = new double[epochs.Length];
        ModeLaw.Recursion(new GradientDescent(critical * 0.99, momentum)).Displacements(mass, epochs, values);
        values.Min().ShouldBeGreaterThanOrEqualTo(-1);
        if (momentum > 0)
        {
            ModeLaw.Recursion(new GradientDescent(critical * 1.01, momentum)).Displacements(mass, epochs, values);
            values.Min().ShouldBeLessThan(-1);
        }

        double limit = CriticalDamping.Stable(mass, momentum);
        ModeLaw.Recursion(new GradientDescent(limit * 0.999, momentum)).Settles(mass).ShouldBeTrue();
        ModeLaw.Recursion(new GradientDescent(limit * 1.001, momentum)).Settles(mass).ShouldBeFalse();
        Should.Throw<ArgumentOutOfRangeException>(() => CriticalDamping.Discrete(0, momentum));
        Should.Throw<ArgumentOutOfRangeException>(() => CriticalDamping.Continuum(1, 1, Matching.Leading));
    }

    [Fact]
    public void Impossible_masses_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => ModeLaw.GradientFlow(1).Displacement(-1, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => ModeLaw.GradientFlow(0));
        Should.Throw<ArgumentException>(() => ModeLaw.GradientFlow(1).Displacements(1, [1, 2], new double[1]));
    }
}
