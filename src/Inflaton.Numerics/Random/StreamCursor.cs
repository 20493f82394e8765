namespace Inflaton.Numerics.Random;

/// <summary>Takes a stream's elements one after the other; for anything long, <see cref="CounterStream"/>'s fills are faster.</summary>
/// <param name="stream">The stream read from.</param>
public sealed class StreamCursor(CounterStream stream)
{
    /// <summary>The stream read from.</summary>
    public CounterStream Stream { get; } = stream;

    /// <summary>Index of the element that comes next; default 0. Every call takes one element, whatever its kind.</summary>
    public ulong Position { get; set; }

    /// <summary>A 64-bit integer, uniform on 0 … 2⁶⁴ − 1.</summary>
    public ulong NextUInt64() => Stream.UInt64At(Position++);

    /// <summary>A double uniform on the multiples of 2⁻⁵³ in [0, 1).</summary>
    public double NextUniform() => Stream.UniformAt(Position++);

    /// <summary>A standard normal.</summary>
    public double NextNormal() => Stream.NormalAt(Position++);

    /// <summary>An integer in [0, bound).</summary>
    /// <param name="bound">Exclusive upper end, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public int NextInteger(int bound) => Stream.IntegerAt(bound, Position++);
}
