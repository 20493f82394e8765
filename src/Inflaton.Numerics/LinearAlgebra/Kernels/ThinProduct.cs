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

    private readonly PinnedBuffer<T> _vectorMemory = new();
    private readonly PinnedBuffer<T> _sumMemory = new();

    private Operand<T> _x;
    private int _length;
    private int _depth;
    private T* _vectors;
    private int _vectorStride;
    private int _count;
    private T* _sums;
    private int _pieceDepth;
    private int _partLength;
    private int _lengthParts;

    /// <summary>
    /// Copies op(B) (depth × count) into the vectors that <see cref="Multiply"/> reads: vectors[s·VectorStride(depth) + k] = op(B)[k,
    /// s].
    /// </summary>
    public T* PackVectors(Operand<T> b, int depth, int count)
    {
        int readable = count == 1 ? 1 : MostVectors;
        int stride = VectorStride(depth);
        T* vectors = _vectorMemory.Reserve((long)readable * stride);
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
        _x = x;
        _length = length;
        _depth = depth;
        _vectors = vectors;
        _vectorStride = VectorStride(depth);
        _count = count;
        _pieceDepth = Math.Min(depth, x.IsTransposed ? SumDepth : count == 1 ? DotDepth : DotDepthOfMany);
        _partLength = x.IsTransposed ? SumColumns : Math.Max(8, DotElements / _pieceDepth);
        _lengthParts = DivideUp(length, _partLength);
        int pieces = DivideUp(depth, _pieceDepth);
        _sums = _sumMemory.Reserve((long)pieces * count * length);
        workers.Run(this, pieces * _lengthParts);

        for (int s = 0; s < count; s++)
        {
            for (int i = 0; i < length; i++)
            {
                T sum = _sums[((nint)s * length) + i];
                for (int piece = 1; piece < pieces; piece++)
                {
                    sum += _sums[((((nint)piece * count) + s) * length) + i];
                }

                T* target = result + (i * lengthStep) + (s * vectorStep);
                *target = beta == T.Zero ? alpha * sum : T.MultiplyAddEstimate(alpha, sum, beta * *target);
            }
        }
    }

    void IWork.Execute(int part, int worker)
    {
        (int piece, int lengthPart) = Math.DivRem(part, _lengthParts);
        int k = piece * _pieceDepth;
        int depth = Math.Min(_pieceDepth, _depth - k);
        int i = lengthPart * _partLength;
        int length = Math.Min(_partLength, _length - i);
        T* sums = _sums + ((nint)piece * _count * _length) + i;
        if (_x.IsTransposed)
        {
            kernels.SumRows(depth, length, _x.At(i, k), _x.Stride, _vectors + k, _vectorStride, _count, sums, _length);
        }
        else
        {
            kernels.DotRows(length, depth, _x.At(i, k), _x.Stride, _vectors + k, _vectorStride, _count, sums, _length);
        }
    }

    /// <summary>Distance of two vectors: not a power of two, so that they do not push one another out of the first cache.</summary>
    private static int VectorStride(int depth) => ((depth + 15) & ~15) + 16;

    private static int DivideUp(int x, int y) => (x + y - 1) / y;
}
