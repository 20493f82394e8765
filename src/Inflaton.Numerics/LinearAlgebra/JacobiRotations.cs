namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>
/// Eigenvalues of small symmetric matrices by cyclic Jacobi rotations, in place and without allocating. Source: G. Golub and C. Van Loan,
/// Matrix Computations, section 8.5. For matrices of a few rows, one at each of many points; <see cref="SymmetricEigen"/> is for large
/// ones.
/// </summary>
public static class JacobiRotations
{
    private const int MostSweeps = 60;

    /// <summary>The largest eigenvalue.</summary>
    /// <param name="matrix">A symmetric matrix [n, n], row by row; overwritten.</param>
    /// <param name="rows">n, at least 1.</param>
    /// <returns>It, to about n machine precisions of the matrix's norm; NaN where an entry is not finite.</returns>
    /// <exception cref="ArgumentException">There are not n² entries.</exception>
    public static double LargestEigenvalue(Span<double> matrix, int rows)
    {
        if (!Diagonalize(matrix, rows))
        {
            return double.NaN;
        }

        double largest = matrix[0];
        for (int i = 1; i < rows; i++)
        {
            largest = Math.Max(largest, matrix[(i * rows) + i]);
        }

        return largest;
    }

    /// <summary>All eigenvalues.</summary>
    /// <param name="matrix">A symmetric matrix [n, n], row by row; overwritten.</param>
    /// <param name="rows">n, at least 1.</param>
    /// <param name="values">Receives them, ascending, length n; NaN where an entry of the matrix is not finite.</param>
    /// <exception cref="ArgumentException">There are not n² entries, or not n places.</exception>
    public static void Eigenvalues(Span<double> matrix, int rows, Span<double> values)
    {
        if (values.Length != rows)
        {
            throw new ArgumentException($"{values.Length} places do not hold {rows} eigenvalues.", nameof(values));
        }

        if (!Diagonalize(matrix, rows))
        {
            values.Fill(double.NaN);
            return;
        }

        for (int i = 0; i < rows; i++)
        {
            values[i] = matrix[(i * rows) + i];
        }

        values.Sort();
    }

    /// <summary>Takes the eigenvalues to the diagonal; false where an entry is not finite.</summary>
    private static bool Diagonalize(Span<double> matrix, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        if (matrix.Length != rows * rows)
        {
            throw new ArgumentException($"{matrix.Length} entries do not make {rows} rows of a square matrix.", nameof(matrix));
        }

        foreach (double entry in matrix)
        {
            if (!double.IsFinite(entry))
            {
                return false;
            }
        }

        for (int sweep = 0; sweep < MostSweeps && Rotate(matrix, rows); sweep++)
        {
        }

        return true;
    }

    /// <summary>Takes every entry beside the diagonal to 0 in turn; false where all were negligible.</summary>
    private static bool Rotate(Span<double> a, int rows)
    {
        bool rotated = false;
        for (int p = 0; p < rows; p++)
        {
            for (int q = p + 1; q < rows; q++)
            {
                double apart = a[(p * rows) + q], first = a[(p * rows) + p], second = a[(q * rows) + q];
                if (first + apart == first && second + apart == second && first - apart == first && second - apart == second)
                {
                    continue;
                }

                // The smaller root t of t² + 2θt = 1 turns by at most 45°.
                rotated = true;
                double theta = (second - first) / 2 / apart;
                double tangent = double.IsInfinity(theta) ? 0 : Math.CopySign(1, theta) / (Math.Abs(theta) + double.Hypot(theta, 1));
                double cosine = 1 / double.Hypot(tangent, 1), sine = tangent * cosine;
                for (int k = 0; k < rows; k++)
                {
                    if (k != p && k != q)
                    {
                        double x = a[(k * rows) + p], y = a[(k * rows) + q];
                        a[(k * rows) + p] = a[(p * rows) + k] = (cosine * x) - (sine * y);
                        a[(k * rows) + q] = a[(q * rows) + k] = (sine * x) + (cosine * y);
                    }
                }

                a[(p * rows) + p] = first - (tangent * apart);
                a[(q * rows) + q] = second + (tangent * apart);
                a[(p * rows) + q] = a[(q * rows) + p] = 0;
            }
        }

        return rotated;
    }
}
