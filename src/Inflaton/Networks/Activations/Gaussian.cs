using System.Numerics.Tensors;
using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>Bell, φ(z) = a e^{−bz²}.</summary>
public sealed class Gaussian : Activation
{
    /// <summary>A bell.</summary>
    /// <param name="amplitude">a, finite.</param>
    /// <param name="sharpness">b, finite and not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Gaussian(double amplitude = 1, double sharpness = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sharpness);
        Amplitude = CheckFinite(amplitude, nameof(amplitude));
        Sharpness = CheckFinite(sharpness, nameof(sharpness));
    }

    /// <inheritdoc/>
    public override string Name => "gaussian";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Parameters => [Amplitude, Sharpness];

    /// <summary>a.</summary>
    public double Amplitude { get; }

    /// <summary>b.</summary>
    public double Sharpness { get; }

    /// <inheritdoc/>
    public override double Value(double z) => Amplitude * Exponential.Evaluate(-Sharpness * z * z);

    /// <inheritdoc/>
    public override double Slope(double z) => -2 * Sharpness * z * Value(z);

    /// <inheritdoc/>
    public override double Curvature(double z) => ((4 * Sharpness * Sharpness * z * z) - (2 * Sharpness)) * Value(z);

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => (12 - (8 * Sharpness * z * z)) * Sharpness * Sharpness * z * Value(z);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths(preactivations, values, slopes);

        // −bz stays in the slopes while the values may take the place of z.
        TensorPrimitives.Multiply(preactivations, -Sharpness, slopes);
        TensorPrimitives.Multiply(slopes, preactivations, values);
        Exponential.Evaluate(values, values);
        TensorPrimitives.Multiply(values, Amplitude, values);
        TensorPrimitives.Multiply(slopes, 2, slopes);
        TensorPrimitives.Multiply(slopes, values, slopes);
    }
}
