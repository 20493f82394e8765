using System.Text;
using System.Text.Json;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Numerics.Tests.ArrayFiles;

public class SafetensorsFileTests
{
    public static TheoryData<ElementType> Types => [.. Enum.GetValues<ElementType>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Round_trip_keeps_order_types_shapes_and_values(ElementType type)
    {
        using var files = new TestFiles();
        KeyValuePair<string, NumericArray>[] tensors =
        [
            new("odd", new NumericArray([3], [1, 0, 1], type)),
            new("layers.0.weight \"φ\"", new NumericArray([2, 2], [0.1, -2, 3, 4])),
            new("empty", new NumericArray([0, 5], [], type)),
            new("number", new NumericArray([], [1], type)),
            new("long", new NumericArray([70_000], [.. Enumerable.Range(0, 70_000).Select(k => (double)(k & 1))], type)),
        ];
        SafetensorsFile.Write(files.At("a.safetensors"), tensors);
        OrderedDictionary<string, NumericArray> read = SafetensorsFile.Read(files.At("a.safetensors"));
        read.Keys.ShouldBe(tensors.Select(tensor => tensor.Key));
        foreach ((string name, NumericArray array) in tensors)
        {
            read[name].ToString().ShouldBe(array.ToString());
            read[name].Values.ShouldBe(array.Values);
        }

        SafetensorsFile.ReadMetadata(files.At("a.safetensors")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(1.0, 0x3F80)]
    [InlineData(-3.140625, 0xC049)]
    [InlineData(1.00390625, 0x3F80)]
    [InlineData(1.01171875, 0x3F82)]
    [InlineData(double.PositiveInfinity, 0x7F80)]
    [InlineData(double.NaN, 0xFFC0)]
    [InlineData(9.1835496157991212e-41, 0x0001)]
    public void BFloat16_rounds_to_nearest_even(double value, int bits)
    {
        using var files = new TestFiles();
        SafetensorsFile.Write(files.At("a"), [new("x", new NumericArray([], [value], ElementType.BFloat16))]);
        BitConverter.ToUInt16(File.ReadAllBytes(files.At("a")).AsSpan(^2)).ShouldBe((ushort)bits);
        if (BitConverter.UInt32BitsToSingle((uint)bits << 16) == value)
        {
            SafetensorsFile.Read(files.At("a"))["x"].Values.ShouldBe([value]);
        }
    }

    [Fact]
    public void Header_and_wide_elements_are_aligned()
    {
        using var files = new TestFiles();
        SafetensorsFile.Write(files.At("a"),
            [new("byte", new NumericArray([1], [1], ElementType.UInt8)), new("double", new NumericArray([1], [2]))],
            [new("made by", "a test")]);
        byte[] bytes = File.ReadAllBytes(files.At("a"));
        ulong length = BitConverter.ToUInt64(bytes);
        (length % 8).ShouldBe(0UL);
        Encoding.UTF8.GetString(bytes, 8, (int)length).TrimEnd().ShouldBe(
            """{"__metadata__":{"made by":"a test"},"byte":"""
                + """{"dtype":"U8","shape":[1],"data_offsets":[8,9]},"double":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""");
        SafetensorsFile.ReadMetadata(files.At("a")).ShouldBe([new("made by", "a test")]);
        SafetensorsFile.Read(files.At("a")).Keys.ShouldBe(["byte", "double"]);
    }

    [Theory]
    [InlineData("homogeneous-erf")]
    [InlineData("homogeneous-relu-quartic")]
    [InlineData("interval-erf")]
    [InlineData("interval-relu")]
    [InlineData("targets-tanh")]
    public void Reference_networks_are_read(string name)
    {
        OrderedDictionary<string, NumericArray> tensors = SafetensorsFile.Read(TestFiles.Committed("reference", name + ".safetensors"));
        using JsonDocument description = JsonDocument.Parse(File.ReadAllBytes(TestFiles.Committed("reference", name + ".json")));
        int[] widths = [.. description.RootElement.GetProperty("widths").EnumerateArray().Select(width => width.GetInt32())];
        tensors.Count.ShouldBe(2 * (widths.Length - 1));
        for (int layer = 0; layer + 1 < widths.Length; layer++)
        {
            NumericArray weight = tensors[$"layers.{layer}.weight"];
            weight.Shape.ShouldBe([widths[layer + 1], widths[layer]]);
            tensors[$"layers.{layer}.bias"].Shape.ShouldBe([widths[layer + 1]]);
            weight.Values.ShouldAllBe(value => value != 0 && Math.Abs(value) < 6);
        }
    }

    [Theory]
    [InlineData("""[]""", 0, "the header is Array instead of an object; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":3}""", 0, "'x': the header has Number instead of an object; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"shape":[1],"data_offsets":[0,8]}}""", 8,
        "'x': the header lacks 'dtype' of kind String; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"F64","data_offsets":[0,8]}}""", 8,
        "'x': the header lacks 'shape' of kind Array; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"F64","shape":[1]}}""", 8,
        "'x': the header lacks 'data_offsets' of kind Array; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":8,"shape":[1],"data_offsets":[0,8]}}""", 8,
        "'x': the header lacks 'dtype' of kind String; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8],"y":1}}""", 8,
        "'x': the header has the unknown field 'y'; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}""", 8,
        "'x': the element type 'F8_E4M3' is not supported; store the tensor as F64, F32, F16 or BF16.")]
    [InlineData("""{"x":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}}""", 8,
        "'x': 'shape' has -1 where a whole number ≥ 0 belongs; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"F64","shape":[1.5],"data_offsets":[0,8]}}""", 8,
        "'x': 'shape' has 1.5 where a whole number ≥ 0 belongs; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"F64","shape":["1"],"data_offsets":[0,8]}}""", 8,
        "'x': 'shape' has \"1\" where a whole number ≥ 0 belongs; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"F64","shape":[1e99],"data_offsets":[0,8]}}""", 8,
        "'x': 'shape' has 1e99 where a whole number ≥ 0 belongs; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"F64","shape":[3000000000],"data_offsets":[0,8]}}""", 8,
        "'x': an axis of length 3000000000; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"U8","shape":[65536,65536,2147483647,2147483647,4],"data_offsets":[0,8]}}""", 8,
        "'x': more elements than the 2147483591 that one array holds; split the array, or make the file again if it is damaged.")]
    [InlineData("""{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,16]}}""", 8,
        "'x': 'data_offsets' [0, 16] do not lie in the 8 bytes of data; copy or make the file again, it is cut short or damaged.")]
    [InlineData("""{"x":{"dtype":"F64","shape":[250000000],"data_offsets":[0,2000000000]}}""", 8,
        "'x': 'data_offsets' [0, 2000000000] do not lie in the 8 bytes of data; copy or make the file again, it is cut short or damaged.")]
    [InlineData("""{"x":{"dtype":"F64","shape":[1],"data_offsets":[8,0]}}""", 8,
        "'x': 'data_offsets' [8, 0] do not lie in the 8 bytes of data; copy or make the file again, it is cut short or damaged.")]
    [InlineData("""{"x":{"dtype":"F64","shape":[1],"data_offsets":[0]}}""", 8,
        "'x': 'data_offsets' [0] do not lie in the 8 bytes of data; copy or make the file again, it is cut short or damaged.")]
    [InlineData("""{"x":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", 8,
        "'x': F64 of shape (2,) takes 16 bytes and 'data_offsets' give 8; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""", 8,
        "'x': F32 of shape (1,) takes 4 bytes and 'data_offsets' give 8; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"y":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}}""", 7,
        "'y': its data begin at byte 3, inside another tensor's; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"y":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 4,
        "'y': its data begin at byte 0, inside another tensor's; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[2,6]}}""", 6,
        "'x': bytes 0 to 2 belong to no tensor; copy or make the file again, it is damaged.")]
    [InlineData("""{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""", 6,
        "bytes 4 to 6 of the data belong to no tensor; copy or make the file again, it is damaged.")]
    [InlineData("""{"a\nb":3}""", 0, "'a?b': the header has Number instead of an object; copy or make the file again, it is damaged.")]
    public void Broken_headers_are_named(string header, int bytes, string message) => Message(Safetensors(header, bytes)).ShouldBe(message);

    [Theory]
    [InlineData("", "only 0 bytes, too few for a safetensors header")]
    [InlineData("00000000000000", "only 7 bytes, too few for a safetensors header")]
    [InlineData("0900000000000000207B7D", "the header is said to have 9 bytes and 3 follow")]
    [InlineData("FFFFFFFFFFFFFFFF7B7D", "the header is said to have 18446744073709551615 bytes and 2 follow")]
    [InlineData("00000000000000807B7D", "the header is said to have 9223372036854775808 bytes and 2 follow")]
    [InlineData("00000000000000007B7D", "the header is no JSON object (")]
    [InlineData("01000000000000007B7D", "the header is no JSON object (")]
    [InlineData("07000000000000007B22FF223A317D", "the header holds text that is not UTF-8")]
    public void Broken_beginnings_are_named(string bytes, string problem) => Message(Convert.FromHexString(bytes)).ShouldStartWith(problem);

    [Theory]
    [InlineData("""{"x":1,"x":2}""")]
    [InlineData("""{"x":{"dtype":"F64","shape":[[[[[[[[[[1]]]]]]]]]],"data_offsets":[0,8]}}""")]
    [InlineData("""{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}""")]
    [InlineData("""{"x":NaN}""")]
    [InlineData("""{'x':1}""")]
    public void What_is_no_strict_JSON_is_named(string header) =>
        Message(Safetensors(header, 0)).ShouldStartWith("the header is no JSON object (");

    [Fact]
    public void A_name_of_any_length_that_is_there_twice_makes_a_short_message()
    {
        string name = new('x', 100_000);

        string message = Message(Safetensors($$"""{"{{name}}":1,"{{name}}":2}""", 0));

        message.ShouldStartWith("the header is no JSON object (");
        message.Length.ShouldBeLessThan(300);
    }

    [Theory]
    [InlineData("""{"__metadata__":[]}""", "'__metadata__': Array instead of an object; copy or make the file again, it is damaged.")]
    [InlineData("""{"__metadata__":{"a":1}}""", "'__metadata__': Number instead of text; copy or make the file again, it is damaged.")]
    public void Broken_metadata_are_named(string header, string message)
    {
        using var files = new TestFiles();
        string path = files.With("a", Safetensors(header, 0));
        Should.Throw<ArrayFileException>(() => SafetensorsFile.ReadMetadata(path)).Message.ShouldBe($"{path}: {message}");
    }

    [Theory]
    [InlineData("__metadata__", "The name '__metadata__' is reserved.")]
    [InlineData("x", "The name 'x' is given twice.")]
    public void Names_are_checked(string name, string message)
    {
        using var files = new TestFiles();
        NumericArray one = new([], [1]);
        Should.Throw<ArgumentException>(() => SafetensorsFile.Write(files.At("a"), [new("x", one), new(name, one)]))
            .Message.ShouldStartWith(message);
        files.Names().ShouldBeEmpty();
    }

    [Fact]
    public void Mutations_of_a_valid_file_fail_cleanly_or_read()
    {
        using var files = new TestFiles();
        byte[] valid = Safetensors(
            """{"__metadata__":{"k":"v"},"x":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"y":"""
                + """{"dtype":"BOOL","shape":[],"data_offsets":[16,17]}}""",
            17);
        Mutation.OfEveryKind(valid, mutated =>
        {
            string path = files.With("m", mutated);
            Mutation.ReadsOrFailsCleanly(() => SafetensorsFile.Read(path));
            Mutation.ReadsOrFailsCleanly(() => SafetensorsFile.ReadMetadata(path));
        });
    }

    private static byte[] Safetensors(string header, int bytes)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. new byte[bytes]];
    }

    private static string Message(byte[] bytes)
    {
        using var files = new TestFiles();
        string path = files.With("broken.safetensors", bytes);
        string message = Should.Throw<ArrayFileException>(() => SafetensorsFile.Read(path)).Message;
        message.ShouldStartWith(path + ": ");
        return message[(path.Length + 2)..];
    }
}
