using System.Numerics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>
/// The product of a large matrix X (length × depth after op) with one to four vectors. Every element of X is read once. Long sums are split
/// at fixed places, so that a short result can be shared among threads too, and the pieces are added in order.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed unsafe class ThinProduct<T>(ProductKernels<T> kernels) : IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Most vectors that one pass serves.</summary>
    public const int MostVectors = 4;

    // Of a matrix read along its rows: terms in a piece, and elements in a part.
    private const int DotDepth = 4096;
    private const int DotDepthOfMany = 1024;
    private const int DotElements = 1 << 16;

    // Of a matrix whose rows are summed: rows in a piece, and columns in a part.
    private const int SumDepth = 256;
    private const int SumColumns = 512;

    private readonly PinnedBuffer<T> vectorMemory = new(ScratchPurpose.ThinVectors);
    private readonly PinnedBuffer<T> sumMemory = new(ScratchPurpose.ThinSums);

    private Operand<T> x;
    private int length;
    private int depth;
    private T* vectors;
    private int vectorStride;
    private int count;
    private T* sums;
    private int pieceDepth;
    private int partLength;
    private int lengthParts;

    /// <summary>
    /// Copies op(B) (depth × count) into the vectors that <see cref="Multiply"/> reads: vectors[s·VectorStride(depth) + k] = op(B)[k,
    /// s].
    /// </summary>
    public T* PackVectors(Operand<T> b, int depth, int count)
    {
        int readable = count == 1 ? 1 : MostVectors;
        int stride = VectorStride(depth);
        T* vectors = vectorMemory.Reserve((long)readable * stride);
        for (int s = 0; s < readable; s++)
        {
            for (int k = 0; k < depth; k++)
            {
                vectors[((nint)s * stride) + k] = s < count ? *b.At(k, s) : T.Zero;
            }
        }

        return vectors;
    }

    /// <summary>result[i·lengthStep + s·vectorStep] ← β result + α Σₖ op(X)[i, k] vectors[s, k].</summary>
    public void Multiply(
        WorkerTeam workers, int length, int depth, int count, T alpha, Operand<T> x, T* vectors, T beta,
        T* result, nint lengthStep, nint vectorStep)
    {
        this.x = x;
        this.length = length;
        this.depth = depth;
        this.vectors = vectors;
        vectorStride = VectorStride(depth);
        this.count = count;
        pieceDepth = Math.Min(depth, x.IsTransposed ? SumDepth : count == 1 ? DotDepth : DotDepthOfMany);
        partLength = x.IsTransposed ? SumColumns : Math.Max(8, DotElements / pieceDepth);
        lengthParts = DivideUp(length, partLength);
        int pieces = DivideUp(depth, pieceDepth);
        sums = sumMemory.Reserve((long)pieces * count * length);
        workers.Run(this, pieces * lengthParts);
        if (pieces == 1 && lengthStep == 1)
        {
            for (int s = 0; s < count; s++)
            {
                kernels.Store(length, sums + ((nint)s * length), alpha, beta, result + (s * vectorStep));
            }

            return;
        }

        for (int s = 0; s < count; s++)
        {
            for (int i = 0; i < length; i++)
            {
                T sum = sums[((nint)s * length) + i];
                for (int piece = 1; piece < pieces; piece++)
                {
                    sum += sums[((((nint)piece * count) + s) * length) + i];
                }

                T* target = result + (i * lengthStep) + (s * vectorStep);
                *target = beta == T.Zero ? alpha * sum : T.MultiplyAddEstimate(alpha, sum, beta * *target);
            }
        }
    }

    void IWork.Execute(int part, int worker)
    {
        (int piece, int lengthPart) = Math.DivRem(part, lengthParts);
        int k = piece * pieceDepth;
        int depth = Math.Min(pieceDepth, this.depth - k);
        int i = lengthPart * partLength;
        int length = Math.Min(partLength, this.length - i);
        T* sums = this.sums + ((nint)piece * count * this.length) + i;
        if (x.IsTransposed)
        {
            kernels.SumRows(depth, length, x.At(i, k), x.Stride, vectors + k, vectorStride, count, sums, this.length);
        }
        else
        {
            kernels.DotRows(length, depth, x.At(i, k), x.Stride, vectors + k, vectorStride, count, sums, this.length);
        }
    }

    /// <summary>Distance of two vectors: not a power of two, so that they do not push one another out of the first cache.</summary>
    private static int VectorStride(int depth) => ((depth + 15) & ~15) + 16;

    private static int DivideUp(int x, int y) => (x + y - 1) / y;
}
