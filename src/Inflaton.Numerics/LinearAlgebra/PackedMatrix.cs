using System.Numerics;
using Inflaton.Numerics.LinearAlgebra.Kernels;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra;

/// <summary>
/// One matrix B that many products op(A) B share, each of few rows: B is packed once, as <see cref="MatrixProduct{T}"/> would pack it for
/// each of them, which for ten rows takes longer than the product. It is a copy: B may change or go afterwards.
/// </summary>
/// <remarks>
/// An instance serves one caller at a time. The bits do not depend on the number of threads, and are those of
/// <see cref="MatrixProduct{T}"/> where A has more than four rows. For hundreds of rows that one is the faster.
/// </remarks>
/// <typeparam name="T">Element type, <see cref="float"/> or <see cref="double"/>.</typeparam>
public sealed unsafe class PackedMatrix<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly WorkerTeam team;
    private readonly ShallowProduct<T> product;
    private readonly PinnedBuffer<T> memory = new();

    /// <summary>Packs a matrix.</summary>
    /// <param name="b">B; op(B) is k × n.</param>
    /// <param name="transpose">Whether op(B) is Bᵀ.</param>
    /// <param name="team">Threads; null (default) for the caller's thread alone.</param>
    public PackedMatrix(MatrixView<T> b, Transpose transpose, WorkerTeam? team = null)
    {
        this.team = team ?? WorkerTeam.Single;
        (Rows, Columns) = MatrixProduct<T>.Shape(b, transpose);
        product = new ShallowProduct<T>(this.team, ProductKernels<T>.Best);
        if (Rows == 0 || Columns == 0)
        {
            return;
        }

        fixed (T* values = b.Array)
        {
            product.PackRight(
                this.team, Columns, Rows, new Operand<T>(values + b.Offset, b.Stride, transpose), memory.Reserve(PackedLength));
        }

        // Threads see the memory by its address alone.
        GC.KeepAlive(this);
    }

    /// <summary>k, rows of op(B).</summary>
    public int Rows { get; }

    /// <summary>n, columns of op(B).</summary>
    public int Columns { get; }

    private long PackedLength => product.PackedLength(Columns, Rows);

    /// <summary>C ← α op(A) op(B). Nothing is allocated once a product of this size has been.</summary>
    /// <param name="alpha">α.</param>
    /// <param name="a">A; op(A) is m × k.</param>
    /// <param name="transpose">Whether op(A) is Aᵀ.</param>
    /// <param name="c">C (m × n), which shares no element with A; it is written without being read.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or C overlaps A.</exception>
    public void MultiplyLeft(T alpha, MatrixView<T> a, Transpose transpose, MatrixView<T> c)
    {
        (int rows, int depth) = MatrixProduct<T>.Shape(a, transpose);
        if (depth != Rows || c.Rows != rows || c.Columns != Columns)
        {
            throw new ArgumentException(
                $"The shapes do not fit: C is {c.Rows} × {c.Columns}, op(A) is {rows} × {depth}, op(B) is {Rows} × {Columns}.", nameof(c));
        }

        if (a.Overlaps(c))
        {
            throw new ArgumentException("The result shares elements with A.", nameof(c));
        }

        if (rows == 0 || Columns == 0)
        {
            return;
        }

        if (Rows == 0)
        {
            MatrixProduct<T>.Scale(T.Zero, c);
            return;
        }

        WorkerTeam workers = (long)rows * Columns * Rows < MatrixProduct<T>.LeastSharedOperations ? WorkerTeam.Single : team;
        fixed (T* pa = a.Array, pc = c.Array)
        {
            product.Multiply(
                workers, rows, Columns, Rows, alpha, new Operand<T>(pa + a.Offset, a.Stride, transpose), memory.Reserve(PackedLength),
                pc + c.Offset, c.Stride);
        }

        GC.KeepAlive(this);
    }
}
