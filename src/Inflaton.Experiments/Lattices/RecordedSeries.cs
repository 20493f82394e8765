using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Lattices;

/// <summary>One array of a lattice's outputs while it grows, a row at a time; memory for all its rows is taken at the beginning.</summary>
/// <param name="rows">Rows that it will have.</param>
/// <param name="shape">Shape of a row; empty for a number.</param>
internal sealed class RecordedSeries(int rows, params int[] shape)
{
    private readonly double[] values = new double[checked((int)(rows * (long)Length(shape)))];

    /// <summary>Rows so far.</summary>
    public int Count { get; private set; }

    /// <summary>Numbers so far.</summary>
    public ReadOnlySpan<double> Values => values.AsSpan(0, Count * Length(shape));

    /// <summary>A row.</summary>
    /// <param name="index">0 to <see cref="Count"/> − 1.</param>
    public ReadOnlySpan<double> Row(int index) => values.AsSpan(index * Length(shape), Length(shape));

    /// <summary>A new row, to be filled in.</summary>
    /// <exception cref="InvalidOperationException">All rows are there.</exception>
    public Span<double> Next()
    {
        if (Count == rows)
        {
            throw new InvalidOperationException($"All {rows} rows are there.");
        }

        Count++;
        return values.AsSpan((Count - 1) * Length(shape), Length(shape));
    }

    /// <summary>Adds a row of one number.</summary>
    /// <param name="value">The number.</param>
    public void Add(double value) => Next()[0] = value;

    /// <summary>What there is so far; the memory is shared where all rows are there.</summary>
    public NumericArray ToArray() => new([Count, .. shape], Count == rows ? values : Values.ToArray());

    /// <summary>Takes over the rows of an earlier run.</summary>
    /// <param name="array">As <see cref="ToArray"/> gave it.</param>
    /// <returns>Whether they are rows of this series.</returns>
    public bool Restore(NumericArray? array)
    {
        if (array is null || array.Shape.Count == 0 || array.Shape[0] > rows || !array.Shape.Skip(1).SequenceEqual(shape))
        {
            return false;
        }

        array.Values.CopyTo(values, 0);
        Count = array.Shape[0];
        return true;
    }

    private static int Length(int[] shape) => shape.Aggregate(1, (product, length) => checked(product * length));
}
