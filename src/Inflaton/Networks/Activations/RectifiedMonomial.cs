using System.Numerics;

namespace Inflaton.Networks.Activations;

/// <summary>
/// Rectified monomial, φ(z) = max(z, 0)ⁿ: the step for n = 0 (whose slope is 0 wherever it exists), relu for n = 1; φ'(0) = 0.
/// </summary>
public sealed class RectifiedMonomial : Activation
{
    /// <summary>Largest degree for which the kernel at infinite width is known to all digits.</summary>
    public const int LargestDegree = 12;

    /// <summary>A rectified monomial.</summary>
    /// <param name="degree">n, from 0 to <see cref="LargestDegree"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="degree"/> is outside that range.</exception>
    public RectifiedMonomial(int degree = 2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(degree);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, LargestDegree);
        Degree = degree;
    }

    /// <inheritdoc/>
    public override string Name => "rectified_monomial";

    /// <inheritdoc/>
    public override IReadOnlyList<double> Parameters => [Degree];

    /// <summary>n.</summary>
    public int Degree { get; }

    /// <inheritdoc/>
    public override bool IsSmooth => Degree > 1;

    /// <inheritdoc/>
    public override double Value(double z) => z <= 0 ? 0 : Degree == 0 ? 1 : z * Power(z);

    /// <inheritdoc/>
    public override double Slope(double z) => z <= 0 || Degree == 0 ? 0 : Degree * Power(z);

    /// <inheritdoc/>
    public override double Curvature(double z) => z <= 0 || Degree < 2 ? 0 : Degree * (Degree - 1) * Math.Pow(z, Degree - 2);

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) =>
        z <= 0 || Degree < 3 ? 0 : Degree * (Degree - 1) * (Degree - 2) * Math.Pow(z, Degree - 3);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths(preactivations, values, slopes);
        Vector<double> zero = Vector<double>.Zero, factor = new((double)Degree);
        int i = 0;
        for (; Degree > 0 && i <= preactivations.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> z = new(preactivations[i..]), power = Vector<double>.One;
            for (int k = 1; k < Degree; k++)
            {
                power *= z;
            }

            var negative = Vector.LessThanOrEqual(z, zero);
            Vector.ConditionalSelect(negative, zero, z * power).CopyTo(values[i..]);
            Vector.ConditionalSelect(negative, zero, factor * power).CopyTo(slopes[i..]);
        }

        for (; i < preactivations.Length; i++)
        {
            double z = preactivations[i];
            (values[i], slopes[i]) = (Value(z), Slope(z));
        }
    }

    /// <summary>z^{n−1}, multiplied as in a vector.</summary>
    private double Power(double z)
    {
        double power = 1;
        for (int k = 1; k < Degree; k++)
        {
            power *= z;
        }

        return power;
    }
}
