using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>B ← B + α A on the threads of a team, some rows a part. An instance serves one caller at a time.</summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="team">Threads.</param>
public sealed class MatrixAddition<T>(WorkerTeam team) : IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Chunk = 1 << 15;

    private MatrixView<T> _from;
    private MatrixView<T> _to;
    private int _rowsPerPart;
    private T _factor;

    /// <summary>B ← B + α A.</summary>
    /// <param name="factor">α.</param>
    /// <param name="from">A.</param>
    /// <param name="to">B, of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public void Add(T factor, MatrixView<T> from, MatrixView<T> to)
    {
        if (from.Rows != to.Rows || from.Columns != to.Columns)
        {
            throw new ArgumentException($"The shapes do not fit: {from.Rows} × {from.Columns} and {to.Rows} × {to.Columns}.", nameof(to));
        }

        (_factor, _from, _to) = (factor, from, to);
        _rowsPerPart = Math.Max(1, Chunk / Math.Max(1, to.Columns));
        int parts = (to.Rows + _rowsPerPart - 1) / _rowsPerPart;
        (parts <= 1 ? WorkerTeam.Single : team).Run(this, parts);
    }

    void IWork.Execute(int part, int worker)
    {
        int first = part * _rowsPerPart, end = Math.Min(first + _rowsPerPart, _to.Rows);
        for (int row = first; row < end; row++)
        {
            Span<T> destination = _to.Array.AsSpan(_to.Offset + (row * _to.Stride), _to.Columns);
            ReadOnlySpan<T> source = _from.Array.AsSpan(_from.Offset + (row * _from.Stride), _from.Columns);
            if (_factor == T.One)
            {
                TensorPrimitives.Add(destination, source, destination);
            }
            else
            {
                TensorPrimitives.MultiplyAdd(source, _factor, destination, destination);
            }
        }
    }
}
