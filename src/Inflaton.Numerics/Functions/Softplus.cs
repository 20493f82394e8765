using System.Runtime.CompilerServices;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Functions;

/// <summary>The softplus function ln(1 + eˣ) and its derivative, the logistic function.</summary>
/// <remarks>
/// max(x, 0) + ln(1 + u) with u = e^(−|x|) and ln(1 + u) = 2 artanh(u/(2 + u)): never overflows and keeps its relative accuracy where it
/// decays as eˣ. Within 2.5 ulp; NaN gives NaN. The bits are the same on every hardware tier and for every way of cutting the span.
/// </remarks>
public static class Softplus
{
    /// <summary>y = ln(1 + eˣ), element by element.</summary>
    /// <param name="x">Arguments, any doubles.</param>
    /// <param name="y">Results ≥ 0; the same length as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset.</exception>
    public static void Evaluate(ReadOnlySpan<double> x, Span<double> y) => Elementwise.Apply<Direct>(x, y);

    /// <summary>ln(1 + eˣ) and its derivative σ(x), element by element.</summary>
    /// <param name="x">Arguments, any doubles.</param>
    /// <param name="value">Receives the function; as long as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <param name="derivative">Receives the derivative; as <paramref name="value"/>, and apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset, or the results share memory.</exception>
    public static void EvaluateWithDerivative(ReadOnlySpan<double> x, Span<double> value, Span<double> derivative) =>
        Elementwise.Apply<WithDerivative>(x, value, derivative, nameof(value), nameof(derivative));

    /// <summary>ln(1 + eˣ), the same bits as in a span.</summary>
    public static double Evaluate(double x) => Elementwise.Apply<Direct>(x);

    /// <summary>max(x, 0) + ln(1 + u), 0 ≤ u ≤ 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FromDecay<T>(T x, T u) where T : struct, ILanes<T>
    {
        T s = (u + u) / (u + T.Of(2));
        T half = s * T.Of(0.5);
        T z = half * half;
        T p = T.Of(0.1616404561194353);
        p = T.MultiplyAdd(p, z, 0.08800738486144674);
        p = T.MultiplyAdd(p, z, 0.12001072809590713);
        p = T.MultiplyAdd(p, z, 0.13314144209654935);
        p = T.MultiplyAdd(p, z, 0.15385570064958623);
        p = T.MultiplyAdd(p, z, 0.18181789436132859);
        p = T.MultiplyAdd(p, z, 0.22222222717427864);
        p = T.MultiplyAdd(p, z, 0.2857142856710876);
        p = T.MultiplyAdd(p, z, 0.40000000000014585);
        p = T.MultiplyAdd(p, z, 0.6666666666666666);
        return T.Max(x, T.Of(0)) + T.MultiplyAdd(half * z, p, s);
    }

    internal readonly struct Direct : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Evaluate<T>(T x) where T : struct, ILanes<T> => FromDecay(x, Logistic.Decay(x));
    }

    private readonly struct WithDerivative : IFunctionPair
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Evaluate<T>(T x, out T value, out T derivative) where T : struct, ILanes<T>
        {
            T u = Logistic.Decay(x);
            value = FromDecay(x, u);
            derivative = Logistic.FromDecay(x, u, new UnitSum<T>(u));
        }
    }
}
