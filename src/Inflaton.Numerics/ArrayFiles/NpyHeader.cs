using System.Globalization;
using System.Text;

namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// The header of an NPY file: magic, version, length, and a Python dictionary literal with exactly the keys <c>descr</c>,
/// <c>fortran_order</c> and <c>shape</c>. Source: NumPy Enhancement Proposal 1 and <c>numpy.lib.format</c>, versions 1.0 to 3.0.
/// </summary>
internal sealed record NpyHeader(ElementType ElementType, bool BigEndian, bool FortranOrder, int[] Shape, int Count)
{
    /// <summary>Far above any header of a plain array; NumPy's own limit for untrusted files is 10 000.</summary>
    private const int LongestHeader = 10_000;

    /// <summary>NumPy's own limit.</summary>
    private const int MostAxes = 64;

    public static NpyHeader Read(Stream stream, string path, string? entry)
    {
        Span<byte> start = stackalloc byte[8];
        int got = stream.ReadAtLeast(start, 8, throwOnEndOfStream: false);
        if (got < 8)
        {
            throw ArrayFileException.CutShort(path, entry, $"only {got} bytes, too few for an NPY header");
        }

        if (start[0] != 0x93 || !start[1..6].SequenceEqual("NUMPY"u8))
        {
            throw new ArrayFileException(path, entry, "not an NPY array: it does not begin with \\x93NUMPY", "write it with numpy.save");
        }

        if (start[6] is < 1 or > 3 || start[7] != 0)
        {
            throw new ArrayFileException(path, entry, $"NPY version {start[6]}.{start[7]}", "write it as version 1.0, 2.0 or 3.0");
        }

        Span<byte> lengthBytes = stackalloc byte[start[6] == 1 ? 2 : 4];
        ReadAll(stream, lengthBytes, path, entry);
        long length = 0;
        for (int i = lengthBytes.Length - 1; i >= 0; i--)
        {
            length = (length << 8) | lengthBytes[i];
        }

        if (length > LongestHeader)
        {
            throw ArrayFileException.Damaged(path, entry, $"a header of {length} bytes, above the limit of {LongestHeader}");
        }

        byte[] text = new byte[length];
        ReadAll(stream, text, path, entry);
        return new Parser(start[6] == 3 ? Encoding.UTF8.GetString(text) : Encoding.Latin1.GetString(text), path, entry).Header();
    }

    /// <summary>
    /// The header of a little-endian C-order array in version 1.0, padded so that the data begin at a multiple of 64 bytes.
    /// </summary>
    /// <exception cref="ArgumentException">NPY has no such element type.</exception>
    public static byte[] Write(NumericArray array)
    {
        string text =
            $"{{'descr': '{Description(array.ElementType)}', 'fortran_order': False, 'shape': {NumericArray.ShapeText(array.Shape)}, }}";
        int length = (10 + text.Length + 1 + 63) / 64 * 64 - 10;
        byte[] header = new byte[10 + length];
        header[0] = 0x93;
        "NUMPY"u8.CopyTo(header.AsSpan(1));
        (header[6], header[7], header[8], header[9]) = (1, 0, (byte)length, (byte)(length >> 8));
        Encoding.ASCII.GetBytes(text.PadRight(length - 1) + "\n").CopyTo(header, 10);
        return header;
    }

    private static string Description(ElementType type) => type switch
    {
        ElementType.Float64 => "<f8",
        ElementType.Float32 => "<f4",
        ElementType.Float16 => "<f2",
        ElementType.Int8 => "|i1",
        ElementType.Int16 => "<i2",
        ElementType.Int32 => "<i4",
        ElementType.Int64 => "<i8",
        ElementType.UInt8 => "|u1",
        ElementType.UInt16 => "<u2",
        ElementType.UInt32 => "<u4",
        ElementType.UInt64 => "<u8",
        ElementType.Boolean => "|b1",
        _ => throw new ArgumentException($"NPY has no element type {type}; store the array as Float32.", nameof(type)),
    };

    private static void ReadAll(Stream stream, Span<byte> bytes, string path, string? entry)
    {
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
        {
            throw ArrayFileException.CutShort(path, entry, "the file ends inside its header");
        }
    }

    /// <summary>Recursive descent over the one dictionary literal that the format allows.</summary>
    private sealed class Parser(string text, string path, string? entry)
    {
        private int at;

