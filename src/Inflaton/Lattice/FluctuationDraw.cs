using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.Fourier;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Lattice;

/// <summary>
/// Draws fluctuations onto fields of a cubic lattice. Each wave vector has numbers of its own, of the seed and the whole numbers n: two complex Gaussian
/// waves, one that moves to the left and one to the right, so that φ and φ̇ are independent and both real. A lattice of the same L with more sites has the
/// very numbers of a smaller one for all waves below its N/2; amplitudes differ by k_lat. The bits are the same for any number of threads.
/// </summary>
public sealed class FluctuationDraw : IWork
{
    private const ulong Name = 0x6C617474696365;
    private const int Offset = 1 << 20;

    private readonly LatticeGrid grid;
    private readonly WorkerTeam team;
    private readonly HalfSpectrum buffer;
    private readonly RealFourierTransform transform;
    private readonly int sites;
    private readonly double[] waves;
    private Fluctuations kind = new VacuumState(0);
    private double massSquared;
    private double share;
    private int component;
    private bool isVelocity;

    /// <summary>Makes ready to draw.</summary>
    /// <param name="grid">A lattice of one to three dimensions with as many sites along each axis, below 2²⁰.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">The axes differ, or there are more than three.</exception>
    public FluctuationDraw(LatticeGrid grid, WorkerTeam team)
    {
        sites = grid.Shape[0];
        if (grid.Dimensions > 3 || grid.Shape.Any(length => length != sites) || sites >= 2 * Offset)
        {
            throw new ArgumentException($"Fluctuations are drawn on lattices of one to three equal axes, not [{string.Join(", ", grid.Shape)}].", nameof(grid));
        }

        this.grid = grid;
        this.team = team;
        buffer = new HalfSpectrum(grid.Shape);
        transform = new RealFourierTransform(team, grid.Shape);
        waves = SpectrumBins.Waves(grid);
    }

    /// <summary>The masses of small fluctuations, ∂²V/∂φ_c∂φ_d at one value of the fields.</summary>
    /// <param name="potential">V of these fields.</param>
    /// <param name="mean">The fields, C values.</param>
    public static Matrix<double> MassMatrix(Potential potential, ReadOnlySpan<double> mean)
    {
        int fields = mean.Length;
        double[] direction = new double[fields], column = new double[fields], values = new double[fields * fields];
        for (int c = 0; c < fields; c++)
        {
            Array.Clear(direction);
            direction[c] = 1;
            potential.CurvatureProduct(mean, direction, column);
            for (int d = 0; d < fields; d++)
            {
                values[(d * fields) + c] = column[d];
            }
        }

        return new Matrix<double>(fields, fields, values);
    }

    /// <summary>The two complex waves of one wave vector, right-moving and left-moving, with ⟨|f|²⟩ = 1; functions of the arguments and of nothing else.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="field">Number of the field, or of the mode of mass.</param>
    /// <param name="wave">n, one to three whole numbers, each below 2²⁰ in size, the first that is not 0 positive.</param>
    public static (Complex Right, Complex Left) UnitWaves(ulong seed, int field, params ReadOnlySpan<int> wave)
    {
        ulong label = 0;
        foreach (int n in wave)
        {
            label = (label << 21) + (ulong)(n + Offset);
        }

        CounterStream named = new CounterStream(seed, 0).Substream(Name), stream = new(named.Seed, named.Stream + label);
        Span<double> normals = stackalloc double[4];
        stream.FillNormal(normals, 4 * (ulong)field);
        return (new Complex(normals[0], normals[1]) * Half, new Complex(normals[2], normals[3]) * Half);
    }

    private static readonly double Half = Math.Sqrt(0.5);

    /// <summary>
    /// Adds a draw to fields and to their velocities, at a = 1. The mass matrix is diagonalised, and its modes are drawn independently; for one that is
    /// diagonal already field c takes the numbers of c. A negative m² counts as 0: no free vacuum has such waves, and those of before the instability are massless.
    /// </summary>
    /// <param name="fluctuations">What to draw.</param>
    /// <param name="masses">C × C, symmetric.</param>
    /// <param name="fields">Receive it; their momenta are φ̇.</param>
    /// <returns>Whether a negative m² was counted as 0.</returns>
    /// <exception cref="ArgumentException">The masses are not those of so many fields or not finite, or the fields are on another lattice.</exception>
    public bool Add(Fluctuations fluctuations, Matrix<double> masses, LatticeFields fields)
    {
        int count = fields.Components;
        if (masses.Rows != count || masses.Columns != count || !masses.Values.All(double.IsFinite))
        {
            throw new ArgumentException($"A finite matrix of masses of {count} fields is wanted, not {masses.Rows} × {masses.Columns}.", nameof(masses));
        }

        if (!fields.Grid.Shape.SequenceEqual(grid.Shape) || fields.Grid.Spacing != grid.Spacing)
        {
            throw new ArgumentException("The fields are on another lattice.", nameof(fields));
        }

        double[] squares = new double[count], directions = new double[count * count];
        Diagonalise(masses, squares, directions);
        kind = fluctuations;
        share = grid.Volume / Math.Max(Drawn(fluctuations.Cutoff), 1);
        double[] row = new double[sites];
        for (component = 0; component < count; component++)
        {
            massSquared = Math.Max(squares[component], 0);
            foreach (bool velocity in new[] { false, true })
            {
                isVelocity = velocity;
                team.Run(this, buffer.Rows);
                transform.Inverse(buffer, 1 / Math.Sqrt(grid.Volume));
                for (int c = 0; c < count; c++)
                {
                    AddTo(fields, c, directions[(c * count) + component], row);
                }
            }
        }

        return squares.Any(square => square < 0);
    }

