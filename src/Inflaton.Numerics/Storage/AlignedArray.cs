using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.Storage;

/// <summary>
/// An array that begins at a multiple of 64 bytes and stays there, so that no vector crosses a line of the cache; a large one lies on large
/// pages where the system has them. All 0 at first.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
public sealed class AlignedArray<T>
    where T : unmanaged
{
    private const int LineBytes = 64;

    private readonly T[] memory;
    private readonly int offset;

    /// <summary>An array of zeros.</summary>
    /// <param name="length">Number of elements.</param>
    /// <exception cref="OverflowException">There are more than an array holds, 2³¹ about.</exception>
    public unsafe AlignedArray(int length)
    {
        bool isLarge = (long)length * sizeof(T) >= LargePages.Bytes && length <= Array.MaxLength - (LargePages.Bytes / sizeof(T));
        int alignment = isLarge ? LargePages.Bytes : LineBytes;
        memory = GC.AllocateUninitializedArray<T>(checked(length + (alignment / sizeof(T))), pinned: true);
        offset = (int)(((alignment - ((nint)Unsafe.AsPointer(ref memory[0]) & (alignment - 1))) & (alignment - 1)) / sizeof(T));
        Length = length;
        LargePages.Ask(Unsafe.AsPointer(ref memory[offset]), (nuint)length * (nuint)sizeof(T));
        Span.Clear();
    }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>The elements.</summary>
    public Span<T> Span => memory.AsSpan(offset, Length);
}
