using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>Vectors of 256 bits.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal readonly unsafe struct Lanes256<T> : ILanes<T, Vector256<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static VectorTier Tier => VectorTier.Vector256;

    public static int Count => Vector256<T>.Count;

    public static bool HasManyRegisters => false;

    public static Vector256<T> Zero => Vector256<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Fill(T value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> value, T* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> MultiplyAdd(Vector256<T> x, Vector256<T> y, Vector256<T> z) => typeof(T) == typeof(double)
        ? Vector256.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>()
        : Vector256.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Multiply(Vector256<T> x, Vector256<T> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> x, Vector256<T> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Subtract(Vector256<T> x, Vector256<T> y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Previous(Vector256<T> x, T first) => (typeof(T) == typeof(double)
        ? Vector256.Shuffle(x.AsDouble(), Vector256.Create(0L, 0, 1, 2)).As<double, T>()
        : Vector256.Shuffle(x.AsSingle(), Vector256.Create(0, 0, 1, 2, 3, 4, 5, 6)).As<float, T>()).WithElement(0, first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Next(Vector256<T> x, T last) => (typeof(T) == typeof(double)
        ? Vector256.Shuffle(x.AsDouble(), Vector256.Create(1L, 2, 3, 3)).As<double, T>()
        : Vector256.Shuffle(x.AsSingle(), Vector256.Create(1, 2, 3, 4, 5, 6, 7, 7)).As<float, T>())
            .WithElement(Vector256<T>.Count - 1, last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Divide(Vector256<T> x, Vector256<T> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Negate(Vector256<T> x) => -x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sqrt(Vector256<T> x) => Vector256.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Abs(Vector256<T> x) => Vector256.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Min(Vector256<T> x, Vector256<T> y) => Vector256.Min(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Max(Vector256<T> x, Vector256<T> y) => Vector256.Max(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Choose(Vector256<T> condition, Vector256<T> x, Vector256<T> y, Vector256<T> rest) =>
        Vector256.ConditionalSelect(
            Vector256.GreaterThan(condition, Vector256<T>.Zero), x,
            Vector256.ConditionalSelect(Vector256.LessThan(condition, Vector256<T>.Zero), y, rest));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Before(Vector256<T> previous, Vector256<T> x) => Previous(x, previous[Vector256<T>.Count - 1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> After(Vector256<T> x, Vector256<T> next) => Next(x, next[0]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector256<T> x) => Vector256.Sum(x);
}
