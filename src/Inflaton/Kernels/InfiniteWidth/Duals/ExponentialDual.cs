using System.Numerics;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>φ(z) = a e^{bz}: K = a² e^{b²((q₁₁+q₂₂)/2 + q₁₂)}, D = b²K.</summary>
public sealed class ExponentialDual : DualActivation
{
    /// <summary>A scaled exponential.</summary>
    /// <param name="amplitude">a, finite.</param>
    /// <param name="rate">b, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite.</exception>
    public ExponentialDual(double amplitude = 1, double rate = 1)
    {
        Amplitude = CheckFinite(amplitude, nameof(amplitude));
        Rate = CheckFinite(rate, nameof(rate));
    }

    /// <inheritdoc/>
    public override string Name => "exp";

    /// <summary>a.</summary>
    public double Amplitude { get; }

    /// <summary>b.</summary>
    public double Rate { get; }

    /// <inheritdoc/>
    public override double Value(double z) => Amplitude * Math.Exp(Rate * z);

    /// <inheritdoc/>
    public override double Slope(double z) => Amplitude * Rate * Math.Exp(Rate * z);

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        Vector<double> square = new(Rate * Rate), half = new(0.5), row = new(pairs.RowVariance);
        Span<Vector<double>> values = Vectors(covariances), others = Vectors(slopes);
        ReadOnlySpan<Vector<double>> columns = Vectors(pairs.ColumnVariances);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = square * ((half * (row + columns[i])) + values[i]);
        }

        Exponential.Evaluate(covariances, covariances);
        Vector<double> size = new(Amplitude * Amplitude);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= size;
            others[i] = square * values[i];
        }
    }
}
