using System.Diagnostics;

namespace Inflaton.Benchmarks.Comparison;

/// <summary>
/// Seconds of the wall, or of the processors that this process had: the latter leaves out what other programs took, and is meant for work
/// on one thread.
/// </summary>
internal static class WorkClock
{
    /// <summary>Whether to count the seconds of the processors.</summary>
    public static bool OfProcessors { get; set; }

    /// <summary>Seconds since some moment.</summary>
    public static double Now => OfProcessors
        ? Environment.CpuUsage.TotalTime.TotalSeconds
        : Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
}
