using System.Runtime.CompilerServices;
using Inflaton.Numerics.Functions;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Random;

/// <summary>Turns the four words of a block into two 64-bit elements.</summary>
internal interface IBlockTransform
{
    /// <summary>Set in the key, so that different kinds of numbers of one stream come from different blocks.</summary>
    static abstract ulong KeyMask { get; }

    /// <summary>Two elements from four words, of which only the low 32 bits count.</summary>
    static abstract void Evaluate<T>(T w0, T w1, T w2, T w3, out T first, out T second) where T : struct, ILanes<T>;
}

/// <summary>Each pair of words as a 64-bit integer.</summary>
internal readonly struct IntegerTransform : IBlockTransform
{
    public static ulong KeyMask => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<T>(T w0, T w1, T w2, T w3, out T first, out T second) where T : struct, ILanes<T>
    {
        first = Words.Low(w0) | T.ShiftLeft(w1, 32);
        second = Words.Low(w2) | T.ShiftLeft(w3, 32);
    }
}

/// <summary>The upper 53 bits of each pair of words as a double in [0, 1).</summary>
internal readonly struct UniformTransform : IBlockTransform
{
    public static ulong KeyMask => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<T>(T w0, T w1, T w2, T w3, out T first, out T second) where T : struct, ILanes<T>
    {
        first = Fraction(w0, w1);
        second = Fraction(w2, w3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Fraction<T>(T low, T high) where T : struct, ILanes<T>
    {
        const double ulp = 1.0 / (1L << 53);
        T upper = Words.ToDouble(Words.Low(high), 0);
        T lower = Words.ToDouble(T.ShiftRight(Words.Low(low), 11), 0);
        return T.MultiplyAdd(upper, T.Of((1L << 21) * ulp), lower * T.Of(ulp));
    }
}

/// <summary>
/// A pair of independent standard normals by Box and Muller: √(−2 ln u)·(cos θ, sin θ), u in (0, 1] from 64 bits of the first pair of
/// words, θ from the second pair: 62 bits for an angle within ±π/4, one to reflect it in the axis and one in the diagonal.
/// </summary>
internal readonly struct NormalTransform : IBlockTransform
{
    public static ulong KeyMask => 0xD1B54A32D192ED03;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Evaluate<T>(T w0, T w1, T w2, T w3, out T first, out T second) where T : struct, ILanes<T>
    {
        const double twoToMinus32 = 1.0 / (1L << 32);
        const double twoToMinus30 = 1.0 / (1L << 30);
        T half = T.Of(0.5);
        T u = T.MultiplyAdd(
            Words.ToDouble(Words.Low(w1), 0), T.Of(twoToMinus32), Words.ToDouble(Words.Low(w0), 0.5) * T.Of(twoToMinus32 * twoToMinus32));
        T radius = T.Sqrt(T.Of(-2) * Logarithm.OfPositive(u));

        T turn = T.MultiplyAdd(
            Words.ToDouble(w3 & T.OfBits(0x3FFFFFFF), 0),
            T.Of(twoToMinus30),
            T.MultiplyAdd(Words.ToDouble(Words.Low(w2), 0.5), T.Of(twoToMinus32 * twoToMinus30), -half));
        SineCosine.Reduced(turn * T.Of(Math.PI / 2), T.Of(0), out T sine, out T cosine);
        T signs = T.OfBits(1UL << 63);
        cosine = radius * (cosine ^ (T.ShiftLeft(w3, 33) & signs));
        sine = radius * sine;
        T swap = T.LessThan((T.ShiftLeft(w3, 32) & signs) | T.Of(1), T.Of(0));
        first = T.Select(swap, sine, cosine);
        second = T.Select(swap, cosine, sine);
    }
}

/// <summary>32-bit words in 64-bit lanes.</summary>
internal static class Words
{
    private const ulong TwoTo52 = 0x4330000000000000;

    /// <summary>The low word alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Low<T>(T lane) where T : struct, ILanes<T> => lane & T.OfBits(uint.MaxValue);

    /// <summary>An integer below 2³² plus an offset of 0 or ½, exactly.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T ToDouble<T>(T integer, double offset) where T : struct, ILanes<T> =>
        (integer | T.OfBits(TwoTo52)) - T.Of((1L << 52) - offset);
}
