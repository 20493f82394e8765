namespace Inflaton.Potentials;

public sealed class PotentialTests
{
    private static readonly double[] Fields = [-3.1, -0.7, -1e-3, 0.2, 0.55, 2.4];

    public static IReadOnlyDictionary<string, SingleFieldPotential> All { get; } = new Dictionary<string, SingleFieldPotential>
    {
        ["squared"] = new PowerPotential(2, 1.7),
        ["quadratic"] = new PowerPotential(2, 0.01, 5),
        ["quartic"] = new PowerPotential(4, 0.3, -0.4),
        ["sextic"] = new PowerPotential(6, 0.02),
        ["huber"] = new HuberPotential(1.3, 0.6),
        ["log_cosh"] = new LogCoshPotential(0.9, 0.4),
        ["formula"] = new ExpressionPotential(
            "m^2/2*phi^2 + lambda/4*phi^4 + exp(-0.3*phi)", new Dictionary<string, double> { ["m"] = 1.2, ["lambda"] = 0.3 }),
        ["scaled quartic"] = new ScaledPotential(new PowerPotential(4, 0.3, -0.4), 2.1),
        ["double_well"] = new DoubleWellPotential(0.7, 1.1),
        ["starobinsky"] = new StarobinskyPotential(0.8),
        ["natural"] = new NaturalPotential(0.6, 1.7),
        ["hilltop"] = new HilltopPotential(0.9, 2.3, 4),
        ["quadratic hilltop"] = new HilltopPotential(0.9, 2.3, 2),
        ["exponential"] = new ExponentialPotential(0.5, 0.8),
        ["scaled"] = new ScaledPotential(new DoubleWellPotential(0.7, 1.1), 0.3),
        ["shifted"] = ShiftedPotential.Of(new DoubleWellPotential(0.7, 1.1), -0.4),
        ["shifted square"] = ShiftedPotential.Of(new PowerPotential(2, 1.7), 2.5),
        ["softplus"] = new SoftplusPotential(1.3),
        ["monodromy"] = new MonodromyPotential(0.7, 2.0 / 3, 0.5, 0.03, 0.4),
        ["steep monodromy"] = new MonodromyPotential(0.7, 3, 0.5, 0.03, 0.4),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    /// <summary>Where Huber's potential becomes straight its curvature is still that of the parabola, on both sides.</summary>
    [Theory]
    [InlineData(0.6, 1.3)]
    [InlineData(-0.6, 1.3)]
    [InlineData(0.6000000000000001, 0)]
    [InlineData(-0.6000000000000001, 0)]
    public void The_boundary_of_a_straight_potential_belongs_to_the_parabola(double field, double curvature) =>
        All["huber"].Curvature(field).ShouldBe(curvature);

    /// <summary>
    /// No V'' where V ≤ e is above the largest that is stated, nor is it infinite for nothing: an even hilltop bends downwards everywhere.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void The_largest_curvature_bounds_that_of_every_field_below_an_energy(string name)
    {
        SingleFieldPotential potential = All[name];
        foreach (double energy in new[] { 1e-6, 0.1, 3.0, 40 })
        {
            double largest = potential.LargestCurvature(energy);
            for (double field = -30; field < 30; field += 1.0 / 128)
            {
                if (potential.Value(field) <= energy)
                {
                    potential.Curvature(field).ShouldBeLessThanOrEqualTo(largest + (1e-12 * Math.Abs(largest)), $"{energy} {field}");
                }
            }
        }

        double.IsFinite(potential.LargestCurvature(1)).ShouldBe(name != "formula");
    }

    /// <summary>What is compiled as a formula is the potential: value, slope and curvature, of one field and summed over two.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void As_a_formula_it_is_the_same_potential(string name)
    {
        SingleFieldPotential potential = All[name];
        if (potential.AsFormula(1) is not { } one)
        {
            return;
        }

        foreach (double field in Fields)
        {
            double value = potential.Value(field), slope = potential.Slope(field), curvature = potential.Curvature(field);
            one.Evaluate(field).ShouldBe(value, 1e-13 * (1 + Math.Abs(value)));
            one.Derivative("phi1").Evaluate(field).ShouldBe(slope, 1e-13 * (1 + Math.Abs(slope)));
            one.Derivative("phi1").Derivative("phi1").Evaluate(field).ShouldBe(curvature, 1e-13 * (1 + Math.Abs(curvature)));
            potential.AsFormula(2)!.Evaluate(field, 0.3).ShouldBe(value + potential.Value(0.3), 1e-12 * (1 + Math.Abs(value)));
        }
    }

    /// <summary>
    /// Of a double well the largest V'' below an energy is that of its walls, φ² = v² + 2√(E/λ); of Starobinsky's potential that of its
    /// steep wall, e^(−√(2/3)φ) = 1 + √(E/V₀).
    /// </summary>
    [Theory]
    [InlineData(1e-4)]
    [InlineData(1)]
    [InlineData(300)]
    public void The_largest_curvature_is_that_of_the_wall(double energy)
    {
        double well = Math.Sqrt((1.1 * 1.1) + (2 * Math.Sqrt(energy / 0.7)));
        double steep = -Math.Log(1 + Math.Sqrt(energy / 0.8)) / Math.Sqrt(2.0 / 3);
        foreach ((string name, double field) in new[] { ("double_well", well), ("starobinsky", steep) })
        {
            SingleFieldPotential potential = All[name];
            potential.Value(field).ShouldBe(energy, 1e-12 * energy);
            potential.LargestCurvature(energy).ShouldBe(potential.Curvature(field), 1e-12 * potential.Curvature(field), name);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Slope_and_curvature_are_the_derivatives(string name)
    {
        SingleFieldPotential potential = All[name];
        foreach (double field in Fields)
        {
            potential.Slope(field).ShouldBe(Derivative(potential.Value, field), 1e-7 * (1 + Math.Abs(potential.Slope(field))));
            potential.Curvature(field).ShouldBe(Derivative(potential.Slope, field), 1e-7 * (1 + Math.Abs(potential.Curvature(field))));
        }
    }

    /// <summary>
    /// A field of many points has the bits of its points, whatever the registers and blocks that it is cut into, in place as well.
    /// </summary>
    [Theory, MemberData(nameof(Names))]
    public void A_field_has_the_bits_of_its_points(string name)
    {
        SingleFieldPotential potential = All[name];
        foreach (int count in new[] { 0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 255, 256, 257, 600 })
        {
            double[] field = [.. Enumerable.Range(0, count).Select(i => 3 * Math.Sin((1.7 * i) + 0.2))];
            double[] direction = [.. Enumerable.Range(0, count).Select(i => Math.Cos(2.3 * i))];
            double[] gradient = new double[count], product = new double[count], gradientInPlace = [.. field], productInPlace = [.. field];

            potential.Gradient(field, gradient);
            potential.Gradient(gradientInPlace, gradientInPlace);
            potential.CurvatureProduct(field, direction, product);
            potential.CurvatureProduct(productInPlace, direction, productInPlace);

            potential.Energy(field).ShouldBe(field.Aggregate(0.0, (sum, one) => sum + potential.Value(one)));
            gradient.ShouldBe(field.Select(potential.Slope));
            gradientInPlace.ShouldBe(gradient);
            product.ShouldBe(field.Zip(direction, (one, along) => potential.Curvature(one) * along));
            productInPlace.ShouldBe(product);
            potential.LargestCurvature(field).ShouldBe(field.Select(potential.Curvature).DefaultIfEmpty(double.NegativeInfinity).Max());
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void What_is_no_number_stays_none(string name)
    {
        SingleFieldPotential potential = All[name];
        double[] gradient = new double[5];
        potential.Gradient([0.1, double.NaN, 0.2, double.NaN, 0.3], gradient);
        gradient.Select(double.IsNaN).ShouldBe([false, true, false, true, false]);
        potential.Energy([0.1, double.NaN]).ShouldBe(double.NaN);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_uniform_curvature_is_stated_exactly_where_there_is_one(string name)
    {
        SingleFieldPotential potential = All[name];
        double[] curvatures = [.. new[] { -3.3, -0.8, -0.2, 0.5, 3.7 }.Select(potential.Curvature)];
        potential.UniformCurvature.ShouldBe(curvatures.Distinct().Count() == 1 ? curvatures[0] : null);
    }

    [Fact]
    public void Log_cosh_is_accurate_at_both_ends()
    {
        LogCoshPotential potential = new(1);
        potential.Value(1e-6).ShouldBe(5e-13 * (1 - (1e-12 / 6)), 1e-27);
        potential.Value(800).ShouldBe(800 - Math.Log(2), 1e-12);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-2)]
    public void A_power_without_a_minimum_is_refused(int degree) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PowerPotential(degree, 1)).Message.ShouldContain("has no minimum");

    [Fact]
    public void A_linear_formula_has_no_curvature_to_solve_by_and_none_to_bound()
    {
        ExpressionPotential potential = new("2*phi + 1");
        potential.UniformCurvature.ShouldBeNull();
        potential.LargestCurvature(3.0).ShouldBe(0);
        new ExpressionPotential("0.5*k*f^2", new Dictionary<string, double> { ["k"] = 3 }, "f").UniformCurvature.ShouldBe(3);
    }

    internal static double Derivative(Func<double, double> f, double x)
    {
        const double h = 1e-4;
        double D(double step) => (f(x + step) - f(x - step)) / (2 * step);
        return ((4 * D(h / 2)) - D(h)) / 3;
    }

    [Fact]
    public void Scales_and_shifts_that_undo_each_other_leave_the_potential_itself()
    {
        DoubleWellPotential potential = new(0.7, 1.1);
        foreach (double scale in new[] { 1e-12, 0.3, 4.916562060633234, 7e9 })
        {
            ScaledPotential.Of(ScaledPotential.Of(potential, 1 / scale), scale).ShouldBeSameAs(potential);
        }

        ScaledPotential.Of(potential, 1 + 1e-12).ShouldNotBeSameAs(potential);
        ScaledPotential.Of(ScaledPotential.Of(potential, 3), 5).Value(0.2).ShouldBe(15 * potential.Value(0.2), 1e-15);
        ShiftedPotential.Of(ShiftedPotential.Of(potential, 0.5), -0.5).ShouldBeSameAs(potential);
        ShiftedPotential.Of(ShiftedPotential.Of(potential, 0.5), 0.25).Slope(0.2).ShouldBe(potential.Slope(0.95), 1e-15);
        Should.Throw<ArgumentOutOfRangeException>(() => ShiftedPotential.Of(potential, double.NaN)).Message.ShouldContain("finite");
        Should.Throw<ArgumentOutOfRangeException>(() => ScaledPotential.Of(potential, 0)).Message.ShouldContain("positive");
    }
}
