using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Networks;

/// <summary>Matrices and parameters in another precision.</summary>
public static class PrecisionConversion
{
    /// <summary>The parameters themselves where they have the precision already, a rounded copy otherwise.</summary>
    /// <typeparam name="T">The precision.</typeparam>
    /// <param name="parameters">θ.</param>
    public static NetworkParameters<T> In<T>(this NetworkParameters parameters)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if ((object)parameters is NetworkParameters<T> same)
        {
            return same;
        }

        NetworkParameters<T> copy = new(parameters.Architecture);
        copy.CopyFrom(parameters);
        return copy;
    }

    /// <summary>The matrix itself where it has the precision already, a rounded copy otherwise.</summary>
    /// <typeparam name="T">The precision.</typeparam>
    /// <param name="matrix">The matrix.</param>
    public static Matrix<T> In<T>(this Matrix<double> matrix)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if ((object)matrix is Matrix<T> same)
        {
            return same;
        }

        Matrix<T> copy = new(matrix.Rows, matrix.Columns);
        TensorPrimitives.ConvertTruncating<double, T>(matrix.Values, copy.Values);
        return copy;
    }
}
