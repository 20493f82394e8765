using System.Runtime.CompilerServices;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Functions;

/// <summary>The hyperbolic tangent tanh(x) = (1 − u)/(1 + u), u = e^(−2x), and its derivative.</summary>
/// <remarks>
/// 1 − u is taken from the exponential's own reduction, so small x lose nothing. Within 2 ulp for the value and for the derivative
/// 1 − tanh² = 4u/(1 + u)², which keeps its relative accuracy in the tails. tanh(±∞) = ±1, the sign of zero is kept, NaN gives NaN.
/// The bits are the same on every hardware tier and for every way of cutting the span.
/// </remarks>
public static class HyperbolicTangent
{
    /// <summary>y = tanh(x), element by element.</summary>
    /// <param name="x">Arguments, any doubles.</param>
    /// <param name="y">Results in [−1, 1]; the same length as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset.</exception>
    public static void Evaluate(ReadOnlySpan<double> x, Span<double> y) => Elementwise.Apply<Direct>(x, y);

    /// <summary>tanh(x) and its derivative 1 − tanh²(x), element by element.</summary>
    /// <param name="x">Arguments, any doubles.</param>
    /// <param name="value">Receives tanh(x); as long as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <param name="derivative">Receives the derivative; as <paramref name="value"/>, and apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset, or the results share memory.</exception>
    public static void EvaluateWithDerivative(ReadOnlySpan<double> x, Span<double> value, Span<double> derivative) =>
        Elementwise.Apply<WithDerivative>(x, value, derivative, nameof(value), nameof(derivative));

    /// <summary>tanh(x), the same bits as in a span.</summary>
    public static double Evaluate(double x) => Elementwise.Apply<Direct>(x);

    /// <summary>1 − u and u = e^(−2|x|) = 2ⁿ(1 + p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T OneMinusDecay<T>(T x, out T u) where T : struct, ILanes<T>
    {
        T a = T.Min(T.Of(373), Signs.Magnitude(x));
        T one = T.Of(1);
        T p = Exponential.Reduce(-(a + a), T.Of(0), out T n);
        u = T.Scale(one + p, n);
        T power = T.Scale(one, n);
        return T.MultiplyAdd(-power, p, one - power);
    }

    internal readonly struct Direct : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Evaluate<T>(T x) where T : struct, ILanes<T>
        {
            T difference = OneMinusDecay(x, out T u);
            return Signs.WithSignOf(new UnitSum<T>(u).Divide(difference), x);
        }
    }

    private readonly struct WithDerivative : IFunctionPair
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Evaluate<T>(T x, out T value, out T derivative) where T : struct, ILanes<T>
        {
            T difference = OneMinusDecay(x, out T u);
            var sum = new UnitSum<T>(u);
            value = Signs.WithSignOf(sum.Divide(difference), x);
            derivative = sum.DivideTwice(T.Of(4) * u);
        }
    }
}
