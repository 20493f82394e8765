namespace Inflaton.Numerics.LinearAlgebra.Kernels;

/// <summary>
/// The few operations that the kernels need of a vector of <see cref="Count"/> elements, so that each is written once for all widths.
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
/// <typeparam name="V">Vector type.</typeparam>
internal unsafe interface ILanes<T, V>
    where T : unmanaged
    where V : struct
{
    static abstract VectorTier Tier { get; }

    static abstract int Count { get; }

    /// <summary>Whether 24 accumulators fit into the registers (32 of them) or only 12 (16 of them).</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract V Zero { get; }

    static abstract V Fill(T value);

    static abstract V Load(T* source);

    static abstract void Store(V value, T* target);

    /// <summary>x·y + z, rounded once where the processor can.</summary>
    static abstract V MultiplyAdd(V x, V y, V z);

    static abstract V Multiply(V x, V y);

    static abstract V Add(V x, V y);

    static abstract V Subtract(V x, V y);

    static abstract V Divide(V x, V y);

    static abstract V Negate(V x);

    static abstract V Sqrt(V x);

    static abstract V Abs(V x);

    /// <summary>The smaller; NaN where either is.</summary>
    static abstract V Min(V x, V y);

    /// <summary>The larger; NaN where either is.</summary>
    static abstract V Max(V x, V y);

    /// <summary>x where the condition is above 0, y where it is below, the rest elsewhere.</summary>
    static abstract V Choose(V condition, V x, V y, V rest);

    static abstract T Sum(V x);

    /// <summary>The elements moved up by one, with the last of the vector before: e, x₀, x₁, ….</summary>
    static abstract V Before(V previous, V x);

    /// <summary>The elements moved down by one, with the first of the vector behind: x₁, x₂, …, e.</summary>
    static abstract V After(V x, V next);

    /// <summary>The elements moved up by one: first, x₀, x₁, ….</summary>
    static abstract V Previous(V x, T first);

    /// <summary>The elements moved down by one: x₁, x₂, …, last.</summary>
    static abstract V Next(V x, T last);

    /// <summary>Whether there is a <see cref="TransposeBlock"/>.</summary>
    static virtual bool TransposesBlocks => false;

    /// <summary>target[k·targetStride + i] = source[i·stride + k] for i and k below <see cref="Count"/>.</summary>
    static virtual void TransposeBlock(T* source, nint stride, T* target, nint targetStride) => throw new NotSupportedException();
}
