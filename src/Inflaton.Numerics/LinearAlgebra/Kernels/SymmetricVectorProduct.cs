using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>
/// y = A x for a symmetric A of which the lower triangle is read, once. Its rows are cut into pieces of about equal area at places that
/// depend on the size alone; every piece adds to a vector of its own, and these are added in order: the same bits for any number of
/// threads.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed unsafe class SymmetricVectorProduct<T>(ProductKernels<T> kernels) : IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostPieces = 8;
    private const int ElementsPerPiece = 1 << 14;

    private readonly PinnedBuffer<T> sums = new(ScratchPurpose.SymmetricSums);
    private readonly int[] ends = new int[MostPieces];

    private T* a;
    private int stride;
    private T* x;
    private T* y;
    private int pieces;
    private int length;

    /// <summary>y ← A x.</summary>
    /// <param name="workers">Threads.</param>
    /// <param name="a">A (n × n); only its lower triangle is read.</param>
    /// <param name="x">x, of length n.</param>
    /// <param name="y">y, of length n, which shares no element with A or x.</param>
    public void Multiply(WorkerTeam workers, MatrixView<T> a, ReadOnlySpan<T> x, Span<T> y)
    {
        int size = a.Rows;
        long elements = (long)size * (size + 1) / 2;
        pieces = (int)Math.Clamp(elements / ElementsPerPiece, 1, MostPieces);
        for (int piece = 0; piece < pieces; piece++)
        {
            // Whole tiles of four rows, but for the last.
            ends[piece] = piece == pieces - 1 ? size : (int)(size * Math.Sqrt((piece + 1.0) / pieces)) & ~3;
        }

        length = (size + 15) & ~15;
        fixed (T* pa = a.Array, px = x)
        {
            this.a = pa + a.Offset;
            stride = a.Stride;
            this.x = px;
            this.y = sums.Reserve((long)pieces * length);
            workers.Run(this, pieces);
            y.Clear();

            // The last piece reaches everywhere; those before it end sooner.
            for (int piece = 0; piece < pieces; piece++)
            {
                TensorPrimitives.Add<T>(
                    y[..ends[piece]], new ReadOnlySpan<T>(this.y + ((nint)piece * length), ends[piece]), y[..ends[piece]]);
            }
        }
    }

    void IWork.Execute(int part, int worker)
    {
        // The longest first.
        int piece = pieces - 1 - part, first = piece == 0 ? 0 : ends[piece - 1], end = ends[piece];
        T* target = y + ((nint)piece * length);
        new Span<T>(target, end).Clear();
        kernels.AddLowerRows(first, end, a, stride, x, target);
    }
}
