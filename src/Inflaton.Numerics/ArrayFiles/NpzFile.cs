using System.IO.Compression;

namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// Several named arrays in NumPy's NPZ format: a zip archive with one NPY entry a name. The same arrays always give the same bytes.
/// Not for single arrays of more than 2³¹ elements.
/// </summary>
public static class NpzFile
{
    private const string Extension = ".npy";

    /// <summary>Times the file's size that its arrays may take in memory; deflate makes zeros a thousand times smaller.</summary>
    private const long MostUnpacked = 100;

    /// <summary>Bytes that they may take in any case.</summary>
    private const long AlwaysUnpacked = 1L << 28;

    /// <summary>The earliest time that zip can record: a fixed one, so that the bytes depend on the arrays alone.</summary>
    private static readonly DateTimeOffset Timestamp = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Reads all arrays, in the archive's order.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Name (without <c>.npy</c>) to array.</returns>
    /// <exception cref="ArrayFileException">
    /// The file is missing, is no zip archive, is cut short or damaged (lengths and CRC-32 are compared), or holds an entry that is no
    /// supported array.
    /// </exception>
    public static OrderedDictionary<string, NumericArray> Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ElementStream.Guard(path, () =>
        {
            using FileStream stream = File.OpenRead(path);
            using ZipArchive archive = Open(stream, path);
            OrderedDictionary<string, NumericArray> arrays = new(StringComparer.Ordinal);
            long most = Math.Max(AlwaysUnpacked, MostUnpacked * stream.Length) / sizeof(double);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                string name = entry.FullName.EndsWith(Extension, StringComparison.Ordinal)
                    ? entry.FullName[..^Extension.Length]
                    : throw new ArrayFileException(
                        path, entry.FullName, "the entry is no .npy array", "write the archive with numpy.savez");
                if (!arrays.TryAdd(name, Read(entry, path, name, most - arrays.Values.Sum(array => array.Values.LongLength))))
                {
                    throw new ArrayFileException(path, name, "the archive has this entry twice", "write the archive with numpy.savez");
                }
            }

            return arrays;
        });
    }

    /// <summary>Writes the arrays in the order given, whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="arrays">Names, each once, and arrays of any type but <see cref="ElementType.BFloat16"/>.</param>
    /// <param name="compression">Default <see cref="CompressionLevel.NoCompression"/> (stored); any other deflates.</param>
    /// <exception cref="ArgumentException">A name is empty or given twice, or NPY has no such element type.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, NumericArray>> arrays, CompressionLevel compression = CompressionLevel.NoCompression)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        WholeFile.Write(path, stream =>
        {
            HashSet<string> names = new(StringComparer.Ordinal);
            using var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach ((string name, NumericArray array) in arrays)
            {
                ArgumentException.ThrowIfNullOrEmpty(name, nameof(arrays));
                if (!names.Add(name))
                {
                    throw new ArgumentException($"The name '{name}' is given twice.", nameof(arrays));
                }

                ZipArchiveEntry entry = archive.CreateEntry(name + Extension, compression);
                entry.LastWriteTime = Timestamp;
                using Stream content = entry.Open();
                NpyFile.Write(content, array);
            }
        });
    }

    private static ZipArchive Open(FileStream stream, string path)
    {
        try
        {
            return new ZipArchive(stream, ZipArchiveMode.Read);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or OverflowException)
        {
            throw new ArrayFileException(
                path, null, "not a zip archive, or one that is cut short", "copy the file again or write it with numpy.savez", e);
        }
    }

    private static NumericArray Read(ZipArchiveEntry entry, string path, string name, long most)
    {
        try
        {
            using Stream content = entry.Open();
            using var summed = new Crc32Stream(content);
            NumericArray array = NpyFile.Read(summed, path, name, entry.Length > most ? most : long.MaxValue);
            if (summed.Read(stackalloc byte[1]) > 0)
            {
                throw ArrayFileException.Damaged(path, name, "bytes follow the data");
            }

            return summed.Sum == entry.Crc32
                ? array
                : throw ArrayFileException.Damaged(path, name, $"its CRC-32 is {summed.Sum:x8} and the archive recorded {entry.Crc32:x8}");
        }
        catch (Exception e)
            when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException or OverflowException)
        {
            throw ArrayFileException.Damaged(path, name, $"the entry cannot be unpacked ({e.Message.TrimEnd('.')})", e);
        }
    }
}
