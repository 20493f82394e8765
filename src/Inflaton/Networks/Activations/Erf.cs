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
    public override double Slope(double z) => TwoOverRootPi * Math.Exp(-z * z);

    /// <inheritdoc/>
    public override double Curvature(double z) => -2 * z * Slope(z);
}
