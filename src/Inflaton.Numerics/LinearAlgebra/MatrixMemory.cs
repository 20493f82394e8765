using System.Numerics;

namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>
/// Matrices of computations that are over, for those to come: one kernel or eigen-system after another then asks the system for no fresh
/// memory, whose first use costs a tenth of either. What is not in use is kept as long as the garbage collector lets it be.
/// </summary>
/// <remarks>An instance serves one thread at a time.</remarks>
/// <typeparam name="T">Element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed class MatrixMemory<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly List<WeakReference<T[]>> free = [];
    private readonly List<T[]> taken = [];

    /// <summary>A matrix whose elements are to be written before they are read.</summary>
    /// <param name="rows">Number of rows, at least 0.</param>
    /// <param name="columns">Number of columns, at least 0.</param>
    public Matrix<T> Take(int rows, int columns)
    {
        Matrix<T>? matrix = null;
        for (int i = free.Count - 1; i >= 0; i--)
        {
            bool isThere = free[i].TryGetTarget(out T[]? array);
            bool fits = isThere && matrix is null && array!.Length == (long)rows * columns;
            matrix = fits ? new Matrix<T>(rows, columns, array!) : matrix;
            if (fits || !isThere)
            {
                free.RemoveAt(i);
            }
        }

        matrix ??= Matrix<T>.OfAnything(rows, columns);
        taken.Add(matrix.Values);
        return matrix;
    }

    /// <summary>Takes back a matrix that was taken here and of which nothing is needed any more.</summary>
    /// <param name="matrix">The matrix, or another one over its array.</param>
    /// <exception cref="ArgumentException">It was not taken here, or has been returned.</exception>
    public void Return(Matrix<T> matrix)
    {
        ArgumentNullException.ThrowIfNull(matrix);
        if (!taken.Remove(matrix.Values))
        {
            throw new ArgumentException("The matrix was not taken from this memory, or has been returned.", nameof(matrix));
        }

        Keep(matrix.Values);
    }

    /// <summary>Takes back everything.</summary>
    public void ReturnAll()
    {
        taken.ForEach(Keep);
        taken.Clear();
    }

    private void Keep(T[] array)
    {
        if (array.Length > 0)
        {
            free.Add(new WeakReference<T[]>(array));
        }
    }
}
