using System.Numerics.Tensors;
using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>Exponential, φ(z) = a e^{bz}.</summary>
public sealed class ScaledExponential : Activation
{
    /// <summary>A scaled exponential.</summary>
    /// <param name="amplitude">a, finite.</param>
    /// <param name="rate">b, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite.</exception>
    public ScaledExponential(double amplitude = 1, double rate = 1)
    {
        Amplitude = CheckFinite(amplitude, nameof(amplitude));
        Rate = CheckFinite(rate, nameof(rate));
    }

    /// <inheritdoc/>
    public override string Name => "exp";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Parameters => [Amplitude, Rate];

    /// <summary>a.</summary>
    public double Amplitude { get; }

    /// <summary>b.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    public override double Value(double z) => Amplitude * Exponential.Evaluate(Rate * z);

    /// <inheritdoc/>
    public override double Slope(double z) => Rate * Value(z);

    /// <inheritdoc/>
    public override double Curvature(double z) => Rate * Rate * Value(z);

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => Rate * Rate * Rate * Value(z);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths(preactivations, values, slopes);
        TensorPrimitives.Multiply(preactivations, Rate, values);
        Exponential.Evaluate(values, values);
        TensorPrimitives.Multiply(values, Amplitude, values);
        TensorPrimitives.Multiply(values, Rate, slopes);
    }
}
