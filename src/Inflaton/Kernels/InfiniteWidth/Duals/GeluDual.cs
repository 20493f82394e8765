using System.Numerics;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// φ(z) = zΦ(z): with p = q₁₁q₂₂, P = (1 + q₁₁)(1 + q₂₂), r = q₁₂/√P, δ = √(1 − r²) and α = atan(r/δ),
/// K = q₁₂/4 + [r²/(δ√P) + pδ/√P + q₁₂α]/2π and D = 1/4 + [α + (r/δ)(1/(Pδ²) + 1/(1 + q₁₁) + 1/(1 + q₂₂))]/2π, at any variance
/// (<see cref="SaturatedPairs"/>). Source: Tsuchida, Pearce, van der Heide, Roosta, Gallagher (2021).
/// </summary>
public sealed class GeluDual : DualActivation
{
    /// <summary>Of the unit.</summary>
    /// <param name="activation">zΦ(z).</param>
    public GeluDual(Gelu activation)
        : base(activation)
    {
    }

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        CorrelationAngle.Cosines(pairs, covariances);
        Vector<double> row = new(pairs.RowVariance), rowRoot = new(pairs.RowRoot), quarter = new(0.25), over = new(1 / (2 * Math.PI));
        Span<Vector<double>> values = Vectors(covariances), lengths = Vectors(slopes), angles = Vectors(sines);
        ReadOnlySpan<Vector<double>> columns = Vectors(pairs.ColumnVariances), roots = Vectors(pairs.ColumnRoots);
        for (int i = 0; i < values.Length; i++)
        {
            SaturatedPairs pair = new(row, columns[i], values[i], angles[i]);
            lengths[i] = Vector.SquareRoot(pair.Square);
            angles[i] = pair.Correlation;
        }

        ArcTangent.EvaluateAngle(sines, slopes, sines);
        for (int i = 0; i < values.Length; i++)
        {
            // The blurred correlation and p/P do not need the sine again.
            SaturatedPairs pair = new(row, columns[i], values[i], Vector<double>.Zero);
            Vector<double> q = rowRoot * roots[i] * values[i], r = pair.Correlation, length = lengths[i], angle = angles[i];
            Vector<double> curved = (r * r * (pair.RootOfBoth / length)) + (pair.Whole * pair.Whole * (length / pair.RootOfBoth));
            values[i] = (quarter * q) + (over * (curved + (q * angle)));
            lengths[i] = quarter + (over * (angle + (r / length * ((pair.A / length * (pair.B / length)) + pair.A + pair.B))));
        }
    }
}
