using System.Numerics;
using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>
/// Scratch memory at a fixed address, a multiple of 64 bytes; grows when asked for more than ever before, and keeps no content then.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed unsafe class PinnedBuffer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Alignment = 64;

    private T[] memory = [];

    public T* Reserve(long length)
    {
        int padding = Alignment / sizeof(T);
        if (memory.Length < length + padding)
        {
            memory = GC.AllocateUninitializedArray<T>(checked((int)(length + padding)), pinned: true);
        }

        nint address = (nint)Unsafe.AsPointer(ref memory[0]);
        return (T*)((address + Alignment - 1) & ~(nint)(Alignment - 1));
    }

    /// <summary>A buffer each for so many workers.</summary>
    public static PinnedBuffer<T>[] Many(int count)
    {
        var buffers = new PinnedBuffer<T>[count];
        for (int i = 0; i < count; i++)
        {
            buffers[i] = new PinnedBuffer<T>();
        }

        return buffers;
    }
}
