namespace Inflaton.Dynamics;

/// <summary>
/// A field over time: T times × D values, the common currency of trainer, predictor and universe solver. The values of one time
/// lie together; for N points with C components D = N·C, the component running fastest.
/// </summary>
public sealed class Trajectory
{
    private readonly double[] values;

    /// <summary>An empty record for values at the given times.</summary>
    /// <param name="times">Times, ascending, in the time of the equation of motion (k√η for a network).</param>
    /// <param name="dimension">Values D at each time, not negative.</param>
    public Trajectory(double[] times, int dimension)
        : this(times, dimension, new double[checked(times.Length * dimension)])
    {
    }

    /// <summary>A record of known values.</summary>
    /// <param name="times">Times, ascending.</param>
    /// <param name="dimension">Values D at each time, not negative.</param>
    /// <param name="values">T·D values, time by time; kept, not copied.</param>
    /// <exception cref="ArgumentException">There are not T·D values.</exception>
    public Trajectory(double[] times, int dimension, double[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimension);
        if (values.Length != times.Length * dimension)
        {
            throw new ArgumentException($"{values.Length} values are not {times.Length} times × {dimension}.", nameof(values));
        }

        Times = times;
        Dimension = dimension;
        this.values = values;
    }

    /// <summary>The T times.</summary>
    public double[] Times { get; }

    /// <summary>Number T of times.</summary>
    public int Count => Times.Length;

    /// <summary>Number D of values at each time.</summary>
    public int Dimension { get; }

    /// <summary>All values, time by time.</summary>
    public double[] Values => values;

    /// <summary>The values at one time.</summary>
    /// <param name="index">0 to T − 1.</param>
    public Span<double> At(int index) => values.AsSpan(index * Dimension, Dimension);

    /// <summary>Shows an observer the field at all times, one after the other.</summary>
    /// <param name="observer">Who looks.</param>
    /// <param name="efolds">N = ln a at the times; null (default) where lengths do not grow.</param>
    public void Show(FieldObserver observer, IReadOnlyList<double>? efolds = null)
    {
        for (int i = 0; i < Count; i++)
        {
            observer(new FieldState(Times[i], efolds?[i] ?? 0, At(i)));
        }
    }

    /// <summary>The first times only.</summary>
    /// <param name="count">How many, at most T.</param>
    public Trajectory First(int count) => count == Count ? this : new(Times[..count], Dimension, values[..(count * Dimension)]);

    /// <summary>Some of the times.</summary>
    /// <param name="indices">Which, ascending from 0 to T − 1.</param>
    public Trajectory Of(ReadOnlySpan<int> indices)
    {
        Trajectory some = new(new double[indices.Length], Dimension);
        for (int i = 0; i < some.Count; i++)
        {
            some.Times[i] = Times[indices[i]];
            At(indices[i]).CopyTo(some.At(i));
        }

        return some;
    }

    /// <summary>this − other, as far as both go.</summary>
    /// <param name="other">A trajectory of the same dimension.</param>
    /// <exception cref="ArgumentException">The dimensions differ.</exception>
    public Trajectory Minus(Trajectory other)
    {
        if (other.Dimension != Dimension)
        {
            throw new ArgumentException($"The dimensions {Dimension} and {other.Dimension} differ.", nameof(other));
        }

        int count = Math.Min(Count, other.Count);
        Trajectory difference = new(Times[..count], Dimension);
        System.Numerics.Tensors.TensorPrimitives.Subtract<double>(
            values.AsSpan(0, count * Dimension), other.values.AsSpan(0, count * Dimension), difference.values);
        return difference;
    }
}
