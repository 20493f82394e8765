using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// Named tensors in the safetensors format: eight bytes of header length, a JSON header (element type, shape and place of each tensor, and
/// free text under <c>__metadata__</c>), then the data, little endian, in C order. Reads and writes F64, F32, F16, BF16, I8 … I64, U8 … U64
/// and BOOL. Every number of the header is checked against the file's size before anything is allocated. Source: the format section
/// of the documentation of huggingface/safetensors.
/// </summary>
public static class SafetensorsFile
{
    private const string MetadataKey = "__metadata__";
    private const int LongestHeader = 100_000_000;

    /// <summary>Reads all tensors, in the header's order.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArrayFileException">
    /// The file is missing, cut short or damaged, its header contradicts itself or the file's size, or it holds an unsupported element
    /// type.
    /// </exception>
    public static OrderedDictionary<string, NumericArray> Read(string path) => Open(path, (stream, dataStart, header) =>
    {
        List<Tensor> tensors = Places(header, stream.Length - dataStart, path);
        OrderedDictionary<string, NumericArray> arrays = new(tensors.Count, StringComparer.Ordinal);
        foreach (Tensor tensor in tensors)
        {
            stream.Position = dataStart + tensor.Begin;
            double[] values = ElementStream.Read(stream, tensor.Count, tensor.Type, bigEndian: false, trusted: true, path, tensor.Name);
            arrays.Add(tensor.Name, new NumericArray(tensor.Shape, values, tensor.Type));
        }

        return arrays;
    });

    /// <summary>Reads names and shapes alone, in the order in which the data lie.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArrayFileException">The file is missing, or its header is damaged.</exception>
    public static OrderedDictionary<string, int[]> ReadShapes(string path) => Open(path, (stream, dataStart, header) =>
    {
        OrderedDictionary<string, int[]> shapes = new(StringComparer.Ordinal);
        foreach (Tensor tensor in Places(header, stream.Length - dataStart, path).OrderBy(one => one.Begin).ThenBy(one => one.End))
        {
            shapes.Add(tensor.Name, tensor.Shape);
        }

        return shapes;
    });

    /// <summary>Reads the free text that the header carries.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Key to text, in the header's order; empty where there is none.</returns>
    /// <exception cref="ArrayFileException">The file is missing, or its header is damaged.</exception>
    public static OrderedDictionary<string, string> ReadMetadata(string path) => Open(path, (_, _, header) =>
    {
        OrderedDictionary<string, string> metadata = new(StringComparer.Ordinal);
        if (header.TryGetProperty(MetadataKey, out JsonElement block))
        {
            if (block.ValueKind != JsonValueKind.Object)
            {
                throw ArrayFileException.Damaged(path, MetadataKey, $"{block.ValueKind} instead of an object");
            }

            foreach (JsonProperty item in block.EnumerateObject())
            {
                metadata.Add(item.Name, item.Value.ValueKind == JsonValueKind.String
                    ? item.Value.GetString()!
                    : throw ArrayFileException.Damaged(path, MetadataKey, $"{item.Value.ValueKind} instead of text"));
            }
        }

        return metadata;
    });

