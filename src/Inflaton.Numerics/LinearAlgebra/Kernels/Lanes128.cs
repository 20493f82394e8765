using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>Vectors of 128 bits.</summary>
/// <typeparam name="T">Element type.</typeparam>
internal readonly unsafe struct Lanes128<T> : ILanes<T, Vector128<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public static VectorTier Tier => VectorTier.Vector128;

    public static int Count => Vector128<T>.Count;

    public static bool HasManyRegisters => AdvSimd.IsSupported;

    public static Vector128<T> Zero => Vector128<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Fill(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> value, T* target) => value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> x, Vector128<T> y, Vector128<T> z) => typeof(T) == typeof(double)
        ? Vector128.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>()
        : Vector128.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> x, Vector128<T> y) => x * y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> x, Vector128<T> y) => x + y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> x, Vector128<T> y) => x - y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Previous(Vector128<T> x, T first) => (typeof(T) == typeof(double)
        ? Vector128.Shuffle(x.AsDouble(), Vector128.Create(0L, 0)).As<double, T>()
        : Vector128.Shuffle(x.AsSingle(), Vector128.Create(0, 0, 1, 2)).As<float, T>()).WithElement(0, first);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Next(Vector128<T> x, T last) => (typeof(T) == typeof(double)
        ? Vector128.Shuffle(x.AsDouble(), Vector128.Create(1L, 1)).As<double, T>()
        : Vector128.Shuffle(x.AsSingle(), Vector128.Create(1, 2, 3, 3)).As<float, T>()).WithElement(Vector128<T>.Count - 1, last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> x, Vector128<T> y) => x / y;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Negate(Vector128<T> x) => -x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Sqrt(Vector128<T> x) => Vector128.Sqrt(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Abs(Vector128<T> x) => Vector128.Abs(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Min(Vector128<T> x, Vector128<T> y) => Vector128.Min(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Max(Vector128<T> x, Vector128<T> y) => Vector128.Max(x, y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Choose(Vector128<T> condition, Vector128<T> x, Vector128<T> y, Vector128<T> rest) =>
        Vector128.ConditionalSelect(
            Vector128.GreaterThan(condition, Vector128<T>.Zero), x,
            Vector128.ConditionalSelect(Vector128.LessThan(condition, Vector128<T>.Zero), y, rest));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Before(Vector128<T> previous, Vector128<T> x) => Previous(x, previous[Vector128<T>.Count - 1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> After(Vector128<T> x, Vector128<T> next) => Next(x, next[0]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> x) => Vector128.Sum(x);
}
