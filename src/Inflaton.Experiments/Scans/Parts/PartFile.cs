namespace Inflaton.Experiments.Scans.Parts;

/// <summary>
/// The file of a part: a line for each thing that happened, added to its end by one task at a time. A line that is not whole, as a task
/// that is killed or a full disk leaves it, is no line.
/// </summary>
internal static class PartFile
{
    private const int FirstBuffer = 1 << 16;

    /// <summary>The entries of a file in order, each with its place, up to the first line that is not whole.</summary>
    /// <param name="path">The file; none is an empty one.</param>
    /// <param name="from">Where to begin, at the beginning of a line.</param>
    /// <exception cref="IOException">It cannot be read, or finished runs are behind a line that is damaged.</exception>
    public static IEnumerable<PlacedEntry> Read(string path, long from = 0)
    {
        if (!File.Exists(path))
        {
            yield break;
        }

        // Shared with the task that writes it.
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        stream.Position = Math.Min(from, stream.Length);
        long damaged = -1;
        foreach ((ReadOnlyMemory<byte> line, long begin) in Lines(stream))
        {
            PartEntry? entry = PartLine.Parse(line);
            if (entry is not null && damaged < 0)
            {
                yield return new PlacedEntry(entry, begin, begin + line.Length + 1);
            }
            else if (entry is RowEntry)
            {
                throw new IOException(
                    $"{path}: is damaged at byte {damaged}, before runs that are finished. Take a copy of before, or remove the file and "
                    + "run the scan again.");
            }
            else if (damaged < 0)
            {
                damaged = begin;
            }
        }
    }

    private static IEnumerable<(ReadOnlyMemory<byte> Line, long Begin)> Lines(FileStream stream)
    {
        byte[] buffer = new byte[FirstBuffer];
        long begin = stream.Position;
        int filled = 0, searched = 0;
        while (true)
        {
            int end = Array.IndexOf(buffer, (byte)'\n', searched, filled - searched);
            if (end >= 0)
            {
                int start = (int)(begin - (stream.Position - filled));
                yield return (buffer.AsMemory(start, end - start), begin);
                begin += end - start + 1;
                searched = end + 1;
                continue;
            }

            // What is left of the buffer moves to its front.
            int kept = (int)(stream.Position - begin);
            buffer.AsSpan(filled - kept, kept).CopyTo(buffer);
            (filled, searched) = (kept, kept);
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * buffer.Length);
            }

            int read = stream.Read(buffer, filled, buffer.Length - filled);
            if (read == 0)
            {
                yield break;
            }

            filled += read;
        }
    }
}

/// <summary>An entry and where it stands.</summary>
/// <param name="Entry">What the line says.</param>
/// <param name="Begin">Byte at which it begins.</param>
/// <param name="End">Byte behind it.</param>
internal readonly record struct PlacedEntry(PartEntry Entry, long Begin, long End);
