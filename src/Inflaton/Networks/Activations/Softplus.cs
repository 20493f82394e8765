using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>Softplus, φ(z) = ln(1 + e^z), with the logistic function as its slope.</summary>
public sealed class Softplus : Activation
{
    /// <inheritdoc/>
    public override string Name => "softplus";

    /// <inheritdoc/>
    public override double Value(double z) => Numerics.Functions.Softplus.Evaluate(z);

    /// <inheritdoc/>
    public override double Slope(double z) => Logistic.Evaluate(z);

    /// <inheritdoc/>
    public override double Curvature(double z) => Logistic.Evaluate(z) * Logistic.Evaluate(-z);

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => Slope(z) * Logistic.Evaluate(-z) * (Logistic.Evaluate(-z) - Logistic.Evaluate(z));

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes) =>
        Numerics.Functions.Softplus.EvaluateWithDerivative(preactivations, values, slopes);
}
