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
}
