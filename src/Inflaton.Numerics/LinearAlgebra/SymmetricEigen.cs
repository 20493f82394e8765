using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra.Spectra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>
/// The eigenvalues and eigenvectors of a real symmetric matrix, A = V diag(λ) Vᵀ: blocked Householder reduction to tridiagonal form, divide
/// and conquer there, and blocked back-transformation. ‖A V − V Λ‖ and ‖VᵀV − 1‖ are of the order n ε ‖A‖ and n ε; small eigenvalues are
/// exact to ε ‖A‖, not to ε of their own size.
/// </summary>
/// <remarks>
/// J. J. Dongarra, D. C. Sorensen, S. J. Hammarling, J. Comput. Appl. Math. 27 (1989) 215 (reduction); M. Gu, S. C. Eisenstat, SIAM J.
/// Matrix Anal. Appl. 16 (1995) 172 (divide and conquer). The result has the same bits for any number of threads.
/// </remarks>
public sealed class SymmetricEigen
{
    [ThreadStatic]
    private static MatrixMemory<double>? kept;

    private SymmetricEigen(double[] values, Matrix<double> vectors)
    {
        Values = values;
        Vectors = vectors;
    }

    /// <summary>The n eigenvalues λᵢ, in descending order.</summary>
    public double[] Values { get; }

    /// <summary>
    /// The orthogonal matrix V (n × n) with the eigenvector of λᵢ in column i. The sum of an eigenvector's entries is positive; where it
    /// vanishes to rounding, its first largest entry is.
    /// </summary>
    public Matrix<double> Vectors { get; }

    /// <summary>
    /// Bytes that <see cref="Decompose"/> needs at its peak, its result included: four matrices of n × n.
    /// </summary>
    /// <param name="n">n.</param>
    public static double MemoryNeeded(double n) => 4 * sizeof(double) * n * n;

    /// <summary>Finds all eigenvalues and eigenvectors.</summary>
    /// <param name="a">A (n × n); only its lower triangle is read, and it is not changed.</param>
    /// <param name="team">The threads to work on; <see cref="WorkerTeam.Single"/> for the caller's alone.</param>
    /// <exception cref="ArgumentException">A is not square, or its lower triangle holds an infinity or NaN.</exception>
    public static SymmetricEigen Decompose(Matrix<double> a, WorkerTeam team) => With(a, team, Solve);

    /// <summary>Finds the eigenvalues alone, in descending order: to the bit those of <see cref="Decompose"/>, in half its time.</summary>
    /// <param name="a">A (n × n); only its lower triangle is read, and it is not changed.</param>
    /// <param name="team">The threads to work on.</param>
    /// <exception cref="ArgumentException">A is not square, or its lower triangle holds an infinity or NaN.</exception>
    public static double[] ValuesOf(Matrix<double> a, WorkerTeam team) => With(a, team, SolveValues);

    private static T With<T>(Matrix<double> a, WorkerTeam team, Func<Matrix<double>, int, WorkerTeam, MatrixMemory<double>, T> solve)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(team);
        if (a.Rows != a.Columns)
        {
            throw new ArgumentException($"A symmetric matrix is square, but this one is {a.Rows} × {a.Columns}.", nameof(a));
        }

