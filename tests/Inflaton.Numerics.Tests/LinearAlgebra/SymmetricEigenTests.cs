using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using DenseMatrix = MathNet.Numerics.LinearAlgebra.Double.DenseMatrix;

namespace Inflaton.Numerics.Tests.LinearAlgebra;

public class SymmetricEigenTests
{
    private const double Epsilon = 2.2e-16;

    public static TheoryData<int> Sizes => [1, 2, 3, 4, 5, 8, 16, 31, 32, 33, 34, 63, 64, 65, 66, 97, 130, 200, 257];

    public static TheoryData<string> Spectra =>
        ["zero", "identity", "two clusters", "rank three", "graded", "graded up", "pairs", "gap of rounding", "signs", "equally spaced"];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void RandomMatricesAgreeWithAnotherImplementation(int n)
    {
        Matrix<double> a = RandomMatrix.Symmetric(n, n);
        SymmetricEigen eigen = Check(a);
        var other = new DenseMatrix(n, n, a.Values).Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric);
        double[] expected = [.. other.EigenValues.Select(x => x.Real).OrderDescending()];
        ShouldBeClose(eigen.Values, expected, Epsilon * (10 + n) * Norm(a));
    }

    [Theory]
    [MemberData(nameof(Spectra))]
    public void SpectraThatArePrescribedAreFound(string name)
    {
        foreach (int n in new[] { 40, 200 })
        {
            double[] spectrum = Spectrum(name, n);
            Matrix<double> a = WithSpectrum(spectrum, n);
            ShouldBeClose(Check(a).Values, [.. spectrum.OrderDescending()], Epsilon * n * Math.Max(Norm(a), 1e-300));
        }
    }

    [Fact]
    public void EmptyAndTinyMatricesAreSolvedExactly()
    {
        SymmetricEigen empty = SymmetricEigen.Decompose(new Matrix<double>(0, 0), WorkerTeam.Single);
        empty.Values.ShouldBeEmpty();
        empty.Vectors.Rows.ShouldBe(0);

        SymmetricEigen one = SymmetricEigen.Decompose(Matrix.FromRows<double>([-3]), WorkerTeam.Single);
        one.Values.ShouldBe([-3]);
        one.Vectors.Values.ShouldBe([1]);

        SymmetricEigen two = SymmetricEigen.Decompose(Matrix.FromRows<double>([2, 1], [1, 2]), WorkerTeam.Single);
        ShouldBeClose(two.Values, [3, 1], 1e-15);
        ShouldBeClose(two.Vectors.Values, [Math.Sqrt(0.5), Math.Sqrt(0.5), Math.Sqrt(0.5), -Math.Sqrt(0.5)], 1e-15);
    }

    [Fact]
    public void ADiagonalMatrixIsSortedAndKeepsItsAxes()
    {
        double[] diagonal = [.. Enumerable.Range(0, 150).Select(i => (double)((i * 67 % 150) - 40))];
        SymmetricEigen eigen = Check(Matrix.Diagonal<double>(diagonal));
        eigen.Values.ShouldBe(diagonal.OrderDescending());
        eigen.Vectors.Values.Count(x => x == 1).ShouldBe(150);
        eigen.Vectors.Values.Count(x => x == 0).ShouldBe(150 * 149);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(333)]
    public void TheDiscreteLaplacianHasItsTextbookSpectrum(int n)
    {
        Matrix<double> a = Matrix.FromFunction(n, n, (i, j) => i == j ? 2.0 : Math.Abs(i - j) == 1 ? -1.0 : 0.0);
        double[] expected = [.. Enumerable.Range(1, n).Select(k => 2 - (2 * Math.Cos(k * Math.PI / (n + 1)))).OrderDescending()];
        ShouldBeClose(Check(a).Values, expected, 4 * n * Epsilon);
    }

    [Fact]
    public void WilkinsonsMatrixHasPairsThatAgreeToRounding()
    {
        const int N = 201;
        Matrix<double> a = Matrix.FromFunction(N, N, (i, j) => i == j ? Math.Abs(i - 100) : Math.Abs(i - j) == 1 ? 1.0 : 0.0);
        double[] values = Check(a).Values;
        (values[0] - values[1]).ShouldBeLessThan(1e-12);
        values[0].ShouldBe(100.746194182903, 1e-11);
    }

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-160)]
    [InlineData(1e150)]
    [InlineData(1e300)]
    public void ScalingTheMatrixScalesTheEigenvalues(double scale)
    {
        Matrix<double> a = RandomMatrix.Symmetric(80, 5);
        double[] expected = [.. SymmetricEigen.Decompose(a, WorkerTeam.Single).Values.Select(x => x * scale)];
        Matrix<double> scaled = Matrix.FromFunction(80, 80, (i, j) => a[i, j] * scale);
        SymmetricEigen eigen = SymmetricEigen.Decompose(scaled, WorkerTeam.Single);
        ShouldBeClose(eigen.Values, expected, 1e-13 * scale * Norm(a));
        OrthogonalityDefect(eigen.Vectors).ShouldBeLessThan(1e-14 * 80);
    }

    [Fact]
    public void EntriesOfVastlyDifferentSizeLoseNoOrthogonality()
    {
        for (int n = 3; n < 120; n += 29)
        {
            Check(Matrix.FromFunction(n, n, (i, j) => Math.Pow(10, -3.0 * (i + j)) * (1 + (0.5 * Math.Sin((i * j) + i + j)))));
            Check(Matrix.FromFunction(n, n, (i, j) => Math.Pow(10, -3.0 * (2 * n - i - j)) * (1 + (0.5 * Math.Sin((i * j) + i + j)))));
        }
    }

    [Fact]
    public void SignsAreFixedAndBitsDoNotDependOnThreads()
    {
        using var three = new WorkerTeam(3);
        using var two = new WorkerTeam(2);
        Matrix<double> a = RandomMatrix.Symmetric(300, 11);
        SymmetricEigen alone = SymmetricEigen.Decompose(a, WorkerTeam.Single);
        foreach (WorkerTeam team in new[] { two, three })
        {
            SymmetricEigen shared = SymmetricEigen.Decompose(a, team);
            shared.Values.ShouldBe(alone.Values);
            shared.Vectors.Values.AsSpan().SequenceEqual(alone.Vectors.Values).ShouldBeTrue();
        }

        for (int i = 0; i < 300; i++)
        {
            Enumerable.Range(0, 300).Sum(k => alone.Vectors[k, i]).ShouldBeGreaterThan(0);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LargeMatricesKeepTheirAccuracyAndTheirBitsOnAnyNumberOfThreads(bool smooth)
    {
        // Large enough for rows to be shared among threads, and no multiple of any block.
        const int N = 701;
        Matrix<double> a = smooth ? SmoothKernel(N) : RandomMatrix.Symmetric(N, 17);
        SymmetricEigen alone = Check(a);
        foreach (int threads in new[] { 2, 3 })
        {
            using var team = new WorkerTeam(threads);
            SymmetricEigen shared = SymmetricEigen.Decompose(a, team);
            shared.Values.ShouldBe(alone.Values);
            shared.Vectors.Values.AsSpan().SequenceEqual(alone.Vectors.Values).ShouldBeTrue();
            SymmetricEigen.ValuesOf(a, team).ShouldBe(alone.Values);
        }
    }

    [Fact]
    public void OnlyTheLowerTriangleIsReadAndTheMatrixIsKept()
    {
        Matrix<double> a = RandomMatrix.Symmetric(50, 3), half = a.Copy();
        for (int i = 0; i < 50; i++)
        {
            half.Row(i)[(i + 1)..].Fill(double.NaN);
        }

        Matrix<double> before = half.Copy();
        SymmetricEigen.Decompose(half, WorkerTeam.Single).Values.ShouldBe(SymmetricEigen.Decompose(a, WorkerTeam.Single).Values);
        half.Values.ShouldBe(before.Values);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Should.Throw<ArgumentException>(() => SymmetricEigen.Decompose(new Matrix<double>(2, 3), WorkerTeam.Single))
            .Message.ShouldContain("2 × 3");
        Should.Throw<ArgumentException>(() => SymmetricEigen.Decompose(Matrix.FromRows<double>([1, 0], [double.NaN, 1]), WorkerTeam.Single))
            .Message.ShouldContain("(1, 0) is NaN");
    }

    /// <summary>A V = V Λ, VᵀV = 1 and descending order, to rounding.</summary>
    /// <summary>A Gaussian kernel between points on a line: eigenvalues that fall below rounding within a few dozen.</summary>
    private static Matrix<double> SmoothKernel(int n) =>
        Matrix.FromFunction(n, n, (i, j) => Math.Exp(-0.5 * Math.Pow((i - j) * 10.0 / n, 2)));

    private static SymmetricEigen Check(Matrix<double> a)
    {
        int n = a.Rows;
        SymmetricEigen eigen = SymmetricEigen.Decompose(a, WorkerTeam.Single);
        SymmetricEigen.ValuesOf(a, WorkerTeam.Single).ShouldBe(eigen.Values);
        for (int i = 1; i < n; i++)
        {
            eigen.Values[i].ShouldBeLessThanOrEqualTo(eigen.Values[i - 1]);
        }

        Matrix<double> residual = Matrix.FromFunction(n, n, (i, j) => -eigen.Vectors[i, j] * eigen.Values[j]);
        new MatrixProduct<double>(WorkerTeam.Single).Multiply(1, a, Transpose.No, eigen.Vectors, Transpose.No, 1, residual);
        Norm(residual).ShouldBeLessThanOrEqualTo(4 * (4 + n) * Epsilon * Norm(a));
        OrthogonalityDefect(eigen.Vectors).ShouldBeLessThanOrEqualTo(1e-14 * n);
        return eigen;
    }

    private static double OrthogonalityDefect(Matrix<double> v)
    {
        Matrix<double> defect = Matrix.Identity<double>(v.Columns);
        new MatrixProduct<double>(WorkerTeam.Single).SymmetricRankK(1, v, Transpose.Yes, -1, defect);
        return Norm(defect);
    }

    private static double Norm(Matrix<double> a)
    {
        double largest = a.Values.Length == 0 ? 0 : a.Values.Max(Math.Abs);
        return largest == 0 ? 0 : largest * Math.Sqrt(a.Values.Sum(x => x / largest * (x / largest)));
    }

    private static void ShouldBeClose(double[] actual, double[] expected, double tolerance)
    {
        actual.Length.ShouldBe(expected.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            Math.Abs(actual[i] - expected[i]).ShouldBeLessThanOrEqualTo(tolerance, $"value {i}: {actual[i]:R} and {expected[i]:R}");
        }
    }

    private static double[] Spectrum(string name, int n) => [.. Enumerable.Range(0, n).Select(i => name switch
    {
        "zero" => 0.0,
        "identity" => 1.0,
        "two clusters" => i % 2 == 0 ? 1.0 : 2.0,
        "rank three" => i < 3 ? 3.0 - i : 0.0,
        "graded" => Math.Pow(10, -16.0 * i / (n - 1)),
        "graded up" => Math.Pow(10, 16.0 * i / (n - 1)),
        "pairs" => i / 2,
        "gap of rounding" => 1 + (i * 1e-15),
        "signs" => (i % 2 == 0 ? 1.0 : -1.0) * (1 + (i / 10)),
        "equally spaced" => i,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    })];

    /// <summary>Q diag(λ) Qᵀ with Q a product of random reflections.</summary>
    private static Matrix<double> WithSpectrum(double[] spectrum, int n)
    {
        Matrix<double> a = Matrix.Diagonal<double>(spectrum);
        var product = new MatrixProduct<double>(WorkerTeam.Single);
        for (int step = 0; step < 6; step++)
        {
            double[] v = RandomMatrix.Symmetric(n, 100 + step).Row(0).ToArray();
            double square = v.Sum(x => x * x);
            Matrix<double> q = Matrix.FromFunction(n, n, (i, j) => (i == j ? 1.0 : 0.0) - (2 * v[i] * v[j] / square));
            Matrix<double> half = new(n, n);
            product.Multiply(1, q, Transpose.No, a, Transpose.No, 0, half);
            product.Multiply(1, half, Transpose.No, q, Transpose.No, 0, a);
        }

        return Matrix.FromFunction(n, n, (i, j) => 0.5 * (a[i, j] + a[j, i]));
    }

    /// <summary>
    /// Vibrations of a chain are even or odd. The odd ones have sum 0, whose rounding decides no sign: the first of their largest
    /// components is positive.
    /// </summary>
    [Theory]
    [InlineData(12)]
    [InlineData(40)]
    [InlineData(101)]
    public void OddVectorsHaveASignToo(int n)
    {
        Matrix<double> chain = Matrix.FromFunction<double>(n, n, (i, j) => i == j ? 2 : Math.Abs(i - j) == 1 ? -1 : 0);
        SymmetricEigen eigen = SymmetricEigen.Decompose(chain, WorkerTeam.Single);
        int odd = 0;
        for (int k = 0; k < n; k++)
        {
            double[] vector = [.. Enumerable.Range(0, n).Select(i => eigen.Vectors[i, k])];
            double largest = vector.Max(Math.Abs);
            if (Math.Abs(vector.Sum()) < 1e-12)
            {
                odd++;
                vector.First(value => Math.Abs(value) > (1 - 1e-11) * largest).ShouldBeGreaterThan(0, $"vector {k}");
            }
        }

        odd.ShouldBe(n / 2);
    }
}
