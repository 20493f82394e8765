using System.Numerics.Tensors;
using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>A wave, φ(z) = a sin(ωz + c): cosine and the radial feature √2 sin(√(2γ) z + π/4) among them.</summary>
public sealed class Sinusoid : Activation
{
    private Sinusoid(string name, double[] parameters, double amplitude, double frequency, double phase)
    {
        Name = name;
        Parameters = parameters;
        Amplitude = CheckFinite(amplitude, nameof(amplitude));
        Frequency = CheckFinite(frequency, nameof(frequency));
        Phase = CheckFinite(phase, nameof(phase));
    }

    /// <summary>a sin(ωz + c).</summary>
    /// <param name="amplitude">a, finite.</param>
    /// <param name="frequency">ω, finite.</param>
    /// <param name="phase">c, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite.</exception>
    public Sinusoid(double amplitude = 1, double frequency = 1, double phase = 0)
        : this("sinusoid", [amplitude, frequency, phase], amplitude, frequency, phase)
    {
    }

    /// <summary>cos z.</summary>
    public static Sinusoid Cosine { get; } = new("cos", [], 1, 1, Math.PI / 2);

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<double> Parameters { get; }

    /// <summary>a.</summary>
    public double Amplitude { get; }

    /// <summary>ω.</summary>
    public double Frequency { get; }

    /// <summary>c.</summary>
    public double Phase { get; }

    /// <inheritdoc/>
    public override bool IsOdd => Phase == 0;

    /// <summary>√2 sin(√(2γ) z + π/4), whose kernel at infinite width is the radial e^{−γ(q₁₁+q₂₂−2q₁₂)}.</summary>
    /// <param name="gamma">γ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gamma"/> is not positive or not finite.</exception>
    public static Sinusoid Radial(double gamma = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gamma);
        return new("rbf", [gamma], Math.Sqrt(2), Math.Sqrt(2 * CheckFinite(gamma, nameof(gamma))), Math.PI / 4);
    }

    /// <inheritdoc/>
    public override double Value(double z) => Amplitude * SineCosine.Evaluate((Frequency * z) + Phase).Sine;

    /// <inheritdoc/>
    public override double Slope(double z) => Amplitude * Frequency * SineCosine.Evaluate((Frequency * z) + Phase).Cosine;

    /// <inheritdoc/>
    public override double Curvature(double z) => -Frequency * Frequency * Value(z);

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => -Frequency * Frequency * Slope(z);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths(preactivations, values, slopes);
        TensorPrimitives.Multiply(preactivations, Frequency, values);
        TensorPrimitives.Add(values, Phase, values);
        SineCosine.Evaluate(values, values, slopes);
        TensorPrimitives.Multiply(values, Amplitude, values);
        TensorPrimitives.Multiply(slopes, Amplitude * Frequency, slopes);
    }
}
