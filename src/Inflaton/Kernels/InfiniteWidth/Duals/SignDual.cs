using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.Functions;

namespace Inflaton.Kernels.InfiniteWidth.Duals;

/// <summary>
/// φ(z) = sign z: K = 1 − 2θ/π with the angle θ between the inputs. D = 0: the slope that back-propagation sees vanishes wherever it
/// exists, so that only the read-out of such a network learns.
/// </summary>
public sealed class SignDual : DualActivation
{
    /// <summary>Of the sign.</summary>
    /// <param name="activation">sign z.</param>
    public SignDual(Sign activation)
        : base(activation)
    {
    }

    internal override bool NeedsAngle => true;

    internal override bool CarriesAngle => true;

    internal override void Apply(in DualPairs pairs, Span<double> covariances, Span<double> sines, Span<double> slopes)
    {
        CorrelationAngle.Cosines(pairs, covariances);
        TensorPrimitives.Abs(covariances, slopes);
        ArcTangent.EvaluateAngle(sines, slopes, slopes);
        Vector<double> one = Vector<double>.One, rate = new(2 / Math.PI), pi = new(Math.PI);
        Span<Vector<double>> values = Vectors(covariances), angles = Vectors(slopes), sine = Vectors(sines);
        for (int i = 0; i < values.Length; i++)
        {
            // 1 − ρ² = (2/π)² α(π − α) of the acute angle α.
            Vector<double> acute = angles[i], size = one - (rate * acute);
            values[i] = Vector.ConditionalSelect(Vector.LessThan(values[i], Vector<double>.Zero), -size, size);
            sine[i] = rate * Vector.SquareRoot(acute * (pi - acute));
        }

        slopes.Clear();
    }
}
