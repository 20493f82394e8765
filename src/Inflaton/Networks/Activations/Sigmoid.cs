using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>Logistic function, φ(z) = 1/(1 + e^{−z}).</summary>
public sealed class Sigmoid : Activation
{
    /// <inheritdoc/>
    public override string Name => "sigmoid";

    /// <inheritdoc/>
    public override double Value(double z) => Logistic.Evaluate(z);

    /// <inheritdoc/>
    public override double Slope(double z) => Logistic.Evaluate(z) * Logistic.Evaluate(-z);

    /// <inheritdoc/>
    public override double Curvature(double z) => Slope(z) * (Logistic.Evaluate(-z) - Logistic.Evaluate(z));

    /// <inheritdoc/>
    public override double ThirdDerivative(double z)
    {
        double tilt = Logistic.Evaluate(-z) - Logistic.Evaluate(z);
        return Slope(z) * ((tilt * tilt) - (2 * Slope(z)));
    }

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes) =>
        Logistic.EvaluateWithDerivative(preactivations, values, slopes);
}
