using System.Numerics;
using System.Runtime.Intrinsics;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>The innermost loops of matrix products, for the widest vectors that the processor accelerates.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal abstract unsafe class ProductKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Rows of a tile where there are 32 vector registers.</summary>
    protected const int TallRows = 8;

    /// <summary>Rows of a tile where there are 16 vector registers, and of the last tile of at most that many rows.</summary>
    protected const int FlatRows = 4;

    /// <summary>Rows that packing reads side by side over all panels, so that memory is read in long runs.</summary>
    protected const int StreamedRows = 8;

    /// <summary>The kernels for this processor.</summary>
    public static ProductKernels<T> Best { get; } =
        Vector512.IsHardwareAccelerated ? new ProductKernels<T, Vector512<T>, Lanes512<T>>()
        : Vector256.IsHardwareAccelerated ? new ProductKernels<T, Vector256<T>, Lanes256<T>>()
        : Vector128.IsHardwareAccelerated ? new ProductKernels<T, Vector128<T>, Lanes128<T>>()
        : new ProductKernels<T, T, LanesScalar<T>>();

    public abstract VectorTier Tier { get; }

    /// <summary>Rows of a tile, and width of the panels of the left operand.</summary>
    public abstract int TileRows { get; }

    /// <summary>Columns of a tile, and width of the panels of the right operand.</summary>
    public abstract int TileColumns { get; }

    /// <summary>
    /// C ← β C + α A B for packed A and B, then S ← S + C unless S, of the same stride, is null. Tiles with i + rows ≤ j + lowerFrom (above
    /// the diagonal of the whole) are left out.
    /// </summary>
    public abstract void MultiplyPanels(
        int depth, T* a, int rows, T* b, int columns, T* c, int stride, T alpha, T beta, T* sum, int lowerFrom, T* tile);

    /// <summary>C ← β C + α A B for packed A and one panel of packed B, while memory that comes next is fetched.</summary>
    public abstract void MultiplyPanel(
        int depth, T* a, int rows, T* b, int width, T* c, int stride, T alpha, T beta, T* tile, ref Lookahead ahead);

    /// <summary>
    /// Packs rows × width of a block into panels of the given depth: target[panel][k][j] = source[k·stride + j], missing columns as
    /// zeros.
    /// </summary>
    public abstract void Pack(int rows, int depth, T* source, int stride, int width, int panelWidth, T* target);

    /// <summary>Packs the transpose of a width × depth block into panels: target[panel][k][j] = source[j·stride + k].</summary>
    public abstract void PackTransposed(int depth, T* source, int stride, int width, int panelWidth, T* target);

    /// <summary>sums[s·sumStride + i] = Σₖ matrix[i, k] vectors[s, k] for count vectors: 1, or up to 4 of 4 that can be read.</summary>
    public abstract void DotRows(
        int rows, int depth, T* matrix, int stride, T* vectors, int vectorStride, int count, T* sums, int sumStride);

    /// <summary>sums[s·sumStride + j] = Σₖ weights[s, k] matrix[k, j] for count sets of weights.</summary>
    public abstract void SumRows(
        int depth, int columns, T* matrix, int stride, T* weights, int weightStride, int count, T* sums, int sumStride);

    /// <summary>
    /// y ← y + (L + strict Lᵀ) x for the rows first to end of a lower triangle L, whose first row is 0: every element is read once.
    /// </summary>
    public abstract void AddLowerRows(int first, int end, T* lower, int stride, T* x, T* y);

    /// <summary>result ← α sums + β result; with β = 0 it is written without being read.</summary>
    public abstract void Store(int count, T* sums, T alpha, T beta, T* result);

    /// <summary>
    /// C ← β C + L R for a left operand of rows × 4 and a right operand of 4 × columns, the terms beyond count being zeros.
    /// </summary>
    public abstract void AddOuter(int rows, int columns, T* left, T* right, int rightStride, int count, T* c, int stride, T beta);

    /// <summary>Width of a panel of the left operand that holds count ≤ <see cref="TileRows"/> rows.</summary>
    protected static int PaddedRows(int count) => count > FlatRows ? TallRows : FlatRows;
}
