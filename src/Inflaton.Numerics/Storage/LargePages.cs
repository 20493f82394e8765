using System.Runtime.InteropServices;

namespace Inflaton.Numerics.Storage;

/// <summary>Pages of 2 MiB where the system gives them, for what is walked through in many places at once, as a lattice is.</summary>
internal static unsafe partial class LargePages
{
    /// <summary>Size of a page.</summary>
    public const int Bytes = 1 << 21;

    private const int HugePages = 14;

    /// <summary>Asks for large pages under a part of the memory; nothing happens where there are none.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="size">Its bytes.</param>
    public static void Ask(void* start, nuint size)
    {
        if (!OperatingSystem.IsLinux() || size < Bytes)
        {
            return;
        }

        _ = Advise(start, size & ~(nuint)(Bytes - 1), HugePages);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint size, int advice);
}
