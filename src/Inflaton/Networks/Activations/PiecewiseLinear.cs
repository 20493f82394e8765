using System.Numerics;

namespace Inflaton.Networks.Activations;

/// <summary>Two lines that meet at 0, φ(z) = a·min(z, 0) + b·max(z, 0); φ'(0) = a.</summary>
public sealed class PiecewiseLinear : Activation
{
    /// <summary>An activation with one kink.</summary>
    /// <param name="negativeSlope">a, finite.</param>
    /// <param name="positiveSlope">b, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">A slope is not finite.</exception>
    public PiecewiseLinear(double negativeSlope = 0, double positiveSlope = 1)
    {
        NegativeSlope = CheckFinite(negativeSlope, nameof(negativeSlope));
        PositiveSlope = CheckFinite(positiveSlope, nameof(positiveSlope));
    }

    /// <inheritdoc/>
    public override string Name => "piecewise_linear";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Parameters => [NegativeSlope, PositiveSlope];

    /// <summary>a.</summary>
    public double NegativeSlope { get; }

    /// <summary>b.</summary>
    public double PositiveSlope { get; }

    /// <inheritdoc/>
    public override bool IsOdd => NegativeSlope == PositiveSlope;

    /// <inheritdoc/>
    public override bool IsSmooth => NegativeSlope == PositiveSlope;

    /// <inheritdoc/>
    public override double Value(double z) => z * Slope(z);

    /// <inheritdoc/>
    public override double Slope(double z) => z > 0 ? PositiveSlope : NegativeSlope;

    /// <inheritdoc/>
    public override double Curvature(double z) => 0;

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => 0;

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths(preactivations, values, slopes);
        Vector<double> negative = new(NegativeSlope), positive = new(PositiveSlope);
        int i = 0;
        for (; i <= preactivations.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> z = new(preactivations[i..]);
            Vector<double> slope = Vector.ConditionalSelect(Vector.GreaterThan(z, Vector<double>.Zero), positive, negative);
            (z * slope).CopyTo(values[i..]);
            slope.CopyTo(slopes[i..]);
        }

        for (; i < preactivations.Length; i++)
        {
            double z = preactivations[i];
            (values[i], slopes[i]) = (Value(z), Slope(z));
        }
    }
}
