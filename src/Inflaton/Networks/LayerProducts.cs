using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Networks;

/// <summary>
/// The products that one affine layer needs. A matrix of one column is read as the row that it is in memory, and a single input meets
/// a single row or column of weights without the preparations of a matrix product.
/// </summary>
internal static class LayerProducts
{
    /// <summary>result = s a Wᵀ.</summary>
    public static void Forward<T>(this MatrixProduct<T> product, T scale, Matrix<T> activations, Matrix<T> weights, Matrix<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (activations.Rows == 1 && weights.Rows == 1)
        {
            result.Values[0] = scale * TensorPrimitives.Dot<T>(activations.Values, weights.Values);
        }
        else if (activations.Rows == 1 && weights.Columns == 1)
        {
            TensorPrimitives.Multiply(weights.Values, scale * activations.Values[0], result.Values);
        }
        else if (weights.Columns == 1)
        {
            product.Multiply(scale, activations, Transpose.No, AsRow(weights), Transpose.No, T.Zero, result);
        }
        else
        {
            product.Multiply(scale, activations, Transpose.No, weights, Transpose.Yes, T.Zero, result);
        }
    }

    /// <summary>result = s δ W.</summary>
    public static void Backward<T>(this MatrixProduct<T> product, T scale, Matrix<T> deltas, Matrix<T> weights, Matrix<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (deltas.Rows == 1 && weights.Rows == 1)
        {
            TensorPrimitives.Multiply(weights.Values, scale * deltas.Values[0], result.Values);
        }
        else
        {
            product.Multiply(scale, deltas, Transpose.No, weights, Transpose.No, T.Zero, result);
        }
    }

    /// <summary>result = β result + s δᵀ a.</summary>
    public static void Gradient<T>(this MatrixProduct<T> product, T scale, Matrix<T> deltas, Matrix<T> activations, T beta, Matrix<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (result.Columns == 1)
        {
            product.Multiply(scale, activations, Transpose.Yes, deltas, Transpose.No, beta, AsRow(result));
        }
        else
        {
            product.Multiply(scale, deltas, Transpose.Yes, activations, Transpose.No, beta, result);
        }
    }

    /// <summary>velocities = β velocities + s δᵀ a, then weights = weights + velocities.</summary>
    public static void Move<T>(
        this MatrixProduct<T> product, T scale, Matrix<T> deltas, Matrix<T> activations, T beta, Matrix<T> velocities, Matrix<T> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (weights.Columns == 1)
        {
            product.MultiplyThenAdd(scale, activations, Transpose.Yes, deltas, Transpose.No, beta, AsRow(velocities), AsRow(weights));
        }
        else
        {
            product.MultiplyThenAdd(scale, deltas, Transpose.Yes, activations, Transpose.No, beta, velocities, weights);
        }
    }

    private static MatrixView<T> AsRow<T>(Matrix<T> column)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(column.Values, 0, 1, column.Rows, column.Rows);
}
