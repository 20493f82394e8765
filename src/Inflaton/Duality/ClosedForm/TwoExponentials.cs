using System.Numerics.Tensors;
using Inflaton.Numerics.Functions;

namespace Inflaton.Duality.ClosedForm;

/// <summary>
/// x(k) − 1 of a mode with two decay rates, A(e^{ak} − 1) + B(e^{bk} − 1), or of one that rings, e^{dk}(cos ωk + C sin ωk) − 1: at many
/// epochs at once.
/// </summary>
internal readonly struct TwoExponentials
{
    private const int Block = 256;

    private readonly bool rings;
    private readonly double first;
    private readonly double firstRate;
    private readonly double second;
    private readonly double secondRate;

    private TwoExponentials(bool rings, double first, double firstRate, double second, double secondRate) =>
        (this.rings, this.first, this.firstRate, this.second, this.secondRate) = (rings, first, firstRate, second, secondRate);

    /// <summary>A(e^{ak} − 1) + B(e^{bk} − 1).</summary>
    public static TwoExponentials Relaxing(double a, double aRate, double b, double bRate) => new(false, a, aRate, b, bRate);

    /// <summary>e^{dk}(cos ωk + C sin ωk) − 1.</summary>
    public static TwoExponentials Ringing(double decay, double frequency, double sine) => new(true, sine, decay, 0, frequency);

    public void Evaluate(ReadOnlySpan<double> epochs, Span<double> displacements)
    {
        Span<double> other = stackalloc double[Block], angle = stackalloc double[Block];
        for (int start = 0; start < epochs.Length; start += Block)
        {
            int count = Math.Min(Block, epochs.Length - start);
            ReadOnlySpan<double> k = epochs.Slice(start, count);
            Span<double> x = displacements.Slice(start, count), y = other[..count], z = angle[..count];
            TensorPrimitives.Multiply(k, firstRate, x);
            if (rings)
            {
                TensorPrimitives.Multiply(k, secondRate, z);
                SineCosine.Evaluate(z, y, z);
                TensorPrimitives.MultiplyAdd(y, first, z, y);
                Exponential.Evaluate(x, x);
                TensorPrimitives.Multiply(x, y, x);
                TensorPrimitives.Subtract(x, 1, x);
                continue;
            }

            Exponential.EvaluateMinusOne(x, x);
            TensorPrimitives.Multiply(x, first, x);
            if (second != 0)
            {
                TensorPrimitives.Multiply(k, secondRate, y);
                Exponential.EvaluateMinusOne(y, y);
                TensorPrimitives.MultiplyAdd(y, second, x, x);
            }
        }
    }
}
