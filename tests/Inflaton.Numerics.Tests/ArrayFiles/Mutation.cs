using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Numerics.Tests.ArrayFiles;

/// <summary>The same damage every run: each byte overwritten, each length cut, bytes inserted, blocks doubled.</summary>
internal static class Mutation
{
    private static readonly byte[] Values = [0x00, 0x01, 0x20, 0x27, 0x30, 0x39, 0x7F, 0x80, 0xFF];

    public static void OfEveryKind(byte[] valid, Action<byte[]> check)
    {
        uint state = 2463534242;
        for (int at = 0; at < valid.Length; at++)
        {
            byte[] overwritten = [.. valid];
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            overwritten[at] = Values[state % (uint)Values.Length];
            check(overwritten);
            overwritten[at] = (byte)(valid[at] ^ (1 << (int)(state >> 29)));
            check(overwritten);
            check(valid[..at]);
            check([.. valid[..at], (byte)state, .. valid[at..]]);
            if (at % 8 == 0)
            {
                check([.. valid[..at], .. valid[(at / 2)..]]);
            }
        }
    }

    public static void ReadsOrFailsCleanly(Action read)
    {
        try
        {
            read();
        }
        catch (ArrayFileException e)
        {
            e.Message.ShouldNotContain('\n');
        }
    }
}
