using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>What runs are expected to cost, which orders them: the method that they will be trained by counts.</summary>
public sealed class ExperimentCostTests
{
    [Fact]
    public void A_reduced_training_costs_less_than_a_direct_one_by_about_what_is_saved()
    {
        double direct = Seconds("training.method=direct"), reduced = Seconds("training.method=reduced");
        Seconds("training.method=auto").ShouldBe(reduced, "a wide homogeneous network is trained reduced");
        (direct / reduced).ShouldBeInRange(10, 100);
        Seconds("training.method=auto", "precision=single").ShouldBe(direct, 1e-9, "single precision is trained directly");
    }

    [Fact]
    public void More_work_costs_more()
    {
        double small = Seconds();
        foreach (string more in new[]
        {
            "epochs=2000", "network.hidden=[2000, 2000, 2000]", "network.hidden=[3000, 3000]", "network.activation=relu",
        })
        {
            Seconds(more).ShouldBeGreaterThan(small, more);
        }

        Seconds("epochs=0").ShouldBeLessThan(small / 3);
        Seconds("epochs=0").ShouldBeGreaterThan(0);
    }

    /// <summary>The smallest run is not free, and what is not quadratic in its size is not lost beside what is.</summary>
    [Fact]
    public void Rungs_orders_and_copies_of_the_rule_cost()
    {
        double one = Seconds("predictions=[discrete]");
        Seconds("network.hidden=[1]", "epochs=0", "predictions=[]").ShouldBeInRange(ExperimentCost.Overhead, 2 * ExperimentCost.Overhead);
        Seconds("predictions=[discrete, frozen_kernel]").ShouldBeGreaterThan(one);
        Seconds("predictions=[discrete, frozen_kernel, mean_field]").ShouldBeGreaterThan(Seconds("predictions=[discrete, frozen_kernel]"));
        Seconds("optimizer={adam: {learning_rate: 0.001}}", "predictions=[]").ShouldBeGreaterThan(
            Seconds("training.method=direct", "predictions=[]"));
    }

    /// <summary>A draw of an ensemble is a part of a run: thousands of them are not thousands of whole runs.</summary>
    [Fact]
    public void Draws_cost_by_their_number_and_less_than_runs()
    {
        const string text = """
            network: {hidden: [16], activation: erf}
            data: {points: [[0.8, -0.5, 1.1], [0.2, 0.9, -0.4]]}
            loss: {squared: {}}
            optimizer: {gradient_descent: {learning_rate: 0.1}}
            epochs: 0
            ensemble: {draws: DRAWS, train: false}
            """;
        double Cost(int draws) =>
            StudyCatalogue.Cost(StudyCatalogue.Parse(text.Replace("DRAWS", $"{draws}"), "one.yaml", ".")).Seconds;

        (Cost(3000) - Cost(2000)).ShouldBe(Cost(2000) - Cost(1000), 1e-9);
        (Cost(2000) - Cost(1000)).ShouldBeInRange(1e-9, 1000 * ExperimentCost.Overhead);
        Cost(2).ShouldBeGreaterThan(Cost(1000) - Cost(2), "the theory is not free");
    }

    [Fact]
    public void A_wide_run_holds_its_weights_and_their_velocities() =>
        Of("network.hidden=[3000, 3000]").Bytes.ShouldBeInRange(2 * 8 * 9e6, 2.2 * 8 * 9e6);

    private static double Seconds(params string[] overrides) => Of(overrides).Seconds;

    private static StudyCost Of(params string[] overrides)
    {
        ExperimentSettings settings = Runs.Experiments.Sample("homogeneous", ["network.hidden=[2000, 2000]", .. overrides]).Settings;
        return ExperimentCost.Of(settings, 1, 1);
    }
}
