using Inflaton.Experiments.Scans;

namespace Inflaton.Experiments.Paper;

/// <summary>What to reproduce, and how.</summary>
public sealed record PaperOptions
{
    /// <summary>Numbers of the figures, 1 to 6; default all.</summary>
    public IReadOnlyList<int> Figures { get; init; } = [1, 2, 3, 4, 5, 6];

    /// <summary>Folder of the scan files, see <see cref="PaperScans"/>.</summary>
    public required string Scans { get; init; }

    /// <summary>Folder for the results; each scan gets one of its own below it.</summary>
    public required string Output { get; init; }

    /// <summary>Runs at work at the same time, each on one thread; at least 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Told where the work stands, all scans taken together.</summary>
    public IProgress<ScanProgress>? Progress { get; init; }

    /// <summary>Stops cleanly: finished runs are kept.</summary>
    public CancellationToken Cancellation { get; init; }
}
