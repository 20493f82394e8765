using System.Numerics;
using Inflaton.Numerics.Fourier;

namespace Inflaton.Lattice;

/// <summary>Fourier modes of fields on a periodic lattice: φ_n = (1/N) Σ_x φ(x) e^{−ikx}, so that φ(x) = Σ_n φ_n e^{ikx}.</summary>
public static class LatticeSpectrum
{
    /// <summary>φ_n of all modes, in the order of the transform: 0, 1, …, −2, −1 along each axis.</summary>
    /// <param name="grid">The lattice.</param>
    /// <param name="field">φ, one component, length N.</param>
    /// <exception cref="ArgumentException">The field has another length.</exception>
    public static Complex[] Modes(LatticeGrid grid, ReadOnlySpan<double> field)
    {
        Complex[] modes = new Complex[field.Length];
        for (int i = 0; i < modes.Length; i++)
        {
            modes[i] = field[i] / field.Length;
        }

        FourierTransform.Transform(modes, grid.Shape);
        return modes;
    }

    /// <summary>φ of its modes; their imaginary parts must belong to a real field.</summary>
    /// <param name="grid">The lattice.</param>
    /// <param name="modes">φ_n, as <see cref="Modes"/> gives them; overwritten.</param>
    /// <param name="field">Receives φ, length N.</param>
    public static void Field(LatticeGrid grid, Complex[] modes, Span<double> field)
    {
        FourierTransform.Transform(modes, grid.Shape, isInverse: true);
        for (int i = 0; i < modes.Length; i++)
        {
            field[i] = modes[i].Real;
        }
    }

    /// <summary>⟨|φ_n|²⟩ over the modes whose |n| rounds to the same whole number: (k_lat, power, how many), from |n| = 0.</summary>
    /// <param name="grid">The lattice.</param>
    /// <param name="field">φ, one component, length N.</param>
    public static IReadOnlyList<(double WaveNumber, double Power, int Count)> Power(LatticeGrid grid, ReadOnlySpan<double> field)
    {
        Complex[] modes = Modes(grid, field);
        int[] mode = new int[grid.Dimensions];
        int shells = 1 + (int)Math.Round(Math.Sqrt(grid.Shape.Sum(sites => Math.Pow(sites / 2, 2))));
        var bins = new (double WaveNumber, double Power, int Count)[shells];
        for (int site = 0; site < modes.Length; site++)
        {
            grid.ModeOf(site, mode);
            ref var bin = ref bins[(int)Math.Round(Math.Sqrt(mode.Sum(n => (double)n * n)))];
            double size = modes[site].Magnitude;
            bin = (bin.WaveNumber + Math.Sqrt(grid.WaveNumberSquared(mode)), bin.Power + (size * size), bin.Count + 1);
        }

        return [.. bins.Where(bin => bin.Count > 0).Select(bin => (bin.WaveNumber / bin.Count, bin.Power / bin.Count, bin.Count))];
    }
}
