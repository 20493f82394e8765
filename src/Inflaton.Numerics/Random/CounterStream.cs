using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Inflaton.Numerics.Functions.Lanes;

namespace Inflaton.Numerics.Random;

/// <summary>
/// A stream of random numbers in which element i is a function of (seed, stream, i) and of nothing else, so any order, chunking, number
/// of threads and hardware tier gives the same bits.
/// </summary>
/// <remarks>
/// Philox4x32-10 with the seed as key (for normals seed XOR 0xD1B54A32D192ED03) and (block, stream) as counter. A group of sixteen
/// elements, 16g … 16g + 15, comes from the eight blocks 8g … 8g + 7: block 8g + j makes elements 16g + j and 16g + 8 + j. A uniform is the
/// upper 53 bits of the integer of the same index; normals come from blocks of their own. Two sets of the same kind each take a
/// <see cref="Substream"/>.
/// </remarks>
/// <param name="seed">Key; every value is as good as any other.</param>
/// <param name="stream">Which of the 2⁶⁴ streams of this seed; streams never share a block.</param>
public readonly struct CounterStream(ulong seed, ulong stream) : IEquatable<CounterStream>
{
    private const int Group = 16;
    private const int BlocksInGroup = Group / 2;

    /// <summary>Set in the key that names substreams, so that no stream's numbers are also names.</summary>
    private const ulong NamingKey = 0x9E3779B97F4A7C15;

    /// <summary>The key.</summary>
    public ulong Seed { get; } = seed;

    /// <summary>The stream's number among those of its seed.</summary>
    public ulong Stream { get; } = stream;

    /// <summary>Two streams are equal when seed and stream are.</summary>
    public static bool operator ==(CounterStream left, CounterStream right) => left.Equals(right);

    /// <summary>Two streams differ when seed or stream do.</summary>
    public static bool operator !=(CounterStream left, CounterStream right) => !left.Equals(right);

    /// <summary>
    /// An independent stream named by a label, for instance a layer's number; its seed and stream are the 128-bit block that Philox makes
    /// of (seed, stream, label), so two of n substreams coincide with probability about n²/2¹²⁹.
    /// </summary>
    /// <param name="label">Any number; the same label gives the same substream.</param>
    public CounterStream Substream(ulong label)
    {
        (ulong first, ulong second) = Philox4x32.Block(Seed ^ NamingKey, label, Stream);
        return new CounterStream(first, second);
    }

    /// <summary>Element i as a 64-bit integer, uniform on 0 … 2⁶⁴ − 1.</summary>
    public ulong UInt64At(ulong index) => BitConverter.DoubleToUInt64Bits(At<IntegerTransform>(index));

    /// <summary>Element i as a double, uniform on the multiples of 2⁻⁵³ in [0, 1).</summary>
    public double UniformAt(ulong index) => At<UniformTransform>(index);

    /// <summary>Element i as a standard normal.</summary>
    public double NormalAt(ulong index) => At<NormalTransform>(index);

    /// <summary>
    /// Element i as an integer in [0, bound): the upper half of (64-bit element)·bound, even to 2⁻³³ in relative frequency.
    /// </summary>
    /// <param name="bound">Exclusive upper end, at least 1.</param>
    /// <param name="index">The element.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public int IntegerAt(int bound, ulong index)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        return (int)Math.BigMul(UInt64At(index), (ulong)bound, out _);
    }

    /// <summary>Fills with the 64-bit integers firstIndex, firstIndex + 1, … of the stream.</summary>
    /// <inheritdoc cref="FillNormal(Span{double}, ulong)"/>
    public void FillUInt64(Span<ulong> destination, ulong firstIndex = 0) =>
        Fill<IntegerTransform>(MemoryMarshal.Cast<ulong, double>(destination), firstIndex);

    /// <summary>
    /// Fills with doubles uniform on the multiples of 2⁻⁵³ in [0, 1), elements firstIndex, firstIndex + 1, … of the stream.
    /// </summary>
    /// <inheritdoc cref="FillNormal(Span{double}, ulong)"/>
    public void FillUniform(Span<double> destination, ulong firstIndex = 0) => Fill<UniformTransform>(destination, firstIndex);

    /// <summary>
    /// Fills with standard normals, elements firstIndex, firstIndex + 1, … of the stream, by Box and Muller's transform of 128 bits a
    /// pair; the largest possible magnitude is 9.5.
    /// </summary>
    /// <param name="destination">Receives the elements.</param>
    /// <param name="firstIndex">The stream's element that comes first; fastest where it is a multiple of 16.</param>
    /// <exception cref="ArgumentOutOfRangeException">The last element's index would pass 2⁶⁴ − 1.</exception>
    public void FillNormal(Span<double> destination, ulong firstIndex = 0) => Fill<NormalTransform>(destination, firstIndex);

    /// <summary>Fills with the same normals as the double overload, each rounded to the nearest float.</summary>
    /// <inheritdoc cref="FillNormal(Span{double}, ulong)"/>
    public void FillNormal(Span<float> destination, ulong firstIndex = 0)
    {
        RequireRange(destination.Length, firstIndex);
        Span<double> chunk = stackalloc double[256];
        while (!destination.IsEmpty)
        {
            Span<double> part = chunk[..Math.Min(chunk.Length - (int)(firstIndex % Group), destination.Length)];
            FillNormal(part, firstIndex);
            TensorPrimitives.ConvertTruncating<double, float>(part, destination);
            destination = destination[part.Length..];
            firstIndex += (ulong)part.Length;
        }
    }

    /// <summary>
    /// A permutation of 0 … count − 1, each as likely as any other (Fisher and Yates), for splits of data into training and test.
    /// </summary>
    /// <param name="count">How many, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        Shuffle<int>(order);
        return order;
    }

    /// <summary>
    /// Puts the items in a random order (Fisher and Yates): step i, from the last item down, takes the stream's element i.
    /// </summary>
    /// <param name="items">Reordered in place.</param>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = IntegerAt(i + 1, (ulong)i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <inheritdoc/>
    public bool Equals(CounterStream other) => Seed == other.Seed && Stream == other.Stream;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CounterStream other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Seed, Stream);

    /// <inheritdoc/>
    public override string ToString() => $"seed {Seed}, stream {Stream}";

    private double At<TTransform>(ulong index) where TTransform : struct, IBlockTransform
    {
        Make<TTransform, Lanes64>((index / Group * BlocksInGroup) + (index % BlocksInGroup), out Lanes64 first, out Lanes64 second);
        return (index % Group < BlocksInGroup ? first : second).Value;
    }

    private void Fill<TTransform>(Span<double> destination, ulong firstIndex) where TTransform : struct, IBlockTransform
    {
        RequireRange(destination.Length, firstIndex);
        if (Lanes512.IsSupported)
        {
            Fill<TTransform, Lanes512>(destination, firstIndex);
        }
        else if (Lanes256.IsSupported)
        {
            Fill<TTransform, Lanes256>(destination, firstIndex);
        }
        else
        {
            Fill<TTransform, Lanes64>(destination, firstIndex);
        }
    }

    /// <summary>Whole groups straight into the destination; a partial group at either end by way of a whole one beside it.</summary>
    private void Fill<TTransform, T>(Span<double> destination, ulong firstIndex)
        where TTransform : struct, IBlockTransform
        where T : struct, ILanes<T>
    {
        Span<double> partial = stackalloc double[Group];
        int ahead = (int)(firstIndex % Group);
        ulong group = firstIndex / Group;
        if (ahead != 0 && !destination.IsEmpty)
        {
            int taken = Math.Min(Group - ahead, destination.Length);
            FillGroups<TTransform, T>(partial, group++);
            partial.Slice(ahead, taken).CopyTo(destination);
            destination = destination[taken..];
        }

        int groups = destination.Length / Group;
        FillGroups<TTransform, T>(destination[..(groups * Group)], group);
        Span<double> rest = destination[(groups * Group)..];
        if (!rest.IsEmpty)
        {
            FillGroups<TTransform, T>(partial, group + (ulong)groups);
            partial[..rest.Length].CopyTo(rest);
        }
    }

    private void FillGroups<TTransform, T>(Span<double> destination, ulong group)
        where TTransform : struct, IBlockTransform
        where T : struct, ILanes<T>
    {
        for (; destination.Length >= Group; destination = destination[Group..], group++)
        {
            for (int lane = 0; lane < BlocksInGroup; lane += T.Count)
            {
                Make<TTransform, T>((group * BlocksInGroup) + (ulong)lane, out T first, out T second);
                T.Store(first, ref destination[lane]);
                T.Store(second, ref destination[lane + BlocksInGroup]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Make<TTransform, T>(ulong block, out T first, out T second)
        where TTransform : struct, IBlockTransform
        where T : struct, ILanes<T>
    {
        Philox4x32.Evaluate(
            Seed ^ TTransform.KeyMask, T.AddBits(T.OfBits(block), T.Indices), Stream, out T w0, out T w1, out T w2, out T w3);
        TTransform.Evaluate(w0, w1, w2, w3, out first, out second);
    }

    private static void RequireRange(int length, ulong firstIndex)
    {
        if (length > 0 && firstIndex > ulong.MaxValue - (ulong)(length - 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(firstIndex), firstIndex, $"{length} elements from here pass the last index, 2⁶⁴ − 1.");
        }
    }
}
