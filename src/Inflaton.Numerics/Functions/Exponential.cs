using System.Runtime.CompilerServices;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Functions;

/// <summary>The exponential eˣ of each element.</summary>
/// <remarks>
/// eˣ = 2ⁿ(1 + p(r)) with n = round(x/ln 2) and r = x − n ln 2 carried as two doubles; p is a polynomial of degree 12.
/// Within 1 ulp over the whole range; overflow gives +∞, underflow passes through the subnormals to 0, NaN gives NaN.
/// The bits are the same on every hardware tier and for every way of cutting the span.
/// </remarks>
public static class Exponential
{
    private const double Log2OfE = 1.4426950408889634;
    private const double Ln2High = 0.6931471805599453;
    private const double Ln2Low = 2.3190468138462996e-17;

    /// <summary>y = eˣ, element by element.</summary>
    /// <param name="x">Arguments, any doubles.</param>
    /// <param name="y">Results; the same length as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset.</exception>
    public static void Evaluate(ReadOnlySpan<double> x, Span<double> y) => Elementwise.Apply<Function>(x, y);

    /// <summary>y = eˣ − 1, element by element, relatively accurate near x = 0: within 2 ulp. The sign of zero is kept.</summary>
    /// <param name="x">Arguments, any doubles.</param>
    /// <param name="y">Results; the same length as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset.</exception>
    public static void EvaluateMinusOne(ReadOnlySpan<double> x, Span<double> y) => Elementwise.Apply<MinusOne>(x, y);

    /// <summary>eˣ − 1, the same bits as in a span.</summary>
    public static double EvaluateMinusOne(double x) => Elementwise.Apply<MinusOne>(x);

    /// <summary>eˣ, the same bits as in a span.</summary>
    public static double Evaluate(double x) => Elementwise.Apply<Function>(x);

    /// <summary>e^(x + correction) for −1400 ≤ x ≤ 710 and a correction below an ulp of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Evaluate<T>(T x, T correction) where T : struct, ILanes<T>
    {
        T p = Reduce(x, correction, out T n);
        return T.Scale(T.Of(1) + p, n);
    }

    /// <summary>p and n such that e^(x + correction) = 2ⁿ(1 + p), |p| ≤ √2 − 1, p relatively exact near x = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Reduce<T>(T x, T correction, out T n) where T : struct, ILanes<T>
    {
        T rounder = T.Of(PowerOfTwo.Rounder);
        n = T.MultiplyAdd(x, T.Of(Log2OfE), rounder) - rounder;
        T high = T.MultiplyAdd(n, T.Of(-Ln2High), x);
        T low = T.MultiplyAdd(n, T.Of(-Ln2Low), correction);
        T r = high + low;
        T lost = low - (r - high);
        T q = T.Of(2.0914701283103285e-09);
        q = T.MultiplyAdd(q, r, 2.51052370507603e-08);
        q = T.MultiplyAdd(q, r, 2.7557273608709007e-07);
        q = T.MultiplyAdd(q, r, 2.7557255352032673e-06);
        q = T.MultiplyAdd(q, r, 2.4801587325574868e-05);
        q = T.MultiplyAdd(q, r, 0.00019841269874858612);
        q = T.MultiplyAdd(q, r, 0.0013888888888883742);
        q = T.MultiplyAdd(q, r, 0.008333333333326124);
        q = T.MultiplyAdd(q, r, 0.04166666666666667);
        q = T.MultiplyAdd(q, r, 0.1666666666666667);
        q = T.MultiplyAdd(q, r, 0.5);
        return r + T.MultiplyAdd(r * r, q, lost);
    }

    /// <summary>e^(−weight·a²) with the square carried as two doubles, for weight·a² ≤ 1400 and weight a power of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Gaussian<T>(T a, double weight) where T : struct, ILanes<T>
    {
        T square = a * a;
        T rest = T.MultiplyAdd(a, a, -square);
        return Evaluate(square * T.Of(-weight), rest * T.Of(-weight));
    }

    internal readonly struct Function : IFunction
    {
        private const double Smallest = -746;
        private const double Largest = 710;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Evaluate<T>(T x) where T : struct, ILanes<T> =>
            Exponential.Evaluate(T.Max(T.Of(Smallest), T.Min(T.Of(Largest), x)), T.Of(0));
    }

    internal readonly struct MinusOne : IFunction
    {
        private const double Smallest = -746;
        private const double Largest = 710;
        private const double LargestWithOne = 100;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Evaluate<T>(T x) where T : struct, ILanes<T>
        {
            T one = T.Of(1);
            T p = Reduce(T.Max(T.Of(Smallest), T.Min(T.Of(Largest), x)), T.Of(0), out T n);
            T power = T.Scale(one, n);
            T near = T.MultiplyAdd(power, p, power - one);
            T value = T.Select(T.LessThan(T.Of(LargestWithOne), x), T.Scale(one + p, n), near);
            return Signs.WithSignOf(Signs.Magnitude(value), x);
        }
    }
}
