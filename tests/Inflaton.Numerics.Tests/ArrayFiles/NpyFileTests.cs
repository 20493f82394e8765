using System.Buffers.Binary;
using System.Text;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Numerics.Tests.ArrayFiles;

public class NpyFileTests
{
    private const string OneNumber = "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }";

    public static TheoryData<ElementType> Types => [.. Enum.GetValues<ElementType>().Where(type => type != ElementType.BFloat16)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Round_trip_keeps_type_shape_and_values(ElementType type)
    {
        using var files = new TestFiles();
        foreach (int[] shape in new int[][] { [], [0], [1], [7], [2, 3], [0, 4], [2, 1, 3], [100, 301] })
        {
            double[] values = [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(k => (double)(k % 2))];
            NpyFile.Write(files.At("a.npy"), new NumericArray(shape, values, type));
            NumericArray read = NpyFile.Read(files.At("a.npy"));
            read.Shape.ShouldBe(shape);
            read.Values.ShouldBe(values);
            read.ElementType.ShouldBe(type);
        }
    }

    [Fact]
    public void Float64_round_trip_keeps_every_bit()
    {
        double[] values = [0, -0.0, double.Epsilon, double.MaxValue, double.NaN, double.NegativeInfinity, Math.PI];
        using var stream = new MemoryStream();
        NpyFile.Write(stream, new NumericArray([7], values));
        stream.Position = 0;
        NpyFile.Read(stream).Values.Select(BitConverter.DoubleToInt64Bits).ShouldBe(values.Select(BitConverter.DoubleToInt64Bits));
    }

    [Theory]
    [InlineData(ElementType.Float32, 0.1, 0.10000000149011612)]
    [InlineData(ElementType.Float16, 0.1, 0.0999755859375)]
    [InlineData(ElementType.Float16, 65519, 65504)]
    public void Narrow_floats_round_to_nearest(ElementType type, double value, double stored)
    {
        using var stream = new MemoryStream();
        NpyFile.Write(stream, new NumericArray([], [value], type));
        stream.Position = 0;
        NpyFile.Read(stream).Values.ShouldBe([stored]);
    }

    [Fact]
    public void Writes_the_bytes_of_the_specification()
    {
        using var stream = new MemoryStream();
        NpyFile.Write(stream, new NumericArray([2, 1], [1, -2]));
        byte[] bytes = stream.ToArray();
        bytes[..10].ShouldBe([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0]);
        Encoding.ASCII.GetString(bytes, 10, 118)
            .ShouldBe("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1), }".PadRight(117) + "\n");
        bytes[128..].ShouldBe([0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0]);
    }

    [Fact]
    public void BFloat16_is_refused() =>
        Should.Throw<ArgumentException>(() => NpyFile.Write(new MemoryStream(), new NumericArray([], [1], ElementType.BFloat16)))
            .Message.ShouldStartWith("NPY has no element type BFloat16; store the array as Float32.");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Versions_1_to_3_are_read(int version) =>
        ReadBytes(Npy(OneNumber, [0, 0, 0, 0, 0, 0, 4, 64], version)).Values.ShouldBe([2.5]);

    [Theory]
    [InlineData("{'descr': '>f8', 'fortran_order': False, 'shape': (1,)}", "4004000000000000", 2.5)]
    [InlineData("{\"shape\":(1,),\"fortran_order\":False,\"descr\":\">f4\"}", "C0200000", -2.5)]
    [InlineData("{'descr':'>f2','fortran_order':False,'shape':()}", "C100", -2.5)]
    [InlineData("{'descr':'<f2','fortran_order':True,'shape':()}", "0100", 5.9604644775390625e-8)]
    [InlineData("{'descr':'>i2','fortran_order':False,'shape':(1,)}", "FFFE", -2)]
    [InlineData("{'descr':'>u2','fortran_order':False,'shape':(1,)}", "FFFE", 65534)]
    [InlineData("{'descr':'>i4','fortran_order':False,'shape':(1,)}", "FFFFFFFE", -2)]
    [InlineData("{'descr':'>u4','fortran_order':False,'shape':(1,)}", "FFFFFFFE", 4294967294)]
    [InlineData("{'descr':'>i8','fortran_order':False,'shape':(1,)}", "FFE0000000000000", -9007199254740992)]
    [InlineData("{'descr':'<u8','fortran_order':False,'shape':(1,)}", "0000000000002000", 9007199254740992)]
    [InlineData("{'descr':'|i1','fortran_order':False,'shape':(1,)}", "80", -128)]
    [InlineData("{'descr':'|u1','fortran_order':False,'shape':(1,)}", "80", 128)]
    [InlineData("{'descr':'|b1','fortran_order':False,'shape':(1,)}", "01", 1)]
    public void Element_types_and_byte_orders_are_read(string header, string data, double value) =>
        ReadBytes(Npy(header, Convert.FromHexString(data))).Values.ShouldBe([value]);

    [Fact]
    public void Fortran_order_becomes_C_order()
    {
        NumericArray matrix = ReadBytes(Npy("{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3)}", [1, 4, 2, 5, 3, 6]));
        matrix.Shape.ShouldBe([2, 3]);
        matrix.Values.ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Theory]
    [InlineData("little-f2.npy", ElementType.Float16)]
    [InlineData("little-f4.npy", ElementType.Float32)]
    [InlineData("little-f8.npy", ElementType.Float64)]
    [InlineData("big-f2.npy", ElementType.Float16)]
    [InlineData("big-f4.npy", ElementType.Float32)]
    [InlineData("big-f8.npy", ElementType.Float64)]
    public void NumPys_floats_are_read(string name, ElementType type)
    {
        NumericArray array = NpyFile.Read(TestFiles.MadeByNumPy(name));
        array.ElementType.ShouldBe(type);
        array.Shape.ShouldBe([3, 4]);
        array.Values.ShouldBe(Enumerable.Range(0, 12).Select(k => k / 2.0 - 3));
    }

    [Theory]
    [InlineData("i1", ElementType.Int8)]
    [InlineData("i2", ElementType.Int16)]
    [InlineData("i4", ElementType.Int32)]
    [InlineData("i8", ElementType.Int64)]
    [InlineData("u1", ElementType.UInt8)]
    [InlineData("u2", ElementType.UInt16)]
    [InlineData("u4", ElementType.UInt32)]
    [InlineData("u8", ElementType.UInt64)]
    public void NumPys_integers_are_read(string name, ElementType type)
    {
        NumericArray array = NpyFile.Read(TestFiles.MadeByNumPy($"integer-{name}.npy"));
        array.ElementType.ShouldBe(type);
        array.Values.ShouldBe(Enumerable.Range(0, 12).Select(k => (double)k));
    }

    [Fact]
    public void NumPys_other_arrays_are_read()
    {
        NpyFile.Read(TestFiles.MadeByNumPy("boolean.npy")).Values.ShouldBe(Enumerable.Range(0, 12).Select(k => k % 3 == 0 ? 1.0 : 0.0));
        NpyFile.Read(TestFiles.MadeByNumPy("scalar.npy"))
            .ShouldSatisfyAllConditions(a => a.Rank.ShouldBe(0), a => a.Values.ShouldBe([2.5]));
        NpyFile.Read(TestFiles.MadeByNumPy("empty.npy")).Shape.ShouldBe([0, 3]);
        NpyFile.Read(TestFiles.MadeByNumPy("fortran.npy")).Values.ShouldBe(Enumerable.Range(0, 24).Select(k => k / 2.0 - 3));
        Should.Throw<ArrayFileException>(() => NpyFile.Read(TestFiles.MadeByNumPy("objects.npy")))
            .Problem.ShouldBe("an array of Python objects is not supported");
    }

    [Fact]
    public void A_stream_may_hold_several_arrays()
    {
        using var stream = new MemoryStream(
            [.. Npy(OneNumber, new byte[8]), .. Npy("{'descr':'|u1','fortran_order':False,'shape':(2,)}", [7, 8])]);
        NpyFile.Read(stream).Values.ShouldBe([0]);
        NpyFile.Read(stream).Values.ShouldBe([7, 8]);
        stream.Position.ShouldBe(stream.Length);
    }

    [Theory]
    [InlineData("", "only 0 bytes, too few for an NPY header; copy or make the file again, it is cut short.")]
    [InlineData("934E554D5059", "only 6 bytes, too few for an NPY header; copy or make the file again, it is cut short.")]
    [InlineData("504B0304000000000000", "not an NPY array: it does not begin with \\x93NUMPY; write it with numpy.save.")]
    [InlineData("934E554D505904000000", "NPY version 4.0; write it as version 1.0, 2.0 or 3.0.")]
    [InlineData("934E554D505901010000", "NPY version 1.1; write it as version 1.0, 2.0 or 3.0.")]
    [InlineData("934E554D505901007600", "the file ends inside its header; copy or make the file again, it is cut short.")]
    [InlineData("934E554D5059010076", "the file ends inside its header; copy or make the file again, it is cut short.")]
    [InlineData(
        "934E554D50590200FFFFFFFF", "a header of 4294967295 bytes, above the limit of 10000; copy or make the file again, it is damaged.")]
    public void Broken_beginnings_are_named(string bytes, string message) => Message(Convert.FromHexString(bytes)).ShouldBe(message);

    [Theory]
    [InlineData("", "no '{' at character 0")]
    [InlineData("{", "no quoted text at character 1")]
    [InlineData("{}", "no 'descr'")]
    [InlineData("{'descr':'<f8','shape':(1,)}", "no 'fortran_order'")]
    [InlineData("{'descr':'<f8','fortran_order':False}", "no 'shape'")]
    [InlineData("{'descr':'<f8','descr':'<f8','shape':(1,)}", "the key 'descr' twice")]
    [InlineData("{'descr':'<f8','order':False}", "the unknown key 'order'")]
    [InlineData("{'descr' '<f8'}", "no ':' at character 9")]
    [InlineData("{'descr':'<f8' 'shape':(1,)}", "no '}' at character 15")]
    [InlineData("{'descr':'<f8','fortran_order':false,'shape':(1,)}", "neither True nor False for 'fortran_order' at character 31")]
    [InlineData("{'descr':'<f8','fortran_order':False,'shape':1}", "no '(' at character 45")]
    [InlineData("{'descr':'<f8','fortran_order':False,'shape':(1)}", "a number instead of a tuple for 'shape'")]
    [InlineData("{'descr':'<f8','fortran_order':False,'shape':(1 2)}", "no ',' or ')' in 'shape' at character 48")]
    [InlineData("{'descr':'<f8','fortran_order':False,'shape':(-1,)}", "no axis length from 0 to 2147483647 in 'shape' at character 46")]
    [InlineData(
        "{'descr':'<f8','fortran_order':False,'shape':(2147483648,)}", "no axis length from 0 to 2147483647 in 'shape' at character 46")]
    [InlineData("{'descr':'<f8','fortran_order':False,'shape':(1.0,)}", "no ',' or ')' in 'shape' at character 47")]
    [InlineData("{'descr':'<f8','fortran_order':False,'shape':(1,)} x", "something other than spaces and a line end after its dictionary")]
    public void Broken_headers_are_named(string header, string problem) =>
        Message(Npy(header, new byte[8])).ShouldBe($"its NPY header has {problem}; copy or make the file again, it is damaged.");

    [Theory]
    [InlineData("'<c16'", "the element type '<c16' is not supported; convert it with array.astype(float) before saving.")]
    [InlineData("'|f8'", "the element type '|f8' is not supported; convert it with array.astype(float) before saving.")]
    [InlineData("'<f3'", "the element type '<f3' is not supported; convert it with array.astype(float) before saving.")]
    [InlineData("'<U5'", "the element type '<U5' is not supported; convert it with array.astype(float) before saving.")]
    [InlineData("''", "the element type '' is not supported; convert it with array.astype(float) before saving.")]
    [InlineData("[('x', '<f8')]", "a structured element type is not supported; save each field as an array of its own.")]
    public void Unsupported_elements_are_named(string description, string message) =>
        Message(Npy($"{{'descr': {description}, 'fortran_order': False, 'shape': (1,)}}", new byte[16])).ShouldBe(message);

    [Theory]
    [InlineData("'<f8'", "(2,)", 15, "the header promises 16 bytes of data and 15 follow; copy or make the file again, it is cut short.")]
    [InlineData(
        "'<f8'", "(2000000000,)", 15,
        "the header promises 16000000000 bytes of data and 15 follow; copy or make the file again, it is cut short.")]
    [InlineData(
        "'|u1'", "(65536, 65536)", 8,
        "more elements than the 2147483591 that one array holds; split the array, or make the file again if it is damaged.")]
    [InlineData(
        "'|u1'", "(0, 2147483647, 2147483647)", 0,
        "more elements than the 2147483591 that one array holds; split the array, or make the file again if it is damaged.")]
    [InlineData("'<f8'", "(1,)", 10, "2 bytes follow the data; copy or make the file again, it is damaged.")]
    [InlineData("'|b1'", "(1,)", 1, "the boolean at position 0 is neither 0 nor 1; copy or make the file again, it is damaged.")]
    [InlineData(
        "'<i8'", "(1,)", 8, "the integer at position 0 is beyond 2^53, where 64-bit floats skip integers; store the array as float64.")]
    public void Broken_data_are_named(string description, string shape, int bytes, string message)
    {
        byte[] data = new byte[bytes];
        data.AsSpan().Fill(0x55);
        Message(Npy($"{{'descr': {description}, 'fortran_order': False, 'shape': {shape}}}", data)).ShouldBe(message);
    }

    /// <summary>2⁵³ is the last whole number up to which doubles hold all: one more, in either direction, is refused.</summary>
    [Theory]
    [InlineData("<u8", "0100000000002000")]
    [InlineData(">u8", "0020000000000001")]
    [InlineData("<i8", "0100000000002000")]
    [InlineData("<i8", "FFFFFFFFFFFFDFFF")]
    public void The_first_integer_that_a_double_skips_is_refused(string description, string data) => Message(
        Npy($"{{'descr': '{description}', 'fortran_order': False, 'shape': (1,)}}", Convert.FromHexString(data)))
        .ShouldContain("beyond 2^53");

    [Fact]
    public void A_stream_of_unknown_length_that_lies_costs_no_memory()
    {
        byte[] lying = Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000,)}", new byte[80]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<ArrayFileException>(() => NpyFile.Read(new Pipe(lying)))
            .Problem.ShouldBe("the data end after 80 of 16000000000 bytes");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000);
    }

    [Fact]
    public void A_missing_file_or_a_folder_is_named()
    {
        using var files = new TestFiles();
        Should.Throw<ArrayFileException>(() => NpyFile.Read(files.At("none.npy"))).Message
            .ShouldBe($"{files.At("none.npy")}: there is no such file; check the path.");
        Should.Throw<ArrayFileException>(() => NpyFile.Read(files.At("."))).Message.ShouldContain("is a folder");
    }

    [Fact]
    public void Mutations_of_a_valid_file_fail_cleanly_or_read()
    {
        using var files = new TestFiles();
        byte[] valid = Npy("{'descr': '<i4', 'fortran_order': True, 'shape': (3, 4), }".PadRight(80), new byte[48]);
        Mutation.OfEveryKind(valid, mutated => Mutation.ReadsOrFailsCleanly(() => NpyFile.Read(files.With("m.npy", mutated))));
    }

    internal static byte[] Npy(string header, byte[] data, int version = 1)
    {
        byte[] text = Encoding.UTF8.GetBytes(header + "\n");
        byte[] length = new byte[version == 1 ? 2 : 4];
        if (version == 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        }
        else
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        }

        return [0x93, .. "NUMPY"u8, (byte)version, 0, .. length, .. text, .. data];
    }

    private static NumericArray ReadBytes(byte[] bytes) => NpyFile.Read(new MemoryStream(bytes));

    private static string Message(byte[] bytes)
    {
        using var files = new TestFiles();
        string path = files.With("broken.npy", bytes);
        string message = Should.Throw<ArrayFileException>(() => NpyFile.Read(path)).Message;
        message.ShouldStartWith(path + ": ");
        return message[(path.Length + 2)..];
    }

    /// <summary>Reads only forwards, as a network stream does.</summary>
    private sealed class Pipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