    /// <summary>
    /// Writes the tensors, whole or not at all. The header keeps the order given; wide elements lie first, so that all are aligned.
    /// </summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="tensors">Names, each once and not <c>__metadata__</c>, and arrays.</param>
    /// <param name="metadata">Free text for the header; default none.</param>
    /// <exception cref="ArgumentException">A name is empty, reserved or given twice.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string path, IEnumerable<KeyValuePair<string, NumericArray>> tensors, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        OrderedDictionary<string, NumericArray> named = new(StringComparer.Ordinal);
        foreach ((string name, NumericArray array) in tensors)
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(tensors));
            if (name == MetadataKey || !named.TryAdd(name, array))
            {
                throw new ArgumentException($"The name '{name}' is {(name == MetadataKey ? "reserved" : "given twice")}.", nameof(tensors));
            }
        }

        string[] placed = [.. named.Keys.OrderByDescending(name => ElementCodec.SizeOf(named[name].ElementType))];
        Dictionary<string, long> begins = new(StringComparer.Ordinal);
        long end = 0;
        foreach (string name in placed)
        {
            begins.Add(name, end);
            end += Bytes(named[name]);
        }

        byte[] header = Header(named, begins, metadata);
        WholeFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (string name in placed)
            {
                ElementStream.Write(stream, named[name]);
            }
        });
    }

    private static long Bytes(NumericArray array) => (long)array.Values.Length * ElementCodec.SizeOf(array.ElementType);

    /// <summary>The JSON header, padded with spaces to a multiple of eight bytes.</summary>
    private static byte[] Header(
        OrderedDictionary<string, NumericArray> tensors, Dictionary<string, long> begins,
        IEnumerable<KeyValuePair<string, string>>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is not null)
            {
                json.WriteStartObject(MetadataKey);
                foreach ((string key, string text) in metadata)
                {
                    json.WriteString(key, text);
                }

                json.WriteEndObject();
            }

            foreach ((string name, NumericArray array) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", TypeName(array.ElementType));
                json.WriteStartArray("shape");
                foreach (int length in array.Shape)
                {
                    json.WriteNumberValue(length);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(begins[name]);
                json.WriteNumberValue(begins[name] + Bytes(array));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        byte[] header = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        header.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(header);
        return header;
    }

    private static T Open<T>(string path, Func<FileStream, long, JsonElement, T> use)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ElementStream.Guard(path, () =>
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length < 8)
            {
                throw ArrayFileException.CutShort(path, null, $"only {stream.Length} bytes, too few for a safetensors header");
            }

            Span<byte> lengthBytes = stackalloc byte[8];
            stream.ReadExactly(lengthBytes);
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
            if (length > (ulong)(stream.Length - 8) || length > LongestHeader)
            {
                throw new ArrayFileException(
                    path, null, $"the header is said to have {length} bytes and {stream.Length - 8} follow",
                    "check that it is a safetensors file; if so copy it again, it is cut short or damaged");
            }

            byte[] text = new byte[length];
            stream.ReadExactly(text);
            using JsonDocument document = Parse(text, path);
            try
            {
                return use(stream, 8 + (long)length, document.RootElement);
            }
            catch (InvalidOperationException e)
            {
                throw ArrayFileException.Damaged(path, null, "the header holds text that is not UTF-8", e);
            }
        });
    }

    private static JsonDocument Parse(byte[] text, string path)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw ArrayFileException.Damaged(path, null, $"the header is {document.RootElement.ValueKind} instead of an object");
        }
        catch (JsonException e)
        {
            // It may hold a name that is there twice, of any length.
            string problem = ArrayFileException.Shorten(e.Message.TrimEnd('.'));
            throw ArrayFileException.Damaged(path, null, $"the header is no JSON object ({problem})", e);
        }
    }

    /// <summary>The tensors in the header's order, proven to fill the data exactly once.</summary>
    private static List<Tensor> Places(JsonElement header, long dataLength, string path)
    {
        List<Tensor> tensors = [];
        foreach (JsonProperty item in header.EnumerateObject())
        {
            if (item.Name != MetadataKey)
            {
                tensors.Add(Place(item, dataLength, path));
            }
        }

        long end = 0;
        foreach (Tensor tensor in tensors.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End))
        {
            if (tensor.Begin != end)
            {
                throw ArrayFileException.Damaged(
                    path,
                    tensor.Name,
                    tensor.Begin < end ? $"its data begin at byte {tensor.Begin}, inside another tensor's"
                        : $"bytes {end} to {tensor.Begin} belong to no tensor");
            }

            end = tensor.End;
        }

        return end == dataLength
            ? tensors
            : throw ArrayFileException.Damaged(path, null, $"bytes {end} to {dataLength} of the data belong to no tensor");
    }

    private static Tensor Place(JsonProperty item, long dataLength, string path)
    {
        string name = item.Name;
        if (item.Value.ValueKind != JsonValueKind.Object)
        {
            throw ArrayFileException.Damaged(path, name, $"the header has {item.Value.ValueKind} instead of an object");
        }

        foreach (JsonProperty field in item.Value.EnumerateObject())
        {
            if (field.Name is not ("dtype" or "shape" or "data_offsets"))
            {
                throw ArrayFileException.Damaged(
                    path, name, $"the header has the unknown field '{ArrayFileException.Shorten(field.Name)}'");
            }
        }

        JsonElement typeName = Field("dtype", JsonValueKind.String);
        ElementType type = TypeOf(typeName.GetString()!) ?? throw new ArrayFileException(
            path, name, $"the element type '{ArrayFileException.Shorten(typeName.GetString()!)}' is not supported",
            "store the tensor as F64, F32, F16 or BF16");
        long[] shape = Integers("shape");
        long[] offsets = Integers("data_offsets");
        if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > dataLength)
        {
            throw new ArrayFileException(
                path, name, $"'data_offsets' [{string.Join(", ", offsets.Take(4))}] do not lie in the {dataLength} bytes of data",
                "copy or make the file again, it is cut short or damaged");
        }

        int[] lengths = new int[shape.Length];
        for (int axis = 0; axis < shape.Length; axis++)
        {
            lengths[axis] = shape[axis] <= int.MaxValue
                ? (int)shape[axis]
                : throw ArrayFileException.Damaged(path, name, $"an axis of length {shape[axis]}");
        }

        int count = ElementCount.Of(lengths, path, name);
        long bytes = (long)count * ElementCodec.SizeOf(type);
        return offsets[1] - offsets[0] == bytes
            ? new Tensor(name, type, lengths, count, offsets[0], offsets[1])
            : throw ArrayFileException.Damaged(
                path, name,
                $"{TypeName(type)} of shape {NumericArray.ShapeText(lengths)} takes {bytes} bytes and 'data_offsets' give "
                + $"{offsets[1] - offsets[0]}");

        JsonElement Field(string field, JsonValueKind kind) =>
            item.Value.TryGetProperty(field, out JsonElement value) && value.ValueKind == kind
            ? value
            : throw ArrayFileException.Damaged(path, name, $"the header lacks '{field}' of kind {kind}");

        long[] Integers(string field)
        {
            JsonElement list = Field(field, JsonValueKind.Array);
            long[] integers = new long[list.GetArrayLength()];
            for (int i = 0; i < integers.Length; i++)
            {
                if (list[i].ValueKind != JsonValueKind.Number || !list[i].TryGetInt64(out integers[i]) || integers[i] < 0)
                {
                    throw ArrayFileException.Damaged(
                        path, name, $"'{field}' has {ArrayFileException.Shorten(list[i].GetRawText())} where a whole number ≥ 0 belongs");
                }
            }

            return integers;
        }
    }

    private static ElementType? TypeOf(string name) => name switch
    {
        "F64" => ElementType.Float64,
        "F32" => ElementType.Float32,
        "F16" => ElementType.Float16,
        "BF16" => ElementType.BFloat16,
        "I8" => ElementType.Int8,
        "I16" => ElementType.Int16,
        "I32" => ElementType.Int32,
        "I64" => ElementType.Int64,
        "U8" => ElementType.UInt8,
        "U16" => ElementType.UInt16,
        "U32" => ElementType.UInt32,
        "U64" => ElementType.UInt64,
        "BOOL" => ElementType.Boolean,
        _ => null,
    };

    private static string TypeName(ElementType type) => type switch
    {
        ElementType.Float64 => "F64",
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.BFloat16 => "BF16",
        ElementType.Int8 => "I8",
        ElementType.Int16 => "I16",
        ElementType.Int32 => "I32",
        ElementType.Int64 => "I64",
        ElementType.UInt8 => "U8",
        ElementType.UInt16 => "U16",
        ElementType.UInt32 => "U32",
        ElementType.UInt64 => "U64",
        _ => "BOOL",
    };

    private sealed record Tensor(string Name, ElementType Type, int[] Shape, int Count, long Begin, long End);
}
