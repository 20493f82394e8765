using Inflaton.Dynamics;
using Inflaton.Numerics.DifferentialEquations;
using Inflaton.Potentials;

namespace Inflaton.Universe;

public sealed class BackgroundTests
{
    [Theory]
    [InlineData("universe-matter")]
    [InlineData("universe-radiation")]
    public void Power_laws_follow_the_independent_program(string name)
    {
        UniverseReference reference = new(name);
        double[] times = reference.Series("t");
        double mass = reference.Number("mass");
        Cosmology cosmology = new()
        {
            Potential = new PowerPotential(2, mass * mass),
            Expansion = new PowerLawExpansion(reference.Number("power"), times[0]),
            InitialField = [reference.Number("phi0")],
            InitialVelocity = [0],
            Start = times[0],
        };

        Background background = cosmology.Follow(times);

        background.IsComplete.ShouldBeTrue(background.Message);
        Largest(background.Field.Values, reference.Series("phi")).ShouldBeLessThan(1e-8);
        Largest(background.Velocity.Values, reference.Series("phidot")).ShouldBeLessThan(1e-8);
    }

    [Fact]
    public void Quadratic_inflation_follows_the_independent_program()
    {
        UniverseReference reference = new("inflation-quadratic");

        Background background = Quadratic(1, 16, 0).Follow(reference.Series("t"));

        background.IsComplete.ShouldBeTrue(background.Message);
        Largest(background.Field.Values, reference.Series("phi")).ShouldBeLessThan(1e-8);
        Largest(background.Velocity.Values, reference.Series("phidot")).ShouldBeLessThan(1e-8);
        Largest(background.Efolds, reference.Series("efolds")).ShouldBeLessThan(1e-8 * 66);
    }

    /// <summary>a ∝ t^{2/3}, V = ½m²φ²: φ = (A sin mt + B cos mt)/t, the Bessel functions of order ½.</summary>
    [Fact]
    public void Matter_era_is_the_bessel_function_of_order_one_half()
    {
        double[] times = [.. Enumerable.Range(0, 400).Select(i => 1 + (0.5 * i))];

        Background background = PowerLaw(2.0 / 3, 1, 0.5).Follow(times);

        // φ(1) = ½, φ̇(1) = 0 in φ = (A cos(t − 1) + B sin(t − 1))/t.
        double[] exact = [.. times.Select(t => 0.5 * (Math.Cos(t - 1) + Math.Sin(t - 1)) / t)];
        Largest(background.Field.Values, exact).ShouldBeLessThan(1e-10);
        background.FriedmannResidual.ShouldBeNull();
        Largest(background.Efolds, [.. times.Select(t => 2.0 / 3 * Math.Log(t))]).ShouldBeLessThan(1e-14);
    }

    /// <summary>φ = Σ c± t^{(1−3p)/2} J_{±ν}(mt), ν = (3p − 1)/2, by the power series, on which few digits cancel for mt ≤ 8.</summary>
    [Theory]
    [InlineData(0.5)]
    [InlineData(0.6)]
    [InlineData(0.9)]
    [InlineData(1.3)]
    public void Power_laws_are_bessel_functions(double power)
    {
        double order = ((3 * power) - 1) / 2;
        double[] times = [.. Enumerable.Range(0, 71).Select(i => 1 + (0.1 * i))];

        double[] field = PowerLaw(power, 1, 0.5).Follow(times).Field.Values;

        (double a, double da) = Series(order, 1);
        (double b, double db) = Series(-order, 1);
        double determinant = (a * db) - (b * da);
        double[] exact = [.. times.Select(t => 0.5 * ((db * Series(order, t).Value) - (da * Series(-order, t).Value)) / determinant)];
        Largest(field, exact).ShouldBeLessThan(1e-9);

        // t^{−ν} J_ν(t) up to a factor, and its derivative; for −ν times t^{−2ν}, as t^{−ν} J_{−ν}.
        (double Value, double Slope) Series(double nu, double t)
        {
            double term = 1, value = 1, slope = 0, head = nu > 0 ? 0 : 2 * nu;
            for (int k = 1; k < 80; k++)
            {
                term *= -t * t / 4 / (k * (k + nu));
                value += term;
                slope += term * 2 * k / t;
            }

            double factor = Math.Pow(t, head);
            return (factor * value, (factor * slope) + (head / t * factor * value));
        }
    }

