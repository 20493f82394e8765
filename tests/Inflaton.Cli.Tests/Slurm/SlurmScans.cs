using System.Text.Json;
using Inflaton.Experiments.Scans;

namespace Inflaton.Cli.Slurm;

/// <summary>Scans for the tests with Slurm, and what is in their folders.</summary>
internal static class SlurmScans
{
    /// <summary>200 runs of a few hundredths of a second.</summary>
    public const string TwoHundred = """
        name: many
        network: {hidden: [[8], [16], [24, 24], [40], [12, 12]], activation: [erf, relu], bias_std: 0.1}
        data: {interval: {hubble_lengths: 0.1, points: 4}}
        loss: {power: {degree: 2, scale: 0.01, minimum: 5}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: [800, 1000, 1200, 1400]
        scan: {grid: [network.hidden, network.activation, epochs], seeds: 5, measure: [theta0, loss_final, kernel_drift, error_budget]}
        """;

    /// <summary>Five runs of half a second.</summary>
    public static readonly string Few = TwoHundred.Replace("[8], [16], [24, 24], [40], [12, 12]", "[8]").Replace("[erf, relu]", "[erf]")
        .Replace("800, 1000, 1200, 1400", "20000");

    /// <summary>Runs that take a minute each, so that whatever ends a task comes in the midst of one.</summary>
    public const string Slow = """
        name: slow
        network: {hidden: [[64], [65], [66], [67]], activation: erf}
        data: {interval: {hubble_lengths: 0.1, points: 4}}
        loss: {power: {degree: 2, scale: 0.01, minimum: 5}}
        optimizer: {gradient_descent: {learning_rate: 0.1}}
        epochs: 10000000
        record_every: 1000000
        predictions: [frozen_kernel]
        scan: {grid: [network.hidden], measure: [theta0, loss_final]}
        """;

    public static object?[][] Results(string directory)
    {
        using ScanStore store = ScanStore.Look(directory);
        return [.. store.Rows(["run", "hash", "status", "message", .. store.Parameters, .. store.Measures])];
    }

    /// <summary>Runs that have a row in the file of a part, each as often as it has one.</summary>
    public static int[] RowsOfParts(string directory) =>
    [
        .. Directory.GetFiles(Path.Combine(directory, "parts"), "*.rows").SelectMany(Lines)
            .Where(line => line.StartsWith("{\"row\"", StringComparison.Ordinal))
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("row").GetProperty("run").GetInt32()),
    ];

    /// <summary>Whether a part has begun a run that has no row.</summary>
    public static bool HasBegun(string directory, int part)
    {
        string path = Path.Combine(directory, "parts", $"{part:D4}.rows");
        return File.Exists(path) && Lines(path).LastOrDefault()?.StartsWith("{\"started\"", StringComparison.Ordinal) == true;
    }

    /// <summary>The whole lines of a file that may be at work.</summary>
    private static string[] Lines(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n')[..^1];
    }
}
