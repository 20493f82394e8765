using System.Numerics;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Tests.LinearAlgebra;

/// <summary>A matrix that is packed once multiplies as one that is packed for each product.</summary>
public class PackedMatrixTests
{
    private static readonly Transpose[] Transposes = [Transpose.No, Transpose.Yes];

    /// <summary>Around tiles and blocks: beyond four rows to the bit as the product, on any number of threads.</summary>
    [Fact]
    public void Products_are_those_of_the_matrix_to_the_bit()
    {
        Check<double>();
        Check<float>();
    }

    [Fact]
    public void Few_rows_are_right()
    {
        foreach (int rows in new[] { 1, 2, 3, 4 })
        {
            Matrix<double> a = RandomMatrix.Of<double>(rows, 530, 1), b = RandomMatrix.Of<double>(530, 50, 2), c = new(rows, 50);
            new PackedMatrix<double>(b, Transpose.No).MultiplyLeft(-1.5, a, Transpose.No, c);
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < 50; j++)
                {
                    double sum = 0;
                    for (int k = 0; k < 530; k++)
                    {
                        sum += a[i, k] * b[k, j];
                    }

                    c[i, j].ShouldBe(-1.5 * sum, 1e-12);
                }
            }
        }
    }

    [Fact]
    public void The_matrix_may_go_once_it_is_packed()
    {
        Matrix<double> a = RandomMatrix.Of<double>(6, 9, 1), b = RandomMatrix.Of<double>(9, 30, 2), before = new(6, 30), after = new(6, 30);
        PackedMatrix<double> packed = new(b, Transpose.No);
        packed.MultiplyLeft(1, a, Transpose.No, before);
        b.Values.AsSpan().Fill(double.NaN);
        packed.MultiplyLeft(1, a, Transpose.No, after);
        after.Values.ShouldBe(before.Values);
    }

    [Fact]
    public void An_empty_sum_is_zero_whatever_was_there()
    {
        Matrix<double> c = Matrix.FromFunction(3, 4, (_, _) => double.NaN);
        new PackedMatrix<double>(new Matrix<double>(0, 4), Transpose.No).MultiplyLeft(1, new Matrix<double>(3, 0), Transpose.No, c);
        c.Values.ShouldAllBe(value => value == 0);
        new PackedMatrix<double>(new Matrix<double>(2, 0), Transpose.No).MultiplyLeft(
            1, new Matrix<double>(3, 2), Transpose.No, new Matrix<double>(3, 0));
    }

    [Fact]
    public void Repeated_products_allocate_nothing()
    {
        using var team = new WorkerTeam(2);
        PackedMatrix<double> packed = new(RandomMatrix.Of<double>(300, 400, 1), Transpose.Yes, team);
        Matrix<double> a = RandomMatrix.Of<double>(400, 10, 2), c = new(10, 300);
        Allocation.OfStepsOnThisThread(_ => packed.MultiplyLeft(1, a, Transpose.Yes, c), 50).ShouldBe(0);
    }

    [Fact]
    public void Mistakes_are_named()
    {
        PackedMatrix<double> packed = new(new Matrix<double>(4, 5), Transpose.Yes);
        Should.Throw<ArgumentException>(() => packed.MultiplyLeft(1, new Matrix<double>(2, 3), Transpose.No, new Matrix<double>(2, 4)))
            .Message.ShouldContain("op(A) is 2 × 3, op(B) is 5 × 4");
        Matrix<double> shared = new(2, 5);
        Should.Throw<ArgumentException>(() => packed.MultiplyLeft(1, shared, Transpose.No, shared.View.ColumnBlock(1, 4)))
            .Message.ShouldContain("shares elements with A");
    }

    private static void Check<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var two = new WorkerTeam(2);
        using var three = new WorkerTeam(3);
        MatrixProduct<T> product = new();
        foreach ((int m, int n, int k) in new[] { (5, 7, 3), (10, 500, 500), (10, 47, 1030), (9, 24, 512), (130, 75, 513), (13, 49, 1537) })
        {
            foreach (Transpose transposeA in Transposes)
            {
                foreach (Transpose transposeB in Transposes)
                {
                    Matrix<T> a = transposeA == Transpose.No ? RandomMatrix.Of<T>(m, k, 1) : RandomMatrix.Of<T>(k, m, 1);
                    Matrix<T> b = transposeB == Transpose.No ? RandomMatrix.Of<T>(k, n, 2) : RandomMatrix.Of<T>(n, k, 2);
                    Matrix<T> expected = new(m, n);
                    T half = T.CreateChecked(0.5);
                    product.Multiply(half, a, transposeA, b, transposeB, T.Zero, expected);
                    foreach (WorkerTeam team in new[] { WorkerTeam.Single, two, three })
                    {
                        Matrix<T> c = new(m, n);
                        new PackedMatrix<T>(b, transposeB, team).MultiplyLeft(half, a, transposeA, c);
                        c.Values.AsSpan().SequenceEqual(expected.Values).ShouldBeTrue($"{m} × {n} × {k}, {transposeA}, {transposeB}");
                    }
                }
            }
        }
    }
}
