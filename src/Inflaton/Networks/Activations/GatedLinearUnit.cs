using System.Numerics.Tensors;

namespace Inflaton.Networks.Activations;

/// <summary>A linear unit behind a smooth gate, φ(z) = z g(z) and φ'(z) = g(z) + z g'(z).</summary>
public abstract class GatedLinearUnit : Activation
{
    private const int Block = 256;

    /// <inheritdoc/>
    public sealed override void Evaluate(ReadOnlySpan<double> preactivations, Span<double> values, Span<double> slopes)
    {
        CheckLengths<double>(preactivations, values, slopes);
        Span<double> gate = stackalloc double[Block];
        Span<double> gateSlope = stackalloc double[Block];
        for (int first = 0; first < preactivations.Length; first += Block)
        {
            int count = Math.Min(Block, preactivations.Length - first);
            ReadOnlySpan<double> z = preactivations.Slice(first, count);
            Gate(z, gate[..count], gateSlope[..count]);
            TensorPrimitives.MultiplyAdd(z, gateSlope[..count], gate[..count], slopes.Slice(first, count));
            TensorPrimitives.Multiply(z, gate[..count], values.Slice(first, count));
        }
    }

    /// <summary>g and g' of many pre-activations, each element's bits depending on that element alone.</summary>
    /// <param name="preactivations">z.</param>
    /// <param name="gate">Receives g(z), same length.</param>
    /// <param name="slope">Receives g'(z), same length.</param>
    protected abstract void Gate(ReadOnlySpan<double> preactivations, Span<double> gate, Span<double> slope);
}
