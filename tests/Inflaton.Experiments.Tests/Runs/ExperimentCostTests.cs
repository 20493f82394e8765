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
