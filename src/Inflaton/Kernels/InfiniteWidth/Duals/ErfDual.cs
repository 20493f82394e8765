using System.Numerics;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// φ(z) = a erf(bz) + c: K = a²(2/π) atan(2b²q₁₂/R) + c², D = a²4b²/(πR), R = √((1 + 2b²q₁₁)(1 + 2b²q₂₂) − 4b⁴q₁₂²).
/// Source: Williams (1997).
/// </summary>
public sealed class ErfDual : DualActivation
{
    private readonly double doubleSquare;

    /// <summary>A scaled error function.</summary>
    /// <param name="amplitude">a, finite.</param>
    /// <param name="scale">b, finite.</param>
    /// <param name="offset">c, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite.</exception>
    public ErfDual(double amplitude = 1, double scale = 1, double offset = 0)
    {
        Amplitude = CheckFinite(amplitude, nameof(amplitude));
        Scale = CheckFinite(scale, nameof(scale));
        Offset = CheckFinite(offset, nameof(offset));
        doubleSquare = 2 * scale * scale;
    }

    /// <inheritdoc/>
    public override string Name => "erf";

    /// <summary>a.</summary>
    public double Amplitude { get; }

    /// <summary>b.</summary>
    public double Scale { get; }

    /// <summary>c.</summary>
    public double Offset { get; }

    /// <inheritdoc/>
    public override double Value(double z) => (Amplitude * ErrorFunction.Erf(Scale * z)) + Offset;

    /// <inheritdoc/>
    public override double Slope(double z) => Amplitude * Scale * 2 / Math.Sqrt(Math.PI) * Math.Exp(-Scale * Scale * z * z);

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        Vector<double> row = new(1 + (doubleSquare * pairs.RowVariance)), two = new(doubleSquare), one = Vector<double>.One;
        Span<Vector<double>> values = Vectors(covariances), lengths = Vectors(slopes);
        ReadOnlySpan<Vector<double>> columns = Vectors(pairs.ColumnVariances);
        for (int i = 0; i < values.Length; i++)
        {
            Vector<double> x = two * values[i];
            values[i] = x;
            lengths[i] = Vector.SquareRoot((row * (one + (two * columns[i]))) - (x * x));
        }

        ArcTangent.EvaluateAngle(covariances, slopes, covariances);
        Vector<double> size = new(Amplitude * Amplitude * 2 / Math.PI), shift = new(Offset * Offset);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (size * values[i]) + shift;
            lengths[i] = size * two / lengths[i];
        }
    }
}
