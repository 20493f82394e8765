using System.Numerics;
using System.Runtime.CompilerServices;

namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>
/// Scratch memory at a fixed address, a multiple of 64 bytes; grows when asked for more than ever before, at least to twice its size where
/// it is small, and keeps no content then. Pinned memory costs many times what other memory does: small products ask for little.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal sealed unsafe class PinnedBuffer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int Alignment = 64;
    private const int LargestDoubled = 1 << 16;

    private T[] memory = [];

    public T* Reserve(long length)
    {
        int padding = Alignment / sizeof(T);
        if (memory.Length < length + padding)
        {
            long twice = memory.Length <= LargestDoubled ? 2L * memory.Length : 0;
            memory = GC.AllocateUninitializedArray<T>(checked((int)Math.Max(length + padding, twice)), pinned: true);
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
