using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Inflaton.Numerics.Functions;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Expressions;

/// <summary>The functions of formulas, on a vector at a time. In single precision they are evaluated in double and rounded.</summary>
/// <typeparam name="T">Element type, double or float.</typeparam>
/// <typeparam name="V">Vector of them of 256 or 512 bits, or the element itself.</typeparam>
internal static unsafe class RowFunctions<T, V>
    where T : unmanaged, IFloatingPointIeee754<T>
    where V : unmanaged
{
    /// <summary>A function that is written over lanes.</summary>
    public static V Apply<TFunction>(V x)
        where TFunction : struct, IFunction
    {
        if (typeof(V) == typeof(Vector512<double>))
        {
            return Unsafe.BitCast<Lanes512, V>(TFunction.Evaluate(Unsafe.BitCast<V, Lanes512>(x)));
        }

        if (typeof(V) == typeof(Vector512<float>))
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Unsafe.BitCast<V, Vector512<float>>(x));
            low = Unsafe.BitCast<Lanes512, Vector512<double>>(TFunction.Evaluate(new Lanes512(low)));
            high = Unsafe.BitCast<Lanes512, Vector512<double>>(TFunction.Evaluate(new Lanes512(high)));
            return Unsafe.BitCast<Vector512<float>, V>(Vector512.Narrow(low, high));
        }

        if (typeof(V) == typeof(Vector256<double>))
        {
            return Unsafe.BitCast<Lanes256, V>(TFunction.Evaluate(Unsafe.BitCast<V, Lanes256>(x)));
        }

        if (typeof(V) == typeof(Vector256<float>))
        {
            (Vector256<double> low, Vector256<double> high) = Vector256.Widen(Unsafe.BitCast<V, Vector256<float>>(x));
            low = Unsafe.BitCast<Lanes256, Vector256<double>>(TFunction.Evaluate(new Lanes256(low)));
            high = Unsafe.BitCast<Lanes256, Vector256<double>>(TFunction.Evaluate(new Lanes256(high)));
            return Unsafe.BitCast<Vector256<float>, V>(Vector256.Narrow(low, high));
        }

        return Unsafe.BitCast<T, V>(
            T.CreateTruncating(TFunction.Evaluate(new Lanes64(double.CreateTruncating(Unsafe.BitCast<V, T>(x)))).Value));
    }

    /// <summary>A function of one number, number by number.</summary>
    public static V Each(V x, delegate*<double, double> function)
    {
        T* values = (T*)&x;
        for (int i = 0; i < sizeof(V) / sizeof(T); i++)
        {
            values[i] = T.CreateTruncating(function(double.CreateTruncating(values[i])));
        }

        return x;
    }

    /// <summary>xʸ, number by number.</summary>
    public static V Power(V x, V y)
    {
        T* values = (T*)&x, exponents = (T*)&y;
        for (int i = 0; i < sizeof(V) / sizeof(T); i++)
        {
            values[i] = T.CreateTruncating(Math.Pow(double.CreateTruncating(values[i]), double.CreateTruncating(exponents[i])));
        }

        return x;
    }

    /// <summary>sin x.</summary>
    public readonly struct Sine : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
        {
            SineCosine.Function.Evaluate(x, out TLanes sine, out _);
            return sine;
        }
    }

    /// <summary>cos x.</summary>
    public readonly struct Cosine : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
        {
            SineCosine.Function.Evaluate(x, out _, out TLanes cosine);
            return cosine;
        }
    }

    /// <summary>cosh x = ½h² + ½/h² with h = e^{|x|/2}, which does not overflow before its time.</summary>
    public readonly struct HyperbolicCosine : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes half = TLanes.Of(0.5), root = Exponential.Function.Evaluate(Signs.Magnitude(x) * half), halved = root * half;
            return TLanes.MultiplyAdd(halved, root, half / (root * root));
        }
    }

    /// <summary>sinh x = ½h² − ½/h² beyond 1, ½(m + m/(m + 1)) with m = e^{|x|} − 1 below.</summary>
    public readonly struct HyperbolicSine : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Evaluate<TLanes>(TLanes x)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes half = TLanes.Of(0.5), one = TLanes.Of(1), size = Signs.Magnitude(x);
            TLanes root = Exponential.Function.Evaluate(size * half), halved = root * half;
            TLanes far = TLanes.MultiplyAdd(halved, root, -(half / (root * root)));
            TLanes m = Exponential.MinusOne.Evaluate(TLanes.Min(size, one));
            TLanes near = half * (m + (m / (m + one)));
            return Signs.WithSignOf(TLanes.Select(TLanes.LessThan(size, one), near, far), x);
        }
    }
}
