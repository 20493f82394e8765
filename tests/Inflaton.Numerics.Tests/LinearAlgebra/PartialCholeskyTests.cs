namespace Inflaton.Numerics.LinearAlgebra;

public sealed class PartialCholeskyTests
{
    // Of rank 3: rows are combinations of three vectors.
    private static readonly Matrix<double> Vectors = Matrix.FromFunction<double>(6, 3, (i, j) => Math.Sin((1.3 * i) + (2.1 * j) + (i * j)));

    private static readonly Matrix<double> Gram = Matrix.FromFunction<double>(
        6, 6, (i, j) => Enumerable.Range(0, 3).Sum(k => Vectors[i, k] * Vectors[j, k]));

    [Fact]
    public void Pivots_explain_a_matrix_of_their_rank()
    {
        PartialCholesky factor = new(Gram);

        foreach (int pivot in new[] { 4, 1, 2 })
        {
            factor.Take(pivot).ShouldBeTrue();
        }

        factor.Remainders.ToArray().ShouldAllBe(rest => rest >= 0 && rest < 1e-12);
        factor.Take(0).ShouldBeFalse();
        factor.Pivots.ShouldBe([4, 1, 2]);
        double[] explained = [.. factor.Pivots.Select(pivot => Gram[pivot, 5])];
        factor.Solve(explained);
        for (int j = 0; j < 6; j++)
        {
            double sum = (explained[0] * Gram[4, j]) + (explained[1] * Gram[1, j]) + (explained[2] * Gram[2, j]);
            sum.ShouldBe(Gram[5, j], 1e-10);
        }
    }

    [Fact]
    public void What_is_left_is_the_squared_distance_to_the_pivots()
    {
        PartialCholesky factor = new(Gram);

        factor.Take(3);

        for (int i = 0; i < 6; i++)
        {
            factor.Remainders[i].ShouldBe(Gram[i, i] - (Gram[i, 3] * Gram[i, 3] / Gram[3, 3]), 1e-12);
        }
    }

    [Fact]
    public void Solves_for_the_first_pivots()
    {
        PartialCholesky factor = new(Gram);
        factor.Take(5);
        factor.Take(0);
        factor.Take(3);
        double[] values = [0.3, -0.8];

        factor.Solve(values);

        ((Gram[5, 5] * values[0]) + (Gram[5, 0] * values[1])).ShouldBe(0.3, 1e-12);
        ((Gram[0, 5] * values[0]) + (Gram[0, 0] * values[1])).ShouldBe(-0.8, 1e-12);
        Should.Throw<ArgumentException>(() => factor.Solve(new double[4]));
    }

    [Fact]
    public void A_matrix_that_is_not_square_is_refused() =>
        Should.Throw<ArgumentException>(() => new PartialCholesky(new Matrix<double>(2, 3))).Message.ShouldContain("2 × 3");

    [Fact]
    public void Zero_has_no_pivots() => new PartialCholesky(new Matrix<double>(2, 2)).Take(0).ShouldBeFalse();
}
