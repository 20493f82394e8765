using System.Numerics.Tensors;
using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Universe;

/// <summary>How the path of several fields turns, and what masses their fluctuations have, along a background.</summary>
public sealed class PathGeometry
{
    private PathGeometry(int times, int fields)
    {
        TurnRate = new double[times];
        Masses = new double[times * fields];
        EntropyMass = fields == 2 ? new double[times] : [];
    }

    /// <summary>
    /// ω, radians in an e-fold (in units of H) by which φ' turns: of two fields positive to the left, of more not negative. 0 for one
    /// field, and NaN where the fields are at rest.
    /// </summary>
    public double[] TurnRate { get; }

    /// <summary>
    /// Eigenvalues of the mass matrix in units of H², ascending, times × C: with V_;IJ, the curvature of the fields' space, and what
    /// gravity adds.
    /// </summary>
    public double[] Masses { get; }

    /// <summary>
    /// Of two fields, the effective mass squared of the entropy perturbation outside the horizon in units of H², M_ss + 3ω²; empty
    /// otherwise, and NaN where the fields are at rest.
    /// </summary>
    public double[] EntropyMass { get; }

    /// <summary>All of it at the times of a background.</summary>
    /// <param name="cosmology">The universe.</param>
    /// <param name="background">Its background.</param>
    public static PathGeometry Of(Cosmology cosmology, Background background)
    {
        int fields = cosmology.Fields, times = background.Times.Length;
        PathGeometry path = new(times, fields);
        MassMatrix mass = new(cosmology);
        double[] frame = new double[fields * fields], velocity = new double[fields];
        for (int i = 0; i < times; i++)
        {
            double hubble = background.Hubble[i];
            ReadOnlySpan<double> field = background.Field.At(i);
            cosmology.Space?.Frame(field, frame);
            TensorPrimitives.Divide(background.Velocity.At(i), hubble, velocity);
            mass.Compute(field, velocity, hubble * hubble, background.Epsilon[i], frame);
            path.TurnRate[i] = Turn(mass.Velocity, mass.Slope, hubble * hubble);
            if (fields == 2)
            {
                path.EntropyMass[i] = Entropy(mass.Velocity, mass.Entries, path.TurnRate[i]);
            }

            JacobiRotations.Eigenvalues(mass.Entries, fields, path.Masses.AsSpan(i * fields, fields));
        }

        return path;
    }

    /// <summary>ω = |V_⊥|/(H²|φ'|), with its sign for two fields.</summary>
    /// <param name="velocity">φ' in an orthonormal frame.</param>
    /// <param name="slope">∂V/∂φ there.</param>
    /// <param name="squaredHubble">H².</param>
    internal static double Turn(ReadOnlySpan<double> velocity, ReadOnlySpan<double> slope, double squaredHubble)
    {
        double squared = TensorPrimitives.Dot(velocity, velocity);
        if (velocity.Length == 2)
        {
            return ((velocity[1] * slope[0]) - (velocity[0] * slope[1])) / (squared * squaredHubble);
        }

        double along = TensorPrimitives.Dot(velocity, slope) / squared, sum = 0;
        for (int i = 0; i < velocity.Length; i++)
        {
            double across = slope[i] - (along * velocity[i]);
            sum += across * across;
        }

        return velocity.Length == 1 ? (squared == 0 ? double.NaN : 0) : Math.Sqrt(sum / squared) / squaredHubble;
    }

    /// <summary>M_ss + 3ω² of two fields.</summary>
    /// <param name="velocity">φ' in an orthonormal frame.</param>
    /// <param name="mass">M there.</param>
    /// <param name="turn">ω.</param>
    internal static double Entropy(ReadOnlySpan<double> velocity, ReadOnlySpan<double> mass, double turn)
    {
        double squared = TensorPrimitives.Dot(velocity, velocity);
        (double x, double y) = (velocity[0], velocity[1]);
        double across = (y * y * mass[0]) - (2 * x * y * mass[1]) + (x * x * mass[3]);
        return (across / squared) + (3 * turn * turn);
    }
}
