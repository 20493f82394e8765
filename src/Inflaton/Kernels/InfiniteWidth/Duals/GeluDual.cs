using System.Numerics;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// φ(z) = zΦ(z): with p = q₁₁q₂₂, P = (1 + q₁₁)(1 + q₂₂), Δ² = P − q₁₂² and α = atan(q₁₂/Δ),
/// K = q₁₂/4 + [(q₁₂² + pΔ²)/(PΔ) + q₁₂α]/2π and D = 1/4 + α/2π + (q₁₂/2πΔ)[1/Δ² + (1 − p)/P + 1].
/// Source: Tsuchida, Pearce, van der Heide, Roosta, Gallagher (2021).
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
        Vector<double> one = Vector<double>.One, quarter = new(0.25), over = new(1 / (2 * Math.PI));
        Vector<double> row = new(pairs.RowVariance);
        Span<Vector<double>> values = Vectors(covariances), angles = Vectors(slopes);
        ReadOnlySpan<Vector<double>> columns = Vectors(pairs.ColumnVariances);
        for (int i = 0; i < values.Length; i++)
        {
            Vector<double> q = values[i];
            angles[i] = Vector.SquareRoot(((one + row) * (one + columns[i])) - (q * q));
        }

        ArcTangent.EvaluateAngle(covariances, slopes, slopes);
        for (int i = 0; i < values.Length; i++)
        {
            Vector<double> q = values[i], angle = angles[i];
            Vector<double> p = row * columns[i], whole = (one + row) * (one + columns[i]);
            Vector<double> square = whole - (q * q), root = Vector.SquareRoot(square);
            values[i] = (quarter * q) + (over * ((((q * q) + (p * square)) / (whole * root)) + (q * angle)));
            angles[i] = quarter + (over * (angle + (q / root * ((one / square) + ((one - p) / whole) + one))));
        }
    }
}
