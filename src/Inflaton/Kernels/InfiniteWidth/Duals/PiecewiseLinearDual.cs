using System.Numerics;
using Inflaton.Networks;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// φ(z) = a·min(z, 0) + b·max(z, 0), a kink at 0: relu (0, 1), leaky relu (a, 1), abs (−1, 1). With θ the angle between the inputs,
/// p = q₁₁q₂₂ and F = (a − b)²/2π: D = (a² + b²)/2 − Fθ, K = F√p sin θ + D q₁₂. Source: Cho, Saul (2009).
/// </summary>
public sealed class PiecewiseLinearDual : DualActivation
{
    private readonly double bend;
    private readonly double meanSquare;

    /// <summary>An activation with one kink.</summary>
    /// <param name="activation">φ, with these slopes.</param>
    /// <param name="negativeSlope">a, finite.</param>
    /// <param name="positiveSlope">b, finite.</param>
    public PiecewiseLinearDual(Activation activation, double negativeSlope, double positiveSlope)
        : base(activation)
    {
        (NegativeSlope, PositiveSlope) = (negativeSlope, positiveSlope);
        double difference = negativeSlope - positiveSlope;
        bend = difference * difference / (2 * Math.PI);
        meanSquare = ((negativeSlope * negativeSlope) + (positiveSlope * positiveSlope)) / 2;
    }

    /// <summary>a.</summary>
    public double NegativeSlope { get; }

    /// <summary>b.</summary>
    public double PositiveSlope { get; }

    internal override bool NeedsAngle => bend != 0;

    internal override bool CarriesAngle => true;

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        if (bend == 0)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(covariances, meanSquare, covariances);
            slopes.Fill(meanSquare);
            return;
        }

        CorrelationAngle.Cosines(pairs, covariances);
        System.Numerics.Tensors.TensorPrimitives.Abs(covariances, slopes);
        ArcTangent.EvaluateAngle(sines, slopes, slopes);
        Vector<double> zero = Vector<double>.Zero, one = Vector<double>.One, pi = new(Math.PI), rowRoot = new(pairs.RowRoot);
        Vector<double> mean = new(meanSquare), factor = new(bend), over = new(meanSquare == 0 ? 0 : 1 / meanSquare);
        Vector<double> product = new(NegativeSlope * PositiveSlope);
        Vector<double> halfSquare = new((NegativeSlope + PositiveSlope) * (NegativeSlope + PositiveSlope) / 2);
        ReadOnlySpan<Vector<double>> roots = Vectors(pairs.ColumnRoots);
        Span<Vector<double>> values = Vectors(covariances), angles = Vectors(slopes), sine = Vectors(sines);
        for (int i = 0; i < values.Length; i++)
        {
            Vector<double> c = values[i], s = sine[i], acute = angles[i];
            Vector<double> obtuse = Vector.LessThan(c, zero).As<long, double>();
            Vector<double> slope = mean - (factor * Vector.ConditionalSelect(obtuse, pi - acute, acute));
            values[i] = rowRoot * roots[i] * ((factor * s) + (slope * c));
            angles[i] = slope;

            // 1 − ρ of the activations without cancellation, from 1 − |cos θ| and sin α − α cos α of the acute angle α.
            Vector<double> size = Vector.Abs(c), distance = s * s / (one + size), lens = factor * (s - (acute * size));
            Vector<double> near = (mean * distance) - lens, far = halfSquare - (product * distance) - lens;
            sine[i] = CorrelationAngle.Sine(over * Vector.ConditionalSelect(obtuse, far, near));
        }
    }
}
