using Inflaton.Numerics.Fourier;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

/// <summary>
/// A classical draw of the vacuum around a mean field: ⟨|φ_k|²⟩ = L^D/2ω and ⟨|φ̇_k|²⟩ = L^Dω/2 with ω² = k_lat² + m², field and velocity independent and
/// Gaussian, as waves to the left and to the right make them; ħ = 1, a = 1. The zero mode stays that of the mean. Every wave vector has random numbers of its own,
/// by the seed, the component and the whole numbers n of k = 2πn/L, so that a finer lattice of the same length has the same waves and more. Source: Felder and Tkachev,
/// arXiv:hep-ph/0011159.
/// </summary>
/// <param name="Cutoff">Largest k = 2π|n|/L that fluctuates, above 0.</param>
/// <param name="Seed">Any number; the same seed draws the same field.</param>
/// <param name="Amplitude">A factor before field and velocity, positive; 1 for the vacuum.</param>
public sealed record LatticeVacuum(double Cutoff, ulong Seed, double Amplitude = 1)
{
    private const int Offset = 1 << 19;
    private const ulong Room = 1 << 20;

    /// <summary>Sets one component of the fields, and its velocity as momentum.</summary>
    /// <param name="fields">The fields, on a lattice with as many sites along each axis.</param>
    /// <param name="component">c.</param>
    /// <param name="mean">⟨φ⟩.</param>
    /// <param name="velocity">⟨φ̇⟩.</param>
    /// <param name="massSquared">m²; where it is negative, ω = k_lat.</param>
    /// <param name="team">Threads. Results do not depend on it.</param>
    public void Draw(LatticeFields fields, int component, double mean, double velocity, double massSquared, WorkerTeam team)
    {
        LatticeGrid grid = fields.Grid;
        HalfSpectrum half = new(grid.Shape);
        RealFourierTransform transform = new(team, grid.Shape);
        Fill(grid, half, component, massSquared, isVelocity: false);
        transform.Inverse(half);
        Each(half, row => fields.SetField(component, Shifted(half.Values(row), mean), row * half.RowLength));
        half.Clear();
        Fill(grid, half, component, massSquared, isVelocity: true);
        transform.Inverse(half);
        Each(half, row => fields.SetMomentum(component, Shifted(half.Values(row), velocity), row * half.RowLength));
    }

    private void Fill(LatticeGrid grid, HalfSpectrum half, int component, double massSquared, bool isVelocity)
    {
        CounterStream stream = new(Seed, (ulong)component);
        int dimensions = grid.Dimensions, sites = half.RowLength;
        double unit = 2 * Math.PI / (sites * grid.Spacing);
        long most = (long)Math.Min(Math.Floor(Cutoff / unit * (Cutoff / unit) * (1 + 1e-12)), long.MaxValue / 2);
        Span<int> wave = stackalloc int[dimensions];
        Span<double> normals = stackalloc double[4];
        for (int row = 0; row < half.Rows; row++)
        {
            for (int axis = dimensions - 2, rest = row; axis >= 0; axis--)
            {
                (rest, int n) = Math.DivRem(rest, grid.Shape[axis]);
                wave[axis] = 2 * n > grid.Shape[axis] ? n - grid.Shape[axis] : n;
            }

            for (int k = 0; k < half.Columns; k++)
            {
                wave[^1] = k;
                long square = 0;
                foreach (int n in wave)
                {
                    square += (long)n * n;
                }

                if (square == 0 || square > most)
                {
                    continue;
                }

                int sense = Sense(wave, sites);
                stream.FillNormal(normals, 4 * Index(wave, sense < 0, sites));
                double frequency = Math.Sqrt(grid.WaveNumberSquared(wave) + Math.Max(0, massSquared));
                double size = Amplitude / Math.Sqrt(2 * frequency * grid.Volume) * (isVelocity ? frequency : 1);
                (double real, double imaginary) = isVelocity ? (normals[2], normals[3]) : (normals[0], normals[1]);
                half.Real(row)[k] = size * (sense == 0 ? real : real / Math.Sqrt(2));
                half.Imaginary(row)[k] = size * sense * imaginary / Math.Sqrt(2);
            }
        }
    }

    /// <summary>Which of n and −n carries the numbers: 1 this one, −1 the other, whose conjugate this is, 0 where they are the same wave. n = N/2 is −N/2.</summary>
    private static int Sense(ReadOnlySpan<int> wave, int sites)
    {
        for (int axis = wave.Length - 1; axis >= 0; axis--)
        {
            if (wave[axis] != 0 && 2 * Math.Abs(wave[axis]) != sites)
            {
                return Math.Sign(wave[axis]);
            }
        }

        return 0;
    }

    private static ulong Index(ReadOnlySpan<int> wave, bool isMirrored, int sites)
    {
        ulong index = 0;
        foreach (int n in wave)
        {
            int own = isMirrored && 2 * Math.Abs(n) != sites ? -n : n;
            index = (index * Room) + (ulong)(own + Offset);
        }

        return index;
    }

    private static void Each(HalfSpectrum half, Action<int> use)
    {
        for (int row = 0; row < half.Rows; row++)
        {
            use(row);
        }
    }

    private static ReadOnlySpan<double> Shifted(Span<double> values, double mean)
    {
        foreach (ref double value in values)
        {
            value += mean;
        }

        return values;
    }
}
