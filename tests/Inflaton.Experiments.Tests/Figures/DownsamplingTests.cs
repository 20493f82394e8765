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

    /// <summary>A parabola, two lines at once: what is left out is within the tolerance, and little is kept.</summary>
    [Fact]
    public void Keeps_the_bends_of_a_line()
    {
        const double tolerance = 1e-3;
        double[] x = [.. Enumerable.Range(0, 401).Select(i => i / 400.0)];
        Func<int, double>[] heights = [i => x[i] * x[i], i => Math.Abs(x[i] - 0.7)];

        IReadOnlyList<int> kept = Downsampling.Bends([.. Enumerable.Range(0, 401)], i => x[i], heights, tolerance);

        (kept[0], kept[^1]).ShouldBe((0, 400));
        kept.Zip(kept.Skip(1)).ShouldAllBe(pair => pair.First < pair.Second);
        kept.Count.ShouldBeInRange(12, 30);
        foreach ((int from, int to) in kept.Zip(kept.Skip(1)))
        {
            for (int i = from; i <= to; i++)
            {
                double part = (x[i] - x[from]) / (x[to] - x[from]);
                foreach (Func<int, double> height in heights)
                {
                    (height(from) + (part * (height(to) - height(from)))).ShouldBe(height(i), tolerance * (1 + 1e-9));
                }
            }
        }
    }

    [Fact]
    public void Keeps_the_gaps_of_a_line()
    {
        double[] y = [0, 0, 0, 0, double.NaN, 0, 0, 0, double.PositiveInfinity, 0, 0, 0];

        Downsampling.Bends([.. Enumerable.Range(0, y.Length)], i => i, [i => y[i]], 0.1).ShouldBe([0, 3, 4, 5, 7, 8, 9, 11]);
        Downsampling.Bends([0, 1], i => i, [i => y[i]], 0.1).ShouldBe([0, 1]);
    }

    [Fact]
    public void Refuses_what_cannot_hold_both_ends() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Downsampling.Indices(10, 1)).Message.ShouldContain("1");
}