        public NpyHeader Header()
        {
            (ElementType Type, bool BigEndian)? element = null;
            bool? fortran = null;
            int[]? shape = null;
            Expect('{');
            while (!Accept('}'))
            {
                string key = Quoted();
                Expect(':');
                switch (key)
                {
                    case "descr" when element is null: element = Element(); break;
                    case "fortran_order" when fortran is null: fortran = Truth(); break;
                    case "shape" when shape is null: shape = Tuple(); break;
                    case "descr" or "fortran_order" or "shape": throw Wrong($"the key '{key}' twice");
                    default: throw Wrong($"the unknown key '{ArrayFileException.Shorten(key)}'");
                }

                if (!Accept(','))
                {
                    Expect('}');
                    break;
                }
            }

            if (!text.AsSpan(at).EndsWith("\n") || text.AsSpan(at).Trim(" \n").Length > 0)
            {
                throw Wrong("something other than spaces and a line end after its dictionary");
            }

            (ElementType type, bool bigEndian) = element ?? throw Wrong("no 'descr'");
            int[] lengths = shape ?? throw Wrong("no 'shape'");
            return new NpyHeader(
                type, bigEndian, fortran ?? throw Wrong("no 'fortran_order'"), lengths, ElementCount.Of(lengths, path, entry));
        }

        private (ElementType Type, bool BigEndian) Element()
        {
            Spaces();
            if (at < text.Length && text[at] == '[')
            {
                throw Unsupported("a structured element type", "save each field as an array of its own");
            }

            string description = Quoted();
            ElementType? type = description.Length == 3 ? description[1..] switch
            {
                "f8" => ElementType.Float64,
                "f4" => ElementType.Float32,
                "f2" => ElementType.Float16,
                "i1" => ElementType.Int8,
                "i2" => ElementType.Int16,
                "i4" => ElementType.Int32,
                "i8" => ElementType.Int64,
                "u1" => ElementType.UInt8,
                "u2" => ElementType.UInt16,
                "u4" => ElementType.UInt32,
                "u8" => ElementType.UInt64,
                "b1" => ElementType.Boolean,
                _ => null,
            } : null;
            if (description.Contains('O'))
            {
                throw Unsupported("an array of Python objects", "convert it with array.astype(float) before saving");
            }

            if (type is not { } known || !(description[0] is '<' or '>' || (description[0] == '|' && ElementCodec.SizeOf(known) == 1)))
            {
                throw Unsupported(
                    $"the element type '{ArrayFileException.Shorten(description)}'", "convert it with array.astype(float) before saving");
            }

            return (known, description[0] == '>');
        }

        private bool Truth()
        {
            Spaces();
            foreach ((string word, bool value) in (ReadOnlySpan<(string, bool)>)[("True", true), ("False", false)])
            {
                if (text.AsSpan(at).StartsWith(word))
                {
                    at += word.Length;
                    return value;
                }
            }

            throw Wrong($"neither True nor False for 'fortran_order' at character {at}");
        }

        private int[] Tuple()
        {
            Expect('(');
            List<int> lengths = [];
            bool comma = true;
            while (!Accept(')'))
            {
                if (!comma)
                {
                    throw Wrong($"no ',' or ')' in 'shape' at character {at}");
                }

                Spaces();
                int start = at;
                while (at < text.Length && char.IsAsciiDigit(text[at]))
                {
                    at++;
                }

                if (!int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int length))
                {
                    throw Wrong($"no axis length from 0 to {int.MaxValue} in 'shape' at character {start}");
                }

                lengths.Add(length);
                if (lengths.Count > MostAxes)
                {
                    throw Wrong($"more than {MostAxes} axes in 'shape'");
                }

                comma = Accept(',');
            }

            if (lengths.Count == 1 && !comma)
            {
                throw Wrong("a number instead of a tuple for 'shape'");
            }

            return [.. lengths];
        }

        private string Quoted()
        {
            Spaces();
            char quote = at < text.Length ? text[at] : '\0';
            int end = quote is '\'' or '"' ? text.IndexOf(quote, at + 1) : -1;
            if (end < 0)
            {
                throw Wrong($"no quoted text at character {at}");
            }

            string quoted = text[(at + 1)..end];
            at = end + 1;
            return quoted;
        }

        private void Spaces()
        {
            while (at < text.Length && text[at] == ' ')
            {
                at++;
            }
        }

        private bool Accept(char c)
        {
            Spaces();
            if (at >= text.Length || text[at] != c)
            {
                return false;
            }

            at++;
            return true;
        }

        private void Expect(char c)
        {
            if (!Accept(c))
            {
                throw Wrong($"no '{c}' at character {at}");
            }
        }

        private ArrayFileException Wrong(string what) => ArrayFileException.Damaged(path, entry, $"its NPY header has {what}");

        private ArrayFileException Unsupported(string what, string remedy) => new(path, entry, $"{what} is not supported", remedy);
    }
}
