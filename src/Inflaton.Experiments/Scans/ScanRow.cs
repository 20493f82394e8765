namespace Inflaton.Experiments.Scans;

/// <summary>A finished run as it is stored.</summary>
/// <param name="Index">Place in the scan, from 0.</param>
/// <param name="Hash">What the run is known by: SHA-256 of its resolved file.</param>
/// <param name="Status">How it ended: a <see cref="Runs.RunStatus"/> in snake_case, or <c>failed</c>.</param>
/// <param name="Message">Why, if not well.</param>
/// <param name="Seconds">Wall-clock time of the run.</param>
/// <param name="Version">Version of Inflaton.</param>
/// <param name="Parameters">Values of <see cref="ScanFile.Parameters"/>.</param>
/// <param name="Measures">Values of <see cref="ScanFile.Measures"/>; nulls where it failed.</param>
/// <param name="Summary">The whole summary as JSON on one line; null where it is not kept.</param>
public sealed record ScanRow(
    int Index,
    string Hash,
    string Status,
    string? Message,
    double Seconds,
    string Version,
    IReadOnlyList<object?> Parameters,
    IReadOnlyList<object?> Measures,
    string? Summary);
