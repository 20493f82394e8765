using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Fourier;

/// <summary>Rows in memory into registers that hold one element of every row, a row a lane, and back.</summary>
internal static unsafe class LaneTransposition
{
    /// <summary>Element i of every row into register <c>slots[i]</c>.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="stride">Doubles from a row to the next.</param>
    /// <param name="slots">Register of each element.</param>
    /// <param name="registers">Receives the elements.</param>
    public static void Gather<T>(double* rows, nint stride, ReadOnlySpan<int> slots, double* registers) where T : struct, ILanes<T>
    {
        int width = T.Count, done = 0;
        if (width > 1)
        {
            double** to = stackalloc double*[width];
            for (; done + width <= slots.Length; done += width)
            {
                for (int i = 0; i < width; i++)
                {
                    to[i] = registers + (slots[done + i] * width);
                }

                Block<T>(rows + done, stride, to);
            }
        }

        for (; done < slots.Length; done++)
        {
            for (int lane = 0; lane < width; lane++)
            {
                registers[(slots[done] * width) + lane] = rows[(lane * stride) + done];
            }
        }
    }

    /// <summary>Register <c>slots[i]</c> into element i of every row.</summary>
    /// <param name="registers">The elements.</param>
    /// <param name="slots">Register of each element.</param>
    /// <param name="rows">The first row to write to.</param>
    /// <param name="stride">Doubles from a row to the next.</param>
    public static void Scatter<T>(double* registers, ReadOnlySpan<int> slots, double* rows, nint stride) where T : struct, ILanes<T>
    {
        int width = T.Count, done = 0;
        if (width > 1)
        {
            double** from = stackalloc double*[width];
            for (; done + width <= slots.Length; done += width)
            {
                for (int i = 0; i < width; i++)
                {
                    from[i] = registers + (slots[done + i] * width);
                }

                Block<T>(from, rows + done, stride);
            }
        }

        for (; done < slots.Length; done++)
        {
            for (int lane = 0; lane < width; lane++)
            {
                rows[(lane * stride) + done] = registers[(slots[done] * width) + lane];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block<T>(double* rows, nint stride, double** to) where T : struct, ILanes<T>
    {
        double** from = stackalloc double*[T.Count];
        for (int i = 0; i < T.Count; i++)
        {
            from[i] = rows + (i * stride);
        }

        Block<T>(from, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Block<T>(double** from, double* rows, nint stride) where T : struct, ILanes<T>
    {
        double** to = stackalloc double*[T.Count];
        for (int i = 0; i < T.Count; i++)
        {
            to[i] = rows + (i * stride);
        }

        Block<T>(from, to);
    }

    /// <summary>A square of as many rows as lanes.</summary>
    private static void Block<T>(double** from, double** to) where T : struct, ILanes<T>
    {
        if (typeof(T) == typeof(Lanes512))
        {
            Vector512<double> r0 = Vector512.Load(from[0]), r1 = Vector512.Load(from[1]), r2 = Vector512.Load(from[2]),
            r3 = Vector512.Load(from[3]);
            Vector512<double> r4 = Vector512.Load(from[4]), r5 = Vector512.Load(from[5]), r6 = Vector512.Load(from[6]),
            r7 = Vector512.Load(from[7]);
            Quarters(Avx512F.UnpackLow(r0, r1), Avx512F.UnpackLow(r2, r3), Avx512F.UnpackLow(r4, r5), Avx512F.UnpackLow(r6, r7), to);
            Quarters(
                Avx512F.UnpackHigh(r0, r1), Avx512F.UnpackHigh(r2, r3), Avx512F.UnpackHigh(r4, r5), Avx512F.UnpackHigh(r6, r7), to + 1);
        }
        else if (typeof(T) == typeof(Lanes256))
        {
            Vector256<double> r0 = Vector256.Load(from[0]), r1 = Vector256.Load(from[1]), r2 = Vector256.Load(from[2]),
            r3 = Vector256.Load(from[3]);
            Vector256<double> even01 = Avx.UnpackLow(r0, r1), odd01 = Avx.UnpackHigh(r0, r1), even23 = Avx.UnpackLow(r2, r3),
            odd23 = Avx.UnpackHigh(r2, r3);
            Avx.Permute2x128(even01, even23, 0x20).Store(to[0]);
            Avx.Permute2x128(odd01, odd23, 0x20).Store(to[1]);
            Avx.Permute2x128(even01, even23, 0x31).Store(to[2]);
            Avx.Permute2x128(odd01, odd23, 0x31).Store(to[3]);
        }
    }

    /// <summary>The quarters of four registers, the first of each in the first, and so on; into every second place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarters(Vector512<double> a, Vector512<double> b, Vector512<double> c, Vector512<double> d, double** to)
    {
        Vector512<double> even0 = Avx512F.Shuffle4x128(a, b, 0x88), even1 = Avx512F.Shuffle4x128(c, d, 0x88);
        Vector512<double> odd0 = Avx512F.Shuffle4x128(a, b, 0xDD), odd1 = Avx512F.Shuffle4x128(c, d, 0xDD);
        Avx512F.Shuffle4x128(even0, even1, 0x88).Store(to[0]);
        Avx512F.Shuffle4x128(odd0, odd1, 0x88).Store(to[2]);
        Avx512F.Shuffle4x128(even0, even1, 0xDD).Store(to[4]);
        Avx512F.Shuffle4x128(odd0, odd1, 0xDD).Store(to[6]);
    }
}
