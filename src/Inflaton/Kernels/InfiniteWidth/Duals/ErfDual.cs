using System.Numerics;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// φ(z) = a erf(bz) + c: K = a²(2/π) atan(2b²q₁₂/R) + c², D = a²4b²/(πR), R = √((1 + 2b²q₁₁)(1 + 2b²q₂₂) − 4b⁴q₁₂²),
/// at any variance (<see cref="SaturatedPairs"/> of Q = 2b²q). Source: Williams (1997).
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
        CorrelationAngle.Cosines(pairs, covariances);
        Vector<double> two = new(doubleSquare), row = two * new Vector<double>(pairs.RowVariance),
        size = new(amplitudeSquare * 2 / Math.PI);
        Span<Vector<double>> values = Vectors(covariances), lengths = Vectors(slopes), sine = Vectors(sines);
        ReadOnlySpan<Vector<double>> columns = Vectors(pairs.ColumnVariances);
        for (int i = 0; i < values.Length; i++)
        {
            SaturatedPairs pair = new(row, two * columns[i], values[i], sine[i]);
            Vector<double> length = Vector.SquareRoot(pair.Square);
            values[i] = pair.Correlation;
            lengths[i] = length;
            sine[i] = size * two * pair.RootOfBoth / length;
        }

        ArcTangent.EvaluateAngle(covariances, slopes, covariances);
        Vector<double> shift = new(offsetSquare);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (size * values[i]) + shift;
        }

        sines.CopyTo(slopes);
    }
}
