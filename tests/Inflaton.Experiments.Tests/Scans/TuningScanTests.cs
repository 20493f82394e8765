using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Tuning;

namespace Inflaton.Experiments.Tests.Scans;

/// <summary>A scan of tunings: the recommended learning rate over widths.</summary>
public sealed class TuningScanTests
{
    private const string Yaml = """
        name: widths
        network: {hidden: [[16], [256]], activation: erf}
        data: {interval: {from: -1, to: 1, points: 6}, targets: [1, 0.5, 0, 0.2, 0.7, 1]}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: auto}}
        epochs: 60
        tune: {trials: [0, 2]}
        scan:
          grid: [network.hidden, tune.trials]
          measure: [best.learning_rate, best.epochs, expected_drift, trials_made, verification.regret]
        """;

    [Fact]
    public void Every_row_is_that_tuning_made_alone()
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(Yaml);
        scan.Kind.ShouldBe(StudyCatalogue.Tuning);
        scan.Parameters.ShouldBe(["network.hidden", "tune.trials"]);
        using ScanStore store = ScanStore.Open(scan, folder.In("scan"));
        ScanRunner.Run(scan, store, new ScanOptions { Workers = 2 }).IsComplete.ShouldBeTrue();
        object?[][] rows = [.. store.Rows(["status", "tune.trials", .. scan.Measures.Select(measure => measure.Path)])];

        rows.Length.ShouldBe(4);
        for (int index = 0; index < 4; index++)
        {
            TuningStudy study = (TuningStudy)scan.Run(index);
            int trials = study.File.Settings.Tune.Trials;
            TuningResult alone = TuningRunner.Of(study.File.Experiment, new TuningOptions { Trials = trials, WithMap = false });
            rows[index].ShouldBe(
                ["completed", (long)trials, alone.Best.LearningRate, alone.Best.Epochs, alone.ExpectedDrift,
                    (double)alone.Trials.Count, null]);
            (alone.Trials.Count > 0).ShouldBe(trials > 0);
        }

        // The kernel of the wide network changes less: what a scan of tunings is for.
        ((double)rows[3][4]!).ShouldBeLessThan((double)rows[1][4]!);
    }
}
