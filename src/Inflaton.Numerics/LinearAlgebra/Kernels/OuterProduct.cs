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

    private readonly PinnedBuffer<T> _leftMemory = new();
    private readonly PinnedBuffer<T> _rightMemory = new();

    private int _rows;
    private int _columns;
    private int _depth;
    private T* _left;
    private T* _right;
    private T _beta;
    private T* _c;
    private int _stride;
    private int _partRows;
    private int _columnParts;

    public void Multiply(
        WorkerTeam workers, int rows, int columns, int depth, T alpha, Operand<T> a, Operand<T> b, T beta, T* c, int stride)
    {
        _rows = rows;
        _columns = columns;
        _depth = depth;
        _beta = beta;
        _c = c;
        _stride = stride;
        _left = _leftMemory.Reserve((long)rows * MostTerms);
        _right = _rightMemory.Reserve((long)columns * MostTerms);
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < MostTerms; k++)
            {
                _left[((nint)i * MostTerms) + k] = k < depth ? alpha * *a.At(i, k) : T.Zero;
            }
        }

        for (int k = 0; k < MostTerms; k++)
        {
            for (int j = 0; j < columns; j++)
            {
                _right[((nint)k * columns) + j] = k < depth ? *b.At(k, j) : T.Zero;
            }
        }

        _columnParts = DivideUp(columns, PartColumns);
        _partRows = Math.Max(1, PartElements / Math.Min(columns, PartColumns));
        workers.Run(this, DivideUp(rows, _partRows) * _columnParts);
    }

    void IWork.Execute(int part, int worker)
    {
        (int rowPart, int columnPart) = Math.DivRem(part, _columnParts);
        int row = rowPart * _partRows;
        int column = columnPart * PartColumns;
        kernels.AddOuter(
            Math.Min(_partRows, _rows - row), Math.Min(PartColumns, _columns - column),
            _left + ((nint)row * MostTerms), _right + column, _columns, _depth, _c + ((nint)row * _stride) + column, _stride, _beta);
    }

    private static int DivideUp(int x, int y) => (x + y - 1) / y;
}
