namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// One array in NumPy's NPY format. Reads versions 1.0 to 3.0, both byte orders, C and Fortran order, elements
/// <c>f2 f4 f8 i1 … i8 u1 … u8 b1</c>; writes version 1.0, little endian, C order. Source: NumPy Enhancement Proposal 1.
/// </summary>
public static class NpyFile
{
    /// <summary>Reads the array that the file holds.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArrayFileException">
    /// The file is missing, cut short, too long, damaged, or of an unsupported element type.
    /// </exception>
    public static NumericArray Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ElementStream.Guard(path, () =>
        {
            using FileStream stream = File.OpenRead(path);
            NumericArray array = Read(stream, path, null);
            return stream.ReadByte() < 0
                ? array
                : throw ArrayFileException.Damaged(path, null, $"{stream.Length - stream.Position + 1} bytes follow the data");
        });
    }

    /// <summary>Reads one array and leaves the stream behind its last byte.</summary>
    /// <param name="stream">Positioned at the array's first byte.</param>
    /// <exception cref="ArrayFileException">The stream ends early, is damaged, or holds an unsupported element type.</exception>
    public static NumericArray Read(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string path = stream is FileStream file ? file.Name : "(stream)";
        return ElementStream.Guard(path, () => Read(stream, path, null));
    }

    /// <summary>Writes the array to a file, whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="array">Any array but one of <see cref="ElementType.BFloat16"/>, which NPY lacks.</param>
    /// <exception cref="ArgumentException">NPY has no such element type.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, NumericArray array) => WholeFile.Write(path, stream => Write(stream, array));

    /// <summary>Writes the array at the stream's position.</summary>
    /// <param name="stream">A writable stream.</param>
    /// <param name="array">Any array but one of <see cref="ElementType.BFloat16"/>, which NPY lacks.</param>
    /// <exception cref="ArgumentException">NPY has no such element type.</exception>
    public static void Write(Stream stream, NumericArray array)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(array);
        stream.Write(NpyHeader.Write(array));
        ElementStream.Write(stream, array);
    }

    /// <param name="stream">Positioned at the array's first byte.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="entry">The entry, for messages.</param>
    /// <param name="most">How many elements there may be.</param>
    internal static NumericArray Read(Stream stream, string path, string? entry, long most = long.MaxValue)
    {
        NpyHeader header = NpyHeader.Read(stream, path, entry);
        if (header.Count > most)
        {
            throw new ArrayFileException(
                path, entry, $"its {header.Count} elements unpack to far more than the file itself holds", "write it with numpy.savez");
        }

        long bytes = (long)header.Count * ElementCodec.SizeOf(header.ElementType);
        if (stream.CanSeek && stream.Length - stream.Position < bytes)
        {
            throw ArrayFileException.CutShort(
                path, entry, $"the header promises {bytes} bytes of data and {stream.Length - stream.Position} follow");
        }

        double[] values = ElementStream.Read(stream, header.Count, header.ElementType, header.BigEndian, stream.CanSeek, path, entry);
        return new NumericArray(header.Shape, header.FortranOrder ? FromFortranOrder(values, header.Shape) : values, header.ElementType);
    }

    /// <summary>Puts elements that were stored with the first index fastest into C order.</summary>
    private static double[] FromFortranOrder(double[] values, int[] shape)
    {
        if (shape.Length < 2 || values.Length == 0)
        {
            return values;
        }

        double[] ordered = new double[values.Length];
        int[] index = new int[shape.Length];
        int[] stride = new int[shape.Length];
        stride[0] = 1;
        for (int axis = 1; axis < shape.Length; axis++)
        {
            stride[axis] = stride[axis - 1] * shape[axis - 1];
        }

        int source = 0;
        for (int target = 0; target < ordered.Length; target++)
        {
            ordered[target] = values[source];
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                source += stride[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                source -= stride[axis] * shape[axis];
                index[axis] = 0;
            }
        }

        return ordered;
    }
}
