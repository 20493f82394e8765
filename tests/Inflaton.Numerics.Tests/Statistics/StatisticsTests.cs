using Inflaton.Numerics.Random;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Numerics.Tests.Statistics;

public sealed class StatisticsTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 1.75)]
    [InlineData(0.5, 2.5)]
    [InlineData(0.9, 8.6)]
    [InlineData(1, 11)]
    public void Quantiles_of_a_sample_of_four(double part, double expected) =>
        OrderStatistics.Quantile([11, 2, 1, 3], part).ShouldBe(expected, 1e-14);

    [Fact]
    public void Quantiles_of_equal_steps_are_the_parts_themselves()
    {
        double[] sample = [.. Enumerable.Range(0, 101).Select(i => i / 100.0)];
        foreach (double part in new[] { 0, 0.1, 0.333, 0.5, 0.87, 1 })
        {
            OrderStatistics.OfSorted(sample, part).ShouldBe(part, 1e-14);
        }

        OrderStatistics.Median([]).ShouldBe(double.NaN);
        OrderStatistics.Median([4]).ShouldBe(4);
        Should.Throw<ArgumentOutOfRangeException>(() => OrderStatistics.Quantile([1], 1.5)).Message.ShouldContain("1.5");
    }

    [Fact]
    public void Equal_values_share_the_mean_of_their_ranks() =>
        OrderStatistics.Ranks([3, 1, 3, 3, 0]).ShouldBe([4, 2, 4, 4, 1]);

    [Fact]
    public void Rank_correlation_sees_order_alone()
    {
        double[] x = [0.1, 2, 3, 5, 8];
        RankCorrelation.Spearman(x, [.. x.Select(Math.Exp)]).ShouldBe(1, 1e-15);
        RankCorrelation.Spearman(x, [.. x.Select(value => -1 / value)]).ShouldBe(1, 1e-15);
        RankCorrelation.Spearman(x, [.. x.Select(value => -value * value)]).ShouldBe(-1, 1e-15);

        // 1 − 6 Σd²/(n(n²−1)) without ties: ranks 1 2 3 4 5 against 2 1 4 3 5.
        RankCorrelation.Spearman(x, [2, 1, 4, 3, 5]).ShouldBe(1 - (6 * 4 / 120.0), 1e-15);
        RankCorrelation.Spearman(x, [1, 1, 1, 1, 1]).ShouldBe(double.NaN);
        Should.Throw<ArgumentException>(() => RankCorrelation.Spearman(x, [1])).Message.ShouldContain("5 and 1");
    }

    [Fact]
    public void Variance_shares_of_a_crossed_design_are_those_of_its_terms()
    {
        // y = 3a + b + 2ab with a, b = ±1 has variance 9 + 1 + 4.
        List<double> y = [];
        List<int> a = [], b = [];
        foreach (int i in new[] { -1, 1 })
        {
            foreach (int j in new[] { -1, 1 })
            {
                y.Add((3 * i) + j + (2 * i * j));
                a.Add(i);
                b.Add(j);
            }
        }

        EffectSize.VarianceShare(y, a).ShouldBe(9 / 14.0, 1e-14);
        EffectSize.VarianceShare(y, b).ShouldBe(1 / 14.0, 1e-14);
        EffectSize.VarianceShare(y, [.. a.Zip(b)]).ShouldBe(1, 1e-14);
        EffectSize.VarianceShare([1, 1, 1, 1], a).ShouldBe(double.NaN);
        Should.Throw<ArgumentException>(() => EffectSize.VarianceShare(y, [1])).Message.ShouldContain("1 groups");
    }

    [Fact]
    public void Cliffs_delta_counts_pairs()
    {
        CounterStream stream = new(11, 0);
        double[] x = [.. Enumerable.Range(0, 40).Select(i => Math.Floor(20 * stream.UniformAt((ulong)i)))];
        double[] y = [.. Enumerable.Range(40, 30).Select(i => Math.Floor(15 * stream.UniformAt((ulong)i)))];
        double counted = x.Sum(one => y.Sum(other => Math.Sign(one - other))) / (40.0 * 30);
        EffectSize.CliffsDelta(x, y).ShouldBe(counted, 1e-14);
        EffectSize.CliffsDelta(y, x).ShouldBe(-counted, 1e-14);
        EffectSize.CliffsDelta([1, 2], [5, 6]).ShouldBe(-1);
        EffectSize.CliffsDelta([1], []).ShouldBe(double.NaN);
    }
}
