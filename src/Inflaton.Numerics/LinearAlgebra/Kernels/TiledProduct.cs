using System.Numerics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>
/// C ← β C + α op(A) op(B) for large matrices: blocks of the operands are packed so that the innermost loop reads memory in order from the
/// nearest caches. A block of B is shared by all workers; each packs its own blocks of A.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed unsafe class TiledProduct<T>(WorkerTeam team, ProductKernels<T> kernels) : IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // Rows and columns of a block: a block of A (56 × 512) stays in the second cache, a block of B (512 × 1536) in the third.
    private const int BlockRows = 56;
    private const int BlockColumns = 1536;
    private const int PartsPerThread = 6;
    private const int LeastPanelsPerPart = 6;
    private const int PackedRowsPerPart = 16;
    private const int WorkerStride = 16;
    private const int NoRows = -1;

    private readonly PinnedBuffer<T> sharedMemory = new(ScratchPurpose.TiledRight);
    private readonly PinnedBuffer<T>[] workerMemory = PinnedBuffer<T>.Many(team.Threads, ScratchPurpose.TiledLeft);

    // The rows that each worker has packed last; a cache line apart.
    private readonly int[] packedRows = new int[team.Threads * WorkerStride];

    private bool packing;
    private int rows;
    private Operand<T> a;
    private Operand<T> b;
    private T* c;
    private T* sum;
    private int allDepth;
    private int stride;
    private T alpha;
    private T beta;
    private bool lower;

    private T* packedB;
    private int firstK;
    private int depth;
    private int firstColumn;
    private int columns;
    private int partRows;
    private int packedLength;
    private int partColumns;
    private int columnParts;

    /// <summary>C ← β C + α op(A) op(B); with lower, only the tiles that touch the lower triangle.</summary>
    public void Multiply(
        WorkerTeam workers, int rows, int columns, int depth, T alpha, Operand<T> a, Operand<T> b, T beta, T* c, int stride, bool lower,
        T* sum = null)
    {
        allDepth = depth;
        this.sum = sum;
        this.rows = rows;
        this.a = a;
        this.b = b;
        this.c = c;
        this.stride = stride;
        this.alpha = alpha;
        this.lower = lower;

        int blockDepth = BlockSize.Even(depth, BlockSize.Depth, 8);
        int blockColumns = BlockSize.Even(
            columns, Math.Max(BlockColumns / kernels.TileColumns, 1) * kernels.TileColumns, kernels.TileColumns);
        partRows = BlockSize.Even(rows, BlockRows, kernels.TileRows);
        packedLength = partRows * blockDepth;
        int rowParts = BlockSize.DivideUp(rows, partRows);
        packedB = sharedMemory.Reserve((long)blockDepth * BlockSize.RoundUp(blockColumns, kernels.TileColumns));
        for (firstColumn = 0; firstColumn < columns; firstColumn += blockColumns)
        {
            this.columns = Math.Min(blockColumns, columns - firstColumn);
            ChooseColumnParts(rowParts, workers.Threads);
            for (firstK = 0; firstK < depth; firstK += blockDepth)
            {
                this.depth = Math.Min(blockDepth, depth - firstK);
                this.beta = firstK == 0 ? beta : T.One;
                packing = true;
                workers.Run(
                    this,
                    b.IsTransposed ? BlockSize.DivideUp(this.columns, kernels.TileColumns)
                        : BlockSize.DivideUp(this.depth, PackedRowsPerPart));
                packing = false;
                packedRows.AsSpan().Fill(NoRows);
                workers.Run(this, rowParts * columnParts);
            }
        }
    }

    void IWork.Execute(int part, int worker)
    {
        if (packing)
        {
            PackRightPart(part);
        }
        else
        {
            MultiplyPart(part, worker);
        }
    }

    private void PackRightPart(int part)
    {
        if (b.IsTransposed)
        {
            int column = part * kernels.TileColumns;
            int width = Math.Min(kernels.TileColumns, columns - column);
            kernels.PackTransposed(
                depth, b.At(firstK, firstColumn + column), b.Stride, width, kernels.TileColumns, packedB + ((nint)column * depth));
        }
        else
        {
            int k = part * PackedRowsPerPart;
            kernels.Pack(
                Math.Min(PackedRowsPerPart, depth - k), depth, b.At(firstK + k, firstColumn), b.Stride, columns, kernels.TileColumns,
                packedB + ((nint)k * kernels.TileColumns));
        }
    }

    private void MultiplyPart(int part, int worker)
    {
        (int rowPart, int columnPart) = Math.DivRem(part, columnParts);
        int row = rowPart * partRows;
        int rows = Math.Min(partRows, this.rows - row);
        int column = columnPart * partColumns;
        int columns = Math.Min(partColumns, this.columns - column);
        if (columns <= 0 || (lower && row + rows <= firstColumn + column))
        {
            return;
        }

        T* packedA = workerMemory[worker].Reserve((long)packedLength + (kernels.TileRows * kernels.TileColumns));
        T* tile = packedA + packedLength;
        ref int packedRow = ref packedRows[worker * WorkerStride];
        if (packedRow != row)
        {
            PackLeft(row, rows, packedA);
            packedRow = row;
        }

        kernels.MultiplyPanels(
            depth, packedA, rows, packedB + ((nint)column * depth), columns,
            c + ((nint)row * stride) + firstColumn + column, stride, alpha, beta,
            sum == null || firstK + depth < allDepth ? null : sum + ((nint)row * stride) + firstColumn + column,
            lower ? firstColumn + column - row : -this.rows - 1 - columns, tile);
    }

    private void PackLeft(int row, int rows, T* target)
    {
        T* source = a.At(row, firstK);
        if (a.IsTransposed)
        {
            kernels.Pack(depth, depth, source, a.Stride, rows, kernels.TileRows, target);
        }
        else
        {
            kernels.PackTransposed(depth, source, a.Stride, rows, kernels.TileRows, target);
        }
    }

    /// <summary>Splits the columns only as far as the threads need it: every worker packs the rows of A that it meets.</summary>
    private void ChooseColumnParts(int rowParts, int threads)
    {
        int panels = BlockSize.DivideUp(columns, kernels.TileColumns);
        int wanted = threads == 1 ? 1 : BlockSize.DivideUp(PartsPerThread * threads, rowParts);
        columnParts = Math.Clamp(wanted, 1, Math.Max(1, panels / LeastPanelsPerPart));
        partColumns = BlockSize.DivideUp(panels, columnParts) * kernels.TileColumns;
        columnParts = BlockSize.DivideUp(columns, partColumns);
    }
}
