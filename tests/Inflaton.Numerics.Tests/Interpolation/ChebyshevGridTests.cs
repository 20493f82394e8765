namespace Inflaton.Numerics.Interpolation;

public sealed class ChebyshevGridTests
{
    [Fact]
    public void A_polynomial_and_its_slope_are_exact_up_to_the_degree()
    {
        ChebyshevGrid grid = new(7);
        double[] values = new double[14], slopes = new double[14];
        for (int j = 0; j < 7; j++)
        {
            double x = grid.Nodes[j];
            (values[2 * j], values[(2 * j) + 1]) = (Math.Pow(x, 6) - (2 * x), 3);
        }

        grid.Differentiate(values, slopes);

        double[] weights = new double[7];
        foreach (double x in new[] { -1, -0.3, 0, 0.777, 1 })
        {
            grid.Weights(x, weights);
            weights.Sum().ShouldBe(1, 1e-14);
            weights.Select((w, j) => w * values[2 * j]).Sum().ShouldBe(Math.Pow(x, 6) - (2 * x), 1e-14);
            weights.Select((w, j) => w * slopes[2 * j]).Sum().ShouldBe((6 * Math.Pow(x, 5)) - 2, 1e-13);
        }

        slopes.Where((_, i) => int.IsOddInteger(i)).ShouldAllBe(slope => Math.Abs(slope) < 1e-14);
        Should.Throw<ArgumentException>(() => grid.Differentiate(values, new double[7]));
        Should.Throw<ArgumentOutOfRangeException>(() => new ChebyshevGrid(2));
    }

    /// <summary>e^{ax} has the Chebyshev coefficients 2I_n(a), about 2 (a/2)ⁿ/n!.</summary>
    [Fact]
    public void The_tail_is_that_of_the_series()
    {
        ChebyshevGrid grid = new(12);
        double[] values = [.. grid.Nodes.ToArray().Select(x => Math.Exp(0.5 * x))];

        double tail = grid.Tail(values, 0, 1);

        double tenth = 2 * Math.Pow(0.25, 10) / 3628800;
        tail.ShouldBe(tenth, 0.05 * tenth);
    }
}
