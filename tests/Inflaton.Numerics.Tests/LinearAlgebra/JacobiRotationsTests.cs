using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra;

public sealed class JacobiRotationsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(16)]
    public void Largest_eigenvalue_is_that_of_the_eigen_system(int rows)
    {
        for (ulong draw = 0; draw < 10; draw++)
        {
            double[] normals = new double[rows * rows];
            new CounterStream(draw, 7).FillNormal(normals);
            Matrix<double> matrix = Matrix.FromFunction<double>(rows, rows, (i, j) => normals[(Math.Min(i, j) * rows) + Math.Max(i, j)]);
            double expected = SymmetricEigen.Decompose(matrix, WorkerTeam.Single).Values[0];

            JacobiRotations.LargestEigenvalue([.. matrix.Values], rows).ShouldBe(expected, 1e-13 * rows);
        }
    }

    [Fact]
    public void Scales_far_apart_keep_their_accuracy()
    {
        JacobiRotations.LargestEigenvalue([-1e12, 1e-3, 1e-3, 2e-7], 2).ShouldBe(2e-7 + 1e-18, 1e-20);
        JacobiRotations.LargestEigenvalue([0, 1e-300, 1e-300, 0], 2).ShouldBe(1e-300);
        JacobiRotations.LargestEigenvalue([1e300, 1e300, 1e300, 1e300], 2).ShouldBe(2e300, 1e286);
        JacobiRotations.LargestEigenvalue([3, 0, 0, 3], 2).ShouldBe(3);
    }

    [Fact]
    public void What_is_no_matrix_of_numbers_is_none()
    {
        JacobiRotations.LargestEigenvalue([1, double.NaN, double.NaN, 1], 2).ShouldBe(double.NaN);
        JacobiRotations.LargestEigenvalue([1, double.PositiveInfinity, double.PositiveInfinity, 1], 2).ShouldBe(double.NaN);
        Should.Throw<ArgumentException>(() => JacobiRotations.LargestEigenvalue([1, 2, 3], 2)).Message.ShouldContain("3 entries");
    }
}
