using System.Numerics;

namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>
/// A block of a matrix, or any part of an array that can be read as one: X[i, j] = array[offset + i·stride + j].
/// It owns nothing; writing to it writes to the array.
/// </summary>
/// <typeparam name="T">Element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public readonly struct MatrixView<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>A view of an array.</summary>
    /// <param name="array">The array.</param>
    /// <param name="offset">Index of the element X[0, 0].</param>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 0.</param>
    /// <param name="stride">Distance of two rows in the array, in elements; at least <paramref name="columns"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative or the stride too small.</exception>
    /// <exception cref="ArgumentException">The view reaches beyond the array.</exception>
    public MatrixView(T[] array, int offset, int rows, int columns, int stride)
    {
        ArgumentNullException.ThrowIfNull(array);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, columns);
        long end = rows == 0 ? offset : offset + ((rows - 1L) * stride) + columns;
        if (end > array.Length)
        {
            throw new ArgumentException(
                $"A {rows} × {columns} view with stride {stride} from {offset} on ends at {end}, beyond an array of {array.Length}.",
                nameof(array));
        }

        Array = array;
        Offset = offset;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    /// <summary>The array that holds the elements.</summary>
    public T[] Array { get; }

    /// <summary>Index of the first element in the array.</summary>
    public int Offset { get; }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Distance of two rows in the array, in elements.</summary>
    public int Stride { get; }

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
                throw new ArgumentOutOfRangeException(nameof(i), $"There is no element ({i}, {j}) in a {Rows} × {Columns} view.");
            }

            return ref Array[Offset + (i * Stride) + j];
        }
    }

    /// <summary>Row <paramref name="i"/>; writing to it writes to the array.</summary>
    /// <param name="i">Row, 0 ≤ i &lt; Rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public Span<T> Row(int i)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(i);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(i, Rows);
        return Array.AsSpan(Offset + (i * Stride), Columns);
    }

    /// <summary>The block of whole rows first … first + count − 1.</summary>
    /// <param name="first">First row.</param>
    /// <param name="count">Number of rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">The block reaches beyond the view.</exception>
    public MatrixView<T> RowBlock(int first, int count) => Block(first, count, 0, Columns);

    /// <summary>The block of whole columns first … first + count − 1.</summary>
    /// <param name="first">First column.</param>
    /// <param name="count">Number of columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The block reaches beyond the view.</exception>
    public MatrixView<T> ColumnBlock(int first, int count) => Block(0, Rows, first, count);

    /// <summary>A block of rows and columns.</summary>
    /// <param name="firstRow">First row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="firstColumn">First column.</param>
    /// <param name="columns">Number of columns.</param>
    /// <exception cref="ArgumentOutOfRangeException">The block reaches beyond the view.</exception>
    public MatrixView<T> Block(int firstRow, int rows, int firstColumn, int columns)
    {
        if (firstRow < 0 || rows < 0 || firstRow > Rows - rows || firstColumn < 0 || columns < 0 || firstColumn > Columns - columns)
        {
            throw new ArgumentOutOfRangeException(
                nameof(firstRow),
                $"A block of {rows} × {columns} at ({firstRow}, {firstColumn}) does not fit into {Rows} × {Columns}.");
        }

        // An empty block may begin behind the last row, where the array has no element left.
        int offset = rows == 0 ? Offset : Offset + (firstRow * Stride) + firstColumn;
        return new MatrixView<T>(Array, offset, rows, columns, Stride);
    }

    /// <summary>Whether the two views have an element in common.</summary>
    internal bool Overlaps(MatrixView<T> other)
    {
        if (Array != other.Array || Rows == 0 || Columns == 0 || other.Rows == 0 || other.Columns == 0)
        {
            return false;
        }

        if (Stride != other.Stride || (Offset % Stride) + Columns > Stride || (other.Offset % Stride) + other.Columns > Stride)
        {
            return Offset < other.End && other.Offset < End;
        }

        (int row, int column) = Math.DivRem(Offset, Stride);
        (int otherRow, int otherColumn) = Math.DivRem(other.Offset, Stride);
        return row < otherRow + other.Rows && otherRow < row + Rows
            && column < otherColumn + other.Columns && otherColumn < column + Columns;
    }

    private int End => Offset + ((Rows - 1) * Stride) + Columns;
}
