using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Scans.Parts;

namespace Inflaton.Experiments.Tests.Scans.Parts;

public sealed class PartLineTests
{
    /// <summary>What a line says reads back with the same types and bits, or rows would not be those of a scan on one machine.</summary>
    [Fact]
    public void Values_keep_their_bits_and_their_types()
    {
        object?[] values =
        [
            null, 0L, -1L, long.MaxValue, long.MinValue, 0.0, -0.0, 1.0, 1e300, double.Epsilon, double.MaxValue, 0.1, -1.5e-310, 1e16,
            123456789.0,
            double.PositiveInfinity, double.NegativeInfinity, "", "1", "1.5", "null", "[24, 24]", "a\nb\t\"c\" \\ é 𝓛 \u0001",
        ];
        ScanRow row = new(
            41, "hash", "completed", "two\nlines", 0.125, "0.1.0", values, [.. values.Reverse()], """{"a": 1.0e5, "b": "NaN"}""");

        byte[] line = PartLine.Of(new RowEntry(row)).ToArray();
        line.Count(one => one == '\n').ShouldBe(1);
        ScanRow back = PartLine.Parse(line.AsMemory(0, line.Length - 1)).ShouldBeOfType<RowEntry>().Row;

        (back with { Parameters = row.Parameters, Measures = row.Measures }).ShouldBe(row);
        Bits(back.Parameters).ShouldBe(Bits(row.Parameters));
        Bits(back.Measures).ShouldBe(Bits(row.Measures));
    }

    /// <summary>The database has null for what is not a number; so has the line.</summary>
    [Fact]
    public void What_is_not_a_number_is_nothing() => Rewritten(new RowEntry(
        new ScanRow(0, "h", "failed", null, 1, "v", [double.NaN], [], null))).ShouldBeOfType<RowEntry>().Row.Parameters.ShouldBe([null]);

    [Fact]
    public void Other_entries_read_back()
    {
        TaskEntry task = new("0.1.0", "00ff00ff", "node1", 77, null, 1.5e9);
        Rewritten(task).ShouldBe(task);
        Rewritten(new EndEntry(EndEntry.OutOfTime)).ShouldBe(new EndEntry(EndEntry.OutOfTime));
        StartEntry start = Rewritten(new StartEntry(6, "hash", [1L, "relu"])).ShouldBeOfType<StartEntry>();
        (start.Index, start.Hash).ShouldBe((6, "hash"));
        start.Parameters.ShouldBe([1L, "relu"]);
    }

    [Fact]
    public void A_line_that_is_cut_anywhere_is_none()
    {
        byte[] line = PartLine.Of(new RowEntry(new ScanRow(3, "h", "completed", null, 1, "v", [1L], [2.5], "{}"))).ToArray();
        for (int length = 0; length < line.Length - 1; length++)
        {
            PartLine.Parse(line.AsMemory(0, length)).ShouldBeNull();
        }

        PartLine.Parse(new byte[16]).ShouldBeNull();
        PartLine.Parse("{\"row\":{}}"u8.ToArray()).ShouldBeNull();
        PartLine.Parse("[1]"u8.ToArray()).ShouldBeNull();
    }

    private static PartEntry? Rewritten(PartEntry entry)
    {
        byte[] line = PartLine.Of(entry).ToArray();
        return PartLine.Parse(line.AsMemory(0, line.Length - 1));
    }

    private static object?[] Bits(IEnumerable<object?> values) =>
        [.. values.Select(value => value is double number ? $"double {BitConverter.DoubleToInt64Bits(number)}" : value)];
}