    [Fact]
    public void Friedmann_constraint_holds_over_seventy_efolds_and_into_the_oscillations()
    {
        Cosmology cosmology = Quadratic(1e-6, 17, null);

        Background inflation = cosmology.FollowEfolds([.. Enumerable.Range(0, 71).Select(i => (double)i)]);
        Background all = cosmology.Follow([.. Enumerable.Range(0, 101).Select(i => i * 4e5)]);

        inflation.Efolds[^1].ShouldBe(70);
        inflation.FriedmannResidual!.Value.ShouldBeLessThan(1e-10);
        all.IsComplete.ShouldBeTrue(all.Message);
        all.Efolds[^1].ShouldBeGreaterThan(72);
        all.FriedmannResidual!.Value.ShouldBeLessThan(1e-9);
    }

    /// <summary>V = V₀ e^{−λφ} alone: φ = φ₀ + (2/λ) ln(t/t₀), a ∝ t^{2/λ²}, exact where V₀ t₀² e^{−λφ₀} = (2/λ²)(3·2/λ² − 1).</summary>
    [Theory]
    [InlineData(0.3)]
    [InlineData(1.2)]
    [InlineData(2.0)]
    public void Exponential_potential_keeps_to_its_exact_scaling_solution(double slope)
    {
        double power = 2 / (slope * slope);
        double height = power * ((3 * power) - 1);
        Cosmology cosmology = new()
        {
            Potential = new ExponentialPotential(height, slope),
            Expansion = new FriedmannExpansion(),
            InitialField = [0],
            InitialVelocity = [2 / slope],
            Start = 1,
        };
        double[] times = [1, 2, 10, 1e3, 1e6];

        Background background = cosmology.Follow(times);

        background.Field.Values.ShouldBe([.. times.Select(t => 2 / slope * Math.Log(t))], 1e-9);
        background.Efolds.ShouldBe([.. times.Select(t => power * Math.Log(t))], 1e-9);
        background.Epsilon.ShouldAllBe(epsilon => Math.Abs(epsilon - (1 / power)) < 1e-9);
        cosmology.FindEnd(longest: 100).IsFound.ShouldBeFalse();
    }

    /// <summary>Radiation and matter without a field that matters: 3H² = ρ_r a⁻⁴ + ρ_m a⁻³ has a closed solution t(a).</summary>
    [Fact]
    public void Radiation_and_matter_expand_as_the_closed_solution_says()
    {
        const double radiation = 3, matter = 0.4;
        Cosmology cosmology = new()
        {
            Potential = new PowerPotential(2, 1e-30),
            Expansion = new FriedmannExpansion(Fluid.Of("radiation", radiation), Fluid.Of("matter", matter)),
            InitialField = [1e-3],
            InitialVelocity = [0],
        };

        Background background = cosmology.FollowEfolds([0, 1, 2, 4, 8]);

        double Age(double a) =>
            Math.Sqrt(3) * (2 * ((matter * a) - (2 * radiation)) * Math.Sqrt((matter * a) + radiation)) / (3 * matter * matter);
        double[] exact = [.. background.Efolds.Select(n => Age(Math.Exp(n)) - Age(1))];
        for (int i = 1; i < exact.Length; i++)
        {
            background.Times[i].ShouldBe(exact[i], 1e-11 * exact[i]);
        }

        background.FriedmannResidual!.Value.ShouldBeLessThan(1e-11);
        background.FluidDensities[0][^1].ShouldBe(radiation * Math.Exp(-32), 1e-25);
    }

    [Theory]
    [InlineData("quadratic", 1.009343)]
    [InlineData("quartic", 2.339384)]
    [InlineData("starobinsky", 0.614644)]
    public void Inflation_ends_where_an_independent_solver_found_it(string potential, double field)
    {
        EndOfInflation end = Inflation.Of(potential).FindEnd();

        end.IsFound.ShouldBeTrue(end.Message);
        end.Field[0].ShouldBe(field, 5e-7);
        end.Efolds.ShouldBeGreaterThan(65);
    }

