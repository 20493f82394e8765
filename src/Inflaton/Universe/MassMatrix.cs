using System.Numerics.Tensors;

namespace Inflaton.Universe;

/// <summary>
/// The mass matrix of the fields' fluctuations in units of H², M_AB = V_;AB/H² + R_ACBD φ_C'φ_D' + (V_A φ_B' + V_B φ_A')/H² +
/// (3−ε)φ_A'φ_B', in an orthonormal frame. In a prescribed expansion fluctuations do not curve space, and the last terms are missing.
/// </summary>
internal sealed class MassMatrix(Cosmology cosmology)
{
    private readonly int fields = cosmology.Fields;

    /// <summary>φ' = dφ/dN in the frame.</summary>
    public double[] Velocity { get; } = new double[cosmology.Fields];

    /// <summary>∂V/∂φ in the frame.</summary>
    public double[] Slope { get; } = new double[cosmology.Fields];

    /// <summary>M, C × C.</summary>
    public double[] Entries { get; } = new double[cosmology.Fields * cosmology.Fields];

    /// <summary>Computes all at a state.</summary>
    /// <param name="field">φ, length C.</param>
    /// <param name="velocity">dφ/dN, length C.</param>
    /// <param name="squaredHubble">H².</param>
    /// <param name="epsilon">ε.</param>
    /// <param name="frame">e_A^I, C × C, a vector a row; of no matter where the space of the fields is flat.</param>
    public void Compute(
        ReadOnlySpan<double> field, ReadOnlySpan<double> velocity, double squaredHubble, double epsilon, ReadOnlySpan<double> frame)
    {
        velocity.CopyTo(Velocity);
        cosmology.Potential.Gradient(field, Slope);
        cosmology.Potential.Hessian(field, Entries);
        if (cosmology.Space is { } space)
        {
            Bring(space, field, velocity, squaredHubble, frame);
        }

        bool gravitates = cosmology.Expansion.IsSelfConsistent;
        for (int a = 0; a < fields; a++)
        {
            for (int b = a; b < fields; b++)
            {
                double entry = Entries[(a * fields) + b] / squaredHubble;
                if (gravitates)
                {
                    entry += (((Slope[a] * Velocity[b]) + (Slope[b] * Velocity[a])) / squaredHubble)
                        + ((3 - epsilon) * Velocity[a] * Velocity[b]);
                }

                Entries[(a * fields) + b] = Entries[(b * fields) + a] = entry;
            }
        }
    }

    /// <summary>e_A^I w_I.</summary>
    public static void Along(ReadOnlySpan<double> frame, ReadOnlySpan<double> covector, Span<double> components)
    {
        int fields = covector.Length;
        for (int a = 0; a < fields; a++)
        {
            components[a] = TensorPrimitives.Dot(frame.Slice(a * fields, fields), covector);
        }
    }

    /// <summary>Brings φ', ∂V/∂φ and V_;IJ into the frame, the latter with what the curvature of the fields' space adds.</summary>
    private void Bring(
        FieldSpace space, ReadOnlySpan<double> field, ReadOnlySpan<double> velocity, double squaredHubble, ReadOnlySpan<double> frame)
    {
        double[] tide = new double[fields * fields], part = new double[fields];
        space.Tide(field, velocity, tide);
        space.Covariant(field, Slope, Entries);
        for (int i = 0; i < tide.Length; i++)
        {
            tide[i] = Entries[i] + (squaredHubble * tide[i]);
        }

        // The matrix is symmetric: its rows along the frame, then the rows of that turned over.
        for (int turn = 0; turn < 2; turn++)
        {
            for (int row = 0; row < fields; row++)
            {
                Along(frame, tide.AsSpan(row * fields, fields), part);
                for (int a = 0; a < fields; a++)
                {
                    Entries[(a * fields) + row] = part[a];
                }
            }

            Entries.CopyTo(tide, 0);
        }

        space.Components(field, frame, velocity, Velocity);
        Slope.CopyTo(part, 0);
        Along(frame, part, Slope);
    }
}
