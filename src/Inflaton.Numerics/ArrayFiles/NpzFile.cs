using System.IO.Compression;

namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// Several named arrays in NumPy's NPZ format: a zip archive with one NPY entry a name. The same arrays always give the same bytes.
/// Not for single arrays of more than 2³¹ elements.
/// </summary>
public static class NpzFile
{
    private const string Extension = ".npy";

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
        using NpzReader file = NpzReader.Open(path);
        OrderedDictionary<string, NumericArray> arrays = new(StringComparer.Ordinal);
        long held = 0;
        foreach (string name in file.Names)
        {
            NumericArray array = file.Read(name, held);
            held += array.Values.LongLength;
            arrays.Add(name, array);
        }

        return arrays;
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
}
