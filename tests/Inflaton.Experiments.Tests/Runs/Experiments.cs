using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>Experiments that tests run.</summary>
internal static class Experiments
{
    /// <summary>Twelve inputs on an interval, a small erf network, quadratic potential.</summary>
    public const string Interval = """
        name: small
        seed: 3
        network: {hidden: [40, 30], activation: erf, weight_std: 1.5, bias_std: 1.0}
        data: {interval: {hubble_lengths: 0.2, points: 12}}
        loss: {power: {degree: 2, scale: 0.01, minimum: 5}}
        optimizer: {gradient_descent: {learning_rate: 0.04, momentum: 0.5}}
        epochs: 60
        record_every: 7
        """;

    public static ExperimentFile Parse(string yaml, params string[] overrides) =>
        ExperimentFile.Parse(yaml, "test.yaml", Repository.Root, overrides);

    public static ExperimentFile Sample(string name, params string[] overrides) =>
        ExperimentFile.Read(Path.Combine(Repository.Root, "samples", name + ".yaml"), overrides);

    /// <summary>An experiment that once went wrong, of tests/cases/training.</summary>
    public static ExperimentFile Case(string name, params string[] overrides) =>
        ExperimentFile.Read(Path.Combine(Repository.Root, "tests", "cases", "training", name + ".yaml"), overrides);

    public static RunResult Run(ExperimentFile file, int threads = 2, bool train = true) =>
        ExperimentRunner.Run(file, new RunOptions { Threads = threads, Train = train });

    /// <summary>A run of a scan over experiments.</summary>
    public static ExperimentFile Experiment(this Inflaton.Experiments.Scans.ScanFile scan, int index) =>
        ((ExperimentStudy)scan.Run(index)).File;
}
