namespace Inflaton.Networks.Activations;

/// <summary>Softplus, φ(z) = ln(1 + e^z), with the logistic function as its slope.</summary>
public sealed class Softplus : Activation
{
    /// <inheritdoc/>
    public override string Name => "softplus";

    /// <inheritdoc/>
    public override double Value(double z) => Math.Max(z, 0) + double.LogP1(Math.Exp(-Math.Abs(z)));

    /// <inheritdoc/>
    public override double Slope(double z) => Logistic(z);

    /// <inheritdoc/>
    public override double Curvature(double z) => Logistic(z) * Logistic(-z);
}
