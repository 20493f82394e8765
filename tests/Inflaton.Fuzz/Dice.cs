using Inflaton.Numerics.Random;

namespace Inflaton.Fuzz;

/// <summary>The random choices of one input: those of its seed and index alone, whatever was read before.</summary>
/// <param name="seed">Seed of the campaign.</param>
/// <param name="index">Index of the input.</param>
internal sealed class Dice(ulong seed, ulong index)
{
    private readonly CounterStream stream = new(seed, index);
    private ulong thrown;

    /// <summary>A number from 0 to below a bound.</summary>
    public int Below(int bound) => stream.IntegerAt(bound, thrown++);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Below(times) == 0;

    /// <summary>One of several.</summary>
    public T Of<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>A length from 1 on, short ones far more often.</summary>
    public int Length(int most) => 1 + Below(1 + Below(Math.Max(1, most)));

    /// <summary>64 random bits.</summary>
    public ulong Bits() => stream.UInt64At(thrown++);
}
