using System.Numerics.Tensors;

namespace Inflaton.Numerics.LinearAlgebra.Spectra;

/// <summary>
/// A = Q T Qᵀ with T tridiagonal and Q a product of reflections 1 − τ v vᵀ. Columns are reduced in panels; a panel changes the rest of the
/// matrix by one product of its vectors. Only the lower triangle is read and changed; the reflections are kept above the diagonal.
/// </summary>
internal sealed class TridiagonalReduction
{
    private const int PanelWidth = 32;
    private const int BackBlock = 64;

    // Squares of what is smaller would lose digits; relative to a largest element of 1 it is nothing.
    private const double NegligibleSquare = 1e-280;

    private readonly Matrix<double> reflectors;
    private readonly double[] tau;

    private TridiagonalReduction(Matrix<double> reflectors, double[] tau, double[] diagonal, double[] offDiagonal)
    {
        this.reflectors = reflectors;
        this.tau = tau;
        Diagonal = diagonal;
        OffDiagonal = offDiagonal;
    }

    /// <summary>The n diagonal elements of T.</summary>
    public double[] Diagonal { get; }

    /// <summary>The n − 1 elements of T beside the diagonal.</summary>
    public double[] OffDiagonal { get; }

    /// <summary>Reduces A, whose elements are at most of size 1; only its lower triangle is read, and all is overwritten.</summary>
    /// <param name="a">A.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="memory">Lends the panel.</param>
    public static TridiagonalReduction Reduce(Matrix<double> a, MatrixProduct<double> product, MatrixMemory<double> memory)
    {
        int n = a.Rows;
        double[] diagonal = new double[n], offDiagonal = new double[Math.Max(0, n - 1)], tau = new double[n];
        double[] image = new double[n], coefficients = new double[2 * PanelWidth];

        // The panel changes A by −LᵀR with rows v₀ w₀ v₁ w₁ … in L and w₀ v₀ w₁ v₁ … in R; a column becomes its v where it lies in L.
        int width = Math.Min(PanelWidth, n);
        Matrix<double> left = memory.Take(2 * width, n), right = memory.Take(2 * width, n);
        for (int first = 0; first < n; first += PanelWidth)
        {
            int end = Math.Min(first + PanelWidth, n);
            CopyColumns(a, first, end, left);
            for (int i = first; i < end; i++)
            {
                int terms = 2 * (i - first);
                Span<double> column = left.Row(terms)[i..], t = coefficients.AsSpan(0, terms);
                for (int k = 0; k < terms; k++)
                {
                    t[k] = left.Values[((k ^ 1) * n) + i];
                }

                product.MatrixVector(-1, left.View.Block(0, terms, i, n - i), Transpose.Yes, t, 1, column);
                diagonal[i] = column[0];
                if (i == n - 1)
                {
                    break;
                }

                int rest = n - i - 1;
                Span<double> v = column[1..], w = left.Row(terms + 1)[(i + 1)..];
                (offDiagonal[i], tau[i]) = MakeReflector(v);
                v.CopyTo(a.Row(i)[(i + 1)..]);
                if (tau[i] == 0)
                {
                    w.Clear();
                }
                else
                {
                    Span<double> y = image.AsSpan(0, rest);
                    product.SymmetricMatrixVector(a.View.Block(i + 1, rest, i + 1, rest), v, y);
                    product.MatrixVector(1, left.View.Block(0, terms, i + 1, rest), Transpose.No, v, 0, t);
                    SwapPairs(t);
                    product.MatrixVector(-1, left.View.Block(0, terms, i + 1, rest), Transpose.Yes, t, 1, y);
                    TensorPrimitives.Multiply(y, tau[i], y);
                    TensorPrimitives.MultiplyAdd(v, -0.5 * tau[i] * TensorPrimitives.Dot<double>(y, v), y, w);
                }

                v.CopyTo(right.Row(terms + 1)[(i + 1)..]);
                w.CopyTo(right.Row(terms)[(i + 1)..]);
            }

            int behind = n - end;
            if (behind > 0)
            {
                MatrixView<double> l = left.View.ColumnBlock(end, behind), r = right.View.ColumnBlock(end, behind);
                product.MultiplyLower(-1, l, Transpose.Yes, r, Transpose.No, 1, a.View.Block(end, behind, end, behind));
            }
        }

        memory.Return(left);
        memory.Return(right);
        return new TridiagonalReduction(a, tau, diagonal, offDiagonal);
    }

