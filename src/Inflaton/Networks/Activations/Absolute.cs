namespace Inflaton.Networks.Activations;

/// <summary>Absolute value, φ(z) = |z|; φ'(0) = 0.</summary>
public sealed class Absolute : Activation
{
    /// <inheritdoc/>
    public override string Name => "abs";

    /// <inheritdoc/>
    public override bool IsSmooth => false;

    /// <inheritdoc/>
    public override double Value(double z) => Math.Abs(z);

    /// <inheritdoc/>
    public override double Slope(double z) => z > 0 ? 1 : z < 0 ? -1 : 0;

    /// <inheritdoc/>
    public override double Curvature(double z) => 0;

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => 0;
}
