using System.Numerics;

namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>Makes matrices.</summary>
public static class Matrix
{
    /// <summary>The matrix with the given rows.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="rows">The rows, all of one length; they are copied.</param>
    /// <exception cref="ArgumentException">Two rows differ in length.</exception>
    public static Matrix<T> FromRows<T>(params ReadOnlySpan<T[]> rows)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int columns = rows.IsEmpty ? 0 : rows[0].Length;
        var result = new Matrix<T>(rows.Length, columns);
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i].Length != columns)
            {
                throw new ArgumentException($"Row {i} has {rows[i].Length} elements, but row 0 has {columns}.", nameof(rows));
            }

            rows[i].CopyTo(result.Row(i));
        }

        return result;
    }

    /// <summary>The matrix with A[i, j] = <paramref name="element"/>(i, j).</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 0.</param>
    /// <param name="element">The element in row i and column j.</param>
    public static Matrix<T> FromFunction<T>(int rows, int columns, Func<int, int, T> element)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(element);
        var result = new Matrix<T>(rows, columns);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                result[i, j] = element(i, j);
            }
        }

        return result;
    }

    /// <summary>The diagonal matrix with the given diagonal and zeros elsewhere.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="diagonal">The diagonal.</param>
    public static Matrix<T> Diagonal<T>(params ReadOnlySpan<T> diagonal)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new Matrix<T>(diagonal.Length, diagonal.Length);
        for (int i = 0; i < diagonal.Length; i++)
        {
            result[i, i] = diagonal[i];
        }

        return result;
    }

    /// <summary>The identity of the given size.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="size">Number of rows and columns, at least 0.</param>
    public static Matrix<T> Identity<T>(int size)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = new Matrix<T>(size, size);
        for (int i = 0; i < size; i++)
        {
            result[i, i] = T.One;
        }

        return result;
    }
}
