using System.Numerics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>C ← β C + α op(A) op(B) for a depth of one to four: C is read and written once.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed unsafe class OuterProduct<T>(ProductKernels<T> kernels) : IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Most terms of a sum.</summary>
    public const int MostTerms = 4;

    private const int PartElements = 1 << 15;
    private const int PartColumns = 1024;

    private readonly PinnedBuffer<T> leftMemory = new(ScratchPurpose.OuterLeft);
    private readonly PinnedBuffer<T> rightMemory = new(ScratchPurpose.OuterRight);

    private int rows;
    private int columns;
    private int depth;
    private T* left;
    private T* right;
    private T beta;
    private T* c;
    private int stride;
    private int partRows;
    private int columnParts;

    public void Multiply(
        WorkerTeam workers, int rows, int columns, int depth, T alpha, Operand<T> a, Operand<T> b, T beta, T* c, int stride)
    {
        this.rows = rows;
        this.columns = columns;
        this.depth = depth;
        this.beta = beta;
        this.c = c;
        this.stride = stride;
        left = leftMemory.Reserve((long)rows * MostTerms);
        right = rightMemory.Reserve((long)columns * MostTerms);
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < MostTerms; k++)
            {
                left[((nint)i * MostTerms) + k] = k < depth ? alpha * *a.At(i, k) : T.Zero;
            }
        }

        for (int k = 0; k < MostTerms; k++)
        {
            for (int j = 0; j < columns; j++)
            {
                right[((nint)k * columns) + j] = k < depth ? *b.At(k, j) : T.Zero;
            }
        }

        columnParts = DivideUp(columns, PartColumns);
        partRows = Math.Max(1, PartElements / Math.Min(columns, PartColumns));
        workers.Run(this, DivideUp(rows, partRows) * columnParts);
    }

    void IWork.Execute(int part, int worker)
    {
        (int rowPart, int columnPart) = Math.DivRem(part, columnParts);
        int row = rowPart * partRows;
        int column = columnPart * PartColumns;
        kernels.AddOuter(
            Math.Min(partRows, rows - row), Math.Min(PartColumns, columns - column),
            left + ((nint)row * MostTerms), right + column, columns, depth, c + ((nint)row * stride) + column, stride, beta);
    }

    private static int DivideUp(int x, int y) => (x + y - 1) / y;
}