        int exponent = Exponent(a);
        MatrixMemory<double> memory = kept ??= new MatrixMemory<double>();
        try
        {
            return solve(a, exponent, team, memory);
        }
        finally
        {
            memory.ReturnAll();
        }
    }

    private static SymmetricEigen Solve(Matrix<double> a, int exponent, WorkerTeam team, MatrixMemory<double> memory)
    {
        var product = new MatrixProduct<double>(team);
        TridiagonalReduction reduction = Reduce(a, exponent, product, memory);
        var spectrum = TridiagonalSpectrum.Solve(reduction.Diagonal, reduction.OffDiagonal, product, team, memory);
        int[] rows = spectrum.Order;
        Array.Reverse(rows);
        double[] values = Array.ConvertAll(rows, row => Math.ScaleB(spectrum.Values[row], exponent));
        Matrix<double> vectors = spectrum.Spare;
        WriteColumns(spectrum.Vectors, rows, vectors);
        reduction.TransformBack(vectors, product, memory);
        FixSigns(vectors);
        return new SymmetricEigen(values, vectors);
    }

    private static double[] SolveValues(Matrix<double> a, int exponent, WorkerTeam team, MatrixMemory<double> memory)
    {
        var product = new MatrixProduct<double>(team);
        TridiagonalReduction reduction = Reduce(a, exponent, product, memory);
        var spectrum =
            TridiagonalSpectrum.Solve(reduction.Diagonal, reduction.OffDiagonal, product, team, memory, isOfValues: true);
        double[] values = Array.ConvertAll(spectrum.Order, row => Math.ScaleB(spectrum.Values[row], exponent));
        Array.Reverse(values);
        return values;
    }

    private static TridiagonalReduction Reduce(Matrix<double> a, int exponent, MatrixProduct<double> product, MatrixMemory<double> memory)
    {
        Matrix<double> reduced = memory.Take(a.Rows, a.Rows);
        ScaleLower(a, -exponent, reduced);
        return TridiagonalReduction.Reduce(reduced, product, memory);
    }

    /// <summary>The exponent of the largest element, so that scaling by a power of two neither rounds nor overflows.</summary>
    private static int Exponent(Matrix<double> a)
    {
        double largest = 0;
        for (int i = 0; i < a.Rows; i++)
        {
            ReadOnlySpan<double> row = a.Row(i)[..(i + 1)];
            double size = Math.Abs(TensorPrimitives.MaxMagnitude(row));
            if (!double.IsFinite(size))
            {
                int j = 0;
                while (double.IsFinite(row[j]))
                {
                    j++;
                }

                throw new ArgumentException($"The element ({i}, {j}) is {row[j]}; eigenvalues need finite elements.", nameof(a));
            }

            largest = Math.Max(largest, size);
        }

        return largest == 0 ? 0 : Math.ILogB(largest) + 1;
    }

    private static void ScaleLower(Matrix<double> a, int exponent, Matrix<double> result)
    {
        // Two factors, as one alone may overflow where the largest element is subnormal.
        double first = Math.ScaleB(1, exponent / 2), second = Math.ScaleB(1, exponent - (exponent / 2));
        for (int i = 0; i < a.Rows; i++)
        {
            Span<double> row = result.Row(i)[..(i + 1)];
            TensorPrimitives.Multiply(a.Row(i)[..(i + 1)], first, row);
            TensorPrimitives.Multiply(row, second, row);
        }
    }

    private static void FixSigns(Matrix<double> vectors)
    {
        int n = vectors.Rows;
        double[] sums = new double[n], sizes = new double[n], largest = new double[n], row = new double[n];
        for (int k = 0; k < n; k++)
        {
            TensorPrimitives.Add<double>(sums, vectors.Row(k), sums);
            TensorPrimitives.Abs<double>(vectors.Row(k), row);
            TensorPrimitives.Add<double>(sizes, row, sizes);
            TensorPrimitives.Max<double>(largest, row, largest);
        }

        double[] signs = row;
        for (int i = 0; i < n; i++)
        {
            double direction = sums[i];
            for (int k = 0; k < n && Math.Abs(sums[i]) <= 1e-10 * sizes[i]; k++)
            {
                if (Math.Abs(vectors[k, i]) >= (1 - 1e-10) * largest[i])
                {
                    direction = vectors[k, i];
                    break;
                }
            }

            signs[i] = direction < 0 ? -1 : 1;
        }

        for (int k = 0; k < n; k++)
        {
            TensorPrimitives.Multiply<double>(vectors.Row(k), signs, vectors.Row(k));
        }
    }

    /// <summary>Makes of rows of a matrix the columns of another, eight at a time.</summary>
    private static void WriteColumns(Matrix<double> source, int[] rows, Matrix<double> target)
    {
        const int Block = 8;
        int n = rows.Length, i = 0;
        for (; i <= n - Block; i += Block)
        {
            ReadOnlySpan<double> r0 = source.Row(rows[i]), r1 = source.Row(rows[i + 1]), r2 = source.Row(rows[i + 2]);
            ReadOnlySpan<double> r3 = source.Row(rows[i + 3]), r4 = source.Row(rows[i + 4]), r5 = source.Row(rows[i + 5]);
            ReadOnlySpan<double> r6 = source.Row(rows[i + 6]), r7 = source.Row(rows[i + 7]);
            for (int j = 0; j < n; j++)
            {
                Span<double> eight = target.Values.AsSpan((j * n) + i, Block);
                (eight[7], eight[0], eight[1], eight[2]) = (r7[j], r0[j], r1[j], r2[j]);
                (eight[3], eight[4], eight[5], eight[6]) = (r3[j], r4[j], r5[j], r6[j]);
            }
        }

        for (; i < n; i++)
        {
            ReadOnlySpan<double> row = source.Row(rows[i]);
            for (int j = 0; j < n; j++)
            {
                target.Values[(j * n) + i] = row[j];
            }
        }
    }
}
