using System.Numerics;
using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>
/// Scratch memory at a fixed address, a multiple of 64 bytes; grows when asked for more than ever before, and keeps its content only
/// while the same thread asks for the same length, for one product. Pinned memory costs many times what other memory does: a thread
/// keeps what small products need, one piece a purpose, for all products that it makes. What is reserved is the thread's until it
/// reserves for the same purpose again.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
/// <param name="purpose">What it is for; null for memory of its own at any size.</param>
internal sealed unsafe class PinnedBuffer<T>(ScratchPurpose? purpose = null)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Alignment = 64;
    private const int SmallLength = 1 << 15;

    [ThreadStatic]
    private static T[][]? small;

    private T[] memory = [];

    public T* Reserve(long length)
    {
        int padding = Alignment / sizeof(T);
        if (purpose is { } use && length + padding <= SmallLength)
        {
            T[][] kept = small ??= new T[Enum.GetValues<ScratchPurpose>().Length][];
            return Aligned(kept[(int)use] ??= GC.AllocateUninitializedArray<T>(SmallLength, pinned: true));
        }

        if (memory.Length < length + padding)
        {
            memory = GC.AllocateUninitializedArray<T>(checked((int)(length + padding)), pinned: true);
        }

        return Aligned(memory);
    }

    /// <summary>A buffer each for so many workers.</summary>
    public static PinnedBuffer<T>[] Many(int count, ScratchPurpose? purpose = null)
    {
        var buffers = new PinnedBuffer<T>[count];
        for (int i = 0; i < count; i++)
        {
            buffers[i] = new PinnedBuffer<T>(purpose);
        }

        return buffers;
    }

    private static T* Aligned(T[] memory)
    {
        nint address = (nint)Unsafe.AsPointer(ref memory[0]);
        return (T*)((address + Alignment - 1) & ~(nint)(Alignment - 1));
    }
}
