using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Quadrature;

namespace Inflaton.Numerics.Tests.Quadrature;

public class GaussHermiteTests
{
    [Fact]
    public void Small_rules_are_those_of_the_textbooks()
    {
        GaussHermite two = new(2), three = new(3);
        new GaussHermite(1).Nodes.ShouldBe([0]);
        new GaussHermite(1).Weights.ShouldBe([1]);
        Close(two.Nodes, [-1, 1]);
        Close(two.Weights, [0.5, 0.5]);
        Close(three.Nodes, [-Math.Sqrt(3), 0, Math.Sqrt(3)]);
        Close(three.Weights, [1 / 6.0, 2 / 3.0, 1 / 6.0]);
    }

    /// <summary>Nodes are roots of h_n to their last digits: a step of Newton's method, h_n/(√n h_{n−1}), moves none of them.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(100)]
    [InlineData(600)]
    public void Nodes_are_roots_to_rounding(int n)
    {
        double[] values = new double[n + 1];
        foreach (double node in new GaussHermite(n).Nodes)
        {
            GaussHermite.FillScaled(node, values);
            Math.Abs(values[n] / (Math.Sqrt(n) * values[n - 1])).ShouldBeLessThan(4.5e-16 * Math.Max(1, Math.Abs(node)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(20)]
    public void Moments_are_exact_up_to_degree_two_n_minus_one(int n)
    {
        GaussHermite rule = new(n);
        double moment = 1;
        for (int degree = 0; degree <= (2 * n) - 1; degree++)
        {
            moment = degree > 0 && degree % 2 == 0 ? moment * (degree - 1) : moment;
            double value = rule.Expectation(x => Math.Pow(x, degree));
            value.ShouldBe(degree % 2 == 0 ? moment : 0, 2e-14 * moment * n);
        }

        (rule.Expectation(x => Math.Pow(x, 2 * n)) / (moment * ((2 * n) - 1))).ShouldBeLessThan(1 - 1e-7);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(255)]
    [InlineData(GaussHermite.MostNodes)]
    public void Weights_sum_to_one_and_Hermite_polynomials_are_orthonormal(int n)
    {
        GaussHermite rule = new(n);
        rule.Weights.Sum().ShouldBe(1, 1e-13);
        rule.Weights.Count(weight => weight > 0).ShouldBeGreaterThan(Math.Min(n, 450) - 1);
        for (int i = 1; i < n; i++)
        {
            rule.Nodes[i].ShouldBeGreaterThan(rule.Nodes[i - 1]);
            rule.Nodes[i].ShouldBe(-rule.Nodes[n - 1 - i]);
        }

        Matrix<double> weighted = rule.WeightedPolynomials();
        // h_k oscillates up to 2√k, and beyond 38 the weights are below the smallest double: of large rules half the polynomials.
        int top = n < 400 ? n - 1 : n / 2;
        foreach (int j in (int[])[0, 1, n / 2, top])
        {
            foreach (int k in (int[])[0, 1, n / 2, top])
            {
                double product = 0;
                for (int i = 0; i < n; i++)
                {
                    product += rule.Weights[i] == 0 ? 0 : weighted[i, j] / rule.Weights[i] * weighted[i, k];
                }

                product.ShouldBe(j == k ? 1 : 0, 1e-11, $"h_{j} and h_{k}");
            }
        }
    }

    [Fact]
    public void Error_falls_as_the_strip_of_analyticity_says()
    {
        // E[1/(1 + z²)] = √(π/2) e^{1/2} erfc(1/√2); poles at ±i, so that ln(error) falls as −2√n.
        double exact = Math.Sqrt(Math.PI / 2) * Math.Exp(0.5) * (1 - Numerics.Functions.ErrorFunction.Erf(Math.Sqrt(0.5)));
        double Error(int n) => Math.Abs(new GaussHermite(n).Expectation(z => 1 / (1 + (z * z))) - exact);

        double slope = (Math.Log(Error(100)) - Math.Log(Error(25))) / (Math.Sqrt(100) - Math.Sqrt(25));
        slope.ShouldBe(-2, 0.2);
        Error(400).ShouldBeLessThan(1e-14);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(GaussHermite.MostNodes + 1)]
    public void Other_numbers_of_nodes_are_refused(int n) => Should.Throw<ArgumentOutOfRangeException>(() => new GaussHermite(n));

    private static void Close(double[] actual, double[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            actual[i].ShouldBe(expected[i], 5e-16);
        }
    }
}
