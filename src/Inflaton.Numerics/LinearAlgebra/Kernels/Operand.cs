using System.Numerics;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>op(X) in pinned memory: element (i, j) lies at Start + i·RowStep + j·ColumnStep, where one of the steps is 1.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal readonly unsafe struct Operand<T>(T* start, int stride, Transpose transpose)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T* Start { get; } = start;

    public int Stride { get; } = stride;

    public bool IsTransposed { get; } = transpose == Transpose.Yes;

    public nint RowStep => IsTransposed ? 1 : Stride;

    public nint ColumnStep => IsTransposed ? Stride : 1;

    public T* At(int i, int j) => Start + (i * RowStep) + (j * ColumnStep);
}
