using System.IO.Compression;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Numerics.Tests.ArrayFiles;

public class NpzFileTests
{
    private static readonly KeyValuePair<string, NumericArray>[] Arrays =
    [
        new("weight", new NumericArray([2, 3], [1, 2, 3, 4, 5, 6.5])),
        new("bias", new NumericArray([3], [0.5, 0, -1], ElementType.Float32)),
        new("a step", new NumericArray([], [7], ElementType.Int64)),
    ];

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Round_trip_keeps_order_types_shapes_and_values(CompressionLevel compression)
    {
        using var files = new TestFiles();
        NpzFile.Write(files.At("a.npz"), Arrays, compression);
        OrderedDictionary<string, NumericArray> read = NpzFile.Read(files.At("a.npz"));
        read.Keys.ShouldBe(["weight", "bias", "a step"]);
        foreach ((string name, NumericArray array) in Arrays)
        {
            read[name].ToString().ShouldBe(array.ToString());
            read[name].Values.ShouldBe(array.Values);
        }
    }

    [Fact]
    public void The_same_arrays_give_the_same_bytes()
    {
        using var files = new TestFiles();
        NpzFile.Write(files.At("a.npz"), Arrays);
        NpzFile.Write(files.At("b.npz"), Arrays);
        File.ReadAllBytes(files.At("a.npz")).ShouldBe(File.ReadAllBytes(files.At("b.npz")));
        using ZipArchive archive = ZipFile.OpenRead(files.At("a.npz"));
        archive.Entries.ShouldAllBe(entry => entry.LastWriteTime.Year == 1980 && entry.CompressedLength == entry.Length);
    }

    [Theory]
    [InlineData("stored.npz")]
    [InlineData("deflated.npz")]
    public void NumPys_archives_are_read(string name)
    {
        OrderedDictionary<string, NumericArray> arrays = NpzFile.Read(TestFiles.MadeByNumPy(name));
        arrays.Keys.ShouldBe(["weight", "bias"]);
        arrays["weight"].Values.ShouldBe(Enumerable.Range(0, 12).Select(k => k / 2.0 - 3));
        arrays["bias"].ToString().ShouldBe("Float32 (4,)");
    }

    [Fact]
    public void No_arrays_are_an_archive_too()
    {
        using var files = new TestFiles();
        NpzFile.Write(files.At("none.npz"), []);
        NpzFile.Read(files.At("none.npz")).ShouldBeEmpty();
    }

    [Fact]
    public void A_name_is_given_once()
    {
        using var files = new TestFiles();
        Should.Throw<ArgumentException>(() => NpzFile.Write(files.At("a.npz"), [Arrays[0], Arrays[0]]))
            .Message.ShouldStartWith("The name 'weight' is given twice.");
        files.Names().ShouldBeEmpty();
    }

    [Fact]
    public void What_is_no_archive_is_named()
    {
        using var files = new TestFiles();
        NpzFile.Write(files.At("a.npz"), Arrays);
        byte[] valid = File.ReadAllBytes(files.At("a.npz"));
        foreach (byte[] broken in new byte[][] { [], [.. "PK"u8], [.. "hello, world"u8], valid[..^1], valid[..^30],
        valid[..(valid.Length / 2)] })
        {
            string path = files.With("b.npz", broken);
            Should.Throw<ArrayFileException>(() => NpzFile.Read(path)).Message
                .ShouldBe($"{path}: not a zip archive, or one that is cut short; copy the file again or write it with numpy.savez.");
        }
    }

    [Fact]
    public void A_flipped_bit_of_the_data_is_found()
    {
        using var files = new TestFiles();
        NpzFile.Write(files.At("a.npz"), Arrays[..1]);
        byte[] bytes = File.ReadAllBytes(files.At("a.npz"));
        int at = bytes.AsSpan().IndexOf(BitConverter.GetBytes(6.5));
        bytes[at + 2] ^= 4;
        ArrayFileException error = Should.Throw<ArrayFileException>(() => NpzFile.Read(files.With("b.npz", bytes)));
        error.Entry.ShouldBe("weight");
        error.Problem.ShouldStartWith("its CRC-32 is ");
    }

    [Theory]
    [InlineData("readme.txt", "the entry is no .npy array")]
    [InlineData("x.npy", "not an NPY array: it does not begin with \\x93NUMPY")]
    public void Foreign_entries_are_named(string name, string problem)
    {
        using var files = new TestFiles();
        Zip(files.At("a.npz"), (name, "these are no numbers"u8.ToArray()));
        Should.Throw<ArrayFileException>(() => NpzFile.Read(files.At("a.npz"))).Problem.ShouldBe(problem);
    }

    [Fact]
    public void Entries_that_lie_or_repeat_are_named()
    {
        using var files = new TestFiles();
        byte[] lying = NpyFileTests.Npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2000000000,)}", new byte[80]);
        Zip(files.At("lying.npz"), ("x.npy", lying));
        Should.Throw<ArrayFileException>(() => NpzFile.Read(files.At("lying.npz"))).Message
            .ShouldBe(
                $"{files.At("lying.npz")}: 'x': the data end after 80 of 16000000000 bytes; copy or make the file again, it is cut short.");

        byte[] number = NpyFileTests.Npy("{'descr': '<f8', 'fortran_order': False, 'shape': ()}", new byte[8]);
        Zip(files.At("twice.npz"), ("x.npy", number), ("x.npy", number));
        Should.Throw<ArrayFileException>(() => NpzFile.Read(files.At("twice.npz"))).Problem.ShouldBe("the archive has this entry twice");

        Zip(files.At("long.npz"), ("x.npy", [.. number, 1]));
        Should.Throw<ArrayFileException>(() => NpzFile.Read(files.At("long.npz"))).Problem.ShouldBe("bytes follow the data");
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Mutations_of_a_valid_archive_fail_cleanly_or_read(CompressionLevel compression)
    {
        using var files = new TestFiles();
        NpzFile.Write(files.At("a.npz"), Arrays[..2], compression);
        Mutation.OfEveryKind(
            File.ReadAllBytes(files.At("a.npz")), mutated =>
                Mutation.ReadsOrFailsCleanly(() => NpzFile.Read(files.With("m.npz", mutated))));
    }

    private static void Zip(string path, params (string Name, byte[] Content)[] entries)
    {
        using ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in entries)
        {
            using Stream stream = archive.CreateEntry(name).Open();
            stream.Write(content);
        }
    }

    [Theory]
    [InlineData("(40000000,)", "unpack to far more")]
    [InlineData(
        "(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
        + "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,)",
        "64 axes")]
    [InlineData("(\u0663,)", "no axis length")]
    public void What_a_header_promises_is_bounded_by_the_file(string shape, string message)
    {
        using var files = new TestFiles();
        using (ZipArchive archive = ZipFile.Open(files.At("a.npz"), ZipArchiveMode.Create))
        {
            using Stream entry = archive.CreateEntry("a.npy").Open();
            byte[] text = System.Text.Encoding.UTF8.GetBytes($"{{'descr': '|i1', 'fortran_order': False, 'shape': {shape}, }}\n");
            entry.Write([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 3, 0, (byte)text.Length, 0, 0, 0, .. text]);
            if (shape == "(40000000,)")
            {
                entry.Write(new byte[40_000_000]);
            }
        }

        Should.Throw<ArrayFileException>(() => NpzFile.Read(files.At("a.npz"))).Message.ShouldContain(message);
    }
}
