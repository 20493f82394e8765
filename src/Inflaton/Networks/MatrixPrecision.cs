using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Networks;

/// <summary>Matrices in another precision.</summary>
internal static class MatrixPrecision
{
    /// <summary>The matrix itself where it has the precision already, a rounded copy otherwise.</summary>
    public static Matrix<T> In<T>(this Matrix<double> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (matrix is Matrix<T> same)
        {
            return same;
        }

        Matrix<T> copy = new(matrix.Rows, matrix.Columns);
        TensorPrimitives.ConvertTruncating<double, T>(matrix.Values, copy.Values);
        return copy;
    }
}
