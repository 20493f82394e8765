namespace Inflaton.Experiments.Scans;

/// <summary>Where a scan stands.</summary>
/// <param name="Name">Name of its experiments.</param>
/// <param name="Total">Number of all runs.</param>
/// <param name="Counts">Number of finished runs by their status.</param>
/// <param name="Seconds">Time that the finished runs took, added up.</param>
/// <param name="Troubles">The first few runs that did not end well.</param>
/// <param name="IsAtWork">Whether a process is working on it.</param>
public sealed record ScanStatus(
    string Name,
    int Total,
    IReadOnlyDictionary<string, int> Counts,
    double Seconds,
    IReadOnlyList<(int Run, string Status, string Message)> Troubles,
    bool IsAtWork)
{
    /// <summary>Number of finished runs; those that were killed are not.</summary>
    public int Done => Counts.Where(one => one.Key != ScanStore.Killed).Sum(one => one.Value);
}
