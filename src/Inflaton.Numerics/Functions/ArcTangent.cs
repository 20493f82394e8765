using System.Runtime.CompilerServices;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Functions;

/// <summary>The arc tangent, and the angle of the point (x, y) seen from the origin.</summary>
/// <remarks>
/// The smaller of |x|, |y| over the larger is brought below tan π/8 by atan t = π/4 + atan((t − 1)/(t + 1)); a polynomial of degree 11 in
/// t² follows, and multiples of π/4 are added as two doubles. Within 2 ulp. The bits are the same on every hardware tier and for every
/// way of cutting the span.
/// </remarks>
public static class ArcTangent
{
    private const double TangentOfEighth = 0.41421356237309503;
    private const double QuarterPi = 0.7853981633974483;
    private const double QuarterPiRest = 3.061616997868383e-17;

    /// <summary>result = atan x in [−π/2, π/2], element by element. The sign of zero is kept, NaN gives NaN.</summary>
    /// <param name="x">Arguments, any doubles.</param>
    /// <param name="result">As long as <paramref name="x"/>, and the same span or one apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset.</exception>
    public static void Evaluate(ReadOnlySpan<double> x, Span<double> result) => Elementwise.Apply<OfRatio>(x, result);

    /// <summary>
    /// result = the angle of the point (x, y) in [−π, π], element by element: atan(y/x) in the quadrant of the point; 0 at the origin.
    /// A zero x counts as positive. NaN, or two coordinates above 8e307, give NaN.
    /// </summary>
    /// <param name="y">Ordinates.</param>
    /// <param name="x">Abscissas, as many.</param>
    /// <param name="result">Angles, as many; each argument is the same span or one apart from it.</param>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap at an offset.</exception>
    public static void EvaluateAngle(ReadOnlySpan<double> y, ReadOnlySpan<double> x, Span<double> result) =>
        Elementwise.Apply<OfPoint>(y, x, result, nameof(y), nameof(result));

    /// <summary>atan x, the same bits as in a span.</summary>
    public static double Evaluate(double x) => Elementwise.Apply<OfRatio>(x);

    /// <summary>The angle of the point (x, y), the same bits as in a span.</summary>
    /// <param name="y">Ordinate.</param>
    /// <param name="x">Abscissa.</param>
    public static double EvaluateAngle(double y, double x) => OfPoint.Evaluate(new Lanes64(y), new Lanes64(x)).Value;

    /// <summary>atan t for |t| ≤ tan π/8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Reduced<T>(T t) where T : struct, ILanes<T>
    {
        T z = t * t;
        T p = T.Of(-0.019176171324233746);
        p = T.MultiplyAdd(p, z, 0.039231073804038334);
        p = T.MultiplyAdd(p, z, -0.050854295055557316);
        p = T.MultiplyAdd(p, z, 0.0585814504639448);
        p = T.MultiplyAdd(p, z, -0.06664511002292903);
        p = T.MultiplyAdd(p, z, 0.07692183159227413);
        p = T.MultiplyAdd(p, z, -0.09090904576763699);
        p = T.MultiplyAdd(p, z, 0.11111111015222885);
        p = T.MultiplyAdd(p, z, -0.14285714284666126);
        p = T.MultiplyAdd(p, z, 0.19999999999995519);
        p = T.MultiplyAdd(p, z, -0.3333333333333333);
        return T.MultiplyAdd(t * z, p, t);
    }

    internal readonly struct OfRatio : IFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Evaluate<T>(T x) where T : struct, ILanes<T> => OfPoint.Evaluate(x, T.Of(1));
    }

    private readonly struct OfPoint : IFunctionOfTwo
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Evaluate<T>(T y, T x) where T : struct, ILanes<T>
        {
            T one = T.Of(1), zero = T.Of(0);
            T a = Signs.Magnitude(x);
            T b = Signs.Magnitude(y);
            T less = T.Min(a, b);
            T more = T.Max(a, b);
            T steep = T.LessThan(more * T.Of(TangentOfEighth), less);
            T t = T.Select(steep, less - more, less) / T.Select(steep, less + more, more);
            T angle = Reduced(T.Select(T.LessThan(zero, more), t, zero));

            // The angle is sign·angle + multiple·π/4, the multiple 0 to 4.
            T multiple = T.Select(steep, one, zero);
            T sign = one;
            T high = T.LessThan(a, b);
            multiple = T.Select(high, T.Of(2) - multiple, multiple);
            sign = T.Select(high, -sign, sign);
            T left = T.LessThan(x, zero);
            multiple = T.Select(left, T.Of(4) - multiple, multiple);
            sign = T.Select(left, -sign, sign);
            T whole = T.MultiplyAdd(multiple, T.Of(QuarterPi), T.MultiplyAdd(sign, angle, multiple * T.Of(QuarterPiRest)));

            T isNumber = T.LessThan(T.Of(-1), a + b);
            return T.Select(isNumber, Signs.WithSignOf(Signs.Magnitude(whole), y), a + b);
        }
    }
}
