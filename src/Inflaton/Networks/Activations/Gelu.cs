using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>
/// Gaussian error linear unit, φ(z) = z Φ(z) with the normal distribution Φ (the exact form, not the tanh approximation).
/// </summary>
public sealed class Gelu : GatedLinearUnit
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
    public override double ThirdDerivative(double z) => ((z * z) - 4) * z * Density(z);

    /// <inheritdoc/>
    protected override void Gate(ReadOnlySpan<double> preactivations, Span<double> gate, Span<double> slope) =>
        NormalDistribution.EvaluateWithDensity(preactivations, gate, slope);

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
}
