using Inflaton.Duality.Tuning;

namespace Inflaton.Experiments.Tuning;

/// <summary>What is said of a best peak, of numbers that are made up.</summary>
public sealed class PracticeTuningTests
{
    /// <summary>The orders that chose a rate converge, and one of those that judge it does not: that is no loss, and is said.</summary>
    [Theory]
    [InlineData(double.PositiveInfinity, PracticeEdge.None, true)]
    [InlineData(0.01, PracticeEdge.None, false)]
    [InlineData(double.PositiveInfinity, PracticeEdge.NoGain, false)]
    public void A_peak_at_which_an_order_diverges_is_warned_of(double loss, PracticeEdge edge, bool warns)
    {
        PracticeTuning practice = Of(loss, edge, noise: 3);
        TuningRunner.Warnings(practice).Any(said => said.Contains("one at least diverges", StringComparison.Ordinal)).ShouldBe(warns);
    }

    /// <summary>A noise scale beyond all rows there are is explained, one below stands by itself.</summary>
    [Theory]
    [InlineData(3, false)]
    [InlineData(11, true)]
    [InlineData(double.PositiveInfinity, true)]
    public void A_noise_scale_beyond_the_rows_is_explained(double noise, bool explains)
    {
        TuningTable table = TuningTable.Of(Of(0.01, PracticeEdge.None, noise));
        table.Notes[^1].EndsWith(
            "more than the 10 there are: the gradients of single rows cancel there but for a small part.", StringComparison.Ordinal)
            .ShouldBe(explains);
    }

    private static PracticeTuning Of(double loss, PracticeEdge edge, double noise)
    {
        PracticePoint best = new(2, 0.5, loss, 0.001) { Orders = 32, LimitShare = 0.3, Edge = edge };
        return new PracticeTuning(0.9, "cosine", 100, best, [best, best with { Size = 10 }], "shuffled", 10, 2, noise, [], 0);
    }
}
