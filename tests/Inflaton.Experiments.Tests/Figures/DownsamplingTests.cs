using Inflaton.Experiments.Figures;

namespace Inflaton.Experiments.Tests.Figures;

public class DownsamplingTests
{
    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(61, 400)]
    [InlineData(400, 400)]
    [InlineData(401, 400)]
    [InlineData(100_001, 400)]
    [InlineData(int.MaxValue, 7)]
    public void Keeps_both_ends_and_rises(int count, int limit)
    {
        int[] kept = Downsampling.Indices(count, limit);

        kept.Length.ShouldBe(Math.Min(count, limit));
        kept.Zip(kept.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
        if (count > 0)
        {
            kept[0].ShouldBe(0);
            kept[^1].ShouldBe(count - 1);
        }
    }

    [Fact]
    public void Refuses_what_cannot_hold_both_ends() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Downsampling.Indices(10, 1)).Message.ShouldContain("1");
}
