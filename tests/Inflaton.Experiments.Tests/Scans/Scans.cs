using Inflaton.Experiments.Scans;

namespace Inflaton.Experiments.Tests.Scans;

/// <summary>A scan that tests run and spoil, and folders for it that are gone afterwards.</summary>
internal static class Scans
{
    /// <summary>2 × 2 × 3 × 2 × 2 = 48 runs.</summary>
    public const string Good = """
        name: good
        network: {hidden: [[4], [6, 5]], activation: [erf, relu], weight_std: {from: 1, to: 2, steps: 3}}
        data: {point: [1.0]}
        loss: {squared: {scale: [0.1, 0.2]}}
        optimizer:
          gradient_descent: {learning_rate: [0.1, 0.4], momentum: 0}
        epochs: 3
        seed: 5
        scan:
          grid: [network.hidden, network.activation, network.weight_std]
          zip: [loss.squared.scale, optimizer.gradient_descent.learning_rate]
          seeds: 2
          measure: [theta0, error_budget.drift, loss_predicted.discrete]
        """;

    public static ScanFile Parse(string yaml) => ScanFile.Parse(yaml, "scan.yaml", Path.GetTempPath());

    /// <summary>Everything in the results but how long it took.</summary>
    public static object?[][] Results(ScanStore store) =>
        [.. store.Rows(["run", "hash", "status", "message", "version", .. store.Parameters, .. store.Measures])];

    public static ScanOutcome Run(ScanFile scan, string directory, int workers, CancellationToken cancellation = default)
    {
        using ScanStore store = ScanStore.Open(scan, directory);
        return ScanRunner.Run(scan, store, new ScanOptions { Workers = workers, Cancellation = cancellation });
    }
}

/// <summary>A folder that is gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("inflaton-scan-");

    public string Path => folder.FullName;

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => folder.Delete(recursive: true);
}

/// <summary>Does something when a scan says how far it is.</summary>
/// <param name="report">What.</param>
internal sealed class Told(Action<ScanProgress> report) : IProgress<ScanProgress>
{
    public void Report(ScanProgress value) => report(value);
}
