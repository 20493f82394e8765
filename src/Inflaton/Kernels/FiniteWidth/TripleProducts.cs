namespace Inflaton.Kernels.FiniteWidth;

/// <summary>φ_0φ_1φ_2 times φ_0, φ_1 and φ_2: the fourth moments that pairs of inputs do not have.</summary>
internal sealed class TripleProducts : IMomentFunctions
{
    public int Count => 3;

    public void Add(double weight, ReadOnlySpan<double> z, ReadOnlySpan<double> values, ReadOnlySpan<double> slopes, Span<double> sums)
    {
        double product = weight * values[0] * values[1] * values[2];
        sums[0] += product * values[0];
        sums[1] += product * values[1];
        sums[2] += product * values[2];
    }
}
