using System.Numerics;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Kernels;

/// <summary>
/// Matrices of passes that are over, for those to come: one kernel after another then asks the system for no fresh memory, whose first use
/// costs a tenth of a kernel. Not more is kept than <see cref="MostBytes"/>.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed class PassMemory<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const long MostBytes = 1L << 26;

    private readonly List<T[]> free = [];
    private readonly List<T[]> taken = [];
    private long kept;

    /// <summary>A matrix whose elements are to be written before they are read.</summary>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    public Matrix<T> Take(int rows, int columns)
    {
        int index = free.FindIndex(array => array.Length == (long)rows * columns);
        Matrix<T> matrix = index < 0 ? Matrix.OfAnything<T>(rows, columns) : new Matrix<T>(rows, columns, free[index]);
        if (index >= 0)
        {
            free.RemoveAt(index);
            kept -= Bytes(matrix.Values);
        }

        taken.Add(matrix.Values);
        return matrix;
    }

    /// <summary>Takes back a matrix that was taken here, and nothing of which is needed any more; another one is left alone.</summary>
    /// <param name="matrix">The matrix.</param>
    public void Return(Matrix<T> matrix)
    {
        if (taken.Remove(matrix.Values))
        {
            Keep(matrix.Values);
        }
    }

    /// <summary>Takes back everything.</summary>
    public void ReturnAll()
    {
        taken.ForEach(Keep);
        taken.Clear();
    }

    private void Keep(T[] array)
    {
        if (kept + Bytes(array) <= MostBytes)
        {
            free.Add(array);
            kept += Bytes(array);
        }
    }

    private static long Bytes(T[] array) => (long)array.Length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
}
