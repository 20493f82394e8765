using System.Numerics;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// φ(z) = a sin(ωz + c): with E± = e^{−ω²((q₁₁+q₂₂)/2 ± q₁₂)}, K = ½a²(E₋ − cos 2c E₊) and D = ½a²ω²(E₋ + cos 2c E₊). Sine (c = 0), cosine
/// (c = π/2) and the radial kernel e^{−γ(q₁₁+q₂₂−2q₁₂)} (a = √2, ω = √2γ, c = π/4).
/// </summary>
public sealed class SinusoidDual : DualActivation
{
    private readonly double doubledPhaseCosine;

    private SinusoidDual(string name, double amplitude, double frequency, double phase, double doubledPhaseCosine)
    {
        Name = name;
        Amplitude = CheckFinite(amplitude, nameof(amplitude));
        Frequency = CheckFinite(frequency, nameof(frequency));
        Phase = CheckFinite(phase, nameof(phase));
        this.doubledPhaseCosine = doubledPhaseCosine;
    }

    /// <summary>a sin(ωz + c).</summary>
    /// <param name="amplitude">a, finite.</param>
    /// <param name="frequency">ω, finite.</param>
    /// <param name="phase">c, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite.</exception>
    public SinusoidDual(double amplitude, double frequency, double phase)
        : this("sinusoid", amplitude, frequency, phase, Math.Cos(2 * phase))
    {
    }

    /// <summary>sin z.</summary>
    public static SinusoidDual Sine { get; } = new("sin", 1, 1, 0, 1);

    /// <summary>cos z.</summary>
    public static SinusoidDual Cosine { get; } = new("cos", 1, 1, Math.PI / 2, -1);

    /// <summary>√2 sin(√(2γ) z + π/4), whose K is the radial kernel e^{−γ(q₁₁+q₂₂−2q₁₂)}.</summary>
    /// <param name="gamma">γ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="gamma"/> is not positive or not finite.</exception>
    public static SinusoidDual Radial(double gamma)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(gamma);
        return new("rbf", Math.Sqrt(2), Math.Sqrt(2 * CheckFinite(gamma, nameof(gamma))), Math.PI / 4, 0);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <summary>a.</summary>
    public double Amplitude { get; }

    /// <summary>ω.</summary>
    public double Frequency { get; }

    /// <summary>c.</summary>
    public double Phase { get; }

    /// <inheritdoc/>
    public override double Value(double z) => Amplitude * Math.Sin((Frequency * z) + Phase);

    /// <inheritdoc/>
    public override double Slope(double z) => Amplitude * Frequency * Math.Cos((Frequency * z) + Phase);

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        double square = Frequency * Frequency;
        Vector<double> rate = new(square), half = new(0.5), row = new(pairs.RowVariance);
        Span<Vector<double>> values = Vectors(covariances), others = Vectors(slopes);
        ReadOnlySpan<Vector<double>> columns = Vectors(pairs.ColumnVariances);
        for (int i = 0; i < values.Length; i++)
        {
            Vector<double> mean = half * (row + columns[i]), q = values[i];
            values[i] = rate * (q - mean);
            others[i] = -rate * (q + mean);
        }

        Exponential.Evaluate(covariances, covariances);
        Exponential.Evaluate(slopes, slopes);
        Vector<double> size = new(Amplitude * Amplitude / 2), sign = new(doubledPhaseCosine);
        for (int i = 0; i < values.Length; i++)
        {
            Vector<double> minus = values[i], plus = sign * others[i];
            values[i] = size * (minus - plus);
            others[i] = size * rate * (minus + plus);
        }
    }
}
