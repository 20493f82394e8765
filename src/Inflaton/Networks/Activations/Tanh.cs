namespace Inflaton.Networks.Activations;

/// <summary>Hyperbolic tangent.</summary>
public sealed class Tanh : Activation
{
    /// <inheritdoc/>
    public override string Name => "tanh";

    /// <inheritdoc/>
    public override bool IsOdd => true;
    /// <inheritdoc/>
    public override double Value(double z) => Math.Tanh(z);

    /// <inheritdoc/>
    public override double Slope(double z) => 1 / (Math.Cosh(z) * Math.Cosh(z));

    /// <inheritdoc/>
    public override double Curvature(double z) => -2 * Value(z) * Slope(z);
}
