using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Tests.Scans;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>Phases of training in the summary: foretold at epoch 0, and as they happen.</summary>
public sealed class PhaseTests
{
    private const string Several = """
        name: phases
        network: {hidden: [128], activation: erf, weight_std: 1.5, bias_std: 0.1}
        data:
          points: [[0.3, -1.2, 0.5], [1.1, 0.4, -0.7], [-0.6, 0.9, 1.3], [-1.4, -0.3, 0.2], [0.8, 1.0, -1.1]]
          targets: [0.5, -0.3, 0.9, 0.4, -0.8]
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 1}}
        epochs: 200
        record_every: 200
        predictions: [discrete]
        """;

    private const string Soluble = """
        name: soluble
        network: {hidden: [64], activation: identity, bias_std: 0}
        data: {point: [1.0], targets: [0]}
        loss: {squared: {scale: 0.5}}
        optimizer: {gradient_descent: {learning_rate: 1}}
        epochs: 400
        record_every: 400
        predictions: [discrete]
        """;

    /// <summary>Away from the limits by 5 %, at least 95 % of trainings are in the phase that was foretold.</summary>
    [Theory]
    [InlineData("erf", "[64]", 1.5)]
    [InlineData("relu", "[256]", 1.4142135623730951)]
    [InlineData("erf", "[96, 96]", 1.5)]
    [InlineData("relu", "[96, 96]", 1.4142135623730951)]
    public void Trainings_are_in_the_phase_that_was_foretold(string activation, string hidden, double weightStd)
    {
        int away = 0, right = 0;
        HashSet<string?> seen = [];
        for (int i = 0; i < 14; i++)
        {
            string rate = (1.2 * Math.Pow(10, i / 13.0)).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            RunSummary summary = Summary(
                Several, $"network.activation={activation}", $"network.hidden={hidden}",
                FormattableString.Invariant($"network.weight_std={weightStd}"),
                $"optimizer.gradient_descent.learning_rate={rate}", $"seed={i + 1}");
            PhaseSummary phase = summary.Phase!;
            phase.StepMassSquared.ShouldBe(summary.LearningRate * summary.LeadingEigenvalue / 5, 1e-6);
            phase.Edge.ShouldBe(2);
            if (!phase.IsNearLimit)
            {
                away++;
                right += phase.Predicted == phase.Happened ? 1 : 0;
                seen.Add(phase.Predicted);
            }
        }

        seen.ShouldContain("catapult");
        seen.ShouldContain("divergent");
        away.ShouldBeGreaterThan(9);
        right.ShouldBeGreaterThanOrEqualTo(away - 1);
    }

    [Theory]
    [InlineData(1.9, "lazy")]
    [InlineData(2.5, "catapult")]
    [InlineData(3.9, "catapult")]
    [InlineData(4.2, "divergent")]
    public void The_soluble_network_has_the_phases_that_are_known(double step, string phase)
    {
        double theta = Summary(Soluble, "epochs=0").Theta0;
        string rate = (step / (0.5 * theta)).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        RunSummary summary = Summary(Soluble, $"optimizer.gradient_descent.learning_rate={rate}");

        PhaseSummary found = summary.Phase!;
        (found.Predicted, found.Happened, found.Ground).ShouldBe((phase, phase, "exact"));
        found.StepMassSquared.ShouldBe(step, 1e-9);
        found.StepSquaredMassSquared.ShouldBe(2 * step, 1e-9);
        found.DivergentAbove!.Value.ShouldBe(4, 4e-3);
        found.DivergentRate!.Value.ShouldBe(4 / (0.5 * theta), 0.01 / theta);
        found.CatapultRate.ShouldBe(summary.StabilityLimit, 1e-9);
        (phase == "catapult").ShouldBe(found.MassRatio < 2 / step && found.LossPeak > 1.01);
        Quantity.Of(summary).ShouldContain(quantity => quantity.Name == "Phase of the training" && quantity.Value == phase);
        summary.Warnings.ShouldNotContain(warning => warning.Contains("was to be", StringComparison.Ordinal));
    }

