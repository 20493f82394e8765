using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>Sine.</summary>
public sealed class Sine : Activation
{
    /// <inheritdoc/>
    public override string Name => "sin";

    /// <inheritdoc/>
    public override bool IsOdd => true;

    /// <inheritdoc/>
    public override double Value(double z) => Math.Sin(z);

    /// <inheritdoc/>
    public override double Slope(double z) => Math.Cos(z);

    /// <inheritdoc/>
    public override double Curvature(double z) => -Math.Sin(z);

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => -Math.Cos(z);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes) =>
        SineCosine.Evaluate(preactivations, values, slopes);
}
