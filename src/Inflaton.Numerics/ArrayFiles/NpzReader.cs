using System.IO.Compression;

namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// The arrays of a file in NumPy's NPZ format, each read when it is asked for: files that would not fit in memory whole are read one array
/// after another.
/// </summary>
public sealed class NpzReader : IDisposable
{
    private const string Extension = ".npy";

    /// <summary>Times the file's size that its arrays may take in memory; deflate makes zeros a thousand times smaller.</summary>
    private const long MostUnpacked = 100;

    /// <summary>Bytes that they may take in any case.</summary>
    private const long AlwaysUnpacked = 1L << 28;

    private readonly string path;
    private readonly ZipArchive archive;
    private readonly OrderedDictionary<string, ZipArchiveEntry> entries = new(StringComparer.Ordinal);
    private readonly long most;

    private NpzReader(string path, FileStream stream)
    {
        this.path = path;
        archive = Archive(stream, path);
        most = Math.Max(AlwaysUnpacked, MostUnpacked * stream.Length) / sizeof(double);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            string name = entry.FullName.EndsWith(Extension, StringComparison.Ordinal)
                ? entry.FullName[..^Extension.Length]
                : throw new ArrayFileException(
                    path, entry.FullName, "the entry is no .npy array", "write the archive with numpy.savez");
            if (!entries.TryAdd(name, entry))
            {
                throw new ArrayFileException(path, name, "the archive has this entry twice", "write the archive with numpy.savez");
            }
        }
    }

    /// <summary>Names of the arrays, without <c>.npy</c>, in the archive's order.</summary>
    public IReadOnlyList<string> Names => entries.Keys;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArrayFileException">
    /// The file is missing, is no zip archive, is cut short, or has an entry that is no array, or has one twice.
    /// </exception>
    public static NpzReader Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ElementStream.Guard(path, () =>
        {
            FileStream stream = File.OpenRead(path);
            try
            {
                return new NpzReader(path, stream);
            }
            catch
            {
                stream.Dispose();
                throw;
            }
        });
    }

    /// <summary>Reads an array.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArrayFileException">It is damaged (length and CRC-32 are compared), or no supported array.</exception>
    public NumericArray Read(string name) => Read(name, 0);

    /// <summary>The same while other arrays of the file are in memory.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="held">How many elements they have.</param>
    internal NumericArray Read(string name, long held) => ElementStream.Guard(path, () => Read(entries[name], name, most - held));

    /// <inheritdoc/>
    public void Dispose() => archive.Dispose();

    private static ZipArchive Archive(FileStream stream, string path)
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

    private NumericArray Read(ZipArchiveEntry entry, string name, long most)
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
