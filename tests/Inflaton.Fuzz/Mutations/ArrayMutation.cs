using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Inflaton.Fuzz.Mutations;

/// <summary>
/// Changes to array files that keep their frames whole, lengths and sums included, so that what the frames hold is reached: headers of NPY,
/// entries of NPZ, headers of safetensors.
/// </summary>
/// <param name="text">Changes the texts of headers.</param>
internal sealed class ArrayMutation(TextMutation text)
{
    private const int Prefix = 10;

    private static readonly double[] Numbers =
    [
        0, -0.0, 1, -1, 0.5, 2, 255, 256, 1e9, 1e10, 1e19, -1e19, 1e308, 5e-324, double.NaN, double.PositiveInfinity,
        double.NegativeInfinity, 9007199254740993,
    ];

    /// <summary>An NPY file whose header, values or bytes are changed.</summary>
    public byte[] Npy(byte[] file, Dice dice)
    {
        if (file.Length < Prefix)
        {
            return ByteMutation.Of(file, dice);
        }

        int length = Math.Min(file.Length - Prefix, file[8] + (256 * file[9]));
        byte[] header = file[Prefix..(Prefix + length)], data = file[(Prefix + length)..];
        switch (dice.Below(4))
        {
            case 0: return ByteMutation.Of(file, dice);
            case 1 when data.Length >= 8:
                BinaryPrimitives.WriteDoubleLittleEndian(data.AsSpan(8 * dice.Below(data.Length / 8)), dice.Of(Numbers));
                break;
            case 2:
                data = dice.OneIn(2) ? [.. data, .. data] : data[..dice.Below(data.Length + 1)];
                break;
            default:
                string changed = text.Of(Encoding.Latin1.GetString(header), dice);
                header = Encoding.UTF8.GetBytes(dice.OneIn(2) ? changed.TrimEnd() + "\n" : changed);
                break;
        }

        header = header.Length > ushort.MaxValue ? header[..ushort.MaxValue] : header;
        return [.. file[..8], (byte)header.Length, (byte)(header.Length >> 8), .. header, .. data];
    }

    /// <summary>An NPZ file of which one entry is changed, taken away, doubled or renamed.</summary>
    public byte[] Npz(byte[] file, Dice dice)
    {
        if (dice.OneIn(4))
        {
            return ByteMutation.Of(file, dice);
        }

        List<(string Name, byte[] Content)> entries = [.. Entries(file)];
        for (int left = dice.Length(4); left > 0 && entries.Count > 0; left--)
        {
            int at = dice.Below(entries.Count);
            switch (dice.Below(8))
            {
                case 0: entries.RemoveAt(at); break;
                case 1: entries.Add(entries[at]); break;
                case 2: entries[at] = (text.Of(entries[at].Name, dice), entries[at].Content); break;
                case 3: entries[at] = (entries[at].Name, dice.Of(entries).Content); break;
                case 4 when dice.OneIn(8): entries[at] = (entries[at].Name, Zeros(dice)); break;
                default: entries[at] = (entries[at].Name, Npy(entries[at].Content, dice)); break;
            }
        }

        using MemoryStream stream = new();
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] content) in entries)
            {
                string kept = name.Length is 0 or > 1000 ? "x.npy" : name;
                using Stream entry = archive.CreateEntry(kept, dice.Of(Enum.GetValues<CompressionLevel>())).Open();
                entry.Write(content);
            }
        }

        return dice.OneIn(8) ? ByteMutation.Of(stream.ToArray(), dice) : stream.ToArray();
    }

    /// <summary>A safetensors file whose header is changed, and said to be as long as it is.</summary>
    public byte[] Safetensors(byte[] file, Dice dice)
    {
        if (dice.OneIn(3) || file.Length < 8)
        {
            return ByteMutation.Of(file, dice);
        }

        int length = (int)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(file), (ulong)(file.Length - 8));
        byte[] header = Encoding.UTF8.GetBytes(text.Of(Encoding.UTF8.GetString(file.AsSpan(8, length)), dice));
        byte[] prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, header.Length);
        return [.. prefix, .. header, .. file.AsSpan(8 + length)];
    }

    private static IEnumerable<(string Name, byte[] Content)> Entries(byte[] file)
    {
        using ZipArchive archive = new(new MemoryStream(file), ZipArchiveMode.Read);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using MemoryStream content = new();
            using Stream packed = entry.Open();
            packed.CopyTo(content);
            yield return (entry.FullName, content.ToArray());
        }
    }

    /// <summary>An array of zeros, which packs a thousand times smaller than it is.</summary>
    private static byte[] Zeros(Dice dice)
    {
        int count = 1 << (10 + dice.Below(12));
        string header = $"{{'descr': '|b1', 'fortran_order': False, 'shape': ({count},), }}".PadRight(117) + "\n";
        return [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header), .. new byte[count]];
    }
}
