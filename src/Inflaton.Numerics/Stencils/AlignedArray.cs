using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.Stencils;

/// <summary>
/// An array that begins at a multiple of 64 bytes and stays there, so that no vector crosses a line of the cache. All 0 at first.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
public sealed class AlignedArray<T>
    where T : unmanaged
{
    private const int Alignment = 64;

    private readonly T[] memory;
    private readonly int offset;

    /// <summary>An array of zeros.</summary>
    /// <param name="length">Number of elements.</param>
    /// <exception cref="OverflowException">There are more than an array holds, 2³¹ about.</exception>
    public unsafe AlignedArray(int length)
    {
        memory = GC.AllocateArray<T>(checked(length + (Alignment / sizeof(T))), pinned: true);
        offset = (int)(((Alignment - ((nint)Unsafe.AsPointer(ref memory[0]) & (Alignment - 1))) & (Alignment - 1)) / sizeof(T));
        Length = length;
    }

    /// <summary>Number of elements.</summary>
    public int Length { get; }

    /// <summary>The elements.</summary>
    public Span<T> Span => memory.AsSpan(offset, Length);
}
