using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.Functions.Lanes;

/// <summary>The denominator 1 + u, 0 ≤ u ≤ 1, with what its rounding lost, and quotients by it rounded nearly once.</summary>
internal readonly struct UnitSum<T> where T : struct, ILanes<T>
{
    private readonly T _sum;
    private readonly T _lost;
    private readonly T _reciprocal;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public UnitSum(T u)
    {
        T one = T.Of(1);
        _sum = one + u;
        _lost = one - _sum + u;
        _reciprocal = one / _sum;
    }

    /// <summary>a/(1 + u).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Divide(T a)
    {
        T quotient = a * _reciprocal;
        T residual = T.MultiplyAdd(-quotient, _lost, T.MultiplyAdd(-quotient, _sum, a));
        return T.MultiplyAdd(residual, _reciprocal, quotient);
    }

    /// <summary>a/(1 + u)².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T DivideTwice(T a)
    {
        T residual = T.MultiplyAdd(-_reciprocal, _lost, T.MultiplyAdd(-_reciprocal, _sum, T.Of(1)));
        T square = _reciprocal * _reciprocal;
        T rest = T.MultiplyAdd(square, residual + residual, T.MultiplyAdd(_reciprocal, _reciprocal, -square));
        return T.MultiplyAdd(a, square, a * rest);
    }
}
