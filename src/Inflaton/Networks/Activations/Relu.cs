using System.Numerics;

namespace Inflaton.Networks.Activations;

/// <summary>Rectified linear unit, φ(z) = max(z, 0); φ'(0) = 0. What is not a number stays so.</summary>
public sealed class Relu : Activation
{
    /// <inheritdoc/>
    public override string Name => "relu";

    /// <inheritdoc/>
    public override double Value(double z) => z <= 0 ? 0 : z;

    /// <inheritdoc/>
    public override double Slope(double z) => z > 0 ? 1 : 0;

    /// <inheritdoc/>
    public override double Curvature(double z) => 0;

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths(preactivations, values, slopes);
        int i = 0;
        for (; i <= preactivations.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> z = new(preactivations[i..]);
            var positive = Vector.GreaterThan(z, Vector<double>.Zero);
            Vector.ConditionalSelect(Vector.LessThanOrEqual(z, Vector<double>.Zero), Vector<double>.Zero, z).CopyTo(values[i..]);
            Vector.ConditionalSelect(positive, Vector<double>.One, Vector<double>.Zero).CopyTo(slopes[i..]);
        }

        for (; i < preactivations.Length; i++)
        {
            double z = preactivations[i];
            values[i] = Value(z);
            slopes[i] = Slope(z);
        }
    }
}
