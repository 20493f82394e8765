using System.Numerics;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>φ(z) = a e^{bz}: K = a² e^{b²((q₁₁+q₂₂)/2 + q₁₂)}, D = b²K.</summary>
public sealed class ExponentialDual : DualActivation
{
    private readonly double amplitudeSquare;
    private readonly double rateSquare;

    /// <summary>Of a scaled exponential.</summary>
    /// <param name="activation">a e^{bz}.</param>
    public ExponentialDual(ScaledExponential activation)
        : base(activation)
    {
        amplitudeSquare = activation.Amplitude * activation.Amplitude;
        rateSquare = activation.Rate * activation.Rate;
    }

    internal override bool NeedsAngle => false;

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        Vector<double> square = new(rateSquare), half = new(0.5), row = new(pairs.RowVariance);
        Span<Vector<double>> values = Vectors(covariances), others = Vectors(slopes);
        ReadOnlySpan<Vector<double>> columns = Vectors(pairs.ColumnVariances);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = square * ((half * (row + columns[i])) + values[i]);
        }

        Exponential.Evaluate(covariances, covariances);
        Vector<double> size = new(amplitudeSquare);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= size;
            others[i] = square * values[i];
        }
    }
}
