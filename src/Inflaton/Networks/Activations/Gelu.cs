namespace Inflaton.Networks.Activations;

/// <summary>Gaussian error linear unit, φ(z) = z Φ(z) with the normal distribution Φ (the exact form, not the tanh approximation).</summary>
public sealed class Gelu : Activation
{
    /// <inheritdoc/>
    public override string Name => "gelu";

    /// <inheritdoc/>
    public override double Value(double z) => z * NormalDistribution.Cumulative(z);

    /// <inheritdoc/>
    public override double Slope(double z) => NormalDistribution.Cumulative(z) + (z * NormalDistribution.Density(z));

    /// <inheritdoc/>
    public override double Curvature(double z) => (2 - (z * z)) * NormalDistribution.Density(z);
}
