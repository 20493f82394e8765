using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Functions;

/// <summary>Sine and cosine of each element together.</summary>
/// <remarks>
/// x is reduced by multiples of π/2, held in three doubles, to |r| ≤ π/4 carried as two doubles; polynomials of degree 13 and 14 follow.
/// Within 1 ulp, also next to the zeros, for |x| ≤ 2³⁰. Registers with a larger |x| (±∞ included, which gives NaN) hand those
/// lanes to <see cref="Math.SinCos"/>: slow, and as accurate as the platform's own. The sign of zero is kept, NaN gives NaN.
/// The bits are the same on every hardware tier and for every way of cutting the span (beyond 2³⁰: on one machine).
/// </remarks>
public static class SineCosine
{
    private const double LargestReduced = 1L << 30;
    private const double HalfPiHigh = 1.5707963267948966;
    private const double HalfPiMiddle = 6.123233995736766e-17;
    private const double HalfPiLow = -1.4973849048591698e-33;

    /// <summary>sin x and cos x, element by element.</summary>
    /// <param name="x">Arguments in radians, any doubles.</param>
    /// <param name="sine">Receives sin x; as long as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <param name="cosine">Receives cos x; as <paramref name="sine"/>, and apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset, or the results share memory.</exception>
    public static void Evaluate(ReadOnlySpan<double> x, Span<double> sine, Span<double> cosine) =>
        Elementwise.Apply<Function>(x, sine, cosine, nameof(sine), nameof(cosine));

    /// <summary>sin x and cos x, the same bits as in a span.</summary>
    public static (double Sine, double Cosine) Evaluate(double x) => Elementwise.ApplyPair<Function>(x);

    /// <summary>sin(r + rest) and cos(r + rest) for |r| ≤ π/4 and a rest below an ulp of r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Reduced<T>(T r, T rest, out T sine, out T cosine) where T : struct, ILanes<T>
    {
        T z = r * r;
        T s = T.Of(1.591812572172497e-10);
        s = T.MultiplyAdd(s, z, -2.5051131795407764e-08);
        s = T.MultiplyAdd(s, z, 2.755731610231447e-06);
        s = T.MultiplyAdd(s, z, -0.00019841269836758116);
        s = T.MultiplyAdd(s, z, 0.008333333333330948);
        s = T.MultiplyAdd(s, z, -0.16666666666666666);
        T half = z * T.Of(0.5);
        T one = T.Of(1);
        T main = one - half;
        sine = Signs.WithSignOf(r + T.MultiplyAdd(r * z, s, rest * main), r);

        T c = T.Of(-1.1382630190195515e-11);
        c = T.MultiplyAdd(c, z, 2.087614623737668e-09);
        c = T.MultiplyAdd(c, z, -2.755731727158092e-07);
        c = T.MultiplyAdd(c, z, 2.48015872987654e-05);
        c = T.MultiplyAdd(c, z, -0.0013888888888887398);
        c = T.MultiplyAdd(c, z, 0.041666666666666664);
        cosine = main + (one - main - half + T.MultiplyAdd(z * z, c, -(r * rest)));
    }

    internal readonly struct Function : IFunctionPair
    {
        private const double TwoOverPi = 0.6366197723675814;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Evaluate<T>(T x, out T first, out T second) where T : struct, ILanes<T>
        {
            T rounder = T.Of(PowerOfTwo.Rounder);
            T shifted = T.MultiplyAdd(x, T.Of(TwoOverPi), rounder);
            T n = shifted - rounder;
            T high = T.MultiplyAdd(n, T.Of(-HalfPiHigh), x);
            T product = n * T.Of(HalfPiMiddle);
            T productRest = T.MultiplyAdd(n, T.Of(HalfPiMiddle), -product);
            T r = high - product;
            T rest = high - r - product - T.MultiplyAdd(n, T.Of(HalfPiLow), productRest);
            Reduced(r, rest, out T sine, out T cosine);

            T quadrantBits = T.ShiftLeft(shifted, 63);
            T odd = T.LessThan(quadrantBits | T.Of(1), T.Of(0));
            T one = T.OfBits(1);
            T sineSign = T.ShiftLeft(T.ShiftRight(shifted, 1) & one, 63);
            T cosineSign = T.ShiftLeft(T.ShiftRight(T.AddBits(shifted, one), 1) & one, 63);
            first = T.Select(odd, cosine, sine) ^ sineSign;
            second = T.Select(odd, sine, cosine) ^ cosineSign;
            T beyond = T.LessThan(T.Of(LargestReduced), Signs.Magnitude(x));
            if (T.Any(beyond))
            {
                Replace(x, ref first, ref second);
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Replace<T>(T x, ref T first, ref T second) where T : struct, ILanes<T>
        {
            Span<double> lanes = stackalloc double[3 * T.Count];
            Span<double> arguments = lanes[..T.Count];
            Span<double> sines = lanes[T.Count..(2 * T.Count)];
            Span<double> cosines = lanes[(2 * T.Count)..];
            T.Store(x, ref MemoryMarshal.GetReference(arguments));
            T.Store(first, ref MemoryMarshal.GetReference(sines));
            T.Store(second, ref MemoryMarshal.GetReference(cosines));
            for (int i = 0; i < T.Count; i++)
            {
                if (Math.Abs(arguments[i]) > LargestReduced)
                {
                    (sines[i], cosines[i]) = Math.SinCos(arguments[i]);
                }
            }

            first = T.Load(ref MemoryMarshal.GetReference(sines));
            second = T.Load(ref MemoryMarshal.GetReference(cosines));
        }
    }
}
