using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Inflaton.Numerics.Threading;

/// <summary>The time that the calling thread has had a core, in ticks of <see cref="Stopwatch"/>; only differences mean anything.</summary>
internal static unsafe partial class ThreadClock
{
    private const int OfThread = 3;
    private const double TicksPerNanosecond = 1e-9;

    /// <summary>Reads it. Where the system does not say, that of the wall: a thread then counts as never kept from its core.</summary>
    public static long Read()
    {
        long* time = stackalloc long[2];
        return OperatingSystem.IsLinux() && Environment.Is64BitProcess && Read(OfThread, time) == 0
            ? (long)(((time[0] * 1_000_000_000) + time[1]) * (TicksPerNanosecond * Stopwatch.Frequency))
            : Stopwatch.GetTimestamp();
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    [SuppressGCTransition]
    private static partial int Read(int clock, long* time);
}
