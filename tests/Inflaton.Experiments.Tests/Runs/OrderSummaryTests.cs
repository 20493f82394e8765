using Inflaton.Duality.Batches;
using Inflaton.Dynamics;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>What several orders of the batches came to: s² = Σ(L − L̄)²/(M − 1) at the end, and how much of them the band holds.</summary>
public sealed class OrderSummaryTests
{
    [Fact]
    public void The_spread_is_that_of_a_sample()
    {
        OrderSummary.Of([[9, 1], [9, 3]], null).LossSpread.ShouldBe(Math.Sqrt(2), 1e-15);
        OrderSummary.Of([[9, 1], [9, 2], [9, 6]], null).LossSpread.ShouldBe(Math.Sqrt(7), 1e-15);
        OrderSummary.Of([[9, 1]], null).LossSpread.ShouldBe(0);
    }

    /// <summary>The start, where all orders are equal, says nothing of the band.</summary>
    [Fact]
    public void The_part_inside_the_band_counts_neither_what_is_below_nor_what_is_above()
    {
        OrderEnsemble band = new(new Trajectory([0, 1, 2], 1), null, [0, 1, 1], [5, 2, 2], [5, 4, 4], 10);

        OrderSummary.Of([[5, 2, 4], [5, 1.9, 3], [5, 3, 4.1], [5, 1, 9]], band).InsideBand.ShouldBe((2 + 1 + 1 + 0) / 8.0);
    }
}
