using Inflaton.Training;

namespace Inflaton.Potentials;

[Collection(nameof(AllocationTests))]
public sealed class ManyFieldPotentialTests
{
    private static readonly ManyFieldPotential Coupled = new(
        "g/2*a^2*b^2 + a^4 + cos(b)", ["a", "b"], new Dictionary<string, double> { ["g"] = 0.7 });

    [Fact]
    public void It_has_its_gradient_and_curvature()
    {
        double[] field = [0.3, -1.2, 0.9, 0.4], gradient = new double[4], product = new double[4];

        Coupled.Gradient(field, gradient);
        Coupled.CurvatureProduct(field, [1, 0, 0.5, -2], product);

        for (int i = 0; i < 4; i++)
        {
            gradient[i].ShouldBe(PotentialTests.Derivative(x => Coupled.Energy(With(field, i, x)), field[i]), 1e-9);
        }

        product[0].ShouldBe((0.7 * 1.44) + (12 * 0.09), 1e-14);
        product[1].ShouldBe(2 * 0.7 * 0.3 * -1.2, 1e-14);
        product[3].ShouldBe((0.5 * 2 * 0.7 * 0.9 * 0.4) - (2 * ((0.7 * 0.81) - Math.Cos(0.4))), 1e-14);
        Coupled.LargestCurvature([0, 0]).ShouldBe(0, 1e-15);

        static double[] With(double[] values, int i, double value)
        {
            double[] changed = [.. values];
            changed[i] = value;
            return changed;
        }
    }

    [Fact]
    public void Results_may_take_the_place_of_the_field()
    {
        double[] field = [0.3, -1.2, 0.9, 0.4], direction = [1, 0.2, 0.5, -2], gradient = new double[4], product = new double[4];
        double[] gradientInPlace = [.. field], productInPlace = [.. field];
        Coupled.Gradient(field, gradient);
        Coupled.CurvatureProduct(field, direction, product);
        Coupled.Gradient(gradientInPlace, gradientInPlace);
        Coupled.CurvatureProduct(productInPlace, direction, productInPlace);

        gradientInPlace.ShouldBe(gradient);
        productInPlace.ShouldBe(product);
    }

    /// <summary>Three fields of a rotated quadratic form: its largest mass is known.</summary>
    [Fact]
    public void Largest_curvature_is_the_largest_eigenvalue_over_the_points()
    {
        // ½xᵀMx with M = 1 + (4/3)·(1,1,1)(1,1,1)ᵀ − …: eigenvalues 5 along (1,1,1), 1 across.
        ManyFieldPotential potential = new("(x^2+y^2+z^2)/2 + 2/3*(x+y+z)^2", ["x", "y", "z"]);
        potential.LargestCurvature([0.3, 1, -2, 5, 0, 0]).ShouldBe(5, 1e-14);
        potential.Components.ShouldBe(3);
    }

    [Fact]
    public void Fields_of_many_points_allocate_nothing()
    {
        double[] field = [.. Enumerable.Range(0, 200).Select(i => Math.Sin(i))], direction = new double[200], result = new double[200];
        Allocation.OfSteps(_ =>
        {
            Coupled.Energy(field);
            Coupled.Gradient(field, result);
            Coupled.CurvatureProduct(field, direction, result);
            Coupled.LargestCurvature(field);
        }).ShouldBe(0);
    }

    [Fact]
    public void Half_a_point_is_refused() =>
        Should.Throw<ArgumentException>(() => Coupled.Energy([1, 2, 3]))
            .Message.ShouldContain("3 values do not belong to points of 2 fields");
}
