namespace Inflaton.Networks.Activations;

/// <summary>Rectified linear unit, φ(z) = max(z, 0); φ'(0) = 0.</summary>
public sealed class Relu : Activation
{
    /// <inheritdoc/>
    public override string Name => "relu";

    /// <inheritdoc/>
    public override double Value(double z) => z > 0 ? z : 0;

    /// <inheritdoc/>
    public override double Slope(double z) => z > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override double Curvature(double z) => 0;
}
