using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Inflaton.Experiments.Figures;

/// <summary>
/// Writes pictures pixel by pixel as PNG, eight bits a colour, on any platform. Source: W3C, PNG Specification, third edition.
/// </summary>
internal static class PngFile
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(Remainder)];

    /// <summary>Writes a picture.</summary>
    /// <param name="stream">Where it goes.</param>
    /// <param name="width">Width in pixels.</param>
    /// <param name="pixels">Red, green and blue of each pixel, row by row from the top.</param>
    public static void Write(Stream stream, int width, ReadOnlySpan<byte> pixels)
    {
        int row = 3 * width, height = pixels.Length / row;
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 2);
        using MemoryStream packed = new();
        using (ZLibStream deflate = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int y = 0; y < height; y++)
            {
                deflate.WriteByte(0); // no filter
                deflate.Write(pixels.Slice(y * row, row));
            }
        }

        stream.Write(Signature);
        Chunk(stream, "IHDR", header);
        Chunk(stream, "IDAT", packed.ToArray());
        Chunk(stream, "IEND", []);
    }

    private static void Chunk(Stream stream, string type, ReadOnlySpan<byte> content)
    {
        byte[] whole = [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(type), .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(whole, content.Length);
        uint sum = uint.MaxValue;
        foreach (byte one in whole.AsSpan(4, content.Length + 4))
        {
            sum = Remainders[(sum ^ one) & 0xff] ^ (sum >> 8);
        }

        BinaryPrimitives.WriteUInt32BigEndian(whole.AsSpan(^4..), ~sum);
        stream.Write(whole);
    }

    private static uint Remainder(int value)
    {
        uint rest = (uint)value;
        for (int bit = 0; bit < 8; bit++)
        {
            rest = (rest & 1) == 0 ? rest >> 1 : 0xedb88320 ^ (rest >> 1);
        }

        return rest;
    }
}
