using System.Runtime.CompilerServices;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Random;

/// <summary>
/// Philox4x32-10: a keyed bijection of 128-bit counters whose outputs pass the BigCrush tests, of period 2¹²⁸ for each of 2⁶⁴ keys.
/// </summary>
/// <remarks>
/// J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, “Parallel random numbers: as easy as 1, 2, 3”, SC'11,
/// <see href="https://doi.org/10.1145/2063384.2063405">doi:10.1145/2063384.2063405</see>; constants and known answers from there.
/// Not for cryptography.
/// </remarks>
public static class Philox4x32
{
    private const int Rounds = 10;
    private const ulong Multiplier0 = 0xD2511F53;
    private const ulong Multiplier1 = 0xCD9E8D57;
    private const ulong Weyl0 = 0x9E3779B9;
    private const ulong Weyl1 = 0xBB67AE85;

    /// <summary>The four output words of one counter, in pairs, the first word of each pair low.</summary>
    /// <param name="key">The key's two words, the first low.</param>
    /// <param name="counterLow">The counter's words 0 (low) and 1.</param>
    /// <param name="counterHigh">The counter's words 2 (low) and 3.</param>
    public static (ulong First, ulong Second) Block(ulong key, ulong counterLow, ulong counterHigh)
    {
        Evaluate(key, Lanes64.OfBits(counterLow), counterHigh, out Lanes64 w0, out Lanes64 w1, out Lanes64 w2, out Lanes64 w3);
        return (Join(w0, w1), Join(w2, w3));

        static ulong Join(Lanes64 low, Lanes64 high) =>
            BitConverter.DoubleToUInt64Bits((Lanes64.ShiftLeft(high, 32) | (low & Lanes64.OfBits(uint.MaxValue))).Value);
    }

    /// <summary>One block a lane; the words stand in the low 32 bits, and what is above them is to be ignored.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Evaluate<T>(ulong key, T counterLow, ulong counterHigh, out T w0, out T w1, out T w2, out T w3)
        where T : struct, ILanes<T>
    {
        T key0 = T.OfBits(key);
        T key1 = T.OfBits(key >> 32);
        w0 = counterLow;
        w1 = T.ShiftRight(counterLow, 32);
        w2 = T.OfBits(counterHigh);
        w3 = T.OfBits(counterHigh >> 32);
        for (int round = 0; round < Rounds; round++)
        {
            T product0 = T.MultiplyLowWords(w0, T.OfBits(Multiplier0));
            T product1 = T.MultiplyLowWords(w2, T.OfBits(Multiplier1));
            w0 = T.ShiftRight(product1, 32) ^ w1 ^ key0;
            w1 = product1;
            w2 = T.ShiftRight(product0, 32) ^ w3 ^ key1;
            w3 = product0;
            key0 = T.AddBits(key0, T.OfBits(Weyl0));
            key1 = T.AddBits(key1, T.OfBits(Weyl1));
        }
    }
}
