using System.Runtime.CompilerServices;
using Inflaton.Numerics.Storage;

namespace Inflaton.Numerics.Tests.Storage;

public sealed class AlignedArrayTests
{
    [Theory]
    [InlineData(1, 64)]
    [InlineData(1000, 64)]
    [InlineData(1 << 18, 1 << 21)]
    [InlineData((1 << 19) + 3, 1 << 21)]
    public void It_is_zero_and_begins_with_a_line_or_a_large_page(int length, int alignment)
    {
        // A neighbour that was used before, so that zeros are not those of fresh memory alone.
        new AlignedArray<double>(length).Span.Fill(1);
        GC.Collect();

        AlignedArray<double> array = new(length);

        array.Span.Length.ShouldBe(length);
        array.Span.ContainsAnyExcept(0.0).ShouldBeFalse();
        (Unsafe.ByteOffset(ref Unsafe.NullRef<double>(), ref array.Span[0]) % alignment).ShouldBe(0);
    }
}
