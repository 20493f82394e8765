namespace Inflaton.Networks.Activations;

/// <summary>The linear network's φ(z) = z.</summary>
public sealed class Identity : Activation
{
    /// <inheritdoc/>
    public override string Name => "identity";

    /// <inheritdoc/>
    public override bool IsOdd => true;
    /// <inheritdoc/>
    public override double Value(double z) => z;

    /// <inheritdoc/>
    public override double Slope(double z) => 1;

    /// <inheritdoc/>
    public override double Curvature(double z) => 0;

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => 0;
}
