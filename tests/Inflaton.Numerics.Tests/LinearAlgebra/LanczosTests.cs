using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra;

public sealed class LanczosTests
{
    public static TheoryData<string> Spectra => ["geometric", "harmonic", "clustered", "repeated", "low rank", "negative", "zero"];

    [Theory, MemberData(nameof(Spectra))]
    public void Agrees_with_the_full_eigen_system(string spectrum)
    {
        const int n = 150, count = 12;
        Matrix<double> matrix = WithSpectrum(Values(spectrum, n), seed: 3);
        SymmetricEigen whole = SymmetricEigen.Decompose(matrix, WorkerTeam.Single);
        double size = Math.Max(whole.Values.Max(Math.Abs), 1e-300);

        LeadingModes modes = Lanczos.Leading(
            new Dense(matrix), count, WorkerTeam.Single, new LanczosOptions { Tolerance = 1e-11, MaximumBasis = n });

        modes.Converged.ShouldBeTrue();
        for (int i = 0; i < count; i++)
        {
            modes.Values[i].ShouldBe(whole.Values[i], 2e-11 * size);
            Residual(matrix, modes, i).ShouldBeLessThanOrEqualTo(modes.Residuals[i] + (1e-13 * size));
            modes.Residuals[i].ShouldBeLessThanOrEqualTo(1e-11 * size);
            for (int j = 0; j <= i; j++)
            {
                Dot(modes.Vectors, i, j).ShouldBe(i == j ? 1 : 0, 1e-13);
            }
        }
    }

    [Fact]
    public void Stops_at_the_largest_basis_and_says_so()
    {
        Matrix<double> matrix = WithSpectrum(Values("harmonic", 150), seed: 3);

        LeadingModes modes = Lanczos.Leading(new Dense(matrix), 10, WorkerTeam.Single, new LanczosOptions { MaximumBasis = 15 });

        modes.Converged.ShouldBeFalse();
        modes.Products.ShouldBe(15);
        modes.Residuals.Max().ShouldBeGreaterThan(1e-10);
        Enumerable.Range(0, 10).ShouldAllBe(i => Residual(matrix, modes, i) <= modes.Residuals[i] + 1e-13);
    }

    [Fact]
    public void Bits_do_not_depend_on_the_number_of_threads()
    {
        Matrix<double> matrix = WithSpectrum(Values("geometric", 900), seed: 5);
        LeadingModes single = Lanczos.Leading(new Dense(matrix), 20, WorkerTeam.Single);
        using WorkerTeam team = new(3);
        LeadingModes several = Lanczos.Leading(new Dense(matrix), 20, team);
        several.Values.ShouldBe(single.Values);
        several.Vectors.Values.ShouldBe(single.Vectors.Values);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void More_modes_than_rows_or_none_are_refused(int count) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Lanczos.Leading(new Dense(Matrix.Identity<double>(5)), count, WorkerTeam.Single))
            .Message.ShouldContain(count.ToString(System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Can_be_stopped()
    {
        using CancellationTokenSource source = new();
        source.Cancel();
        Should.Throw<OperationCanceledException>(
            () => Lanczos.Leading(new Dense(Matrix.Identity<double>(5)), 2, WorkerTeam.Single, cancellation: source.Token));
    }

    private static double[] Values(string spectrum, int n) =>
    [
        .. Enumerable.Range(0, n).Select(i => spectrum switch
        {
            "geometric" => Math.Pow(0.7, i),
            "harmonic" => 1.0 / (1 + i),
            "clustered" => i < 6 ? 1 + (1e-6 * i) : 0.5 / i,
            "repeated" => i < 5 ? 1 : i < 9 ? 0.6 : 0.3 / i,
            "low rank" => i < 4 ? 2 - (0.3 * i) : 0,
            "negative" => i < 20 ? -1 - i : 1.0 / i,
            _ => 0,
        }),
    ];

    /// <summary>Q diag(λ) Qᵀ with Q the vectors of a random symmetric matrix.</summary>
    private static Matrix<double> WithSpectrum(double[] values, ulong seed)
    {
        int n = values.Length;
        Matrix<double> random = new(n, n);
        new CounterStream(seed, 0).FillNormal(random.Values);
        Matrix<double> q = SymmetricEigen.Decompose(
            Matrix.FromFunction<double>(n, n, (i, j) => random[i, j] + random[j, i]), WorkerTeam.Single).Vectors;
        Matrix<double> scaled = Matrix.FromFunction<double>(n, n, (i, j) => q[i, j] * values[j]), result = new(n, n);
        new MatrixProduct<double>(WorkerTeam.Single).Multiply(1, scaled, Transpose.No, q, Transpose.Yes, 0, result);
        return Matrix.FromFunction<double>(n, n, (i, j) => (result[i, j] + result[j, i]) / 2);
    }

    private static double Residual(Matrix<double> matrix, LeadingModes modes, int mode)
    {
        double[] u = [.. Enumerable.Range(0, matrix.Rows).Select(i => modes.Vectors[i, mode])], image = new double[matrix.Rows];
        new Dense(matrix).Multiply(u, image);
        return Math.Sqrt(image.Zip(u, (y, x) => y - (modes.Values[mode] * x)).Sum(r => r * r));
    }

    private static double Dot(Matrix<double> vectors, int i, int j) =>
        Enumerable.Range(0, vectors.Rows).Sum(x => vectors[x, i] * vectors[x, j]);

    private sealed class Dense(Matrix<double> matrix) : ISymmetricOperator
    {
        private readonly MatrixProduct<double> product = new(WorkerTeam.Single);

        public int Size => matrix.Rows;

        public void Multiply(ReadOnlySpan<double> x, Span<double> y) => product.MatrixVector(1, matrix, Transpose.No, x, 0, y);
    }
}
