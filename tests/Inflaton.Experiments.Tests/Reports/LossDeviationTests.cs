using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Tests.Figures;

namespace Inflaton.Experiments.Tests.Reports;

/// <summary>How far predicted losses are off trained ones: (predicted − trained)/|trained|, and nothing where that says nothing.</summary>
public sealed class LossDeviationTests
{
    private static readonly RunSummary Summary = SyntheticRun.Make().Summary;

    /// <summary>The trained loss is the measure: three times as much is 200 % too much, a third of it 67 % too little.</summary>
    [Theory]
    [InlineData(3, 1, "+200 %")]
    [InlineData(1, 3, "−67 %")]
    [InlineData(-1, -2, "+50 %")]
    [InlineData(2, 2, "±0 %")]
    [InlineData(1, 0, "")]
    [InlineData(double.PositiveInfinity, 1, "")]
    [InlineData(1, double.NaN, "")]
    public void A_loss_is_so_far_off_the_trained_one(double predicted, double trained, string shown) =>
        LossDeviation.AtTheEnd(Summary, predicted, trained).ShouldBe(shown);

    [Fact]
    public void Nothing_is_said_of_an_end_that_was_not_reached()
    {
        LossDeviation.AtTheEnd(Summary with { EpochsTrained = Summary.Epochs - 1 }, 3, 1).ShouldBeEmpty();
        LossDeviation.AtTheEnd(Summary, null, 1).ShouldBeEmpty();
        LossDeviation.AtTheEnd(Summary, 1, null).ShouldBeEmpty();
    }
}
