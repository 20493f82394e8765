using System.Numerics;

namespace Inflaton.Networks.Activations;

/// <summary>Rectified linear unit, φ(z) = max(z, 0); φ'(0) = 0. What is not a number stays so.</summary>
public sealed class Relu : Activation
{
    /// <inheritdoc/>
    public override string Name => "relu";

    /// <inheritdoc/>
    public override bool IsSmooth => false;

    /// <inheritdoc/>
    public override double Value(double z) => z <= 0 ? 0 : z;

    /// <inheritdoc/>
    public override double Slope(double z) => z > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override double Curvature(double z) => 0;

    /// <inheritdoc/>
    public override double ThirdDerivative(double z) => 0;

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes) =>
        Rectify(preactivations, values, slopes);

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<float> preactivations, Span<float> values, Span<float> slopes) =>
        Rectify(preactivations, values, slopes);

    private static void Rectify<T>(ReadOnlySpan<T> preactivations, Span<T> values, Span<T> slopes)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        CheckLengths(preactivations, values, slopes);
        int i = 0;
        for (; i <= preactivations.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            Vector<T> z = new(preactivations[i..]);
            var positive = Vector.GreaterThan(z, Vector<T>.Zero);
            Vector.ConditionalSelect(Vector.LessThanOrEqual(z, Vector<T>.Zero), Vector<T>.Zero, z).CopyTo(values[i..]);
            Vector.ConditionalSelect(positive, Vector<T>.One, Vector<T>.Zero).CopyTo(slopes[i..]);
        }

        for (; i < preactivations.Length; i++)
        {
            T z = preactivations[i];
            values[i] = z <= T.Zero ? T.Zero : z;
            slopes[i] = z > T.Zero ? T.One : T.Zero;
        }
    }
}
