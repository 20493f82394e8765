namespace Inflaton.Networks.Activations;

/// <summary>Sigmoid-weighted linear unit (swish), φ(z) = z σ(z) with the logistic function σ. Source: Elfwing, Uchibe, Doya (2018).</summary>
public sealed class Silu : Activation
{
    /// <inheritdoc/>
    public override string Name => "silu";

    /// <inheritdoc/>
    public override double Value(double z) => z * Logistic(z);

    /// <inheritdoc/>
    public override double Slope(double z) => Logistic(z) * (1 + (z * Logistic(-z)));

    /// <inheritdoc/>
    public override double Curvature(double z) => Logistic(z) * Logistic(-z) * (2 + (z * (Logistic(-z) - Logistic(z))));
}