    /// <summary>Turns columns that are eigenvectors y of T into eigenvectors Q y of A.</summary>
    /// <param name="columns">y, and then Q y.</param>
    /// <param name="product">Matrix products.</param>
    /// <param name="memory">Lends the blocks of reflections.</param>
    public void TransformBack(Matrix<double> columns, MatrixProduct<double> product, MatrixMemory<double> memory)
    {
        int n = columns.Rows;
        int reflectors = Math.Max(0, n - 1);
        int most = Math.Min(BackBlock, reflectors);
        Matrix<double> v = memory.Take(most, n), triangle = memory.Take(most, most), gram = memory.Take(most, most);
        Matrix<double> projected = memory.Take(most, n), weighted = memory.Take(most, n);
        for (int first = (reflectors - 1) / BackBlock * BackBlock; first >= 0 && reflectors > 0; first -= BackBlock)
        {
            int count = Math.Min(BackBlock, reflectors - first);
            int length = n - first - 1;
            MatrixView<double> block = v.View.Block(0, count, 0, length), t = triangle.View.Block(0, count, 0, count);
            for (int j = 0; j < count; j++)
            {
                block.Row(j)[..j].Clear();
                this.reflectors.Row(first + j)[(first + j + 1)..].CopyTo(block.Row(j)[j..]);
            }

            MakeTriangle(block, first, t, gram.View.Block(0, count, 0, count), product);
            MatrixView<double> tail = columns.View.RowBlock(first + 1, length);
            MatrixView<double> g = projected.View.RowBlock(0, count), h = weighted.View.RowBlock(0, count);
            product.Multiply(1, block, Transpose.No, tail, Transpose.No, 0, g);
            product.Multiply(1, t, Transpose.No, g, Transpose.No, 0, h);
            product.Multiply(-1, block, Transpose.Yes, h, Transpose.No, 1, tail);
        }
    }

    /// <summary>The upper triangular T of (1 − τ₀ v₀ v₀ᵀ)(1 − τ₁ v₁ v₁ᵀ) … = 1 − V T Vᵀ, V = (v₀ v₁ …).</summary>
    private void MakeTriangle(MatrixView<double> v, int first, MatrixView<double> t, MatrixView<double> gram, MatrixProduct<double> product)
    {
        product.SymmetricRankK(1, v, Transpose.No, 0, gram);
        for (int j = 0; j < v.Rows; j++)
        {
            double tau = this.tau[first + j];
            t[j, j] = tau;
            for (int i = 0; i < j; i++)
            {
                t[i, j] = -tau * TensorPrimitives.Dot<double>(t.Row(i)[i..j], gram.Row(j)[i..j]);
                t[j, i] = 0;
            }
        }
    }

    /// <summary>Replaces x by v with v₀ = 1 so that (1 − τ v vᵀ) x = (β, 0, …).</summary>
    private static (double Beta, double Tau) MakeReflector(Span<double> x)
    {
        double head = x[0];
        double tailSquare = TensorPrimitives.SumOfSquares<double>(x[1..]);
        x[0] = 1;
        if (tailSquare < NegligibleSquare)
        {
            return (head, 0);
        }

        double beta = -Math.CopySign(Math.Sqrt((head * head) + tailSquare), head);
        TensorPrimitives.Multiply(x[1..], 1 / (head - beta), x[1..]);
        return (beta, (beta - head) / beta);
    }

    /// <summary>Makes of products with v₀ w₀ v₁ w₁ … those with w₀ v₀ w₁ v₁ …, so that one of the two need be in the cache.</summary>
    private static void SwapPairs(Span<double> values)
    {
        for (int k = 0; k < values.Length; k += 2)
        {
            (values[k], values[k + 1]) = (values[k + 1], values[k]);
        }
    }

    /// <summary>Copies columns of the lower triangle into every other row, from the diagonal on.</summary>
    private static void CopyColumns(Matrix<double> a, int first, int end, Matrix<double> rows)
    {
        int n = a.Rows;
        for (int r = first; r < n; r++)
        {
            ReadOnlySpan<double> source = a.Row(r)[first..Math.Min(end, r + 1)];
            for (int c = 0; c < source.Length; c++)
            {
                rows.Values[(2 * c * n) + r] = source[c];
            }
        }
    }
}
