using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Tests.Figures;
using Inflaton.Training;

namespace Inflaton.Experiments.Tests.Reports;

public sealed class QuantityTests
{
    [Fact]
    public void Momentum_and_friction_are_what_the_optimiser_says()
    {
        RunSummary summary = SyntheticRun.Make(testPoints: 0, records: 3).Summary;
        IReadOnlyList<Quantity> heavy = Quantity.Of(summary with
        {
            Matching = "leading",
            MomentumMeaning = new GradientDescent(0.1, 0.5).MomentumMeaning,
            ConstantHubble = true,
        });
        IReadOnlyList<Quantity> adam = Quantity.Of(
            summary with { MomentumMeaning = new Adam(0.1).MomentumMeaning, ConstantHubble = false });

        heavy.Single(quantity => quantity.Name == "Momentum").Meaning.ShouldBe("heavy-ball momentum");
        heavy.Single(quantity => quantity.Symbol == "H").Meaning.ShouldContain("(1−γ)/√η");
        adam.Single(quantity => quantity.Name == "Momentum").Meaning.ShouldBe("β₁");
        adam.Single(quantity => quantity.Symbol == "H").Meaning.ShouldContain("at the start");
    }
}
