using System.Numerics;
using Inflaton.Numerics.Storage;

namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>A dense matrix A (rows × columns) that owns its elements, stored row by row: A[i, j] = Values[i·Columns + j].</summary>
/// <typeparam name="T">Element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class Matrix<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A matrix of zeros.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A length is negative, or the matrix has more elements than an array can hold.
    /// </exception>
    public Matrix(int rows, int columns)
        : this(rows, columns, LargePages.Array<T>(CheckedLength(rows, columns)))
    {
    }

    /// <summary>A matrix over an array, which it does not copy.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 0.</param>
    /// <param name="values">The rows × columns elements, row by row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="ArgumentException"><paramref name="values"/> has another length than rows × columns.</exception>
    public Matrix(int rows, int columns, T[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != CheckedLength(rows, columns))
        {
            throw new ArgumentException($"{rows} × {columns} elements were expected, but the array holds {values.Length}.", nameof(values));
        }

        Rows = rows;
        Columns = columns;
        Values = values;
    }

    /// <summary>A matrix whose elements are to be written before they are read: nothing is cleared.</summary>
    internal static Matrix<T> OfAnything(int rows, int columns) =>
        new(rows, columns, LargePages.ArrayOfAnything<T>(CheckedLength(rows, columns)));

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>The elements, row by row; writing to it writes to the matrix.</summary>
    public T[] Values { get; }

    /// <summary>The whole matrix as an operand.</summary>
    public MatrixView<T> View => new(Values, 0, Rows, Columns, Columns);

    /// <summary>Element in row <paramref name="i"/> and column <paramref name="j"/>, both from 0.</summary>
    /// <param name="i">Row, 0 ≤ i &lt; Rows.</param>
    /// <param name="j">Column, 0 ≤ j &lt; Columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public ref T this[int i, int j]
    {
        get
        {
            if ((uint)i >= (uint)Rows || (uint)j >= (uint)Columns)
            {
                throw new ArgumentOutOfRangeException(nameof(i), $"There is no element ({i}, {j}) in a {Rows} × {Columns} matrix.");
            }

            return ref Values[(i * Columns) + j];
        }
    }

    /// <summary>Row <paramref name="i"/>; writing to it writes to the matrix.</summary>
    /// <param name="i">Row, 0 ≤ i &lt; Rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Span<T> Row(int i)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(i);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(i, Rows);
        return Values.AsSpan(i * Columns, Columns);
    }

    /// <summary>All elements, row by row; writing to it writes to the matrix.</summary>
    public Span<T> AsSpan() => Values;

    /// <summary>A matrix with the same elements in memory of its own.</summary>
    public Matrix<T> Copy()
    {
        Matrix<T> copy = OfAnything(Rows, Columns);
        Values.CopyTo(copy.Values);
        return copy;
    }

    /// <summary>The transpose Aᵀ (columns × rows) in memory of its own.</summary>
    public Matrix<T> Transposed()
    {
        var result = new Matrix<T>(Columns, Rows);
        for (int i = 0; i < Rows; i++)
        {
            ReadOnlySpan<T> row = Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                result.Values[(j * Rows) + i] = row[j];
            }
        }

        return result;
    }

    /// <summary>The whole matrix as an operand.</summary>
    /// <param name="matrix">The matrix.</param>
    public static implicit operator MatrixView<T>(Matrix<T> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        return matrix.View;
    }

    private static int CheckedLength(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        long length = (long)rows * columns;
        return length <= Array.MaxLength
            ? (int)length
            : throw new ArgumentOutOfRangeException(
                nameof(rows), $"{rows} × {columns} elements are more than an array can hold ({Array.MaxLength}).");
    }
}
