namespace Inflaton.Experiments.Figures;

/// <summary>A dense row-major array of a run, as stored in <c>trajectories.npz</c>.</summary>
/// <param name="Shape">Lengths of the axes, outermost first; empty for a single number.</param>
/// <param name="Values">The entries, the last axis fastest; as many as the product of <paramref name="Shape"/>.</param>
public sealed record PlotArray(int[] Shape, double[] Values)
{
    /// <summary>The entries, the last axis fastest.</summary>
    /// <exception cref="ArgumentException">The number of entries is not the product of the shape.</exception>
    public double[] Values { get; } = Values.LongLength == Shape.Aggregate(1L, (product, length) => product * length)
        ? Values
        : throw new ArgumentException($"A shape of [{string.Join(", ", Shape)}] does not hold {Values.Length} values.", nameof(Values));
}
