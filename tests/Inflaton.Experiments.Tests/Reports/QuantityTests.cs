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

    /// <summary>H and Λ of the table are those of η alone where a schedule changes it, and the lines say so.</summary>
    [Fact]
    public void With_a_schedule_the_table_says_which_rate_it_is_of()
    {
        RunSummary plain = SyntheticRun.Make(testPoints: 0, records: 3).Summary;
        ScheduleSummary schedule = new("cosine", 0.01, 0.1, 0.02, -1, -1, 3, 2, 3, 12, 5, 7);

        foreach (string name in new[] { "Hubble parameter", "Cosmological constant", "Hubble time", "Epochs per Hubble time" })
        {
            Meaning(plain, name).ShouldNotContain("without schedule");
            Meaning(plain with { Schedule = schedule }, name).ShouldContain("of η alone, without schedule");
        }

        Meaning(plain with { Schedule = schedule }, "Learning rate").ShouldEndWith("0.01 at the start, at most 0.1, 0.02 at the end");

        static string Meaning(RunSummary summary, string name) => Quantity.Of(summary).Single(quantity => quantity.Name == name).Meaning;
    }
}
