using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Losses;

public sealed class CrossEntropyLossTests
{
    private const int Classes = 4;
    private const int Points = 5;
    private readonly CrossEntropyLoss loss = new(Classes, 1.7);
    private readonly double[] field = new double[Points * Classes];
    private readonly double[] targets = new double[Points * Classes];
    private readonly double[] direction = new double[Points * Classes];

    public CrossEntropyLossTests()
    {
        new CounterStream(3, 0).FillNormal(field);
        new CounterStream(4, 0).FillNormal(direction);
        for (int x = 0; x < Points; x++)
        {
            targets[(x * Classes) + (x % Classes)] = x == 4 ? 0.25 : 1;
        }

        // One point of mixed classes.
        (targets[17], targets[18]) = (0.5, 0.25);
    }

    [Fact]
    public void Is_minus_the_logarithm_of_the_probability_of_the_class()
    {
        double[] one = [0.3, -1.1, 2.0, 0.4];
        double sum = one.Sum(Math.Exp);
        loss.Energy(one, [0, 0, 1, 0]).ShouldBe(-1.7 * Math.Log(Math.Exp(2) / sum), 1e-14);
        loss.Energy(new double[Classes], [1, 0, 0, 0]).ShouldBe(1.7 * Math.Log(Classes), 1e-15);
    }

    [Fact]
    public void Gradient_and_curvature_are_the_derivatives_and_couple_the_components_of_a_point()
    {
        double[] gradient = new double[field.Length], product = new double[field.Length];
        loss.Gradient(field, targets, gradient);
        loss.CurvatureProduct(field, targets, direction, product);

        for (int i = 0; i < field.Length; i++)
        {
            gradient[i].ShouldBe(Along(Unit(i), f => loss.Energy(f, targets)), 1e-9);
            product[i].ShouldBe(Along(direction, f => GradientAt(f)[i]), 1e-9);
        }

        Math.Abs(Along(Unit(0), f => GradientAt(f)[1])).ShouldBeGreaterThan(0.01);
        Along(Unit(0), f => GradientAt(f)[Classes]).ShouldBe(0);
    }

    [Fact]
    public void A_shift_of_all_components_of_a_point_changes_nothing()
    {
        double[] shifted = [.. field.Select((f, i) => f + (100 * (1 + (i / Classes))))];
        loss.Energy(shifted, targets).ShouldBe(loss.Energy(field, targets), 1e-11);
        double[] product = new double[field.Length];
        loss.CurvatureProduct(field, targets, [.. Enumerable.Repeat(1.0, field.Length)], product);
        product.ShouldAllBe(value => Math.Abs(value) < 1e-15);
        GradientAt(field).Chunk(Classes).ShouldAllBe(point => Math.Abs(point.Sum()) < 1e-15);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    public void Largest_curvature_is_the_largest_eigenvalue_of_the_second_derivative(int classes)
    {
        CrossEntropyLoss one = new(classes, 0.8);
        for (ulong draw = 0; draw < 20; draw++)
        {
            double[] at = new double[classes], unused = new double[classes], column = new double[classes];
            new CounterStream(draw, 1).FillNormal(at);
            Matrix<double> hessian = new(classes, classes);
            for (int j = 0; j < classes; j++)
            {
                double[] unit = new double[classes];
                unit[j] = 1;
                one.CurvatureProduct(at, unused, unit, column);
                column.CopyTo(hessian.Row(j));
            }

            one.LargestCurvature(at, unused).ShouldBe(SymmetricEigen.Decompose(hessian, WorkerTeam.Single).Values[0], 1e-14);
        }

        one.LargestCurvature(new double[classes], new double[classes]).ShouldBe(0.8 / classes, 1e-15);
        double[] twoAlike = new double[classes];
        (twoAlike[0], twoAlike[1]) = (50, 50);
        one.LargestCurvature(twoAlike, new double[classes]).ShouldBe(0.4, 1e-15);
    }

    [Fact]
    public void Outputs_of_any_size_stay_finite()
    {
        double[] far = [1e300, -1e300, 0, 5, 800, 0, 0, 0], labels = [1, 0, 0, 0, 0, 1, 0, 0], gradient = new double[8];
        loss.Energy(far, labels).ShouldBe(1.7 * 800, 1e-12);
        loss.Gradient(far, labels, gradient);
        gradient.ShouldBe([0, 0, 0, 0, 1.7, -1.7, 0, 0]);
        loss.LargestCurvature(far, labels).ShouldBe(0, 1e-300);
    }

    [Fact]
    public void Wrong_shapes_and_numbers_are_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new CrossEntropyLoss(1));
        Should.Throw<ArgumentOutOfRangeException>(() => new CrossEntropyLoss(3, 0)).Message.ShouldContain("positive");
        Should.Throw<ArgumentException>(() => loss.Energy(new double[5], new double[5])).Message.ShouldContain("4 classes");
        Should.Throw<ArgumentException>(() => loss.Gradient(new double[8], new double[4], new double[8]));
    }

    private double[] GradientAt(double[] f)
    {
        double[] gradient = new double[f.Length];
        loss.Gradient(f, targets, gradient);
        return gradient;
    }

    private double[] Unit(int i)
    {
        double[] unit = new double[field.Length];
        unit[i] = 1;
        return unit;
    }

    private double Along(double[] way, Func<double[], double> f)
    {
        double At(double h) => f([.. field.Select((value, i) => value + (h * way[i]))]);
        double D(double h) => (At(h) - At(-h)) / (2 * h);
        return ((4 * D(5e-4)) - D(1e-3)) / 3;
    }
}
