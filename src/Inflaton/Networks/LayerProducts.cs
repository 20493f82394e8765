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
    public static void Gradient<T>(
        this MatrixProduct<T> product, T scale, Matrix<T> deltas, Matrix<T> activations, T beta, Matrix<T> result)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Matrix<T> left, Matrix<T> right) = InOrder(deltas, activations);
        product.Multiply(scale, left, Transpose.Yes, right, Transpose.No, beta, AsLaid(result));
    }

    /// <summary>velocities = β velocities + s δᵀ a, then weights = weights + velocities.</summary>
    public static void Move<T>(
        this MatrixProduct<T> product, T scale, Matrix<T> deltas, Matrix<T> activations, T beta, Matrix<T> velocities, Matrix<T> weights)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        (Matrix<T> left, Matrix<T> right) = InOrder(deltas, activations);
        product.MultiplyThenAdd(scale, left, Transpose.Yes, right, Transpose.No, beta, AsLaid(velocities), AsLaid(weights));
    }

    /// <summary>
    /// δ and a in the order in which δᵀa, of the shape of the weights, is taken: the other way round where it is a row in memory.
    /// </summary>
    private static (Matrix<T> Left, Matrix<T> Right) InOrder<T>(Matrix<T> deltas, Matrix<T> activations)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        activations.Columns == 1 ? (activations, deltas) : (deltas, activations);

    /// <summary>A matrix of the shape of the weights, as the row that it is in memory where it has one column.</summary>
    private static MatrixView<T> AsLaid<T>(Matrix<T> matrix)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        matrix.Columns == 1 ? AsRow(matrix) : matrix.View;

    private static MatrixView<T> AsRow<T>(Matrix<T> column)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        new(column.Values, 0, 1, column.Rows, column.Rows);
}
