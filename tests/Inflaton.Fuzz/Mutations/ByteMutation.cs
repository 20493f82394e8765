using System.Buffers.Binary;

namespace Inflaton.Fuzz.Mutations;

/// <summary>Changes that know nothing of what bytes mean: bits, lengths, blocks, and numbers as large as numbers can be.</summary>
internal static class ByteMutation
{
    private const int LongestFile = 1 << 20;

    private static readonly ulong[] Numbers =
    [
        0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x100000000, 0x7FFFFFFFFFFFFFFF,
        0x8000000000000000, 0xFFFFFFFFFFFFFFFF, 0x3B9ACA00, 0x7FF8000000000000, 0x7FF0000000000000,
    ];

    /// <summary>Bytes with one to a few changes.</summary>
    public static byte[] Of(byte[] bytes, Dice dice)
    {
        byte[] changed = [.. bytes];
        for (int left = dice.Length(8); left > 0; left--)
        {
            changed = Once(changed, dice);
        }

        return changed.Length > LongestFile ? changed[..LongestFile] : changed;
    }

    private static byte[] Once(byte[] bytes, Dice dice)
    {
        int at = dice.Below(bytes.Length + 1), rest = bytes.Length - at;
        switch (dice.Below(8))
        {
            case 0 or 1 when rest > 0:
                bytes[at] ^= (byte)(1 << dice.Below(8));
                return bytes;
            case 2 when rest > 0:
                bytes[at] = (byte)dice.Bits();
                return bytes;
            case 3 when rest >= 8:
                Span<byte> number = stackalloc byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(number, dice.Of(Numbers));
                number[..(1 << dice.Below(4))].CopyTo(bytes.AsSpan(at));
                return bytes;
            case 4: return bytes[..at];
            case 5: return [.. bytes[..at], .. bytes[(at + Math.Min(rest, dice.Length(64)))..]];
            case 6:
                int from = dice.Below(bytes.Length + 1);
                return [.. bytes[..at], .. bytes.AsSpan(from, Math.Min(bytes.Length - from, dice.Length(512))), .. bytes[at..]];
            default: return [.. bytes[..at], (byte)dice.Bits(), .. bytes[at..]];
        }
    }
}
