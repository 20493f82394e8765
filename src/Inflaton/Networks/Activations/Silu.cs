using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>
/// Sigmoid-weighted linear unit (swish), φ(z) = z σ(z) with the logistic function σ. Source: Elfwing, Uchibe, Doya, Neural Networks 107
/// (2018) 3.
/// </summary>
public sealed class Silu : GatedLinearUnit
{
    /// <inheritdoc/>
    public override string Name => "silu";

    /// <inheritdoc/>
    public override double Value(double z) => z * Logistic.Evaluate(z);

    /// <inheritdoc/>
    public override double Slope(double z) => Logistic.Evaluate(z) * (1 + (z * Logistic.Evaluate(-z)));

    /// <inheritdoc/>
    public override double Curvature(double z) =>
        Logistic.Evaluate(z) * Logistic.Evaluate(-z) * (2 + (z * (Logistic.Evaluate(-z) - Logistic.Evaluate(z))));

    /// <inheritdoc/>
    public override double ThirdDerivative(double z)
    {
        double tilt = Logistic.Evaluate(-z) - Logistic.Evaluate(z), first = Logistic.Evaluate(z) * Logistic.Evaluate(-z);
        return first * ((3 * tilt) + (z * ((tilt * tilt) - (2 * first))));
    }

    /// <inheritdoc/>
    protected override void Gate(ReadOnlySpan<double> preactivations, Span<double> gate, Span<double> slope) =>
        Logistic.EvaluateWithDerivative(preactivations, gate, slope);
}
