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

    private MatrixView<T> from;
    private MatrixView<T> to;
    private int rowsPerPart;
    private T factor;

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

        (this.factor, this.from, this.to) = (factor, from, to);
        rowsPerPart = Math.Max(1, Chunk / Math.Max(1, to.Columns));
        int parts = (to.Rows + rowsPerPart - 1) / rowsPerPart;
        (parts <= 1 ? WorkerTeam.Single : team).Run(this, parts);
    }

    void IWork.Execute(int part, int worker)
    {
        int first = part * rowsPerPart, end = Math.Min(first + rowsPerPart, to.Rows);
        for (int row = first; row < end; row++)
        {
            Span<T> destination = to.Array.AsSpan(to.Offset + (row * to.Stride), to.Columns);
            ReadOnlySpan<T> source = from.Array.AsSpan(from.Offset + (row * from.Stride), from.Columns);
            if (factor == T.One)
            {
                TensorPrimitives.Add(destination, source, destination);
            }
            else
            {
                TensorPrimitives.MultiplyAdd(source, factor, destination, destination);
            }
        }
    }
}
