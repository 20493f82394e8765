namespace Inflaton.Networks.Activations;

/// <summary>
/// Sign, φ(z) = z/|z|, φ(0) = 0. The slope is 0 wherever it exists, so that only the read-out of such a network learns.
/// </summary>
public sealed class Sign : Activation
{
    /// <inheritdoc/>
    public override string Name => "sign";

    /// <inheritdoc/>
    public override bool IsOdd => true;

    /// <inheritdoc/>
    public override bool IsSmooth => false;

    /// <inheritdoc/>
    public override double Value(double z) => double.IsNaN(z) ? z : Math.Sign(z);

    /// <inheritdoc/>
    public override double Slope(double z) => 0;

    /// <inheritdoc/>
    public override double Curvature(double z) => 0;

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => 0;
}
