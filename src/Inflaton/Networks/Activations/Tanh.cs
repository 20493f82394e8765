using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>Hyperbolic tangent.</summary>
public sealed class Tanh : Activation
{
    /// <inheritdoc/>
    public override string Name => "tanh";

    /// <inheritdoc/>
    public override bool IsOdd => true;

    /// <inheritdoc/>
    public override double Value(double z) => HyperbolicTangent.Evaluate(z);

    /// <inheritdoc/>
    public override double Slope(double z) => 1 / (Math.Cosh(z) * Math.Cosh(z));

    /// <inheritdoc/>
    public override double Curvature(double z) => -2 * Value(z) * Slope(z);

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => ((6 * Value(z) * Value(z)) - 2) * Slope(z);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes) =>
        HyperbolicTangent.EvaluateWithDerivative(preactivations, values, slopes);
}
