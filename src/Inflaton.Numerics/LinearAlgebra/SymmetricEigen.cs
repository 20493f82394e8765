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
    public static SymmetricEigen Decompose(Matrix<double> a, WorkerTeam team)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(team);
        if (a.Rows != a.Columns)
        {
            throw new ArgumentException($"A symmetric matrix is square, but this one is {a.Rows} × {a.Columns}.", nameof(a));
        }

        int n = a.Rows;
        int exponent = Exponent(a);
        Matrix<double> reduced = ScaledLower(a, -exponent);
        var product = new MatrixProduct<double>(team);
        var reduction = TridiagonalReduction.Reduce(reduced, product);
        var spectrum = TridiagonalSpectrum.Solve(reduction.Diagonal, reduction.OffDiagonal, product, team);

        var values = new double[n];
        Matrix<double> vectors = spectrum.Spare;
        var rows = new int[n];
        for (int i = 0; i < n; i++)
        {
            rows[i] = spectrum.Order[n - 1 - i];
            values[i] = Math.ScaleB(spectrum.Values[rows[i]], exponent);
        }

        WriteColumns(spectrum.Vectors, rows, vectors);
        reduction.TransformBack(vectors, product);
        FixSigns(vectors);
        return new SymmetricEigen(values, vectors);
    }

    /// <summary>The exponent of the largest element, so that scaling by a power of two neither rounds nor overflows.</summary>
    private static int Exponent(Matrix<double> a)
    {
        double largest = 0;
        for (int i = 0; i < a.Rows; i++)
        {
            ReadOnlySpan<double> row = a.Row(i)[..(i + 1)];
            for (int j = 0; j < row.Length; j++)
            {
                if (!double.IsFinite(row[j]))
                {
                    throw new ArgumentException($"The element ({i}, {j}) is {row[j]}; eigenvalues need finite elements.", nameof(a));
                }

                largest = Math.Max(largest, Math.Abs(row[j]));
            }
        }

        return largest == 0 ? 0 : Math.ILogB(largest) + 1;
    }

    private static Matrix<double> ScaledLower(Matrix<double> a, int exponent)
    {
        var result = Matrix<double>.OfAnything(a.Rows, a.Rows);
        // Two factors, as one alone may overflow where the largest element is subnormal.
        double first = Math.ScaleB(1, exponent / 2), second = Math.ScaleB(1, exponent - (exponent / 2));
        for (int i = 0; i < a.Rows; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                result.Values[(i * a.Rows) + j] = a.Values[(i * a.Rows) + j] * first * second;
            }
        }

        return result;
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

    private static void WriteColumns(Matrix<double> source, int[] rows, Matrix<double> target)
    {
        const int Block = 8;
        int n = rows.Length;
        for (int i0 = 0; i0 < n; i0 += Block)
        {
            int end = Math.Min(i0 + Block, n);
            for (int j = 0; j < n; j++)
            {
                for (int i = i0; i < end; i++)
                {
                    target.Values[(j * n) + i] = source.Values[(rows[i] * n) + j];
                }
            }
        }
    }
}
