using System.Numerics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>
/// C ← β C + α op(A) op(B) where op(A) has so few rows that a block of it over the depth stays in the second cache. It is packed whole
/// once; then every part packs panels of B for itself and meets no other before the end, and the memory of the next panel is
/// fetched while this one is multiplied: B is read once, at the speed of the arithmetic. A B that serves many products is packed whole
/// beforehand.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed unsafe class ShallowProduct<T>(WorkerTeam team, ProductKernels<T> kernels) : IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int BlockBytes = 1 << 19;
    private const int LongestDepth = 1 << 14;
    // A part walks the depth block by block over all its panels, so that a block of A serves them all; one block needs no such care.
    private const int PanelsPerPart = 3;
    private const int PackedRowsPerPart = 16;

    private readonly PinnedBuffer<T> left = new(ScratchPurpose.ShallowLeft);
    private readonly PinnedBuffer<T>[] workerMemory = PinnedBuffer<T>.Many(team.Threads, ScratchPurpose.ShallowPanel);

    private Work work;
    private int rows;
    private int columns;
    private int depth;
    private int blockDepth;
    private Operand<T> a;
    private Operand<T> b;
    private T* packedA;
    private T* packedB;
    private int packedParts;
    private T* c;
    private int stride;
    private T alpha;
    private T beta;

    private enum Work
    {
        PackLeft,
        PackRight,
        Multiply,
    }

    private int PaddedRows => BlockSize.RoundUp(rows, kernels.TileRows);

    private int PartColumns => (depth > BlockSize.Depth ? PanelsPerPart : 1) * kernels.TileColumns;

    /// <summary>Whether a product is of this kind.</summary>
    public bool Suits(int rows, int columns, int depth) =>
        rows <= BlockBytes / (BlockSize.Depth * sizeof(T)) && columns >= 2 * PanelsPerPart * kernels.TileColumns && depth <= LongestDepth;

    public void Multiply(
        WorkerTeam workers, int rows, int columns, int depth, T alpha, Operand<T> a, Operand<T> b, T beta, T* c, int stride)
    {
        this.b = b;
        packedB = null;
        Multiply(workers, rows, columns, depth, alpha, a, beta, c, stride);
    }

    /// <summary>The same with a B that was packed beforehand.</summary>
    public void Multiply(WorkerTeam workers, int rows, int columns, int depth, T alpha, Operand<T> a, T* packedB, T* c, int stride)
    {
        this.packedB = packedB;
        Multiply(workers, rows, columns, depth, alpha, a, T.Zero, c, stride);
    }

    /// <summary>Elements of a packed B.</summary>
    public long PackedLength(int columns, int depth) => (long)BlockSize.RoundUp(columns, kernels.TileColumns) * depth;

    /// <summary>Packs op(B), depth × columns, block by block of the depth, panel by panel.</summary>
    public void PackRight(WorkerTeam workers, int columns, int depth, Operand<T> b, T* target)
    {
        (this.columns, this.depth, this.b) = (columns, depth, b);
        packedB = target;
        blockDepth = BlockSize.Even(depth, BlockSize.Depth, 8);
        work = Work.PackRight;
        workers.Run(this, BlockSize.DivideUp(columns, kernels.TileColumns));
    }

    private void Multiply(WorkerTeam workers, int rows, int columns, int depth, T alpha, Operand<T> a, T beta, T* c, int stride)
    {
        (this.rows, this.columns, this.depth) = (rows, columns, depth);
        (this.a, this.stride, this.alpha, this.beta) = (a, stride, alpha, beta);
        this.c = c;
        blockDepth = BlockSize.Even(depth, BlockSize.Depth, 8);
        packedA = left.Reserve((long)PaddedRows * depth);
        packedParts = BlockSize.DivideUp(rows, PackedRowsPerPart);
        work = Work.PackLeft;
        workers.Run(this, BlockSize.DivideUp(depth, blockDepth) * packedParts);
        work = Work.Multiply;
        workers.Run(this, BlockSize.DivideUp(columns, PartColumns));
    }

    void IWork.Execute(int part, int worker)
    {
        switch (work)
        {
            case Work.PackLeft:
                PackLeft(part);
                break;
            case Work.PackRight:
                PackRightPanel(part * kernels.TileColumns);
                break;
            default:
                MultiplyPart(part, worker);
                break;
        }
    }

    /// <summary>A multiple of the tile's rows in each part, so that every part fills panels of its own.</summary>
    private void PackLeft(int part)
    {
        (int block, int rowPart) = Math.DivRem(part, packedParts);
        int k = block * blockDepth, depth = Math.Min(blockDepth, this.depth - k);
        int row = rowPart * PackedRowsPerPart, rows = Math.Min(PackedRowsPerPart, this.rows - row);
        T* target = packedA + ((nint)k * PaddedRows) + ((nint)row * depth);
        if (a.IsTransposed)
        {
            kernels.Pack(depth, depth, a.At(row, k), a.Stride, rows, kernels.TileRows, target);
        }
        else
        {
            kernels.PackTransposed(depth, a.At(row, k), a.Stride, rows, kernels.TileRows, target);
        }
    }

    private void PackRightPanel(int column)
    {
        for (int k = 0; k < depth; k += blockDepth)
        {
            PackPanel(k, Math.Min(blockDepth, depth - k), column, PackedPanel(k, Math.Min(blockDepth, depth - k), column));
        }
    }

    private T* PackedPanel(int k, int depth, int column) =>
        packedB + ((nint)k * BlockSize.RoundUp(columns, kernels.TileColumns)) + ((nint)column * depth);

    private void PackPanel(int k, int depth, int column, T* panel)
    {
        int width = Math.Min(kernels.TileColumns, columns - column);
        if (b.IsTransposed)
        {
            kernels.PackTransposed(depth, b.At(k, column), b.Stride, width, kernels.TileColumns, panel);
        }
        else
        {
            kernels.Pack(depth, depth, b.At(k, column), b.Stride, width, kernels.TileColumns, panel);
        }
    }

    private void MultiplyPart(int part, int worker)
    {
        int panelColumns = kernels.TileColumns;
        T* panel = workerMemory[worker].Reserve(((long)blockDepth * panelColumns) + (kernels.TileRows * panelColumns));
        T* tile = panel + (blockDepth * panelColumns);
        int first = part * PartColumns, end = Math.Min(first + PartColumns, columns);
        for (int k = 0; k < this.depth; k += blockDepth)
        {
            int depth = Math.Min(blockDepth, this.depth - k);
            for (int column = first; column < end; column += panelColumns)
            {
                int width = Math.Min(panelColumns, end - column);
                T* right = panel;
                Lookahead ahead;
                if (packedB == null)
                {
                    PackPanel(k, depth, column, panel);
                    ahead = Next(
                        k, depth, column + panelColumns < end ? column + panelColumns : first, column + panelColumns < end ? k : k + depth);
                }
                else
                {
                    right = PackedPanel(k, depth, column);
                    ahead = Lookahead.None;
                }

                kernels.MultiplyPanel(
                    depth, packedA + ((nint)k * PaddedRows), rows, right, width, c + column, stride, alpha, k == 0 ? beta : T.One,
                    tile, ref ahead);
            }
        }
    }

    /// <summary>The panel of B that is packed next, spread over the tiles of the present one.</summary>
    private Lookahead Next(int k, int depth, int column, int nextK)
    {
        if (nextK >= this.depth)
        {
            (column, nextK) = (Math.Min(column + PartColumns, columns - 1), 0);
        }

        T* source = b.At(nextK, column);
        int tiles = Math.Max(1, rows / kernels.TileRows);
        int terms = depth * tiles;
        nint stride = (nint)b.Stride * sizeof(T);
        if (b.IsTransposed)
        {
            int lines = (depth * sizeof(T) / Lookahead.Line) + 1;
            return new Lookahead(source, lines, Lookahead.Line, stride, terms / (lines * kernels.TileColumns));
        }

        int across = (kernels.TileColumns * sizeof(T) / Lookahead.Line) + 1;
        return new Lookahead(source, across, Lookahead.Line, stride, terms / (across * depth));
    }
}
