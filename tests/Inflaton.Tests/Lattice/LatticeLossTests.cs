using Inflaton.Potentials;

namespace Inflaton.Lattice;

public sealed class LatticeLossTests
{
    private static readonly LatticeLoss Field = new(new DoubleWellPotential(0.7, 1.1), new LatticeGrid(0.6, 7), 2.5);
    private static readonly double[] Values = [0.3, -1.2, 0.9, 2, -0.4, 0.1, 1.4];
    private static readonly double[] Direction = [1, -2, 0.5, 0.3, 0, 1, -0.7];
    private static readonly double[] Zeros = new double[7];

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.7)]
    public void Gradient_and_curvature_are_the_derivatives_at_every_scale_factor(double scaleFactor)
    {
        double[] gradient = new double[7], product = new double[7], up = new double[7], down = new double[7];
        Field.Gradient(scaleFactor, Values, Zeros, gradient);
        Field.CurvatureProduct(scaleFactor, Values, Zeros, Direction, product);
        const double h = 1e-5;
        double[] Moved(double by) => [.. Values.Zip(Direction, (f, d) => f + (by * d))];
        Field.Gradient(scaleFactor, Moved(h), Zeros, up);
        Field.Gradient(scaleFactor, Moved(-h), Zeros, down);

        double slope = (Field.Energy(scaleFactor, Moved(h), Zeros) - Field.Energy(scaleFactor, Moved(-h), Zeros)) / (2 * h);
        slope.ShouldBe(gradient.Zip(Direction, (g, d) => g * d).Sum(), 1e-6);
        product.Zip(up.Zip(down, (u, d) => (u - d) / (2 * h)), (p, d) => Math.Abs(p - d)).Max().ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Gradient_energy_falls_as_the_universe_grows()
    {
        double Gradient(double a) => Field.Energy(a, Values, Zeros) - Field.Local.Energy(Values);

        (Gradient(1) / Gradient(3)).ShouldBe(9, 1e-12);
        Field.Energy(Values, Zeros).ShouldBe(Field.Energy(1, Values, Zeros));
        Field.CouplesPoints.ShouldBeTrue();
        Field.UniformCurvature.ShouldBeNull();
    }

    /// <summary>Two components in V = ½φ₁² + ¼φ₂⁴ + 0.8 φ₁²φ₂² at five sites, which act on each other and on their neighbours.</summary>
    [Fact]
    public void Coupled_components_have_the_derivatives_of_their_energy()
    {
        ManyFieldPotential potential = new("phi1^2/2 + phi2^4/4 + 0.8*phi1^2*phi2^2", ["phi1", "phi2"]);
        LatticeLoss coupled = new(potential, new LatticeGrid(0.6, 5), 2.5, components: 2);
        double[] field = [0.3, -1.2, 0.9, 2, -0.4, 0.1, 1.4, -0.8, 0.6, 0.5], direction = [1, -2, 0.5, 0.3, 0, 1, -0.7, 0.2, 1.1, -0.4];
        double[] gradient = new double[10], product = new double[10], up = new double[10], down = new double[10];
        double[] Moved(double by) => [.. field.Zip(direction, (f, d) => f + (by * d))];
        const double h = 1e-5, a = 1.7;
        coupled.Gradient(a, field, gradient, gradient);
        coupled.CurvatureProduct(a, field, gradient, direction, product);
        coupled.Gradient(a, Moved(h), up, up);
        coupled.Gradient(a, Moved(-h), down, down);

        double slope = (coupled.Energy(a, Moved(h), field) - coupled.Energy(a, Moved(-h), field)) / (2 * h);
        slope.ShouldBe(gradient.Zip(direction, (g, d) => g * d).Sum(), 1e-6);
        product.Zip(up.Zip(down, (u, d) => (u - d) / (2 * h)), (p, d) => Math.Abs(p - d)).Max().ShouldBeLessThan(1e-5);
        double stretch = product.Zip(direction, (p, d) => p * d).Sum() / direction.Sum(d => d * d);
        coupled.LargestCurvature(field, field).ShouldBeGreaterThan(stretch);
        double local = 2.5 * Enumerable.Range(0, 5).Sum(n => potential.Energy(field.AsSpan(2 * n, 2)));
        (coupled.Energy(1, field, field) - local).ShouldBe(9 * (coupled.Energy(3, field, field) - local), 1e-10);
        coupled.Formula.ShouldStartWith("2.5 [");
        Should.Throw<ArgumentException>(() => new LatticeLoss(potential, new LatticeGrid(0.6, 5), 2.5))
            .Message.ShouldContain("2 fields, not 1");
        Should.Throw<ArgumentOutOfRangeException>(() => new LatticeLoss(potential, new LatticeGrid(0.6, 5), 0, 2))
            .ParamName.ShouldBe("scale");
    }

    [Fact]
    public void Largest_curvature_is_reached_by_the_shortest_wave_of_a_uniform_field()
    {
        LatticeLoss even = new(new PowerPotential(2, 0.5), new LatticeGrid(0.5, 6), 3);
        double[] alternating = [1, -1, 1, -1, 1, -1], product = new double[6];
        even.CurvatureProduct(new double[6], new double[6], alternating, product);

        product[0].ShouldBe(even.LargestCurvature(new double[6], new double[6]), 1e-12);
        product[0].ShouldBe(3 * (0.5 + (4 / 0.25)), 1e-12);
    }

    [Fact]
    public void A_field_of_another_size_is_refused() =>
        Should.Throw<ArgumentException>(() => Field.Gradient(new double[6], new double[6], new double[6]))
            .Message.ShouldContain("6 values do not fill 7 sites");
}
