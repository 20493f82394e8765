using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.Functions.Lanes;

/// <summary>The natural logarithm of a normal positive number.</summary>
internal static class Logarithm
{
    private const ulong One = 0x3FF0000000000000;
    private const ulong RootHalf = 0x3FE6A09E667F3BCD;
    private const ulong TwoTo52 = 0x4330000000000000;
    private const double Ln2High = 0.6931471805599453;
    private const double Ln2Low = 2.3190468138462996e-17;

    /// <summary>
    /// ln x for a normal x with 0 &lt; x ≤ 2: x = 2ᵏ(1 + f) with √½ ≤ 1 + f &lt; √2, s = f/(2 + f) and
    /// ln(1 + f) = f − (f²/2 − s(f²/2 + s²L(s²))).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T OfPositive<T>(T x) where T : struct, ILanes<T>
    {
        T exponent = T.ShiftRight(T.AddBits(x, T.OfBits(One - RootHalf)), 52);
        T k = (exponent | T.OfBits(TwoTo52)) - T.Of((1L << 52) + 1023);
        T f = T.SubtractBits(x, T.ShiftLeft(T.SubtractBits(exponent, T.OfBits(1023)), 52)) - T.Of(1);
        T s = f / (f + T.Of(2));
        T z = s * s;
        T p = T.Of(0.1461703754879165);
        p = T.MultiplyAdd(p, z, 0.1533167403016786);
        p = T.MultiplyAdd(p, z, 0.18182890556695602);
        p = T.MultiplyAdd(p, z, 0.2222221111514416);
        p = T.MultiplyAdd(p, z, 0.2857142862609589);
        p = T.MultiplyAdd(p, z, 0.3999999999989924);
        p = T.MultiplyAdd(p, z, 0.666666666666667);
        T halfSquare = f * f * T.Of(0.5);
        T mantissa = f - (halfSquare - (s * T.MultiplyAdd(p, z, halfSquare)));
        return T.MultiplyAdd(k, T.Of(Ln2High), T.MultiplyAdd(k, T.Of(Ln2Low), mantissa));
    }
}
