namespace Inflaton.Experiments.Scans;

/// <summary>How to run a scan: what does not belong in its file because it changes no result.</summary>
public sealed record ScanOptions
{
    /// <summary>Runs at work at the same time; at least 1.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>
    /// Threads that the runs at work share; null for as many as <see cref="Workers"/>: one each, or more where there are fewer runs.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>Bytes that runs at work at the same time may take together; null for three quarters of what the machine has.</summary>
    public double? Memory { get; init; }

    /// <summary>Tells when it is time to keep the state of a run at work.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told now and then where the scan stands.</summary>
    public IProgress<ScanProgress>? Progress { get; init; }

    /// <summary>Stops the scan cleanly: runs at work are dropped, finished ones are kept.</summary>
    public CancellationToken Cancellation { get; init; }
}

/// <summary>Where a scan at work stands.</summary>
/// <param name="Done">Finished runs, earlier ones among them.</param>
/// <param name="Total">All runs.</param>
/// <param name="Troubled">How many of those that this process finished did not end well.</param>
/// <param name="Rate">Finished runs a second since the start of this process.</param>
/// <param name="Left">Estimated time left; null where it is not known yet.</param>
public readonly record struct ScanProgress(int Done, int Total, int Troubled, double Rate, TimeSpan? Left);

/// <summary>How a scan ended.</summary>
/// <param name="Done">Finished runs, earlier ones among them.</param>
/// <param name="Total">All runs.</param>
/// <param name="Made">Runs that this process finished.</param>
/// <param name="BusySeconds">Time that they took, added up.</param>
/// <param name="Seconds">Wall-clock time of this process's work.</param>
public sealed record ScanOutcome(int Done, int Total, int Made, double BusySeconds, double Seconds)
{
    /// <summary>Whether all runs are done.</summary>
    public bool IsComplete => Done == Total;
}
