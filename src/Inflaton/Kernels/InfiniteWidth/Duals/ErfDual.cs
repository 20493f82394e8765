using System.Numerics;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// φ(z) = a erf(bz) + c: K = a²(2/π) atan(2b²q₁₂/R) + c², D = a²4b²/(πR), R = √((1 + 2b²q₁₁)(1 + 2b²q₂₂) − 4b⁴q₁₂²).
/// Source: Williams (1997).
/// </summary>
public sealed class ErfDual : DualActivation
{
    private readonly double doubleSquare;
    private readonly double amplitudeSquare;
    private readonly double offsetSquare;

    /// <summary>Of a scaled error function.</summary>
    /// <param name="activation">a erf(bz) + c.</param>
    public ErfDual(Erf activation)
        : base(activation)
    {
        doubleSquare = 2 * activation.Scale * activation.Scale;
        amplitudeSquare = activation.Amplitude * activation.Amplitude;
        offsetSquare = activation.Offset * activation.Offset;
    }

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
        Vector<double> size = new(amplitudeSquare * 2 / Math.PI), shift = new(offsetSquare);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (size * values[i]) + shift;
            lengths[i] = size * two / lengths[i];
        }
    }
}
