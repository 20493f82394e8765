using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Training;

/// <summary>
/// Orthonormal rows that span, to rounding, every vector met so far; storage is fixed, nothing is allocated later. Classical Gram-Schmidt
/// orthogonalisation, twice. Source: Giraud, Langou, Rozložník, van den Eshof, Numer. Math. 101 (2005) 87.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="capacity">Most rows.</param>
/// <param name="dimension">Length of a vector.</param>
/// <param name="product">Matrix products.</param>
internal sealed class OrthonormalBasis<T>(int capacity, int dimension, MatrixProduct<T> product)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Matrix<T> rows = new(capacity, dimension);
    private readonly T[] residual = new T[dimension];
    private readonly T[] correction = new T[capacity];

    /// <summary>A residual below this, relative to its vector, is what rounding leaves of a vector inside the span.</summary>
    public static T Tolerance { get; } = T.CreateChecked(45) * (T.BitIncrement(T.One) - T.One);

    public int Count { get; private set; }

    public MatrixView<T> Rows => rows.View.RowBlock(0, Count);

    public void Clear() => Count = 0;

    public MatrixView<T> RowsFrom(int first) => rows.View.RowBlock(first, Count - first);

    /// <summary>Coefficients of a vector, whose direction joins the basis where it is not within the span.</summary>
    /// <param name="vector">The vector.</param>
    /// <param name="coefficients">Receives <see cref="Count"/> coefficients, zeros behind them.</param>
    public void Express(ReadOnlySpan<T> vector, Span<T> coefficients)
    {
        coefficients.Clear();
        T size = TensorPrimitives.Norm(vector);
        vector.CopyTo(residual);
        if (Count > 0)
        {
            product.MatrixVector(T.One, Rows, Transpose.No, vector, T.Zero, coefficients[..Count]);
            product.MatrixVector(-T.One, Rows, Transpose.Yes, coefficients[..Count], T.One, residual);
        }

        if (!IsOutside(size))
        {
            return;
        }

        if (Count > 0)
        {
            Span<T> again = correction.AsSpan(0, Count);
            product.MatrixVector(T.One, Rows, Transpose.No, residual, T.Zero, again);
            product.MatrixVector(-T.One, Rows, Transpose.Yes, again, T.One, residual);
            TensorPrimitives.Add(coefficients[..Count], again, coefficients);
            if (!IsOutside(size))
            {
                return;
            }
        }

        T length = TensorPrimitives.Norm<T>(residual);
        coefficients[Count] = length;
        TensorPrimitives.Divide(residual, length, rows.Row(Count));
        Count++;
    }

    /// <summary>Hands over the vectors.</summary>
    public void Keep(KeptState state)
    {
        int count = Count;
        state.ExchangeIndex(ref count, rows.Rows + 1);
        Count = count;
        state.Exchange(rows.Values, Count * rows.Columns);
    }

    private bool IsOutside(T size) => TensorPrimitives.Norm<T>(residual) > Tolerance * size;
}
