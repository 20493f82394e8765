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
    private const int PackedRowsPerPart = 32;

    private readonly PinnedBuffer<T> _sharedMemory = new();
    private readonly PinnedBuffer<T>[] _workerMemory = PinnedBuffer<T>.Many(team.Threads);

    private bool _packing;
    private int _rows;
    private Operand<T> _a;
    private Operand<T> _b;
    private T* _c;
    private T* _sum;
    private int _allDepth;
    private int _stride;
    private T _alpha;
    private T _beta;
    private bool _lower;

    private T* _packedB;
    private int _firstK;
    private int _depth;
    private int _firstColumn;
    private int _columns;
    private int _partRows;
    private int _partColumns;
    private int _columnParts;

    /// <summary>C ← β C + α op(A) op(B); with lower, only the tiles that touch the lower triangle.</summary>
    public void Multiply(
        WorkerTeam workers, int rows, int columns, int depth, T alpha, Operand<T> a, Operand<T> b, T beta, T* c, int stride, bool lower,
        T* sum = null)
    {
        _allDepth = depth;
        _sum = sum;
        _rows = rows;
        _a = a;
        _b = b;
        _c = c;
        _stride = stride;
        _alpha = alpha;
        _lower = lower;

        int blockDepth = BlockSize.Even(depth, BlockSize.Depth, 8);
        int blockColumns = BlockSize.Even(
            columns, Math.Max(BlockColumns / kernels.TileColumns, 1) * kernels.TileColumns, kernels.TileColumns);
        _partRows = BlockSize.Even(rows, BlockRows, kernels.TileRows);
        int rowParts = BlockSize.DivideUp(rows, _partRows);
        _packedB = _sharedMemory.Reserve((long)blockDepth * BlockSize.RoundUp(blockColumns, kernels.TileColumns));
        for (_firstColumn = 0; _firstColumn < columns; _firstColumn += blockColumns)
        {
            _columns = Math.Min(blockColumns, columns - _firstColumn);
            ChooseColumnParts(rowParts, workers.Threads);
            for (_firstK = 0; _firstK < depth; _firstK += blockDepth)
            {
                _depth = Math.Min(blockDepth, depth - _firstK);
                _beta = _firstK == 0 ? beta : T.One;
                _packing = true;
                workers.Run(
                    this,
                    b.IsTransposed ? BlockSize.DivideUp(_columns, kernels.TileColumns) : BlockSize.DivideUp(_depth, PackedRowsPerPart));
                _packing = false;
                workers.Run(this, rowParts * _columnParts);
            }
        }
    }

    void IWork.Execute(int part, int worker)
    {
        if (_packing)
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
        if (_b.IsTransposed)
        {
            int column = part * kernels.TileColumns;
            int width = Math.Min(kernels.TileColumns, _columns - column);
            kernels.PackTransposed(
                _depth, _b.At(_firstK, _firstColumn + column), _b.Stride, width, kernels.TileColumns, _packedB + ((nint)column * _depth));
        }
        else
        {
            int k = part * PackedRowsPerPart;
            kernels.Pack(
                Math.Min(PackedRowsPerPart, _depth - k), _depth, _b.At(_firstK + k, _firstColumn), _b.Stride, _columns, kernels.TileColumns,
                _packedB + ((nint)k * kernels.TileColumns));
        }
    }

    private void MultiplyPart(int part, int worker)
    {
        (int rowPart, int columnPart) = Math.DivRem(part, _columnParts);
        int row = rowPart * _partRows;
        int rows = Math.Min(_partRows, _rows - row);
        int column = columnPart * _partColumns;
        int columns = Math.Min(_partColumns, _columns - column);
        if (columns <= 0 || (_lower && row + rows <= _firstColumn + column))
        {
            return;
        }

        T* packedA = _workerMemory[worker].Reserve(((long)BlockRows * BlockSize.Depth) + (kernels.TileRows * kernels.TileColumns));
        T* tile = packedA + (BlockRows * BlockSize.Depth);
        T* a = _a.At(row, _firstK);
        if (_a.IsTransposed)
        {
            kernels.Pack(_depth, _depth, a, _a.Stride, rows, kernels.TileRows, packedA);
        }
        else
        {
            kernels.PackTransposed(_depth, a, _a.Stride, rows, kernels.TileRows, packedA);
        }

        kernels.MultiplyPanels(
            _depth, packedA, rows, _packedB + ((nint)column * _depth), columns,
            _c + ((nint)row * _stride) + _firstColumn + column, _stride, _alpha, _beta,
            _sum == null || _firstK + _depth < _allDepth ? null : _sum + ((nint)row * _stride) + _firstColumn + column,
            _lower ? _firstColumn + column - row : -_rows - 1 - columns, tile);
    }

    /// <summary>Splits the columns only as far as the threads need it: every part packs its rows of A anew.</summary>
    private void ChooseColumnParts(int rowParts, int threads)
    {
        int panels = BlockSize.DivideUp(_columns, kernels.TileColumns);
        int wanted = threads == 1 ? 1 : BlockSize.DivideUp(PartsPerThread * threads, rowParts);
        _columnParts = Math.Clamp(wanted, 1, Math.Max(1, panels / LeastPanelsPerPart));
        _partColumns = BlockSize.DivideUp(panels, _columnParts) * kernels.TileColumns;
        _columnParts = BlockSize.DivideUp(_columns, _partColumns);
    }
}
