using System.Runtime.CompilerServices;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Functions;

/// <summary>The logistic function σ(x) = 1/(1 + e^(−x)) and its derivative σ(1 − σ).</summary>
/// <remarks>
/// With u = e^(−|x|): u/(1 + u) on the left, 1/(1 + u) on the right, u/(1 + u)² for the derivative, so both tails keep their relative
/// accuracy. Within 1.5 ulp for both; NaN gives NaN.
/// The bits are the same on every hardware tier and for every way of cutting the span.
/// </remarks>
public static class Logistic
{
    /// <summary>y = σ(x), element by element.</summary>
    /// <param name="x">Arguments, any doubles.</param>
    /// <param name="y">Results in [0, 1]; the same length as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset.</exception>
    public static void Evaluate(ReadOnlySpan<double> x, Span<double> y) => Elementwise.Apply<Direct>(x, y);

    /// <summary>σ(x) and σ′(x) = σ(x)σ(−x), element by element.</summary>
    /// <param name="x">Arguments, any doubles.</param>
    /// <param name="value">Receives σ(x); as long as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <param name="derivative">Receives the derivative; as <paramref name="value"/>, and apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset, or the results share memory.</exception>
    public static void EvaluateWithDerivative(ReadOnlySpan<double> x, Span<double> value, Span<double> derivative) =>
        Elementwise.Apply<WithDerivative>(x, value, derivative, nameof(value), nameof(derivative));

    /// <summary>σ(x), the same bits as in a span.</summary>
    public static double Evaluate(double x) => Elementwise.Apply<Direct>(x);

    /// <summary>e^(−|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Decay<T>(T x) where T : struct, ILanes<T> =>
        Exponential.Evaluate(-T.Min(T.Of(746), Signs.Magnitude(x)), T.Of(0));

    /// <summary>σ(x) from x, u = e^(−|x|) and 1 + u.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T FromDecay<T>(T x, T u, UnitSum<T> sum) where T : struct, ILanes<T> =>
        sum.Divide(T.Select(T.LessThan(x, T.Of(0)), u, T.Of(1)));

    internal readonly struct Direct : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Evaluate<T>(T x) where T : struct, ILanes<T>
        {
            T u = Decay(x);
            return FromDecay(x, u, new UnitSum<T>(u));
        }
    }

    private readonly struct WithDerivative : IFunctionPair
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Evaluate<T>(T x, out T value, out T derivative) where T : struct, ILanes<T>
        {
            T u = Decay(x);
            var sum = new UnitSum<T>(u);
            value = FromDecay(x, u, sum);
            derivative = sum.DivideTwice(u);
        }
    }
}
