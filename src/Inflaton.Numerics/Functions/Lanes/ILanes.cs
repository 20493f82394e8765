using System.Numerics;

namespace Inflaton.Numerics.Functions.Lanes;

/// <summary>
/// A register of 64-bit lanes, read as doubles or as integers, that a kernel is written over once for every hardware tier.
/// </summary>
/// <remarks>
/// Every operation acts lane by lane and is exactly rounded (or exact), so a kernel gives the same bits on every tier and in every lane:
/// no estimates, no reassociation, and every multiply-add is asked for by name.
/// </remarks>
/// <typeparam name="T">The register itself.</typeparam>
internal interface ILanes<T> :
    IAdditionOperators<T, T, T>, ISubtractionOperators<T, T, T>, IMultiplyOperators<T, T, T>, IDivisionOperators<T, T, T>,
    IUnaryNegationOperators<T, T>, IBitwiseOperators<T, T, T>
    where T : struct, ILanes<T>
{
    /// <summary>Lanes in the register.</summary>
    static abstract int Count { get; }

    /// <summary>Reads <see cref="Count"/> doubles from an address.</summary>
    static abstract T Load(ref readonly double source);

    /// <summary>Writes <see cref="Count"/> doubles to an address.</summary>
    static abstract void Store(T value, ref double destination);

    /// <summary>The same double in every lane.</summary>
    static abstract T Of(double value);

    /// <summary>The same 64 bits in every lane.</summary>
    static abstract T OfBits(ulong bits);

    /// <summary>The integers 0, 1, 2, … by lane.</summary>
    static abstract T Indices { get; }

    /// <summary>ab + c with one rounding.</summary>
    static abstract T MultiplyAdd(T a, T b, T c);

    /// <summary>ab + c with one rounding, c the same in every lane.</summary>
    static abstract T MultiplyAdd(T a, T b, double c);

    /// <summary>a·2ⁿ for integers |n| ≤ 2000 held as doubles, rounded once where the result is subnormal.</summary>
    static abstract T Scale(T a, T n);

    /// <summary>√a.</summary>
    static abstract T Sqrt(T a);

    /// <summary>a &lt; b ? a : b, hence b where either is NaN.</summary>
    static abstract T Min(T a, T b);

    /// <summary>a &gt; b ? a : b, hence b where either is NaN.</summary>
    static abstract T Max(T a, T b);

    /// <summary>All bits set where a &lt; b, none elsewhere.</summary>
    static abstract T LessThan(T a, T b);

    /// <summary>The first where the mask is set, the second elsewhere.</summary>
    static abstract T Select(T mask, T whereSet, T elsewhere);

    /// <summary>Whether any lane of a mask is set.</summary>
    static abstract bool Any(T mask);

    /// <summary>64-bit integer sum, modulo 2⁶⁴.</summary>
    static abstract T AddBits(T a, T b);

    /// <summary>64-bit integer difference, modulo 2⁶⁴.</summary>
    static abstract T SubtractBits(T a, T b);

    /// <summary>Logical shift to the left.</summary>
    static abstract T ShiftLeft(T a, int count);

    /// <summary>Logical shift to the right.</summary>
    static abstract T ShiftRight(T a, int count);

    /// <summary>The 64-bit product of the low 32 bits of each lane.</summary>
    static abstract T MultiplyLowWords(T a, T b);
}