    [Fact]
    public void The_end_of_inflation_is_located_to_twelve_digits()
    {
        Cosmology cosmology = Inflation.Of("quadratic");
        EndOfInflation end = cosmology.FindEnd();

        // The state just there, stepped to and not interpolated, has ε = 1, with dε/dN of order 1.
        Background there = cosmology.FollowEfolds([end.Efolds]);
        there.Epsilon[0].ShouldBe(1, 2e-12);
        Background inTime = cosmology.Follow([end.Time]);
        inTime.Field.Values[0].ShouldBe(end.Field[0], 1e-11);
        inTime.Efolds[0].ShouldBe(end.Efolds, 1e-10);
    }

    /// <summary>Two fields of one mass move on a straight line, as one field at the distance √(φ₁² + φ₂²).</summary>
    [Fact]
    public void Two_equal_fields_are_one()
    {
        double[] times = [0, 1, 5, 20, 40];
        Cosmology two = Quadratic(1, 16, 0) with { InitialField = [9.6, 12.8], InitialVelocity = [0, 0] };
        Cosmology formula = two with
        {
            Potential = new ManyFieldPotential("m^2/2*(a^2 + b^2)", ["a", "b"], new Dictionary<string, double> { ["m"] = 1 }),
        };

        Background one = Quadratic(1, 16, 0).Follow(times);
        foreach (Background both in new[] { two.Follow(times), formula.Follow(times) })
        {
            both.IsComplete.ShouldBeTrue(both.Message);
            for (int i = 0; i < times.Length; i++)
            {
                both.Field.At(i)[0].ShouldBe(0.6 * one.Field.Values[i], 1e-10);
                both.Field.At(i)[1].ShouldBe(0.8 * one.Field.Values[i], 1e-10);
            }
        }
    }

    /// <summary>Without expansion the energy is conserved.</summary>
    [Fact]
    public void Flat_space_conserves_energy()
    {
        Cosmology cosmology = Quadratic(1, 1.3, 0) with
        {
            Potential = new DoubleWellPotential(0.7, 0.8),
            Expansion = new DeSitterExpansion(0),
        };

        Background background = cosmology.Follow([.. Enumerable.Range(0, 500).Select(i => (double)i)]);

        background.IsComplete.ShouldBeTrue(background.Message);
        double energy = background.PotentialEnergy[0];
        for (int i = 0; i < background.Times.Length; i++)
        {
            (background.KineticEnergy[i] + background.PotentialEnergy[i]).ShouldBe(energy, 1e-10 * energy);
        }
    }

    [Fact]
    public void Slow_roll_starts_on_the_attractor()
    {
        Background slow = Quadratic(1, 16, null).FollowEfolds([0, 10]);
        Background rest = Quadratic(1, 16, 0).FollowEfolds([0, 10]);

        slow.Velocity.Values[0].ShouldBe(-Math.Sqrt(2.0 / 3), 2e-3);
        slow.Velocity.Values[1].ShouldBe(rest.Velocity.Values[1], 1e-4);
    }

    /// <summary>
    /// φ̇ = −V'/3H with the energy of the roll in H, also where it is most of it: for m²φ²/2, 3φ̇²(φ̇² + m²φ²) = 2m⁴φ², a quadratic
    /// equation in φ̇².
    /// </summary>
    [Theory]
    [InlineData(1e-12)]
    [InlineData(1e-3)]
    [InlineData(0.5)]
    [InlineData(16)]
    public void Slow_roll_is_met_where_the_roll_is_fast(double field)
    {
        double velocity = Quadratic(1e-6, field, null).StartingVelocity()[0], mass = 1e-12 * field * field;
        double half = mass / 2, square = (2.0 / 3 * 1e-12 * mass / (half + Math.Sqrt((half * half) + (2.0 / 3 * 1e-12 * mass))));

        (velocity * velocity).ShouldBe(square, 1e-9 * square);
        velocity.ShouldBeLessThan(0);
    }

    /// <summary>
    /// Matter against a negative constant, a³ ∝ sin²: ρ is the difference of two rounded numbers, and the turn is found all the same.
    /// </summary>
    [Fact]
    public void Matter_and_a_negative_constant_recollapse()
    {
        const double matter = 1e-10, constant = 1e-18;
        double rate = Math.Sqrt(3 * constant) / 2, turn = ((Math.PI / 2) - Math.Asin(Math.Sqrt(constant / matter))) / rate;
        Cosmology cosmology = new()
        {
            Potential = new ExpressionPotential($"-{constant:R} + 0*phi"),
            Expansion = new FriedmannExpansion(Fluid.Of("matter", matter)),
            InitialField = [1],
            InitialVelocity = [0],
        };

        foreach (Background path in new[] { cosmology.FollowEfolds([0, 6, 12]), cosmology.Follow([0, turn / 2, 2 * turn]) })
        {
            path.IsComplete.ShouldBeFalse();
            path.Status.ShouldBe(SolverStatus.Event);
            path.Message.ShouldContain("V is negative");
            path.Message.ShouldContain("N = 6.14023");
        }

        double found = double.Parse(
            cosmology.FollowEfolds([0, 12]).Message.Split("t = ")[1].Split(" × ")[0], System.Globalization.CultureInfo.InvariantCulture);
        found.ShouldBe(turn / Math.Pow(10, Math.Floor(Math.Log10(turn))), 2e-6);
    }