    /// <summary>Of the narrow networks that stand for it the most decide: one that diverges first or last does not.</summary>
    [Fact]
    public void Most_of_the_narrow_networks_decide()
    {
        double limit = Experiments.Run(Experiments.Parse(Several), train: false).Summary.StabilityLimit;
        PhaseSummary found = At(1.2 * limit);
        double unit = 1.2 * limit / found.StepMassSquared, first = found.DivergentFrom!.Value, last = found.DivergentTo!.Value;

        (last / first).ShouldBeGreaterThan(1.03);
        At(1.01 * first * unit).Predicted.ShouldBe("catapult");
        At(0.99 * last * unit).Predicted.ShouldBe("divergent");

        static PhaseSummary At(double rate) => Experiments.Run(
            Experiments.Parse(Several, FormattableString.Invariant($"optimizer.gradient_descent.learning_rate={rate:R}")), train: false)
            .Summary.Phase!;
    }

    [Fact]
    public void What_has_no_phase_has_none()
    {
        Summary(Several, "optimizer.gradient_descent=null", "optimizer.adam.learning_rate=0.01", "predictions=[]").Phase.ShouldBeNull();
        RunSummary frozen = Summary(Several, "optimizer.gradient_descent.learning_rate=3", "training.method=linearized", "epochs=400");
        (frozen.Phase!.Predicted, frozen.Phase.Happened, frozen.Phase.Ground).ShouldBe(("divergent", "divergent", "exact"));
        PhaseSummary untrained = Experiments.Run(Experiments.Parse(Several), train: false).Summary.Phase!;
        (untrained.Happened, untrained.LossPeak, untrained.MassRatio).ShouldBe((null, null, null));
        untrained.Predicted.ShouldNotBeNull();
    }

    /// <summary>Few epochs leave a loss that has climbed where it is: no phase, and a warning.</summary>
    [Fact]
    public void A_training_that_ends_on_the_way_up_is_unfinished()
    {
        double limit = Summary(Several, "epochs=0").StabilityLimit;
        string rate = (1.5 * limit).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        RunSummary summary = Summary(Several, $"optimizer.gradient_descent.learning_rate={rate}", "epochs=4", "record_every=1");

        (summary.Phase!.Predicted, summary.Phase.Happened).ShouldBe(("catapult", "unfinished"));
        summary.Warnings.ShouldContain(warning => warning.Contains("More epochs would show", StringComparison.Ordinal));
    }

    [Fact]
    public void Scans_map_words()
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Scans.Parse(
            Soluble.Replace("learning_rate: 1}", "learning_rate: {from: 1, to: 6, steps: 6}}", StringComparison.Ordinal) + """

            scan:
              grid: [optimizer.gradient_descent.learning_rate]
              seeds: 2
              measure: [phase.happened, phase.step_mass_squared]
              keep: measures
            """);
        Scans.Scans.Run(scan, folder.Path, workers: 1);
        using ScanStore store = ScanStore.Look(folder.Path);

        CategoryRange.IsWord(store, "phase.happened").ShouldBeTrue();
        CategoryRange.IsWord(store, "phase.step_mass_squared").ShouldBeFalse();
        IReadOnlyList<CategoryPlace> places = CategoryPlace.Of(store, "phase.happened", "phase.step_mass_squared", "seed");
        places.Count.ShouldBe(12);
        IReadOnlyList<CategoryRange> ranges = CategoryRange.Of(places);
        ranges.Sum(range => range.Count).ShouldBe(12);
        ranges.Where(range => range.Category == "divergent").ShouldAllBe(range => range.Smallest > 4);
        ranges.Where(range => range.Category == "catapult").ShouldAllBe(range => range.Smallest > 2 && range.Largest < 4);
        Figure figure = CategoryFigure.Of(places, "phase.happened", "phase.step_mass_squared", "seed");
        figure.Spec["data"]!["values"]!.AsArray().Count.ShouldBe(12);
        Should.Throw<ArgumentException>(() => CategoryPlace.Of(store, "phase.hapened", "seed"));
    }

    [Fact]
    public void The_change_of_the_kernel_in_an_e_fold_is_foretold()
    {
        RunSummary summary = Summary(
            Several, "network.hidden=[2048]", "optimizer.gradient_descent.learning_rate=0.3", "predictions=[discrete, next_order]",
            "interactions.modes=2");

        KernelChange change = summary.Interactions!.KernelChangePerEfold!;
        change.Measured!.Value.ShouldBe(summary.KernelDrift!.Value / summary.Efolds, 1e-12);
        change.Predicted!.Value.ShouldBe(change.Measured.Value, 0.1 * change.Measured.Value);
    }

    private static RunSummary Summary(string yaml, params string[] overrides) =>
        Experiments.Run(Experiments.Parse(yaml, overrides)).Summary;
}
