using System.Numerics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>
/// C ← β C + α op(A) op(B) where op(A) has so few rows that a block of it over the depth stays in the second cache. It is packed whole
/// once; then every part packs panels of B for itself and meets no other before the end, and the memory of the next panel is
/// fetched while this one is multiplied: B is read once, at the speed of the arithmetic.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed unsafe class ShallowProduct<T>(WorkerTeam team, ProductKernels<T> kernels) : IWork
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int BlockBytes = 1 << 19;
    private const int LongestDepth = 1 << 14;
    // A part walks the depth block by block over all its panels, so that a block of A serves them all; one block needs no such care.
    private const int PanelsPerPart = 3;

    private readonly PinnedBuffer<T> _left = new();
    private readonly PinnedBuffer<T>[] _workerMemory = PinnedBuffer<T>.Many(team.Threads);

    private bool _packing;
    private int _rows;
    private int _columns;
    private int _depth;
    private int _blockDepth;
    private Operand<T> _a;
    private Operand<T> _b;
    private T* _packedA;
    private T* _c;
    private int _stride;
    private T _alpha;
    private T _beta;

    private int PaddedRows => BlockSize.RoundUp(_rows, kernels.TileRows);

    private int PartColumns => (_depth > BlockSize.Depth ? PanelsPerPart : 1) * kernels.TileColumns;

    /// <summary>Whether a product is of this kind.</summary>
    public bool Suits(int rows, int columns, int depth) =>
        rows <= BlockBytes / (BlockSize.Depth * sizeof(T)) && columns >= 2 * PanelsPerPart * kernels.TileColumns && depth <= LongestDepth;

    public void Multiply(
        WorkerTeam workers, int rows, int columns, int depth, T alpha, Operand<T> a, Operand<T> b, T beta, T* c, int stride)
    {
        (_rows, _columns, _depth) = (rows, columns, depth);
        (_a, _b, _stride, _alpha, _beta) = (a, b, stride, alpha, beta);
        _c = c;
        _blockDepth = BlockSize.Even(depth, BlockSize.Depth, 8);
        _packedA = _left.Reserve((long)PaddedRows * depth);
        _packing = true;
        workers.Run(this, BlockSize.DivideUp(depth, _blockDepth));
        _packing = false;
        workers.Run(this, BlockSize.DivideUp(columns, PartColumns));
    }

    void IWork.Execute(int part, int worker)
    {
        if (_packing)
        {
            PackLeft(part);
        }
        else
        {
            MultiplyPart(part, worker);
        }
    }

    private void PackLeft(int part)
    {
        int k = part * _blockDepth, depth = Math.Min(_blockDepth, _depth - k);
        T* target = _packedA + ((nint)k * PaddedRows);
        if (_a.IsTransposed)
        {
            kernels.Pack(depth, depth, _a.At(0, k), _a.Stride, _rows, kernels.TileRows, target);
        }
        else
        {
            kernels.PackTransposed(depth, _a.At(0, k), _a.Stride, _rows, kernels.TileRows, target);
        }
    }

    private void MultiplyPart(int part, int worker)
    {
        int panelColumns = kernels.TileColumns;
        T* panel = _workerMemory[worker].Reserve(((long)BlockSize.Depth * panelColumns) + (kernels.TileRows * panelColumns));
        T* tile = panel + (BlockSize.Depth * panelColumns);
        int first = part * PartColumns, end = Math.Min(first + PartColumns, _columns);
        for (int k = 0; k < _depth; k += _blockDepth)
        {
            int depth = Math.Min(_blockDepth, _depth - k);
            for (int column = first; column < end; column += panelColumns)
            {
                int width = Math.Min(panelColumns, end - column);
                T* source = _b.At(k, column);
                if (_b.IsTransposed)
                {
                    kernels.PackTransposed(depth, source, _b.Stride, width, panelColumns, panel);
                }
                else
                {
                    kernels.Pack(depth, depth, source, _b.Stride, width, panelColumns, panel);
                }

                Lookahead ahead = Next(
                    k, depth, column + panelColumns < end ? column + panelColumns : first, column + panelColumns < end ? k : k + depth);
                kernels.MultiplyPanel(
                    depth, _packedA + ((nint)k * PaddedRows), _rows, panel, width, _c + column, _stride, _alpha, k == 0 ? _beta : T.One,
                    tile, ref ahead);
            }
        }
    }

    /// <summary>The panel of B that is packed next, spread over the tiles of the present one.</summary>
    private Lookahead Next(int k, int depth, int column, int nextK)
    {
        if (nextK >= _depth)
        {
            (column, nextK) = (Math.Min(column + PartColumns, _columns - 1), 0);
        }

        T* source = _b.At(nextK, column);
        int tiles = Math.Max(1, _rows / kernels.TileRows);
        int terms = depth * tiles;
        nint stride = (nint)_b.Stride * sizeof(T);
        if (_b.IsTransposed)
        {
            int lines = (depth * sizeof(T) / Lookahead.Line) + 1;
            return new Lookahead(source, lines, Lookahead.Line, stride, terms / (lines * kernels.TileColumns));
        }

        int across = (kernels.TileColumns * sizeof(T) / Lookahead.Line) + 1;
        return new Lookahead(source, across, Lookahead.Line, stride, terms / (across * depth));
    }
}