    /// <summary>
    /// ȧ² = m/a − K turns at a = m/K, and is followed until ρ is 10⁻⁶ of its parts: of ρ and twice the density of curvature, which is half
    /// of what is missing from that a. Until the turn it takes π − η + sin η of m/2K^{3/2}, with a = (1 − cos η)·m/2K.
    /// </summary>
    [Theory]
    [InlineData(1e-8, 1e-11)]
    [InlineData(1e-3, 1e-5)]
    public void A_closed_universe_is_followed_to_its_turn(double m, double curvature)
    {
        Cosmology closed = new()
        {
            Potential = new ExpressionPotential("0*phi"),
            Expansion = new FriedmannExpansion(Fluid.Of("matter", 3 * m), Fluid.OfCurvature(curvature)),
            InitialField = [1],
            InitialVelocity = [0],
        };
        double angle = Math.Acos(1 - (2 * curvature / m));
        double turn = m / (2 * Math.Pow(curvature, 1.5)) * (Math.PI - angle + Math.Sin(angle));

        closed.FollowEfolds([0, Before(2e-6)]).IsComplete.ShouldBeTrue();
        Background turning = closed.FollowEfolds([0, Before(5e-7)]);

        turning.IsComplete.ShouldBeFalse();
        turning.Message.ShouldContain("space is closed");
        string[] time = turning.Message.Split("t = ")[1].Split(", N")[0].Split(" × ");
        double found = double.Parse(time[0].Replace("\u202f", ""), System.Globalization.CultureInfo.InvariantCulture);
        (time.Length == 1 ? turn : turn / Math.Pow(10, Math.Floor(Math.Log10(turn)))).ShouldBe(found, 1e-6 * found);

        double Before(double left) => Math.Log(m / curvature) + Math.Log(1 - (2 * left));
    }

    [Fact]
    public void What_cannot_start_is_refused()
    {
        Cosmology cosmology = Quadratic(1, 16, 0);

        Should.Throw<ArgumentException>(() => cosmology with { InitialField = [double.NaN] }).Message.ShouldContain("NaN");
        Should.Throw<ArgumentException>(() => (cosmology with { InitialVelocity = [1, 2] }).Follow([1]))
            .Message.ShouldContain("1 finite numbers");
        Should.Throw<ArgumentException>(
            () => (cosmology with { Potential = new HilltopPotential(1, 1, 2), InitialVelocity = null }).Follow([1]))
            .Message.ShouldContain("not positive");
        Should.Throw<ArgumentOutOfRangeException>(() => new PowerLawExpansion(0, 1));
        Should.Throw<ArgumentException>(() => Fluid.Of("phlogiston", 1)).Message.ShouldContain("radiation");
        cosmology.FindEnd(longest: 1).Message.ShouldContain("not ended after 1 e-folds");
        (Quadratic(1, 1, 1) with { InitialVelocity = [2] }).FindEnd().Message.ShouldContain("no inflation at the beginning");
    }

    private static Cosmology Quadratic(double mass, double field, double? velocity) => new()
    {
        Potential = new PowerPotential(2, mass * mass),
        Expansion = new FriedmannExpansion(),
        InitialField = [field],
        InitialVelocity = velocity is { } given ? [given] : null,
    };

    private static Cosmology PowerLaw(double power, double mass, double field) => new()
    {
        Potential = new PowerPotential(2, mass * mass),
        Expansion = new PowerLawExpansion(power, 1),
        InitialField = [field],
        InitialVelocity = [0],
        Start = 1,
    };

    private static double Largest(double[] values, double[] exact) => values.Zip(exact, (a, b) => Math.Abs(a - b)).Max();
}
