using System.Numerics;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>φ(z) = a e^{−bz²}: with R² = (1 + 2bq₁₁)(1 + 2bq₂₂) − 4b²q₁₂², K = a²/R and D = 4a²b²q₁₂/R³.</summary>
public sealed class GaussianDual : DualActivation
{
    /// <summary>A bell.</summary>
    /// <param name="amplitude">a, finite.</param>
    /// <param name="sharpness">b, finite and not negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public GaussianDual(double amplitude = 1, double sharpness = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sharpness);
        Amplitude = CheckFinite(amplitude, nameof(amplitude));
        Sharpness = CheckFinite(sharpness, nameof(sharpness));
    }

    /// <inheritdoc/>
    public override string Name => "gaussian";

    /// <summary>a.</summary>
    public double Amplitude { get; }

    /// <summary>b.</summary>
    public double Sharpness { get; }

    /// <inheritdoc/>
    public override double Value(double z) => Amplitude * Math.Exp(-Sharpness * z * z);

    /// <inheritdoc/>
    public override double Slope(double z) => -2 * Sharpness * z * Value(z);

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        Vector<double> two = new(2 * Sharpness), one = Vector<double>.One;
        Vector<double> row = one + (two * new Vector<double>(pairs.RowVariance)), size = new(Amplitude * Amplitude);
        Span<Vector<double>> values = Vectors(covariances), others = Vectors(slopes);
        ReadOnlySpan<Vector<double>> columns = Vectors(pairs.ColumnVariances);
        for (int i = 0; i < values.Length; i++)
        {
            Vector<double> x = two * values[i];
            Vector<double> square = (row * (one + (two * columns[i]))) - (x * x);
            values[i] = size / Vector.SquareRoot(square);
            others[i] = two * x * values[i] / square;
        }
    }
}
