using System.Numerics.Tensors;

namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>
/// The Cholesky factor of a symmetric positive semi-definite matrix, grown by pivots that the caller chooses: what is left of the diagonal
/// says how much of each row the pivots taken so far do not explain. Source: Harbrecht, Peters, Schneider, Appl. Numer. Math.
/// 62 (2012) 428.
/// </summary>
public sealed class PartialCholesky
{
    // What rounding leaves of a row that the pivots explain, of the largest diagonal entry.
    private const double Rounding = 1e-13;

    private readonly Func<int, int, double> entry;
    private readonly double[] remainders;
    private readonly double least;
    private readonly List<int> pivots = [];
    private readonly List<double[]> columns = [];

    // L of A_pp = L Lᵀ in the order of the pivots, and Lᵀ above its diagonal; made when it is first asked for.
    private double[] triangles = [];

    /// <summary>No pivot is taken yet.</summary>
    /// <param name="size">n.</param>
    /// <param name="entry">A_ij by i and j from 0: asked for the diagonal now, and for the row of each pivot when that is taken.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    public PartialCholesky(int size, Func<int, int, double> entry)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentNullException.ThrowIfNull(entry);
        this.entry = entry;
        remainders = new double[size];
        for (int i = 0; i < size; i++)
        {
            remainders[i] = entry(i, i);
        }

        least = Rounding * (size == 0 ? 0 : remainders.Max());
    }

    /// <summary>No pivot is taken yet.</summary>
    /// <param name="matrix">A, n × n; kept, not copied.</param>
    /// <exception cref="ArgumentException">It is not square.</exception>
    public PartialCholesky(Matrix<double> matrix)
        : this(SizeOf(matrix), (row, column) => matrix[row, column])
    {
    }

    /// <summary>The pivots in the order in which they were taken.</summary>
    public IReadOnlyList<int> Pivots => pivots;

    /// <summary>The diagonal of A − A_·p (A_pp)⁻¹ A_p·, where p are the pivots; not below 0, and 0 where it is rounding.</summary>
    public ReadOnlySpan<double> Remainders => remainders;

    /// <summary>Takes a pivot.</summary>
    /// <param name="pivot">A row, from 0.</param>
    /// <returns>False, and nothing is changed, where the pivots before explain it to rounding.</returns>
    public bool Take(int pivot)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pivot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(pivot, remainders.Length);
        if (!(remainders[pivot] > least))
        {
            return false;
        }

        double[] column = new double[remainders.Length];
        for (int i = 0; i < column.Length; i++)
        {
            column[i] = entry(pivot, i);
        }

        foreach (double[] before in columns)
        {
            TensorPrimitives.MultiplyAdd<double>(before, -before[pivot], column, column);
        }

        TensorPrimitives.Divide<double>(column, Math.Sqrt(column[pivot]), column);
        for (int i = 0; i < column.Length; i++)
        {
            double rest = remainders[i] - (column[i] * column[i]);
            remainders[i] = rest > least ? rest : 0;
        }

        remainders[pivot] = 0;
        pivots.Add(pivot);
        columns.Add(column);
        return true;
    }

    /// <summary>Solves A_pp x = b for the first pivots p, in their order.</summary>
    /// <param name="values">b, a value for each pivot; receives x.</param>
    /// <exception cref="ArgumentException">There are fewer pivots.</exception>
    public void Solve(Span<double> values)
    {
        if (values.Length > pivots.Count)
        {
            throw new ArgumentException($"{values.Length} values do not belong to {pivots.Count} pivots.", nameof(values));
        }

        int stride = pivots.Count;
        if (triangles.Length != stride * stride)
        {
            triangles = Triangles();
        }

        for (int i = 0; i < values.Length; i++)
        {
            ReadOnlySpan<double> row = triangles.AsSpan(i * stride, values.Length);
            double sum = values[i];
            for (int j = 0; j < i; j++)
            {
                sum -= row[j] * values[j];
            }

            values[i] = sum / row[i];
        }

        for (int i = values.Length - 1; i >= 0; i--)
        {
            ReadOnlySpan<double> row = triangles.AsSpan(i * stride, values.Length);
            double sum = values[i];
            for (int j = i + 1; j < row.Length; j++)
            {
                sum -= row[j] * values[j];
            }

            values[i] = sum / row[i];
        }
    }

    private double[] Triangles()
    {
        int count = pivots.Count;
        double[] entries = new double[count * count];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                entries[(i * count) + j] = entries[(j * count) + i] = columns[j][pivots[i]];
            }
        }

        return entries;
    }

    private static int SizeOf(Matrix<double> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return matrix.Rows == matrix.Columns
            ? matrix.Rows
            : throw new ArgumentException($"A matrix of {matrix.Rows} × {matrix.Columns} is not square.", nameof(matrix));
    }
}
