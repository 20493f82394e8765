using System.Numerics;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// φ(z) = a sin(ωz + c): with E± = e^{−ω²((q₁₁+q₂₂)/2 ± q₁₂)}, K = ½a²(E₋ − cos 2c E₊) and D = ½a²ω²(E₋ + cos 2c E₊). Sine (c = 0), cosine
/// (c = π/2) and the radial kernel e^{−γ(q₁₁+q₂₂−2q₁₂)} (a = √2, ω = √2γ, c = π/4).
/// </summary>
public sealed class SinusoidDual : DualActivation
{
    private readonly double amplitude;
    private readonly double frequency;
    private readonly double doubledPhaseCosine;

    /// <summary>Of a wave.</summary>
    /// <param name="activation">a sin(ωz + c).</param>
    public SinusoidDual(Sinusoid activation)
        : this(activation, activation.Amplitude, activation.Frequency, DoubledPhaseCosine(activation.Phase))
    {
    }

    internal SinusoidDual(Activation activation, double amplitude, double frequency, double doubledPhaseCosine)
        : base(activation) => (this.amplitude, this.frequency, this.doubledPhaseCosine) = (amplitude, frequency, doubledPhaseCosine);

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        double square = frequency * frequency;
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
        Vector<double> size = new(amplitude * amplitude / 2), sign = new(doubledPhaseCosine);
        for (int i = 0; i < values.Length; i++)
        {
            Vector<double> minus = values[i], plus = sign * others[i];
            values[i] = size * (minus - plus);
            others[i] = size * rate * (minus + plus);
        }
    }

    /// <summary>cos 2c, exact at quarter turns of 2c, where the double nearest to c is not.</summary>
    private static double DoubledPhaseCosine(double phase) => phase switch
    {
        Math.PI / 2 => -1,
        Math.PI / 4 => 0,
        _ => Math.Cos(2 * phase),
    };
}
