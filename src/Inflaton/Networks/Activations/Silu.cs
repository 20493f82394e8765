using System.Numerics.Tensors;
using Inflaton.Numerics.Functions;

namespace Inflaton.Networks.Activations;

/// <summary>Sigmoid-weighted linear unit (swish), φ(z) = z σ(z) with the logistic function σ. Source: Elfwing, Uchibe, Doya, Neural Networks 107 (2018) 3.</summary>
public sealed class Silu : Activation
{
    /// <inheritdoc/>
    public override string Name => "silu";

    /// <inheritdoc/>
    public override double Value(double z) => z * Logistic.Evaluate(z);

    /// <inheritdoc/>
    public override double Slope(double z) => Logistic.Evaluate(z) * (1 + (z * Logistic.Evaluate(-z)));

    /// <inheritdoc/>
    public override double Curvature(double z) => Logistic.Evaluate(z) * Logistic.Evaluate(-z) * (2 + (z * (Logistic.Evaluate(-z) - Logistic.Evaluate(z))));

    /// <inheritdoc/>
    public override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths<double>(preactivations, values, slopes);
        const int block = 256;
        Span<double> sigmoid = stackalloc double[block];
        Span<double> sigmoidSlope = stackalloc double[block];
        for (int first = 0; first < preactivations.Length; first += block)
        {
            int count = Math.Min(block, preactivations.Length - first);
            ReadOnlySpan<double> z = preactivations.Slice(first, count);
            Logistic.EvaluateWithDerivative(z, sigmoid[..count], sigmoidSlope[..count]);
            TensorPrimitives.MultiplyAdd(z, sigmoidSlope[..count], sigmoid[..count], slopes.Slice(first, count));
            TensorPrimitives.Multiply(z, sigmoid[..count], values.Slice(first, count));
        }
    }
}