    void IWork.Execute(int part, int worker)
    {
        Span<int> wave = stackalloc int[grid.Dimensions], own = stackalloc int[grid.Dimensions];
        Span<double> real = buffer.Real(part), imaginary = buffer.Imaginary(part);
        for (int axis = grid.Dimensions - 2, rest = part; axis >= 0; axis--)
        {
            (rest, int n) = Math.DivRem(rest, sites);
            wave[axis] = 2 * n > sites ? n - sites : n;
        }

        double unit = 2 * Math.PI / (sites * grid.Spacing);
        for (int k = 0; k < real.Length; k++)
        {
            wave[^1] = k;
            (real[k], imaginary[k]) = (0, 0);
            double square = 0, length = 0;
            foreach (int n in wave)
            {
                square += waves[Math.Abs(n)];
                length += (double)n * n;
            }

            if (length == 0 || unit * Math.Sqrt(length) > kind.Cutoff)
            {
                continue;
            }

            // Of k and −k, which are conjugates, one has numbers; waves that are both are real.
            int sign = 0;
            foreach (int n in wave)
            {
                sign = sign != 0 || n == 0 || 2 * n == sites ? sign : Math.Sign(n);
            }

            for (int axis = 0; axis < wave.Length; axis++)
            {
                own[axis] = sign < 0 && 2 * wave[axis] != sites ? -wave[axis] : wave[axis];
            }

            (Complex right, Complex left) = UnitWaves(kind.Seed, component, own);
            Complex sum = (right + left) * Half, difference = (right - left) * Complex.ImaginaryOne * Half;
            if (sign == 0)
            {
                (sum, difference) = ((right.Real + left.Real), (right.Real - left.Real));
            }

            (double a, double b, double c) = kind.Wave(Math.Sqrt(square + massSquared), share);
            Complex value = isVelocity ? (b * sum) + (c * difference) : a * sum;
            (real[k], imaginary[k]) = (value.Real, sign < 0 ? -value.Imaginary : value.Imaginary);
        }
    }

    private void AddTo(LatticeFields fields, int c, double weight, double[] row)
    {
        if (weight == 0)
        {
            return;
        }

        for (int i = 0; i < buffer.Rows; i++)
        {
            if (isVelocity)
            {
                fields.CopyMomentum(c, row, i * sites);
            }
            else
            {
                fields.CopyField(c, row, i * sites);
            }

            TensorPrimitives.MultiplyAdd(buffer.Values(i), weight, row, row);
            if (isVelocity)
            {
                fields.SetMomentum(c, row, i * sites);
            }
            else
            {
                fields.SetField(c, row, i * sites);
            }
        }
    }

    private void Diagonalise(Matrix<double> masses, double[] squares, double[] directions)
    {
        int count = masses.Rows;
        bool isDiagonal = true;
        for (int i = 0; i < count * count; i++)
        {
            isDiagonal &= i / count == i % count || masses.Values[i] == 0;
        }

        if (isDiagonal)
        {
            for (int c = 0; c < count; c++)
            {
                squares[c] = masses.Values[(c * count) + c];
                directions[(c * count) + c] = 1;
            }

            return;
        }

        SymmetricEigen eigen = SymmetricEigen.Decompose(masses, WorkerTeam.Single);
        eigen.Values.CopyTo(squares, 0);
        eigen.Vectors.Values.CopyTo(directions, 0);
    }

    /// <summary>Wave vectors up to the cut-off, but for 0.</summary>
    private double Drawn(double cutoff)
    {
        double unit = 2 * Math.PI / (sites * grid.Spacing), drawn = 0;
        int half = sites / 2;
        for (int i = grid.Dimensions < 3 ? half : 0; i <= half; i++)
        {
            for (int j = grid.Dimensions < 2 ? half : 0; j <= half; j++)
            {
                for (int k = 0; k <= half; k++)
                {
                    int a = grid.Dimensions < 3 ? 0 : i, b = grid.Dimensions < 2 ? 0 : j;
                    double length = Math.Sqrt(((double)a * a) + ((double)b * b) + ((double)k * k));
                    drawn += length > 0 && unit * length <= cutoff
                        ? (double)SpectrumBins.Images(a, sites) * SpectrumBins.Images(b, sites) * SpectrumBins.Images(k, sites)
                        : 0;
                }
            }
        }

        return drawn;
    }
}
