using System.Numerics;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// φ(z) = a sin(ωz + c): with E± = e^{−ω²((q₁₁+q₂₂)/2 ± q₁₂)}, K = ½a²(E₋ − cos 2c E₊) and D = ½a²ω²(E₋ + cos 2c E₊). Sine (c = 0), cosine
/// (c = π/2) and the radial kernel e^{−γ(q₁₁+q₂₂−2q₁₂)} (a = √2, ω = √2γ, c = π/4). At any variance: nothing is a difference of nearly
/// equal numbers.
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
        CorrelationAngle.Cosines(pairs, covariances);
        double square = frequency * frequency;
        Vector<double> rate = new(square), half = new(0.5), minusTwo = new(-2), rowRoot = new(pairs.RowRoot), one = Vector<double>.One;
        Span<Vector<double>> values = Vectors(covariances), losses = Vectors(slopes), decays = Vectors(sines);
        ReadOnlySpan<Vector<double>> roots = Vectors(pairs.ColumnRoots);
        for (int i = 0; i < values.Length; i++)
        {
            // (q₁₁ + q₂₂)/2 − |q₁₂| from the differences.
            Vector<double> size = Vector.Abs(values[i]), gap = rowRoot - roots[i], product = rowRoot * roots[i];
            losses[i] = minusTwo * rate * product * size;
            decays[i] = -rate * ((half * gap * gap) + (product * (decays[i] * decays[i] / (one + size))));
        }

        Exponential.Evaluate(sines, sines);
        Exponential.EvaluateMinusOne(slopes, slopes);
        Vector<double> whole = new(amplitude * amplitude / 2), sign = new(doubledPhaseCosine), zero = Vector<double>.Zero;
        for (int i = 0; i < values.Length; i++)
        {
            // E₋ − E₊ is not taken as a difference where the two are nearly equal.
            Vector<double> near = decays[i], loss = -losses[i] * near, far = near - loss;
            Vector<double> isNegative = Vector.LessThan(values[i], zero).As<long, double>();
            Vector<double> plus = Vector.ConditionalSelect(isNegative, near, far),
            difference = Vector.ConditionalSelect(isNegative, -loss, loss);
            values[i] = whole * (difference + ((one - sign) * plus));
            losses[i] = whole * rate * (difference + ((one + sign) * plus));
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
