using System.Runtime.InteropServices;

namespace Inflaton.Numerics.Storage;

/// <summary>Pages of 2 MiB where the system gives them, for what is walked through in many places at once: lattices, matrices.</summary>
internal static unsafe partial class LargePages
{
    /// <summary>Size of a page.</summary>
    public const int Bytes = 1 << 21;

    private const int HugePages = 14;

    /// <summary>An array whose elements are to be written before they are read; a long one lies on large pages, but for its ends.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="length">Number of elements.</param>
    public static T[] ArrayOfAnything<T>(int length)
        where T : unmanaged => Ask(GC.AllocateUninitializedArray<T>(length));

    /// <summary>The same with zeros. Fresh memory is not touched for them: it is zeros.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <param name="length">Number of elements.</param>
    public static T[] Array<T>(int length)
        where T : unmanaged => Ask(new T[length]);

    private static T[] Ask<T>(T[] array)
        where T : unmanaged
    {
        nuint size = (nuint)array.Length * (nuint)sizeof(T);
        if (size >= 2 * Bytes)
        {
            fixed (T* first = array)
            {
                nuint before = (nuint)(-(nint)first & (Bytes - 1));
                Ask((byte*)first + before, size - before);
            }
        }

        return array;
    }

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
