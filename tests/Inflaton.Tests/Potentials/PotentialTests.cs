namespace Inflaton.Potentials;

public sealed class PotentialTests
{
    public static IReadOnlyDictionary<string, PointPotential> All { get; } = new Dictionary<string, PointPotential>
    {
        ["squared"] = new PowerPotential(2, 1.7),
        ["quadratic"] = new PowerPotential(2, 0.01, 5),
        ["quartic"] = new PowerPotential(4, 0.3, -0.4),
        ["sextic"] = new PowerPotential(6, 0.02),
        ["huber"] = new HuberPotential(1.3, 0.6),
        ["log_cosh"] = new LogCoshPotential(0.9, 0.4),
        ["expression"] = new ExpressionPotential("m^2/2*(f-y)^2 + lambda/4*f^4 + exp(-f*y)", new Dictionary<string, double> { ["m"] = 1.2, ["lambda"] = 0.3 }),
        ["double_well"] = new DoubleWellPotential(0.7, 1.1),
        ["starobinsky"] = new StarobinskyPotential(0.8),
        ["natural"] = new NaturalPotential(0.6, 1.7),
        ["hilltop"] = new HilltopPotential(0.9, 2.3, 4),
        ["quadratic hilltop"] = new HilltopPotential(0.9, 2.3, 2),
        ["exponential"] = new ExponentialPotential(0.5, 0.8),
        ["scaled"] = new ScaledPotential(new DoubleWellPotential(0.7, 1.1), 0.3),
        ["shifted"] = ShiftedPotential.Of(new DoubleWellPotential(0.7, 1.1), -0.4),
        ["shifted square"] = ShiftedPotential.Of(new PowerPotential(2, 1.7), 2.5),
        ["monodromy"] = new MonodromyPotential(0.7, 2.0 / 3, 0.5, 0.03, 0.4),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Slope_and_curvature_are_the_derivatives(string name)
    {
        PointPotential potential = All[name];
        foreach (double f in new[] { -3.1, -0.7, -1e-3, 0.2, 0.55, 2.4 })
        {
            foreach (double y in new[] { 0.0, 0.3, -1.1 })
            {
                potential.Slope(f, y).ShouldBe(Derivative(x => potential.Value(x, y), f), 1e-7 * (1 + Math.Abs(potential.Slope(f, y))));
                potential.Curvature(f, y).ShouldBe(Derivative(x => potential.Slope(x, y), f), 1e-7 * (1 + Math.Abs(potential.Curvature(f, y))));
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Sums_gradients_and_curvatures_are_those_of_the_points(string name)
    {
        PointPotential potential = All[name];
        double[] field = [0.3, -1.2, 0.9], targets = [0.1, 0.4, -0.2], direction = [1, -2, 0.5];
        double[] gradient = new double[3], product = new double[3];

        potential.Gradient(field, targets, gradient);
        potential.CurvatureProduct(field, targets, direction, product);

        potential.Energy(field, targets).ShouldBe(field.Zip(targets, potential.Value).Sum(), 1e-14);
        gradient.ShouldBe(field.Zip(targets, potential.Slope));
        product.ShouldBe(field.Zip(targets, potential.Curvature).Zip(direction, (c, v) => c * v));
        potential.LargestCurvature(field, targets).ShouldBe(field.Zip(targets, potential.Curvature).Max());
    }

    [Theory, MemberData(nameof(Names))]
    public void A_uniform_curvature_is_stated_exactly_where_there_is_one(string name)
    {
        PointPotential potential = All[name];
        double[] curvatures = [.. new[] { -3.0, -0.5, 0.1, 0.8, 4 }.Select(f => potential.Curvature(f, 0.3))];
        potential.UniformCurvature.ShouldBe(curvatures.Distinct().Count() == 1 ? curvatures[0] : null);
    }

    [Fact]
    public void Log_cosh_is_accurate_at_both_ends()
    {
        LogCoshPotential potential = new(1);
        potential.Value(1e-6, 0).ShouldBe(5e-13 * (1 - (1e-12 / 6)), 1e-27);
        potential.Value(800, 0).ShouldBe(800 - Math.Log(2), 1e-12);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-2)]
    public void A_power_without_a_minimum_is_refused(int degree) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PowerPotential(degree, 1)).Message.ShouldContain("has no minimum");

    [Fact]
    public void An_expression_knows_whether_it_looks_at_the_targets()
    {
        new ExpressionPotential("f^4").UsesTargets.ShouldBeFalse();
        new ExpressionPotential("(f-y)^4").UsesTargets.ShouldBeTrue();
        new ExpressionPotential("0.5*k*(f-y)^2", new Dictionary<string, double> { ["k"] = 3 }).UniformCurvature.ShouldBe(3);
    }

    [Fact]
    public void A_potential_of_several_fields_has_its_gradient_and_curvature()
    {
        ManyFieldPotential potential = new("g/2*a^2*b^2 + a^4 + cos(b)", ["a", "b"], new Dictionary<string, double> { ["g"] = 0.7 });
        double[] field = [0.3, -1.2, 0.9, 0.4], none = new double[4], gradient = new double[4], product = new double[4];

        potential.Gradient(field, none, gradient);
        potential.CurvatureProduct(field, none, [1, 0, 0.5, -2], product);

        for (int i = 0; i < 4; i++)
        {
            double along = Derivative(x => potential.Energy(With(field, i, x), none), field[i]);
            gradient[i].ShouldBe(along, 1e-9);
        }

        product[0].ShouldBe((0.7 * 1.44) + (12 * 0.09), 1e-14);
        product[1].ShouldBe(2 * 0.7 * 0.3 * -1.2, 1e-14);
        product[3].ShouldBe((0.5 * 2 * 0.7 * 0.9 * 0.4) - (2 * ((0.7 * 0.81) - Math.Cos(0.4))), 1e-14);
        potential.LargestCurvature([0, 0], [0, 0]).ShouldBe(0, 1e-15);

        static double[] With(double[] values, int i, double value)
        {
            double[] changed = [.. values];
            changed[i] = value;
            return changed;
        }
    }

    private static double Derivative(Func<double, double> f, double x)
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
        ScaledPotential.Of(ScaledPotential.Of(potential, 3), 5).Value(0.2, 0).ShouldBe(15 * potential.Value(0.2, 0), 1e-15);
        ShiftedPotential.Of(ShiftedPotential.Of(potential, 0.5), -0.5).ShouldBeSameAs(potential);
        ShiftedPotential.Of(ShiftedPotential.Of(potential, 0.5), 0.25).Slope(0.2, 0).ShouldBe(potential.Slope(0.95, 0), 1e-15);
        Should.Throw<ArgumentOutOfRangeException>(() => ShiftedPotential.Of(potential, double.NaN)).Message.ShouldContain("finite");
        Should.Throw<ArgumentOutOfRangeException>(() => ScaledPotential.Of(potential, 0)).Message.ShouldContain("positive");
    }
}
