using System.Numerics.Tensors;
using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>Gaussian error linear unit, φ(z) = z Φ(z) with the normal distribution Φ (the exact form, not the tanh approximation).</summary>
public sealed class Gelu : Activation
{
    /// <inheritdoc/>
    public override string Name => "gelu";

    /// <inheritdoc/>
    public override double Value(double z) => z * NormalDistribution.Evaluate(z);

    /// <inheritdoc/>
    public override double Slope(double z) => NormalDistribution.Evaluate(z) + (z * Density(z));

    /// <inheritdoc/>
    public override double Curvature(double z) => (2 - (z * z)) * Density(z);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths<double>(preactivations, values, slopes);
        const int block = 256;
        Span<double> cumulative = stackalloc double[block];
        Span<double> density = stackalloc double[block];
        for (int first = 0; first < preactivations.Length; first += block)
        {
            int count = Math.Min(block, preactivations.Length - first);
            ReadOnlySpan<double> z = preactivations.Slice(first, count);
            NormalDistribution.EvaluateWithDensity(z, cumulative[..count], density[..count]);
            TensorPrimitives.MultiplyAdd(z, density[..count], cumulative[..count], slopes.Slice(first, count));
            TensorPrimitives.Multiply(z, cumulative[..count], values.Slice(first, count));
        }
    }

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
}
