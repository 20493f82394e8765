using System.Numerics;
using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>
/// The innermost loops over blocks that fit into the caches, written once for all vector widths. The order in which the terms of one
/// element are summed depends only on the depth of the block, not on where in the block the element lies.
/// </summary>
/// <remarks>
/// Tile and packing follow K. Goto, R. A. van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34 (2008) 12.
/// The accumulators of a tile are separate locals, so that they stay in registers: 8 × 3 vectors where there are 32 registers, 4 × 3 where
/// there are 16.
/// </remarks>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="V">Vector type.</typeparam>
/// <typeparam name="L">Operations of the vector type.</typeparam>
internal sealed unsafe class ProductKernels<T, V, L> : ProductKernels<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where V : struct
    where L : struct, ILanes<T, V>
{
    // Of what is done by a loop of its own where it is long.
    private const int LeastLength = 64;

    public override VectorTier Tier => L.Tier;

    public override int TileRows => L.HasManyRegisters ? TallRows : FlatRows;

    public override int TileColumns => 3 * L.Count;

    public override void MultiplyPanels(
        int depth, T* a, int rows, T* b, int columns, T* c, int stride, T alpha, T beta, T* sum, int lowerFrom, T* tile)
    {
        int across = (TileColumns * sizeof(T) / Lookahead.Line) + 1, lines = TileRows * across;
        nint beside = sum == null ? 0 : (nint)((byte*)sum - (byte*)c);
        for (int j = 0; j < columns; j += TileColumns, b += (nint)TileColumns * depth)
        {
            int width = Math.Min(TileColumns, columns - j);
            T* panel = a;
            for (int i = 0; i < rows; i += TileRows, panel += (nint)TileRows * depth)
            {
                int height = Math.Min(TileRows, rows - i);
                if (i + height <= j + lowerFrom)
                {
                    continue;
                }

                T* target = c + ((nint)i * stride) + j;
                if (height > FlatRows)
                {
                    var ahead = new Lookahead(target, across, Lookahead.Line, (nint)stride * sizeof(T), depth / lines, beside);
                    TileTall(depth, panel, b, tile, ref ahead);
                }
                else
                {
                    TileFlat(depth, panel, b, tile);
                }

                if (sum == null)
                {
                    AddTile(tile, height, width, target, stride, alpha, beta);
                }
                else
                {
                    AddTileTwice(tile, height, width, target, sum + ((nint)i * stride) + j, stride, alpha, beta);
                }
            }
        }
    }

    public override void MultiplyPanel(
        int depth, T* a, int rows, T* b, int width, T* c, int stride, T alpha, T beta, T* tile, ref Lookahead ahead)
    {
        for (int i = 0; i < rows; i += TileRows, a += (nint)TileRows * depth, c += (nint)TileRows * stride)
        {
            int height = Math.Min(TileRows, rows - i);
            if (height > FlatRows)
            {
                TileTall(depth, a, b, tile, ref ahead);
            }
            else
            {
                TileFlat(depth, a, b, tile);
            }

            AddTile(tile, height, width, c, stride, alpha, beta);
        }
    }

    public override void Pack(int rows, int depth, T* source, int stride, int width, int panelWidth, T* target)
    {
        for (int k = 0; k < rows; k += StreamedRows)
        {
            int streamed = Math.Min(StreamedRows, rows - k);
            for (int j = 0; j < width; j += panelWidth)
            {
                int count = Math.Min(panelWidth, width - j);
                int padded = panelWidth == TileColumns ? panelWidth : PaddedRows(count);
                T* from = source + ((nint)k * stride) + j;
                T* to = target + ((nint)j * depth) + ((nint)k * padded);
                for (int r = 0; r < streamed; r++, from += stride, to += padded)
                {
                    CopyRow(from, to, count, padded);
                }
            }
        }
    }

    public override void PackTransposed(int depth, T* source, int stride, int width, int panelWidth, T* target)
    {
        for (int j = 0; j < width; j += panelWidth)
        {
            int count = Math.Min(panelWidth, width - j);
            int padded = panelWidth == TileColumns ? panelWidth : PaddedRows(count);
            T* to = target + ((nint)j * depth);
            bool inBlocks = L.TransposesBlocks && depth >= LeastLength;
            int blocked = inBlocks ? TransposeBlocks(depth, source + ((nint)j * stride), stride, to, count, padded) : 0;
            for (int i = blocked; i < padded; i += FlatRows)
            {
                int columns = Math.Min(FlatRows, padded - i);
                TransposeRows(depth, source + ((nint)(j + i) * stride), stride, Math.Clamp(count - i, 0, columns), to + i, columns, padded);
            }
        }
    }

    public override void DotRows(
        int rows, int depth, T* matrix, int stride, T* vectors, int vectorStride, int count, T* sums, int sumStride)
    {
        if (count == 1)
        {
            for (int i = 0; i < rows; i++)
            {
                sums[i] = Dot(depth, matrix + ((nint)i * stride), vectors);
            }

            return;
        }

        // An odd last row goes through the kernel for two rows together with itself.
        for (int i = 0; i < rows; i += 2)
        {
            int second = Math.Min(i + 1, rows - 1);
            DotPair(
                depth, matrix + ((nint)i * stride), matrix + ((nint)second * stride), vectors, vectorStride, count,
                sums + i, sums + second, sumStride);
        }
    }

    public override void SumRows(
        int depth, int columns, T* matrix, int stride, T* weights, int weightStride, int count, T* sums, int sumStride)
    {
        for (int s = 0; s < count; s++)
        {
            new Span<T>(sums + ((nint)s * sumStride), columns).Clear();
        }

        int k = 0;
        for (; k <= depth - 8; k += 8)
        {
            for (int s = 0; s < count; s++)
            {
                T* w = weights + ((nint)s * weightStride) + k;
                AddEightRows(columns, matrix + ((nint)k * stride), stride, w, sums + ((nint)s * sumStride));
            }
        }

        for (; k < depth; k++)
        {
            for (int s = 0; s < count; s++)
            {
                AddRow(columns, matrix + ((nint)k * stride), weights[((nint)s * weightStride) + k], sums + ((nint)s * sumStride));
            }
        }
    }

    public override void AddLowerRows(int first, int end, T* lower, int stride, T* x, T* y)
    {
        int i = first;
        while (i <= end - FlatRows)
        {
            // Eight rows from a multiple of eight on have whole vectors up to the same column as twice four: the same sums. Short ones
            // are not worth the compilation of another loop.
            bool tall = L.HasManyRegisters && L.Count >= TallRows && i % TallRows == 0 && i >= LeastLength && i <= end - TallRows;
            if (tall)
            {
                AddEightLowerRows(i, lower + ((nint)i * stride), stride, x, y);
            }
            else
            {
                AddFourLowerRows(i, lower + ((nint)i * stride), stride, x, y);
            }

            i += tall ? TallRows : FlatRows;
        }

        for (; i < end; i++)
        {
            AddLowerRow(i, 0, T.Zero, lower + ((nint)i * stride), x, y);
        }
    }

    public override void Store(int count, T* sums, T alpha, T beta, T* result) => AddTile(sums, 1, count, result, 0, alpha, beta);

    public override void AddOuter(int rows, int columns, T* left, T* right, int rightStride, int count, T* c, int stride, T beta)
    {
        T* r0 = right, r1 = r0 + rightStride, r2 = r1 + rightStride, r3 = r2 + rightStride;
        V scale = L.Fill(beta);
        for (int i = 0; i < rows; i++, left += 4, c += stride)
        {
            V x0 = L.Fill(left[0]), x1 = L.Fill(left[1]), x2 = L.Fill(left[2]), x3 = L.Fill(left[3]);
            int j = 0;
            for (; j <= columns - L.Count; j += L.Count)
            {
                V sum = L.Multiply(x0, L.Load(r0 + j));
                if (count > 1)
                {
                    sum = L.MultiplyAdd(x1, L.Load(r1 + j), sum);
                    sum = L.MultiplyAdd(x2, L.Load(r2 + j), sum);
                    sum = L.MultiplyAdd(x3, L.Load(r3 + j), sum);
                }

                L.Store(beta == T.Zero ? sum : L.MultiplyAdd(scale, L.Load(c + j), sum), c + j);
            }

            for (; j < columns; j++)
            {
                T sum = left[0] * r0[j];
                if (count > 1)
                {
                    sum = T.MultiplyAddEstimate(left[1], r1[j], sum);
                    sum = T.MultiplyAddEstimate(left[2], r2[j], sum);
                    sum = T.MultiplyAddEstimate(left[3], r3[j], sum);
                }

                c[j] = beta == T.Zero ? sum : T.MultiplyAddEstimate(beta, c[j], sum);
            }
        }
    }

    private static void AddTile(T* tile, int rows, int columns, T* c, int stride, T alpha, T beta)
    {
        V scale = L.Fill(alpha), keep = L.Fill(beta);
        for (int i = 0; i < rows; i++, tile += 3 * L.Count, c += stride)
        {
            int j = 0;
            for (; j <= columns - L.Count; j += L.Count)
            {
                V value = L.Load(tile + j);
                L.Store(beta == T.Zero ? L.Multiply(scale, value) : L.MultiplyAdd(scale, value, L.Multiply(keep, L.Load(c + j))), c + j);
            }

            for (; j < columns; j++)
            {
                c[j] = beta == T.Zero ? alpha * tile[j] : T.MultiplyAddEstimate(alpha, tile[j], beta * c[j]);
            }
        }
    }

    /// <summary>C ← β C + α tile, then S ← S + C.</summary>
    private static void AddTileTwice(T* tile, int rows, int columns, T* c, T* sum, int stride, T alpha, T beta)
    {
        V scale = L.Fill(alpha), keep = L.Fill(beta);
        for (int i = 0; i < rows; i++, tile += 3 * L.Count, c += stride, sum += stride)
        {
            int j = 0;
            for (; j <= columns - L.Count; j += L.Count)
            {
                V value = L.Multiply(scale, L.Load(tile + j));
                value = beta == T.Zero ? value : L.MultiplyAdd(keep, L.Load(c + j), value);
                L.Store(value, c + j);
                L.Store(L.Add(L.Load(sum + j), value), sum + j);
            }

            for (; j < columns; j++)
            {
                c[j] = beta == T.Zero ? alpha * tile[j] : T.MultiplyAddEstimate(alpha, tile[j], beta * c[j]);
                sum[j] += c[j];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRow(T* from, T* to, int count, int padded)
    {
        if (count == 3 * L.Count)
        {
            StoreRow(L.Load(from), L.Load(from + L.Count), L.Load(from + (2 * L.Count)), to);
        }
        else if (count == TallRows)
        {
            Unsafe.CopyBlockUnaligned(to, from, (uint)(TallRows * sizeof(T)));
        }
        else
        {
            int j = 0;
            for (; j < count; j++)
            {
                to[j] = from[j];
            }

            for (; j < padded; j++)
            {
                to[j] = T.Zero;
            }
        }
    }

    /// <summary>
    /// Copies rows of length depth into as many columns of a panel, a block of vectors at a time through all rows, so that every line is
    /// read and written once; says how many, a multiple of the vector's length.
    /// </summary>
    private static int TransposeBlocks(int depth, T* source, int stride, T* target, int count, int panelWidth)
    {
        int rows = count - (count % L.Count), k = 0;
        for (; k <= depth - L.Count; k += L.Count)
        {
            for (int i = 0; i < rows; i += L.Count)
            {
                L.TransposeBlock(source + ((nint)i * stride) + k, stride, target + ((nint)k * panelWidth) + i, panelWidth);
            }
        }

        for (; k < depth; k++)
        {
            for (int i = 0; i < rows; i++)
            {
                target[((nint)k * panelWidth) + i] = source[((nint)i * stride) + k];
            }
        }

        return rows;
    }

    /// <summary>Copies up to four rows of length depth into as many columns of a panel; rows beyond count become zeros.</summary>
    private static void TransposeRows(int depth, T* source, int stride, int count, T* target, int columns, int panelWidth)
    {
        if (count == FlatRows)
        {
            T* s0 = source, s1 = s0 + stride, s2 = s1 + stride, s3 = s2 + stride;
            for (int k = 0; k < depth; k++, target += panelWidth)
            {
                target[0] = s0[k];
                target[1] = s1[k];
                target[2] = s2[k];
                target[3] = s3[k];
            }

            return;
        }

        for (int k = 0; k < depth; k++, target += panelWidth)
        {
            for (int i = 0; i < columns; i++)
            {
                target[i] = i < count ? source[((nint)i * stride) + k] : T.Zero;
            }
        }
    }

    private static T Dot(int depth, T* x, T* y)
    {
        V s0 = L.Zero, s1 = L.Zero, s2 = L.Zero, s3 = L.Zero;
        int k = 0;
        for (; k <= depth - (4 * L.Count); k += 4 * L.Count)
        {
            s0 = L.MultiplyAdd(L.Load(x + k), L.Load(y + k), s0);
            s1 = L.MultiplyAdd(L.Load(x + k + L.Count), L.Load(y + k + L.Count), s1);
            s2 = L.MultiplyAdd(L.Load(x + k + (2 * L.Count)), L.Load(y + k + (2 * L.Count)), s2);
            s3 = L.MultiplyAdd(L.Load(x + k + (3 * L.Count)), L.Load(y + k + (3 * L.Count)), s3);
        }

        for (; k <= depth - L.Count; k += L.Count)
        {
            s0 = L.MultiplyAdd(L.Load(x + k), L.Load(y + k), s0);
        }

        T sum = L.Sum(L.Add(L.Add(s0, s1), L.Add(s2, s3)));
        for (; k < depth; k++)
        {
            sum = T.MultiplyAddEstimate(x[k], y[k], sum);
        }

        return sum;
    }

    /// <summary>The products of two rows x and z with up to four vectors.</summary>
    private static void DotPair(
        int depth, T* x, T* z, T* vectors, int vectorStride, int count, T* sumsX, T* sumsZ, int sumStride)
    {
        T* y0 = vectors, y1 = y0 + vectorStride, y2 = y1 + vectorStride, y3 = y2 + vectorStride;
        V x0 = L.Zero, x1 = L.Zero, x2 = L.Zero, x3 = L.Zero;
        V z0 = L.Zero, z1 = L.Zero, z2 = L.Zero, z3 = L.Zero;
        int k = 0;
        for (; k <= depth - L.Count; k += L.Count)
        {
            V xk = L.Load(x + k), zk = L.Load(z + k);
            V y = L.Load(y0 + k);
            x0 = L.MultiplyAdd(xk, y, x0);
            z0 = L.MultiplyAdd(zk, y, z0);
            y = L.Load(y1 + k);
            x1 = L.MultiplyAdd(xk, y, x1);
            z1 = L.MultiplyAdd(zk, y, z1);
            y = L.Load(y2 + k);
            x2 = L.MultiplyAdd(xk, y, x2);
            z2 = L.MultiplyAdd(zk, y, z2);
            y = L.Load(y3 + k);
            x3 = L.MultiplyAdd(xk, y, x3);
            z3 = L.MultiplyAdd(zk, y, z3);
        }

        // No vector may live across the calls: the loop would keep it in memory.
        T* values = stackalloc T[] { L.Sum(x0), L.Sum(x1), L.Sum(x2), L.Sum(x3), L.Sum(z0), L.Sum(z1), L.Sum(z2), L.Sum(z3) };
        int rest = depth - k;
        StoreDots(values, rest, x + k, vectors + k, vectorStride, count, sumsX, sumStride);
        StoreDots(values + 4, rest, z + k, vectors + k, vectorStride, count, sumsZ, sumStride);
    }

    private static void StoreDots(T* values, int rest, T* x, T* vectors, int vectorStride, int count, T* sums, int sumStride)
    {
        for (int s = 0; s < count; s++)
        {
            T sum = values[s];
            for (int k = 0; k < rest; k++)
            {
                sum = T.MultiplyAddEstimate(x[k], vectors[((nint)s * vectorStride) + k], sum);
            }

            sums[(nint)s * sumStride] = sum;
        }
    }

    private static void AddEightRows(int columns, T* m, int stride, T* w, T* sums)
    {
        T* m1 = m + stride, m2 = m1 + stride, m3 = m2 + stride, m4 = m3 + stride, m5 = m4 + stride, m6 = m5 + stride, m7 = m6 + stride;
        V w0 = L.Fill(w[0]), w1 = L.Fill(w[1]), w2 = L.Fill(w[2]), w3 = L.Fill(w[3]);
        V w4 = L.Fill(w[4]), w5 = L.Fill(w[5]), w6 = L.Fill(w[6]), w7 = L.Fill(w[7]);
        int j = 0;
        for (; j <= columns - L.Count; j += L.Count)
        {
            V sum = L.MultiplyAdd(w0, L.Load(m + j), L.Load(sums + j));
            sum = L.MultiplyAdd(w1, L.Load(m1 + j), sum);
            sum = L.MultiplyAdd(w2, L.Load(m2 + j), sum);
            sum = L.MultiplyAdd(w3, L.Load(m3 + j), sum);
            sum = L.MultiplyAdd(w4, L.Load(m4 + j), sum);
            sum = L.MultiplyAdd(w5, L.Load(m5 + j), sum);
            sum = L.MultiplyAdd(w6, L.Load(m6 + j), sum);
            L.Store(L.MultiplyAdd(w7, L.Load(m7 + j), sum), sums + j);
        }

        for (; j < columns; j++)
        {
            T sum = sums[j];
            for (int k = 0; k < 8; k++)
            {
                sum = T.MultiplyAddEstimate(w[k], m[((nint)k * stride) + j], sum);
            }

            sums[j] = sum;
        }
    }

    private static void AddEightLowerRows(int i, T* r0, int stride, T* x, T* y)
    {
        T* r1 = r0 + stride, r2 = r1 + stride, r3 = r2 + stride, r4 = r3 + stride, r5 = r4 + stride, r6 = r5 + stride, r7 = r6 + stride;
        V x0 = L.Fill(x[i]), x1 = L.Fill(x[i + 1]), x2 = L.Fill(x[i + 2]), x3 = L.Fill(x[i + 3]);
        V x4 = L.Fill(x[i + 4]), x5 = L.Fill(x[i + 5]), x6 = L.Fill(x[i + 6]), x7 = L.Fill(x[i + 7]);
        V s0 = L.Zero, s1 = L.Zero, s2 = L.Zero, s3 = L.Zero, s4 = L.Zero, s5 = L.Zero, s6 = L.Zero, s7 = L.Zero;
        nint ahead = 8 * (nint)stride;
        int j = 0;
        for (; j <= i - L.Count; j += L.Count)
        {
            V across = L.Load(x + j), down = L.Load(y + j);
            AddRowBothWays(r0 + j, ahead, across, x0, ref s0, ref down);
            AddRowBothWays(r1 + j, ahead, across, x1, ref s1, ref down);
            AddRowBothWays(r2 + j, ahead, across, x2, ref s2, ref down);
            AddRowBothWays(r3 + j, ahead, across, x3, ref s3, ref down);
            AddRowBothWays(r4 + j, ahead, across, x4, ref s4, ref down);
            AddRowBothWays(r5 + j, ahead, across, x5, ref s5, ref down);
            AddRowBothWays(r6 + j, ahead, across, x6, ref s6, ref down);
            AddRowBothWays(r7 + j, ahead, across, x7, ref s7, ref down);
            L.Store(down, y + j);
        }

        // No vector may live across the calls: the loop would keep it in memory.
        T* sums = stackalloc T[] { L.Sum(s0), L.Sum(s1), L.Sum(s2), L.Sum(s3), L.Sum(s4), L.Sum(s5), L.Sum(s6), L.Sum(s7) };
        for (int r = 0; r < TallRows; r++)
        {
            AddLowerRow(i + r, j, sums[r], r0 + (r * (nint)stride), x, y);
        }
    }

    private static void AddFourLowerRows(int i, T* r0, int stride, T* x, T* y)
    {
        T* r1 = r0 + stride, r2 = r1 + stride, r3 = r2 + stride;
        V x0 = L.Fill(x[i]), x1 = L.Fill(x[i + 1]), x2 = L.Fill(x[i + 2]), x3 = L.Fill(x[i + 3]);
        V s0 = L.Zero, s1 = L.Zero, s2 = L.Zero, s3 = L.Zero;
        nint ahead = 4 * (nint)stride;
        int j = 0;
        for (; j <= i - L.Count; j += L.Count)
        {
            V across = L.Load(x + j), down = L.Load(y + j);
            AddRowBothWays(r0 + j, ahead, across, x0, ref s0, ref down);
            AddRowBothWays(r1 + j, ahead, across, x1, ref s1, ref down);
            AddRowBothWays(r2 + j, ahead, across, x2, ref s2, ref down);
            AddRowBothWays(r3 + j, ahead, across, x3, ref s3, ref down);
            L.Store(down, y + j);
        }

        AddLowerRow(i, j, L.Sum(s0), r0, x, y);
        AddLowerRow(i + 1, j, L.Sum(s1), r1, x, y);
        AddLowerRow(i + 2, j, L.Sum(s2), r2, x, y);
        AddLowerRow(i + 3, j, L.Sum(s3), r3, x, y);
    }

    /// <summary>A vector of a row into the row's sum and into those of its columns; what comes some rows on is fetched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddRowBothWays(T* row, nint ahead, V across, V xi, ref V sum, ref V down)
    {
        // The processor sees no row coming: it looks no farther than a page.
        Lookahead.Fetch(row + ahead);
        V a = L.Load(row);
        sum = L.MultiplyAdd(a, across, sum);
        down = L.MultiplyAdd(a, xi, down);
    }

    /// <summary>Row i from column j on, up to the diagonal, with the sum of what comes before.</summary>
    private static void AddLowerRow(int i, int j, T sum, T* row, T* x, T* y)
    {
        for (; j < i; j++)
        {
            sum = T.MultiplyAddEstimate(row[j], x[j], sum);
            y[j] = T.MultiplyAddEstimate(row[j], x[i], y[j]);
        }

        y[i] += T.MultiplyAddEstimate(row[i], x[i], sum);
    }

    private static void AddRow(int columns, T* m, T weight, T* sums)
    {
        V w = L.Fill(weight);
        int j = 0;
        for (; j <= columns - L.Count; j += L.Count)
        {
            L.Store(L.MultiplyAdd(w, L.Load(m + j), L.Load(sums + j)), sums + j);
        }

        for (; j < columns; j++)
        {
            sums[j] = T.MultiplyAddEstimate(weight, m[j], sums[j]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow(V x0, V x1, V x2, T* target)
    {
        L.Store(x0, target);
        L.Store(x1, target + L.Count);
        L.Store(x2, target + (2 * L.Count));
    }

    private static void TileTall(int depth, T* a, T* b, T* tile, ref Lookahead ahead)
    {
        Lookahead next = ahead;
        int wait = next.Distance;
        V c00 = L.Zero, c01 = L.Zero, c02 = L.Zero;
        V c10 = L.Zero, c11 = L.Zero, c12 = L.Zero;
        V c20 = L.Zero, c21 = L.Zero, c22 = L.Zero;
        V c30 = L.Zero, c31 = L.Zero, c32 = L.Zero;
        V c40 = L.Zero, c41 = L.Zero, c42 = L.Zero;
        V c50 = L.Zero, c51 = L.Zero, c52 = L.Zero;
        V c60 = L.Zero, c61 = L.Zero, c62 = L.Zero;
        V c70 = L.Zero, c71 = L.Zero, c72 = L.Zero;
        for (int k = 0; k < depth; k++)
        {
            if (--wait == 0)
            {
                wait = next.Distance;
                next.Touch();
            }

            V b0 = L.Load(b), b1 = L.Load(b + L.Count), b2 = L.Load(b + (2 * L.Count));
            V x = L.Fill(a[0]);
            c00 = L.MultiplyAdd(x, b0, c00);
            c01 = L.MultiplyAdd(x, b1, c01);
            c02 = L.MultiplyAdd(x, b2, c02);
            x = L.Fill(a[1]);
            c10 = L.MultiplyAdd(x, b0, c10);
            c11 = L.MultiplyAdd(x, b1, c11);
            c12 = L.MultiplyAdd(x, b2, c12);
            x = L.Fill(a[2]);
            c20 = L.MultiplyAdd(x, b0, c20);
            c21 = L.MultiplyAdd(x, b1, c21);
            c22 = L.MultiplyAdd(x, b2, c22);
            x = L.Fill(a[3]);
            c30 = L.MultiplyAdd(x, b0, c30);
            c31 = L.MultiplyAdd(x, b1, c31);
            c32 = L.MultiplyAdd(x, b2, c32);
            x = L.Fill(a[4]);
            c40 = L.MultiplyAdd(x, b0, c40);
            c41 = L.MultiplyAdd(x, b1, c41);
            c42 = L.MultiplyAdd(x, b2, c42);
            x = L.Fill(a[5]);
            c50 = L.MultiplyAdd(x, b0, c50);
            c51 = L.MultiplyAdd(x, b1, c51);
            c52 = L.MultiplyAdd(x, b2, c52);
            x = L.Fill(a[6]);
            c60 = L.MultiplyAdd(x, b0, c60);
            c61 = L.MultiplyAdd(x, b1, c61);
            c62 = L.MultiplyAdd(x, b2, c62);
            x = L.Fill(a[7]);
            c70 = L.MultiplyAdd(x, b0, c70);
            c71 = L.MultiplyAdd(x, b1, c71);
            c72 = L.MultiplyAdd(x, b2, c72);
            a += 8;
            b += 3 * L.Count;
        }

        ahead = next;
        StoreRow(c00, c01, c02, tile);
        StoreRow(c10, c11, c12, tile + (3 * L.Count));
        StoreRow(c20, c21, c22, tile + (6 * L.Count));
        StoreRow(c30, c31, c32, tile + (9 * L.Count));
        StoreRow(c40, c41, c42, tile + (12 * L.Count));
        StoreRow(c50, c51, c52, tile + (15 * L.Count));
        StoreRow(c60, c61, c62, tile + (18 * L.Count));
        StoreRow(c70, c71, c72, tile + (21 * L.Count));
    }

    private static void TileFlat(int depth, T* a, T* b, T* tile)
    {
        V c00 = L.Zero, c01 = L.Zero, c02 = L.Zero;
        V c10 = L.Zero, c11 = L.Zero, c12 = L.Zero;
        V c20 = L.Zero, c21 = L.Zero, c22 = L.Zero;
        V c30 = L.Zero, c31 = L.Zero, c32 = L.Zero;
        for (int k = 0; k < depth; k++)
        {
            V b0 = L.Load(b), b1 = L.Load(b + L.Count), b2 = L.Load(b + (2 * L.Count));
            V x = L.Fill(a[0]);
            c00 = L.MultiplyAdd(x, b0, c00);
            c01 = L.MultiplyAdd(x, b1, c01);
            c02 = L.MultiplyAdd(x, b2, c02);
            x = L.Fill(a[1]);
            c10 = L.MultiplyAdd(x, b0, c10);
            c11 = L.MultiplyAdd(x, b1, c11);
            c12 = L.MultiplyAdd(x, b2, c12);
            x = L.Fill(a[2]);
            c20 = L.MultiplyAdd(x, b0, c20);
            c21 = L.MultiplyAdd(x, b1, c21);
            c22 = L.MultiplyAdd(x, b2, c22);
            x = L.Fill(a[3]);
            c30 = L.MultiplyAdd(x, b0, c30);
            c31 = L.MultiplyAdd(x, b1, c31);
            c32 = L.MultiplyAdd(x, b2, c32);
            a += 4;
            b += 3 * L.Count;
        }

        StoreRow(c00, c01, c02, tile);
        StoreRow(c10, c11, c12, tile + (3 * L.Count));
        StoreRow(c20, c21, c22, tile + (6 * L.Count));
        StoreRow(c30, c31, c32, tile + (9 * L.Count));
    }
}
