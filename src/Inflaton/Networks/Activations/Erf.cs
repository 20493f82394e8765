using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>Error function, φ(z) = erf z = (2/√π) ∫₀ᶻ e^{−t²} dt, to full double accuracy.</summary>
public sealed class Erf : Activation
{
    /// <inheritdoc/>
    public override string Name => "erf";

    /// <inheritdoc/>
    public override bool IsOdd => true;

    /// <inheritdoc/>
    public override double Value(double z) => ErrorFunction.Erf(z);

    /// <inheritdoc/>
    public override double Slope(double z) => 2 / Math.Sqrt(Math.PI) * Math.Exp(-z * z);

    /// <inheritdoc/>
    public override double Curvature(double z) => -2 * z * Slope(z);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes) =>
        ErrorFunction.EvaluateWithDerivative(preactivations, values, slopes);
}
