using System.Diagnostics;
using System.Numerics;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Tests.LinearAlgebra;

public class MatrixProductTests
{
    private const string ExpectedTier = "INFLATON_TEST_VECTOR_TIER";

    // Around every tile width and the remainders of every vector width; the thin and the outer products; more than one block of each kind.
    private static readonly int[] Lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 24, 25, 47, 48, 49];

    private static readonly (int Rows, int Columns, int Depth)[] LargeShapes =
    [
        (130, 75, 1100), (57, 1601, 20), (64, 64, 513), (121, 50, 530), (1, 700, 900), (900, 1, 700), (3, 601, 300), (601, 2, 300),
        (2, 2, 70001), (4, 3, 40001), (1, 1, 9001), (300, 1500, 1), (1500, 300, 3), (200, 1100, 4), (1500, 4, 2), (500, 600, 5),
        (100, 301, 1030), (128, 144, 511), (7, 400, 1537), (129, 200, 520), (130, 601, 700),
    ];

    private static readonly Transpose[] Transposes = [Transpose.No, Transpose.Yes];

    [Fact]
    public void ProductsAreRightForAllSmallShapes()
    {
        CheckSmallShapes<double>();
        CheckSmallShapes<float>();
    }

    [Fact]
    public void ProductsAreRightForLargeShapesOnAnyNumberOfThreadsWithTheSameBits()
    {
        CheckLargeShapes<double>();
        CheckLargeShapes<float>();
    }

    [Theory]
    [InlineData(0.0, 1.0)]
    [InlineData(1.0, 1.0)]
    [InlineData(-0.5, 0.0)]
    [InlineData(2.0, -3.0)]
    [InlineData(0.0, 0.0)]
    public void FactorsScaleTheProductAndTheOldResult(double alpha, double beta)
    {
        var product = new MatrixProduct<double>(WorkerTeam.Single);
        foreach ((int m, int n, int k) in new[] { (30, 40, 20), (50, 1, 60), (2, 50, 60), (20, 30, 1), (20, 30, 4), (20, 30, 0) })
        {
            foreach (Transpose transpose in Transposes)
            {
                Check(product, m, n, k, transpose, transpose, alpha, beta);
            }
        }
    }

    [Fact]
    public void WithBetaZeroTheOldResultIsNotRead()
    {
        var product = new MatrixProduct<double>(WorkerTeam.Single);
        foreach ((int m, int n, int k) in new[] { (30, 40, 20), (50, 1, 60), (2, 50, 60), (20, 30, 1), (20, 30, 4), (20, 30, 0) })
        {
            foreach (double alpha in new[] { 0.0, 1.5 })
            {
                Matrix<double> a = RandomMatrix.Of<double>(m, k, 1), b = RandomMatrix.Of<double>(k, n, 2),
                c = Matrix.FromFunction(m, n, (_, _) => double.NaN);
                product.Multiply(alpha, a, Transpose.No, b, Transpose.No, 0, c);
                c.Values.ShouldAllBe(value => double.IsFinite(value));
            }
        }

        Matrix<double> square = Matrix.FromFunction(9, 9, (_, _) => double.NaN);
        product.SymmetricRankK(1, RandomMatrix.Of<double>(9, 30, 3), Transpose.No, 0, square);
        square.Values.ShouldAllBe(value => double.IsFinite(value));
        double[] y = [double.NaN, double.NaN];
        product.MatrixVector(1, RandomMatrix.Of<double>(2, 3, 4), Transpose.No, new double[3], 0, y);
        y.ShouldBe([0, 0]);
    }

    [Fact]
    public void BlocksOfLargerMatricesAreOperandsAndNothingAroundThemIsTouched()
    {
        var product = new MatrixProduct<double>(WorkerTeam.Single);
        foreach ((int m, int n, int k) in new[] { (31, 45, 27), (50, 1, 60), (2, 50, 60), (33, 35, 3) })
        {
            Matrix<double> big = RandomMatrix.Of<double>(200, 200, 5), before = big.Copy();
            MatrixView<double> a = big.View.Block(10, m, 3, k), b = big.View.Block(80, k, 7, n), c = big.View.Block(10, m, 120, n);
            Matrix<double> expected = Reference(1, Dense(a), Transpose.No, Dense(b), Transpose.No, 1, Dense(c));
            product.Multiply(1, a, Transpose.No, b, Transpose.No, 1, c);
            for (int i = 0; i < 200; i++)
            {
                for (int j = 0; j < 200; j++)
                {
                    bool inside = i >= 10 && i < 10 + m && j >= 120 && j < 120 + n;
                    double difference = Math.Abs(big[i, j] - (inside ? expected[i - 10, j - 120] : before[i, j]));
                    difference.ShouldBeLessThanOrEqualTo(inside ? 1e-13 : 0);
                }
            }
        }
    }

    [Fact]
    public void SymmetricProductsAreRightAndSymmetricToTheLastBit()
    {
        using var two = new WorkerTeam(2);
        using var three = new WorkerTeam(3);
        foreach ((int n, int k) in new[] { (0, 3), (1, 1), (3, 0), (5, 2), (8, 8), (25, 7), (49, 48), (130, 600), (300, 70), (1600, 9) })
        {
            foreach (Transpose transpose in Transposes)
            {
                Matrix<double> a = transpose == Transpose.No ? RandomMatrix.Of<double>(n, k, 6) : RandomMatrix.Of<double>(k, n, 6);
                Matrix<double> old = RandomMatrix.Of<double>(n, n, 7);
                for (int i = 0; i < n; i++)
                {
                    for (int j = 0; j < i; j++)
                    {
                        old[j, i] = old[i, j];
                    }
                }

                Matrix<double> c = old.Copy();
                new MatrixProduct<double>(WorkerTeam.Single).SymmetricRankK(1.5, a, transpose, -0.5, c);
                Transpose other = transpose == Transpose.No ? Transpose.Yes : Transpose.No;
                ShouldBeClose(c, Reference(1.5, a, transpose, a, other, -0.5, old), k, scale: 1 + (k / 2.0));
                c.Transposed().Values.ShouldBe(c.Values);
                foreach (WorkerTeam team in new[] { two, three })
                {
                    Matrix<double> shared = old.Copy();
                    new MatrixProduct<double>(team).SymmetricRankK(1.5, a, transpose, -0.5, shared);
                    shared.Values.AsSpan().SequenceEqual(c.Values).ShouldBeTrue();
                }
            }
        }
    }

    [Fact]
    public void MatrixTimesVectorIsRightOnAnyNumberOfThreadsWithTheSameBits()
    {
        using var two = new WorkerTeam(2);
        foreach ((int m, int k) in new[] { (0, 2), (2, 0), (1, 1), (3, 5), (17, 33), (50, 70), (2, 70001), (70001, 2), (513, 1025) })
        {
            foreach (Transpose transpose in Transposes)
            {
                Matrix<double> a = transpose == Transpose.No ? RandomMatrix.Of<double>(m, k, 8) : RandomMatrix.Of<double>(k, m, 8);
                Matrix<double> x = RandomMatrix.Of<double>(k, 1, 9), y = RandomMatrix.Of<double>(m, 1, 10);
                Matrix<double> expected = Reference(2, a, transpose, x, Transpose.No, 0.5, y), shared = y.Copy();
                new MatrixProduct<double>(WorkerTeam.Single).MatrixVector(2, a, transpose, x.Values, 0.5, y.Values);
                new MatrixProduct<double>(two).MatrixVector(2, a, transpose, x.Values, 0.5, shared.Values);
                ShouldBeClose(y, expected, k);
                shared.Values.ShouldBe(y.Values);
            }
        }
    }

    /// <summary>Short and long rows, by fours and by eights and what is left of them; nothing above the diagonal is read.</summary>
    [Fact]
    public void SymmetricMatrixTimesVectorIsRightOnAnyNumberOfThreadsWithTheSameBits()
    {
        using var two = new WorkerTeam(2);
        foreach (int n in new[] { 1, 3, 4, 8, 13, 63, 64, 68, 71, 72, 73, 80, 84, 101, 144, 299, 603 })
        {
            Matrix<double> symmetric = RandomMatrix.Of<double>(n, n, 11), lower = symmetric.Copy();
            for (int i = 0; i < n; i++)
            {
                for (int j = i + 1; j < n; j++)
                {
                    symmetric[i, j] = symmetric[j, i];
                    lower[i, j] = double.NaN;
                }
            }

            Matrix<double> x = RandomMatrix.Of<double>(n, 1, 12), y = new(n, 1), shared = new(n, 1);
            new MatrixProduct<double>(WorkerTeam.Single).SymmetricMatrixVector(lower, x.Values, y.Values);
            new MatrixProduct<double>(two).SymmetricMatrixVector(lower, x.Values, shared.Values);
            ShouldBeClose(y, Reference(1, symmetric, Transpose.No, x, Transpose.No, 0, y.Copy()), n);
            shared.Values.ShouldBe(y.Values);
        }
    }

    [Fact]
    public void AProductCanBeAddedToAnotherMatrixOnTheWay()
    {
        using var two = new WorkerTeam(2);
        foreach ((int m, int n, int k) in new[] { (300, 250, 1100), (90, 310, 60), (50, 60, 2), (60, 3, 90), (2, 50, 60), (20, 30, 0),
        (0, 4, 4) })
        {
            foreach (Transpose transpose in Transposes)
            {
                foreach (double beta in new[] { 0, 0.9 })
                {
                    Matrix<double> a = transpose == Transpose.No ? RandomMatrix.Of<double>(m, k, 1) : RandomMatrix.Of<double>(k, m, 1);
                    Matrix<double> b = RandomMatrix.Of<double>(k, n, 2), c = RandomMatrix.Of<double>(m, n, 3);
                    Matrix<double> sum = RandomMatrix.Of<double>(m, n, 4);
                    Matrix<double> velocity = c.Copy(), moved = sum.Copy();
                    new MatrixProduct<double>(WorkerTeam.Single).Multiply(-0.5, a, transpose, b, Transpose.No, beta, c);
                    new MatrixAddition<double>(WorkerTeam.Single).Add(1, c, sum);
                    new MatrixProduct<double>(two).MultiplyThenAdd(-0.5, a, transpose, b, Transpose.No, beta, velocity, moved);
                    velocity.Values.ShouldBe(c.Values);
                    moved.Values.ShouldBe(sum.Values);
                }
            }
        }
    }

    [Fact]
    public void RepeatedProductsAllocateNothing()
    {
        using var team = new WorkerTeam(2);
        var product = new MatrixProduct<double>(team);
        Matrix<double> a = RandomMatrix.Of<double>(120, 130, 1), b = RandomMatrix.Of<double>(130, 140, 2);
        Matrix<double> c = new(120, 140), square = new(120, 120);
        Matrix<double> wide = RandomMatrix.Of<double>(130, 300, 4), wideResult = new(20, 300), sum = new(120, 140);
        double[] x = new double[130], y = new double[120];
        void All()
        {
            product.Multiply(1, a, Transpose.No, b, Transpose.No, 0, c);
            product.Multiply(1, a.View.RowBlock(0, 2), Transpose.No, b, Transpose.No, 0, c.View.RowBlock(0, 2));
            product.Multiply(1, a.View.ColumnBlock(0, 2), Transpose.No, b.View.RowBlock(0, 2), Transpose.No, 0, c);
            product.Multiply(1, a.View.RowBlock(0, 20), Transpose.No, wide, Transpose.No, 0, wideResult);
            product.MultiplyThenAdd(1, a, Transpose.No, b, Transpose.No, 0, c, sum);
            product.SymmetricRankK(1, a, Transpose.No, 0, square);
            product.MatrixVector(1, a, Transpose.No, x, 0, y);
        }

        // A worker that has had no part yet has not reserved its memory.
        Allocation.OfStepsOnThisThread(_ => All(), 50).ShouldBe(0);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        var product = new MatrixProduct<double>(WorkerTeam.Single);
        Matrix<double> a = new(2, 3), b = new(4, 5), c = new(2, 5);
        Should.Throw<ArgumentException>(() => product.Multiply(1, a, Transpose.No, b, Transpose.No, 0, c)).Message.ShouldContain("2 × 3");
        Should.Throw<ArgumentException>(() => product.SymmetricRankK(1, a, Transpose.No, 0, c)).Message.ShouldContain("2 × 5");
        Matrix<double> square = new(5, 5);
        Should.Throw<ArgumentException>(
            () => product.MultiplyThenAdd(1, a, Transpose.Yes, c, Transpose.No, 0, new Matrix<double>(3, 5), square))
            .Message.ShouldContain("3 × 5");
        Should.Throw<ArgumentException>(() => product.MultiplyThenAdd(1, square, Transpose.No, square, Transpose.No, 0, b, b))
            .ParamName.ShouldBe("sum");
        Should.Throw<ArgumentException>(() => new MatrixAddition<double>(WorkerTeam.Single).Add(1, a, b)).Message.ShouldContain("4 × 5");
        double[] two = new double[2];
        Should.Throw<ArgumentException>(() => product.MatrixVector(1, a, Transpose.No, two, 0, two)).Message.ShouldContain("length 2");
        Should.Throw<ArgumentException>(() => product.Multiply(1, c, Transpose.No, square, Transpose.No, 0, c)).ParamName.ShouldBe("a");
        Should.Throw<ArgumentException>(() => product.MatrixVector(1, a, Transpose.No, c.Row(0)[..3], 0, c.Row(0)[2..4]))
            .ParamName.ShouldBe("y");
        Should.Throw<NotSupportedException>(() => new MatrixProduct<Half>(WorkerTeam.Single));
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", VectorTier.Vector256)]
    [InlineData("DOTNET_EnableAVX2", VectorTier.Vector128)]
    [InlineData("DOTNET_EnableHWIntrinsic", VectorTier.Scalar)]
    public async Task EveryTierOfVectorsPassesTheseTests(string switchedOff, VectorTier tier)
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "The switches are for x86 processors with AVX2.");
        if (Environment.GetEnvironmentVariable(ExpectedTier) is not null)
        {
            return;
        }

        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Add(typeof(MatrixProductTests).Assembly.Location);
        }

        foreach (string argument in new[] { "--filter-class", typeof(MatrixProductTests).FullName!, "--filter-not-method", "*EveryTier*" })
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[switchedOff] = "0";
        start.Environment[ExpectedTier] = tier.ToString();
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync();
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        child.ExitCode.ShouldBe(0, output + await errors);
    }

    [Fact]
    public void TheTierIsTheOneExpected()
    {
        VectorTier tier = MatrixProduct<float>.Tier;
        MatrixProduct<double>.Tier.ShouldBe(tier);
        if (Environment.GetEnvironmentVariable(ExpectedTier) is { } expected)
        {
            tier.ToString().ShouldBe(expected);
        }
    }

    private static void CheckSmallShapes<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var product = new MatrixProduct<T>(WorkerTeam.Single);
        foreach (int m in Lengths)
        {
            foreach (int n in Lengths)
            {
                foreach (int k in new[] { 0, 1, 4, 5, 9, 25 })
                {
                    foreach (Transpose transposeA in Transposes)
                    {
                        foreach (Transpose transposeB in Transposes)
                        {
                            Check(product, m, n, k, transposeA, transposeB, T.One, T.Zero);
                        }
                    }
                }
            }
        }
    }

    private static void CheckLargeShapes<T>()
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var two = new WorkerTeam(2);
        using var three = new WorkerTeam(3);
        MatrixProduct<T> alone = new(WorkerTeam.Single), onTwo = new(two), onThree = new(three);
        foreach ((int m, int n, int k) in LargeShapes)
        {
            foreach (Transpose transposeA in Transposes)
            {
                foreach (Transpose transposeB in Transposes)
                {
                    T[] expected = Check(alone, m, n, k, transposeA, transposeB, T.One, T.One).Values;
                    Check(onTwo, m, n, k, transposeA, transposeB, T.One, T.One, expected);
                    Check(onThree, m, n, k, transposeA, transposeB, T.One, T.One, expected);
                }
            }
        }
    }

    private static Matrix<T> Check<T>(
        MatrixProduct<T> product, int m, int n, int k, Transpose transposeA, Transpose transposeB, T alpha, T beta, T[]? sameBits = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Matrix<T> a = transposeA == Transpose.No ? RandomMatrix.Of<T>(m, k, 1) : RandomMatrix.Of<T>(k, m, 1);
        Matrix<T> b = transposeB == Transpose.No ? RandomMatrix.Of<T>(k, n, 2) : RandomMatrix.Of<T>(n, k, 2);
        Matrix<T> old = RandomMatrix.Of<T>(m, n, 3), c = old.Copy();
        product.Multiply(alpha, a, transposeA, b, transposeB, beta, c);
        if (sameBits is null)
        {
            ShouldBeClose(c, Reference(alpha, a, transposeA, b, transposeB, beta, old), k);
        }
        else
        {
            c.AsSpan().SequenceEqual(sameBits).ShouldBeTrue($"{m} × {n} × {k}, {transposeA}, {transposeB}");
        }

        return c;
    }

    /// <summary>
    /// The triple loop in double precision; its rounding is far below a float's, and of the size of the product's own for doubles.
    /// </summary>
    private static Matrix<double> Reference<T>(
        T alpha, Matrix<T> a, Transpose transposeA, Matrix<T> b, Transpose transposeB, T beta, Matrix<T> c)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] left = Doubles(transposeA == Transpose.No ? a : a.Transposed());
        double[] right = Doubles(transposeB == Transpose.No ? b.Transposed() : b);
        int depth = transposeA == Transpose.No ? a.Columns : a.Rows;
        (double x, double y) = (double.CreateChecked(alpha), double.CreateChecked(beta));
        var result = new Matrix<double>(c.Rows, c.Columns);
        for (int i = 0; i < c.Rows; i++)
        {
            for (int j = 0; j < c.Columns; j++)
            {
                double sum = 0;
                for (int k = 0; k < depth; k++)
                {
                    sum += left[(i * depth) + k] * right[(j * depth) + k];
                }

                result.Values[(i * c.Columns) + j] = (y * double.CreateChecked(c.Values[(i * c.Columns) + j])) + (x * sum);
            }
        }

        return result;
    }

    private static void ShouldBeClose<T>(Matrix<T> actual, Matrix<double> expected, int depth, double scale = 1)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double epsilon = typeof(T) == typeof(float) ? 1.2e-7 : 2.3e-16;
        double tolerance = scale * epsilon * (8 + (2 * Math.Sqrt(depth) * Math.Max(1, Math.Log2(depth + 1))));
        for (int i = 0; i < expected.Values.Length; i++)
        {
            double difference = Math.Abs(double.CreateChecked(actual.Values[i]) - expected.Values[i]);
            if (!(difference <= tolerance))
            {
                difference.ShouldBeLessThanOrEqualTo(tolerance, $"element {i} of {actual.Rows} × {actual.Columns}, depth {depth}");
            }
        }
    }

    private static double[] Doubles<T>(Matrix<T> x)
        where T : unmanaged, IFloatingPointIeee754<T> => Array.ConvertAll(x.Values, double.CreateChecked);

    private static Matrix<double> Dense(MatrixView<double> view) => Matrix.FromFunction(view.Rows, view.Columns, (i, j) => view[i, j]);
}
