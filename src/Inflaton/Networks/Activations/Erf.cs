using System.Numerics.Tensors;
using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>Error function, φ(z) = a erf(bz) + c with erf z = (2/√π) ∫₀ᶻ e^{−t²} dt, to full double accuracy.</summary>
public sealed class Erf : Activation
{
    /// <summary>A scaled error function; erf itself by default.</summary>
    /// <param name="amplitude">a, finite.</param>
    /// <param name="scale">b, finite.</param>
    /// <param name="offset">c, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite.</exception>
    public Erf(double amplitude = 1, double scale = 1, double offset = 0)
    {
        Amplitude = CheckFinite(amplitude, nameof(amplitude));
        Scale = CheckFinite(scale, nameof(scale));
        Offset = CheckFinite(offset, nameof(offset));
    }

    /// <inheritdoc/>
    public override string Name => "erf";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Parameters => IsPlain ? [] : [Amplitude, Scale, Offset];

    /// <summary>a.</summary>
    public double Amplitude { get; }

    /// <summary>b.</summary>
    public double Scale { get; }

    /// <summary>c.</summary>
    public double Offset { get; }

    /// <inheritdoc/>
    public override bool IsOdd => Offset == 0;

    private bool IsPlain => Amplitude == 1 && Scale == 1 && Offset == 0;

    /// <inheritdoc/>
    public override double Value(double z) => (Amplitude * ErrorFunction.Erf(Scale * z)) + Offset;

    /// <inheritdoc/>
    public override double Slope(double z) => Amplitude * Scale * (2 / Math.Sqrt(Math.PI)) * Math.Exp(-Scale * Scale * z * z);

    /// <inheritdoc/>
    public override double Curvature(double z) => -2 * Scale * Scale * z * Slope(z);

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => ((4 * Scale * Scale * z * z) - 2) * Scale * Scale * Slope(z);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        if (IsPlain)
        {
            ErrorFunction.EvaluateWithDerivative(preactivations, values, slopes);
            return;
        }

        CheckLengths(preactivations, values, slopes);
        TensorPrimitives.Multiply(preactivations, Scale, values);
        ErrorFunction.EvaluateWithDerivative(values, values, slopes);
        TensorPrimitives.Multiply(values, Amplitude, values);
        TensorPrimitives.Add(values, Offset, values);
        TensorPrimitives.Multiply(slopes, Amplitude * Scale, slopes);
    }
}
