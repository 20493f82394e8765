namespace Inflaton.Numerics.ArrayFiles;

/// <summary>Moves elements between streams and arrays in blocks, so that no byte copy of a whole array is held.</summary>
internal static class ElementStream
{
    private const int BlockBytes = 1 << 16;

    /// <summary>
    /// Reads <paramref name="count"/> elements. Where <paramref name="trusted"/> is false (the stream's length is not known to hold them)
    /// memory grows with what has really arrived, so that a header that lies costs nothing.
    /// </summary>
    public static double[] Read(
        Stream stream, int count, ElementType type, bool bigEndian, bool trusted, string path, string? entry)
    {
        int size = ElementCodec.SizeOf(type);
        byte[] block = new byte[(int)Math.Min(BlockBytes, Math.Max((long)count * size, 1))];
        try
        {
            double[] values = new double[trusted ? count : Math.Min(count, BlockBytes)];
            for (int done = 0; done < count;)
            {
                int wanted = Math.Min(block.Length / size, count - done);
                Span<byte> bytes = block.AsSpan(0, wanted * size);
                int arrived = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
                if (arrived < bytes.Length)
                {
                    throw ArrayFileException.CutShort(
                        path, entry, $"the data end after {(long)done * size + arrived} of {(long)count * size} bytes");
                }

                if (done + wanted > values.Length)
                {
                    Array.Resize(ref values, (int)Math.Min(count, Math.Max(2L * values.Length, done + wanted)));
                }

                int unheld = ElementCodec.Decode(bytes, type, bigEndian, values.AsSpan(done, wanted));
                if (unheld >= 0)
                {
                    throw type == ElementType.Boolean
                        ? ArrayFileException.Damaged(path, entry, $"the boolean at position {done + unheld} is neither 0 nor 1")
                        : new ArrayFileException(
                            path, entry, $"the integer at position {done + unheld} is beyond 2^53, where 64-bit floats skip integers",
                            "store the array as float64");
                }

                done += wanted;
            }

            return values;
        }
        catch (OutOfMemoryException e)
        {
            throw new ArrayFileException(
                path, entry, $"{count} elements do not fit into memory", "split the array or use a machine with more memory", e);
        }
    }

    /// <summary>Writes the elements little endian.</summary>
    public static void Write(Stream stream, NumericArray array)
    {
        int size = ElementCodec.SizeOf(array.ElementType);
        byte[] block = new byte[BlockBytes];
        for (int done = 0; done < array.Values.Length;)
        {
            int count = Math.Min(block.Length / size, array.Values.Length - done);
            Span<byte> bytes = block.AsSpan(0, count * size);
            ElementCodec.Encode(array.Values.AsSpan(done, count), array.ElementType, bytes);
            stream.Write(bytes);
            done += count;
        }
    }

    /// <summary>Runs a reader and turns what the operating system and the decoders throw into one line with a remedy.</summary>
    public static T Guard<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ArrayFileException(path, null, "there is no such file", "check the path", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ArrayFileException(path, null, "the file may not be read, or is a folder", "check the path and its permissions", e);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or NotSupportedException)
        {
            throw ArrayFileException.Damaged(path, null, e.Message.TrimEnd('.'), e);
        }
    }
}
