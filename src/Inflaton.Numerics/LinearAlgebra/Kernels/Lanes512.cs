using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>Vectors of 512 bits.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal readonly unsafe struct Lanes512<T> : ILanes<T, Vector512<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static VectorTier Tier => VectorTier.Vector512;

    public static int Count => Vector512<T>.Count;

    public static bool HasManyRegisters => true;

    public static Vector512<T> Zero => Vector512<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Fill(T value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> value, T* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd(Vector512<T> x, Vector512<T> y, Vector512<T> z) => typeof(T) == typeof(double)
        ? Vector512.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>()
        : Vector512.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Multiply(Vector512<T> x, Vector512<T> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> x, Vector512<T> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Subtract(Vector512<T> x, Vector512<T> y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Previous(Vector512<T> x, T first) => (typeof(T) == typeof(double)
        ? Vector512.Shuffle(x.AsDouble(), Vector512.Create(0L, 0, 1, 2, 3, 4, 5, 6)).As<double, T>()
        : Vector512.Shuffle(x.AsSingle(), Vector512.Create(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)).As<float, T>())
            .WithElement(0, first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Next(Vector512<T> x, T last) => (typeof(T) == typeof(double)
        ? Vector512.Shuffle(x.AsDouble(), Vector512.Create(1L, 2, 3, 4, 5, 6, 7, 7)).As<double, T>()
        : Vector512.Shuffle(x.AsSingle(), Vector512.Create(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 15)).As<float, T>())
            .WithElement(Vector512<T>.Count - 1, last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Divide(Vector512<T> x, Vector512<T> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Negate(Vector512<T> x) => -x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sqrt(Vector512<T> x) => Vector512.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Abs(Vector512<T> x) => Vector512.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Min(Vector512<T> x, Vector512<T> y) => Vector512.Min(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Max(Vector512<T> x, Vector512<T> y) => Vector512.Max(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Choose(Vector512<T> condition, Vector512<T> x, Vector512<T> y, Vector512<T> rest) =>
        Vector512.ConditionalSelect(
            Vector512.GreaterThan(condition, Vector512<T>.Zero), x,
            Vector512.ConditionalSelect(Vector512.LessThan(condition, Vector512<T>.Zero), y, rest));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Before(Vector512<T> previous, Vector512<T> x) =>
        !Avx512F.IsSupported ? Previous(x, previous[Vector512<T>.Count - 1])
        : typeof(T) == typeof(double) ? Avx512F.AlignRight64(x.AsInt64(), previous.AsInt64(), 7).As<long, T>()
        : Avx512F.AlignRight32(x.AsInt32(), previous.AsInt32(), 15).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> After(Vector512<T> x, Vector512<T> next) =>
        !Avx512F.IsSupported ? Next(x, next[0])
        : typeof(T) == typeof(double) ? Avx512F.AlignRight64(next.AsInt64(), x.AsInt64(), 1).As<long, T>()
        : Avx512F.AlignRight32(next.AsInt32(), x.AsInt32(), 1).As<int, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector512<T> x) => Vector512.Sum(x);

    public static bool TransposesBlocks => typeof(T) == typeof(double) && Avx512F.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TransposeBlock(T* source, nint stride, T* target, nint targetStride)
    {
        // Pairs of rows first, then pairs of pairs, then halves.
        double* from = (double*)source, to = (double*)target;
        Vector512<double> r0 = Vector512.Load(from), r1 = Vector512.Load(from + stride);
        Vector512<double> r2 = Vector512.Load(from + (2 * stride)), r3 = Vector512.Load(from + (3 * stride));
        Vector512<double> r4 = Vector512.Load(from + (4 * stride)), r5 = Vector512.Load(from + (5 * stride));
        Vector512<double> r6 = Vector512.Load(from + (6 * stride)), r7 = Vector512.Load(from + (7 * stride));
        StoreColumns(
            Avx512F.UnpackLow(r0, r1), Avx512F.UnpackLow(r2, r3), Avx512F.UnpackLow(r4, r5), Avx512F.UnpackLow(r6, r7), to, targetStride);
        StoreColumns(
            Avx512F.UnpackHigh(r0, r1), Avx512F.UnpackHigh(r2, r3), Avx512F.UnpackHigh(r4, r5), Avx512F.UnpackHigh(r6, r7),
            to + targetStride, targetStride);
    }

    /// <summary>Every other column, of pairs of rows that are interleaved.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreColumns(
        Vector512<double> p0, Vector512<double> p1, Vector512<double> p2, Vector512<double> p3, double* to, nint stride)
    {
        const byte Even = 0x88, Odd = 0xDD;
        Vector512<double> upper = Avx512F.Shuffle4x128(p0, p1, Even), lower = Avx512F.Shuffle4x128(p2, p3, Even);
        Avx512F.Shuffle4x128(upper, lower, Even).Store(to);
        Avx512F.Shuffle4x128(upper, lower, Odd).Store(to + (4 * stride));
        upper = Avx512F.Shuffle4x128(p0, p1, Odd);
        lower = Avx512F.Shuffle4x128(p2, p3, Odd);
        Avx512F.Shuffle4x128(upper, lower, Even).Store(to + (2 * stride));
        Avx512F.Shuffle4x128(upper, lower, Odd).Store(to + (6 * stride));
    }
}
