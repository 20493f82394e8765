using System.Runtime.CompilerServices;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Functions;

/// <summary>The error function erf(x) = (2/√π) ∫₀ˣ e^(−t²) dt and its derivative.</summary>
/// <remarks>
/// |x| &lt; 1: x·P(x²). Above: 1 − e^(−x²)·erfcx(|x|), where (1 + 2x)·erfcx(x) is a polynomial in (x − K)/(x + K), K = 3.75
/// (M. M. Shepherd and J. G. Laframboise, Mathematics of Computation 36 (1981) 249); the polynomials are the project's own.
/// Within 1.5 ulp, both of them, over the whole range; erf(±∞) = ±1, the sign of zero is kept, NaN gives NaN.
/// The bits are the same on every hardware tier and for every way of cutting the span.
/// </remarks>
public static class ErrorFunction
{
    private const double TwoOverRootPi = 1.1283791670955126;
    private const double TwoOverRootPiRest = 1.533545961316588e-17;

    /// <summary>Above this e^(−x²) is zero in double precision.</summary>
    private const double Largest = 28;

    /// <summary>y = erf(x), element by element.</summary>
    /// <param name="x">Arguments, any doubles.</param>
    /// <param name="y">Results in [−1, 1]; the same length as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset.</exception>
    public static void Evaluate(ReadOnlySpan<double> x, Span<double> y) => Elementwise.Apply<Direct>(x, y);

    /// <summary>erf(x) and erf′(x) = (2/√π) e^(−x²), element by element, sharing the exponential.</summary>
    /// <param name="x">Arguments, any doubles.</param>
    /// <param name="value">Receives erf(x); as long as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <param name="derivative">Receives the derivative; as <paramref name="value"/>, and apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset, or the results share memory.</exception>
    public static void EvaluateWithDerivative(ReadOnlySpan<double> x, Span<double> value, Span<double> derivative) =>
        Elementwise.Apply<WithDerivative>(x, value, derivative, nameof(value), nameof(derivative));

    /// <summary>erf(x), the same bits as in a span.</summary>
    public static double Erf(double x) => Elementwise.Apply<Direct>(x);

    /// <summary>erfcx(a + rest), erfcx(a) = e^(a²) erfc(a), for 0 ≤ a ≤ 28 and a rest below an ulp of a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T ScaledComplement<T>(T a, T rest) where T : struct, ILanes<T>
    {
        const double k = 3.75;
        T q = (a - T.Of(k)) / (a + T.Of(k));
        T p = T.Of(-2.4108215365422332e-09);
        p = T.MultiplyAdd(p, q, -8.782125734803521e-10);
        p = T.MultiplyAdd(p, q, 3.285083556233316e-08);
        p = T.MultiplyAdd(p, q, 1.5996335215573707e-08);
        p = T.MultiplyAdd(p, q, -2.5261465267715506e-07);
        p = T.MultiplyAdd(p, q, -4.815839621672849e-08);
        p = T.MultiplyAdd(p, q, 1.7481190468391965e-06);
        p = T.MultiplyAdd(p, q, -9.801666755858578e-07);
        p = T.MultiplyAdd(p, q, -1.1442990926805438e-05);
        p = T.MultiplyAdd(p, q, 2.2387259638230133e-05);
        p = T.MultiplyAdd(p, q, 5.1648913469599865e-05);
        p = T.MultiplyAdd(p, q, -0.00029015496529570924);
        p = T.MultiplyAdd(p, q, 0.00029371366631088616);
        p = T.MultiplyAdd(p, q, 0.001755626017152004);
        p = T.MultiplyAdd(p, q, -0.009746579553431873);
        p = T.MultiplyAdd(p, q, 0.028362277400457724);
        p = T.MultiplyAdd(p, q, -0.05869339859030941);
        p = T.MultiplyAdd(p, q, 0.09230432116153116);
        p = T.MultiplyAdd(p, q, -0.10880393014171236);
        p = T.MultiplyAdd(p, q, 0.08227673849011204);
        p = T.MultiplyAdd(p, q, 0.003585415485463779);
        p = T.MultiplyAdd(p, q, -0.1402405985855467);
        p = T.MultiplyAdd(p, q, 0.2375126308378276);
        T one = T.Of(1);
        T twice = a + a;
        T reciprocal = one / (one + twice);
        T y = T.MultiplyAdd(p, reciprocal, reciprocal);
        T residual = p - y + T.MultiplyAdd(-(rest + rest), y, T.MultiplyAdd(-twice, y, one));
        return T.MultiplyAdd(residual, reciprocal, y);
    }

    /// <summary>erf(x) for |x| ≤ 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Central<T>(T x) where T : struct, ILanes<T>
    {
        T z = x * x;
        T p = T.Of(-7.795898827002142e-10);
        p = T.MultiplyAdd(p, z, 1.3720064546777686e-08);
        p = T.MultiplyAdd(p, z, -1.6208483801871705e-07);
        p = T.MultiplyAdd(p, z, 1.6447424703317362e-06);
        p = T.MultiplyAdd(p, z, -1.492473690741966e-05);
        p = T.MultiplyAdd(p, z, 0.00012055294904839707);
        p = T.MultiplyAdd(p, z, -0.0008548325975389692);
        p = T.MultiplyAdd(p, z, 0.0052239776071164225);
        p = T.MultiplyAdd(p, z, -0.02686617064323777);
        p = T.MultiplyAdd(p, z, 0.11283791670945006);
        p = T.MultiplyAdd(p, z, -0.37612638903183543);
        p = T.MultiplyAdd(p, z, 0.12837916709551256);
        return T.MultiplyAdd(p, x, x);
    }

    /// <summary>erf(x), given |x| and e^(−x²)·erfcx(|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Join<T>(T x, T magnitude, T complement) where T : struct, ILanes<T> =>
        T.Select(T.LessThan(magnitude, T.Of(1)), Central(x), Signs.WithSignOf(T.Of(1) - complement, x));

    /// <summary>|x|, or 28 if that is less, or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Clamp<T>(T x) where T : struct, ILanes<T> => T.Min(T.Of(Largest), Signs.Magnitude(x));

    internal readonly struct Direct : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Evaluate<T>(T x) where T : struct, ILanes<T>
        {
            T a = Clamp(x);
            return Join(x, a, Exponential.Gaussian(a, 1) * ScaledComplement(a, T.Of(0)));
        }
    }

    private readonly struct WithDerivative : IFunctionPair
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Evaluate<T>(T x, out T value, out T derivative) where T : struct, ILanes<T>
        {
            T a = Clamp(x);
            T gaussian = Exponential.Gaussian(a, 1);
            value = Join(x, a, gaussian * ScaledComplement(a, T.Of(0)));
            derivative = T.MultiplyAdd(gaussian, T.Of(TwoOverRootPi), gaussian * T.Of(TwoOverRootPiRest));
        }
    }
}
