using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Training.Reduced;

/// <summary>
/// Products of N rows with the vectors of a basis. For few rows each is bound by reading the basis once, so that every basis vector is
/// streamed over stretches of columns that share the threads; for many rows they are matrix products. The bits do not depend on the
/// number of threads.
/// </summary>
/// <param name="product">Matrix products.</param>
/// <param name="team">Threads.</param>
internal sealed class BasisProduct(MatrixProduct<double> product, WorkerTeam team) : IWork
{
    /// <summary>Most rows that are streamed.</summary>
    private const int FewRows = 3;

    private const int Stretch = 2048;
    private const int LeastSharedElements = 1 << 16;

    private MatrixView<double> basis;
    private MatrixView<double> coefficients;
    private Matrix<double>? rows;
    private double[] sums = [];
    private double scale;
    private bool isProjection;
    private bool accumulates;

    /// <summary>Matrix products.</summary>
    public MatrixProduct<double> Product => product;

    /// <summary>P = X Bᵀ.</summary>
    /// <param name="rows">X, shape [N, n].</param>
    /// <param name="basis">B, shape [r, n].</param>
    /// <param name="coefficients">Receives P, shape [N, r].</param>
    public void Project(Matrix<double> rows, MatrixView<double> basis, MatrixView<double> coefficients)
    {
        if (rows.Rows > FewRows)
        {
            product.Multiply(1, rows, Transpose.No, basis, Transpose.Yes, 0, coefficients);
            return;
        }

        (this.rows, this.basis, this.coefficients, isProjection) = (rows, basis, coefficients, true);
        int stretches = Stretches(rows.Columns);
        int size = rows.Rows * basis.Rows;
        if (sums.Length < stretches * size)
        {
            sums = new double[2 * stretches * size];
        }

        Share(stretches);
        for (int x = 0; x < rows.Rows; x++)
        {
            Span<double> row = coefficients.Row(x);
            sums.AsSpan(x * basis.Rows, basis.Rows).CopyTo(row);
            for (int stretch = 1; stretch < stretches; stretch++)
            {
                ReadOnlySpan<double> part = sums.AsSpan((stretch * size) + (x * basis.Rows), basis.Rows);
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += part[i];
                }
            }
        }
    }

    /// <summary>Y = s P B, or Y + s P B.</summary>
    /// <param name="scale">s.</param>
    /// <param name="coefficients">P, shape [N, r].</param>
    /// <param name="basis">B, shape [r, n].</param>
    /// <param name="accumulates">Whether Y keeps what it holds.</param>
    /// <param name="result">Y, shape [N, n].</param>
    public void Combine(double scale, MatrixView<double> coefficients, MatrixView<double> basis, bool accumulates, Matrix<double> result)
    {
        if (result.Rows > FewRows)
        {
            product.Multiply(scale, coefficients, Transpose.No, basis, Transpose.No, accumulates ? 1 : 0, result);
            return;
        }

        if (basis.Rows == 0)
        {
            result.Values.AsSpan(0, accumulates ? 0 : result.Values.Length).Clear();
            return;
        }

        (rows, this.basis, this.coefficients, isProjection) = (result, basis, coefficients, false);
        (this.scale, this.accumulates) = (scale, accumulates);
        Share(Stretches(result.Columns));
    }

    void IWork.Execute(int part, int worker)
    {
        int first = part * Stretch;
        int count = Math.Min(Stretch, rows!.Columns - first);
        for (int x = 0; x < rows.Rows; x++)
        {
            Span<double> row = rows.Row(x).Slice(first, count);
            if (isProjection)
            {
                Project(row, first, sums.AsSpan(((part * rows.Rows) + x) * basis.Rows, basis.Rows));
            }
            else
            {
                Combine(coefficients.Row(x), first, row);
            }
        }
    }

    private static int Stretches(int columns) => (columns + Stretch - 1) / Stretch;

    private void Share(int stretches)
    {
        WorkerTeam workers = (long)basis.Rows * basis.Columns < LeastSharedElements ? WorkerTeam.Single : team;
        workers.Run(this, stretches);
    }

    /// <summary>sums[i] = Σ_j x_j B[i, first + j], four basis vectors at a time.</summary>
    private void Project(ReadOnlySpan<double> row, int first, Span<double> sums)
    {
        int lanes = Vector512<double>.Count;
        ref double x = ref MemoryMarshal.GetReference(row);
        int i = 0;
        for (; i <= basis.Rows - 4; i += 4)
        {
            ref double b0 = ref First(i, first, row.Length);
            ref double b1 = ref First(i + 1, first, row.Length);
            ref double b2 = ref First(i + 2, first, row.Length);
            ref double b3 = ref First(i + 3, first, row.Length);
            Vector512<double> s0 = default, s1 = default, s2 = default, s3 = default;
            int j = 0;
            for (; j <= row.Length - lanes; j += lanes)
            {
                var xj = Vector512.LoadUnsafe(ref x, (nuint)j);
                s0 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref b0, (nuint)j), xj, s0);
                s1 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref b1, (nuint)j), xj, s1);
                s2 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref b2, (nuint)j), xj, s2);
                s3 = Vector512.MultiplyAddEstimate(Vector512.LoadUnsafe(ref b3, (nuint)j), xj, s3);
            }

            (sums[i], sums[i + 1], sums[i + 2], sums[i + 3]) = (Vector512.Sum(s0), Vector512.Sum(s1), Vector512.Sum(s2), Vector512.Sum(s3));
            for (; j < row.Length; j++)
            {
                sums[i] += row[j] * basis[i, first + j];
                sums[i + 1] += row[j] * basis[i + 1, first + j];
                sums[i + 2] += row[j] * basis[i + 2, first + j];
                sums[i + 3] += row[j] * basis[i + 3, first + j];
            }
        }

        for (; i < basis.Rows; i++)
        {
            sums[i] = InnerProduct.Dot(row, basis.Row(i).Slice(first, row.Length));
        }
    }

    /// <summary>y_j = s Σ_i p_i B[i, first + j], or that added to it, eight basis vectors at a time.</summary>
    private void Combine(ReadOnlySpan<double> parts, int first, Span<double> row)
    {
        if (!accumulates)
        {
            row.Clear();
        }

        int i = 0;
        for (; i <= parts.Length - 8; i += 8)
        {
            AddEight(parts.Slice(i, 8), i, first, row);
        }

        for (; i <= parts.Length - 2; i += 2)
        {
            AddTwo(scale * parts[i], scale * parts[i + 1], i, first, row);
        }

        if (i < parts.Length)
        {
            AddTwo(scale * parts[i], 0, i, first, row);
        }
    }

    private void AddEight(ReadOnlySpan<double> parts, int i, int first, Span<double> row)
    {
        int lanes = Vector512<double>.Count;
        ref double y = ref MemoryMarshal.GetReference(row);
        ref double b0 = ref First(i, first, row.Length);
        ref double b1 = ref First(i + 1, first, row.Length);
        ref double b2 = ref First(i + 2, first, row.Length);
        ref double b3 = ref First(i + 3, first, row.Length);
        ref double b4 = ref First(i + 4, first, row.Length);
        ref double b5 = ref First(i + 5, first, row.Length);
        ref double b6 = ref First(i + 6, first, row.Length);
        ref double b7 = ref First(i + 7, first, row.Length);
        Vector512<double> p0 = Vector512.Create(scale * parts[0]), p1 = Vector512.Create(scale * parts[1]);
        Vector512<double> p2 = Vector512.Create(scale * parts[2]), p3 = Vector512.Create(scale * parts[3]);
        Vector512<double> p4 = Vector512.Create(scale * parts[4]), p5 = Vector512.Create(scale * parts[5]);
        Vector512<double> p6 = Vector512.Create(scale * parts[6]), p7 = Vector512.Create(scale * parts[7]);
        int j = 0;
        for (; j <= row.Length - lanes; j += lanes)
        {
            nuint at = (nuint)j;
            Vector512<double> even = Vector512.MultiplyAddEstimate(p0, Vector512.LoadUnsafe(ref b0, at), Vector512.LoadUnsafe(ref y, at));
            Vector512<double> odd = p1 * Vector512.LoadUnsafe(ref b1, at);
            even = Vector512.MultiplyAddEstimate(p2, Vector512.LoadUnsafe(ref b2, at), even);
            odd = Vector512.MultiplyAddEstimate(p3, Vector512.LoadUnsafe(ref b3, at), odd);
            even = Vector512.MultiplyAddEstimate(p4, Vector512.LoadUnsafe(ref b4, at), even);
            odd = Vector512.MultiplyAddEstimate(p5, Vector512.LoadUnsafe(ref b5, at), odd);
            even = Vector512.MultiplyAddEstimate(p6, Vector512.LoadUnsafe(ref b6, at), even);
            odd = Vector512.MultiplyAddEstimate(p7, Vector512.LoadUnsafe(ref b7, at), odd);
            (even + odd).StoreUnsafe(ref y, at);
        }

        for (; j < row.Length; j++)
        {
            double sum = 0;
            for (int k = 0; k < 8; k++)
            {
                sum += parts[k] * basis[i + k, first + j];
            }

            row[j] += scale * sum;
        }
    }

    /// <summary>Adds basis vectors i and i + 1; the second may be missing where its part is zero.</summary>
    private void AddTwo(double part0, double part1, int i, int first, Span<double> row)
    {
        int lanes = Vector512<double>.Count;
        ref double y = ref MemoryMarshal.GetReference(row);
        ref double b0 = ref First(i, first, row.Length);
        ref double b1 = ref First(Math.Min(i + 1, basis.Rows - 1), first, row.Length);
        Vector512<double> p0 = Vector512.Create(part0), p1 = Vector512.Create(part1);
        int j = 0;
        for (; j <= row.Length - lanes; j += lanes)
        {
            nuint at = (nuint)j;
            Vector512<double> sum = Vector512.MultiplyAddEstimate(p0, Vector512.LoadUnsafe(ref b0, at), Vector512.LoadUnsafe(ref y, at));
            Vector512.MultiplyAddEstimate(p1, Vector512.LoadUnsafe(ref b1, at), sum).StoreUnsafe(ref y, at);
        }

        for (; j < row.Length; j++)
        {
            row[j] += (part0 * Unsafe.Add(ref b0, j)) + (part1 * Unsafe.Add(ref b1, j));
        }
    }

    private ref double First(int i, int column, int count) => ref MemoryMarshal.GetReference(basis.Row(i).Slice(column, count));
}
