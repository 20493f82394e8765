using System.Numerics;
using Inflaton.Numerics.Fourier;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

/// <summary>
/// A classical draw of a free field's vacuum on a lattice: ⟨|φ_n|²⟩ = 1/(2ωV) and ⟨|φ̇_n|²⟩ = ω/(2V) with ω² = k_lat² + m² and the comoving
/// volume V, the two independent and Gaussian; ħ = 1, a = 1. The zero mode is left out. Source: Felder and Tkachev, arXiv:hep-ph/0011159.
/// </summary>
/// <param name="Mass">m ≥ 0.</param>
/// <param name="Cutoff">Largest k_lat that fluctuates, above 0; infinite for all that the lattice holds.</param>
/// <param name="Seed">Any number; the same seed draws the same field.</param>
/// <param name="Amplitude">A factor before the field and its velocity, positive; 1 for the vacuum.</param>
public sealed record VacuumFluctuations(double Mass, double Cutoff, ulong Seed, double Amplitude = 1)
{
    /// <summary>Draws φ and φ̇.</summary>
    /// <param name="grid">The lattice.</param>
    public (double[] Field, double[] Velocity) Draw(LatticeGrid grid)
    {
        double[] normals = new double[4 * grid.Sites];
        new CounterStream(Seed, 0).FillNormal(normals);
        double[] field = new double[grid.Sites], velocity = new double[grid.Sites];
        Complex[] modes = new Complex[grid.Sites], rates = new Complex[grid.Sites];
        int[] mode = new int[grid.Dimensions];
        for (int site = 0; site < grid.Sites; site++)
        {
            grid.ModeOf(site, mode);
            double square = grid.WaveNumberSquared(mode);
            if (square == 0 || Math.Sqrt(square) > Cutoff)
            {
                continue;
            }

            double frequency = Math.Sqrt(square + (Mass * Mass)), size = Amplitude / Math.Sqrt(2 * frequency * grid.Volume);
            modes[site] = size * new Complex(normals[4 * site], normals[(4 * site) + 1]);
            rates[site] = size * frequency * new Complex(normals[(4 * site) + 2], normals[(4 * site) + 3]);
        }

        HalfSpectrum half = new(grid.Shape);
        RealFourierTransform transform = new(WorkerTeam.Single, grid.Shape);
        RealPart(modes, half, transform, field);
        RealPart(rates, half, transform, velocity);
        return (field, velocity);
    }

    /// <summary>
    /// The real part of independent complex waves, mode by mode: a real field of the variance that is asked for, its modes being (z_n
    /// + z*_{−n})/2.
    /// </summary>
    private static void RealPart(Complex[] waves, HalfSpectrum half, RealFourierTransform transform, double[] field)
    {
        IReadOnlyList<int> shape = half.Shape;
        for (int row = 0; row < half.Rows; row++)
        {
            int mirrored = 0;
            for (int axis = shape.Count - 2, rest = row, stride = 1; axis >= 0; axis--, stride *= shape[axis + 1])
            {
                (rest, int n) = Math.DivRem(rest, shape[axis]);
                mirrored += (n == 0 ? 0 : shape[axis] - n) * stride;
            }

            for (int k = 0; k < half.Columns; k++)
            {
                Complex one = waves[(row * half.RowLength) + k],
                other = waves[(mirrored * half.RowLength) + (k == 0 ? 0 : half.RowLength - k)];
                half.Real(row)[k] = 0.5 * (one.Real + other.Real);
                half.Imaginary(row)[k] = 0.5 * (one.Imaginary - other.Imaginary);
            }
        }

        transform.Inverse(half);
        for (int row = 0; row < half.Rows; row++)
        {
            half.Values(row).CopyTo(field.AsSpan(row * half.RowLength));
        }
    }
}
