using System.Numerics;
using Inflaton.Networks.Activations;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>φ(z) = a e^{−bz²}: with R² = (1 + 2bq₁₁)(1 + 2bq₂₂) − 4b²q₁₂², K = a²/R and D = 4a²b²q₁₂/R³, at any variance.</summary>
public sealed class GaussianDual : DualActivation
{
    private readonly double amplitudeSquare;
    private readonly double doubleSharpness;

    /// <summary>Of a bell.</summary>
    /// <param name="activation">a e^{−bz²}.</param>
    public GaussianDual(Gaussian activation)
        : base(activation)
    {
        amplitudeSquare = activation.Amplitude * activation.Amplitude;
        doubleSharpness = 2 * activation.Sharpness;
    }

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        CorrelationAngle.Cosines(pairs, covariances);
        Vector<double> two = new(doubleSharpness), row = two * new Vector<double>(pairs.RowVariance), size = new(amplitudeSquare);
        Span<Vector<double>> values = Vectors(covariances), others = Vectors(slopes), sine = Vectors(sines);
        ReadOnlySpan<Vector<double>> columns = Vectors(pairs.ColumnVariances);
        for (int i = 0; i < values.Length; i++)
        {
            SaturatedPairs pair = new(row, two * columns[i], values[i], sine[i]);
            values[i] = size * (pair.RootOfBoth / Vector.SquareRoot(pair.Square));
            others[i] = two * values[i] * (pair.Correlation * (pair.RootOfBoth / pair.Square));
        }
    }
}
