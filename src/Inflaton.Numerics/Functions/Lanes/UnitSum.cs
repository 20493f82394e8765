using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.Functions.Lanes;

/// <summary>The denominator 1 + u, 0 ≤ u ≤ 1, with what its rounding lost, and quotients by it rounded nearly once.</summary>
internal readonly struct UnitSum<T> where T : struct, ILanes<T>
{
    private readonly T sum;
    private readonly T lost;
    private readonly T reciprocal;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UnitSum(T u)
    {
        T one = T.Of(1);
        sum = one + u;
        lost = one - sum + u;
        reciprocal = one / sum;
    }

    /// <summary>a/(1 + u).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Divide(T a)
    {
        T quotient = a * reciprocal;
        T residual = T.MultiplyAdd(-quotient, lost, T.MultiplyAdd(-quotient, sum, a));
        return T.MultiplyAdd(residual, reciprocal, quotient);
    }

    /// <summary>a/(1 + u)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T DivideTwice(T a)
    {
        T residual = T.MultiplyAdd(-reciprocal, lost, T.MultiplyAdd(-reciprocal, sum, T.Of(1)));
        T square = reciprocal * reciprocal;
        T rest = T.MultiplyAdd(square, residual + residual, T.MultiplyAdd(reciprocal, reciprocal, -square));
        return T.MultiplyAdd(a, square, a * rest);
    }
}
