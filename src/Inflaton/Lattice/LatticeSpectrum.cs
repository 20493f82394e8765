using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.Fourier;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

/// <summary>
/// Spectra of fields on a cubic lattice: P(k) = ⟨|φ_k|²⟩/L^D with φ_k = dx^D Σ φ e^{−ikx}, the mean over the wave vectors of a bin, and
/// occupation numbers. One buffer of the size of a field is all its memory; measuring allocates nothing, and gives the same bits for any
/// number of threads. It serves one caller at a time.
/// </summary>
public sealed class LatticeSpectrum
{
    private readonly WorkerTeam team;
    private readonly RealFourierTransform transform;
    private readonly Binning binning;

    /// <summary>Makes ready to measure.</summary>
    /// <param name="grid">A lattice of one to three dimensions with as many sites along each axis.</param>
    /// <param name="team">Threads.</param>
    /// <exception cref="ArgumentException">The axes differ, or there are more than three.</exception>
    public LatticeSpectrum(LatticeGrid grid, WorkerTeam team)
    {
        this.team = team;
        Bins = new SpectrumBins(grid);
        Buffer = new HalfSpectrum(grid.Shape);
        transform = new RealFourierTransform(team, grid.Shape);
        binning = new Binning(Bins, Buffer, team.Threads);
    }

    /// <summary>The bins.</summary>
    public SpectrumBins Bins { get; }

    /// <summary>The transform of what was measured last, Σ φ e^{−ikx}.</summary>
    public HalfSpectrum Buffer { get; }

    /// <summary>P(k) of a field.</summary>
    /// <param name="field">φ, one component, length N^D.</param>
    /// <param name="power">Receives P, by bin.</param>
    /// <exception cref="ArgumentException">The field has another length.</exception>
    public void Power(ReadOnlySpan<double> field, Span<double> power)
    {
        transform.Forward(field, Buffer);
        Bin(power, Weighting.One, 1, 0);
    }

    /// <inheritdoc cref="Power(ReadOnlySpan{double}, Span{double})"/>
    public void Power(ReadOnlySpan<float> field, Span<double> power)
    {
        transform.Forward(field, Buffer);
        Bin(power, Weighting.One, 1, 0);
    }

    /// <summary>P(k) of a field that is given row by row, a row being N sites along the last axis.</summary>
    /// <param name="field">Gives φ.</param>
    /// <param name="power">Receives P, by bin.</param>
    public void Power(RowSource field, Span<double> power)
    {
        transform.Forward(field, Buffer);
        Bin(power, Weighting.One, 1, 0);
    }

    /// <summary>All spectra of a field and its velocity at one time.</summary>
    /// <param name="field">Gives φ row by row.</param>
    /// <param name="velocity">Gives φ̇ row by row.</param>
    /// <param name="scaleFactor">a.</param>
    /// <param name="massSquared">⟨V''⟩, any number.</param>
    /// <param name="spectrum">Receives them.</param>
    public void Measure(RowSource field, RowSource velocity, double scaleFactor, double massSquared, FieldSpectrum spectrum)
    {
        Power(field, spectrum.Power);
        Bin(spectrum.Occupation, Weighting.Frequency, scaleFactor, massSquared);
        Power(velocity, spectrum.VelocityPower);
        Add(spectrum.Occupation, scaleFactor, massSquared);
    }

    /// <inheritdoc cref="Measure(RowSource, RowSource, double, double, FieldSpectrum)"/>
    public void Measure(
        ReadOnlySpan<double> field, ReadOnlySpan<double> velocity, double scaleFactor, double massSquared, FieldSpectrum spectrum)
    {
        Power(field, spectrum.Power);
        Bin(spectrum.Occupation, Weighting.Frequency, scaleFactor, massSquared);
        Power(velocity, spectrum.VelocityPower);
        Add(spectrum.Occupation, scaleFactor, massSquared);
    }

    /// <summary>All spectra of a field of an evolution, φ and φ̇ at its time.</summary>
    /// <param name="evolution">The evolution, on the same lattice.</param>
    /// <param name="component">c.</param>
    /// <param name="massSquared">⟨∂²V/∂φ_c²⟩, any number.</param>
    /// <param name="spectrum">Receives them.</param>
    public void Measure(LatticeEvolution evolution, int component, double massSquared, FieldSpectrum spectrum)
    {
        double scaleFactor = evolution.ScaleFactor;
        for (int row = 0; row < Buffer.Rows; row++)
        {
            evolution.Fields.CopyField(component, Buffer.Values(row), row * Buffer.RowLength);
        }

        transform.Forward(Buffer);
        Bin(spectrum.Power, Weighting.One, 1, 0);
        Bin(spectrum.Occupation, Weighting.Frequency, scaleFactor, massSquared);
        for (int row = 0; row < Buffer.Rows; row++)
        {
            evolution.Velocity(component, Buffer.Values(row), row * Buffer.RowLength);
        }

        transform.Forward(Buffer);
        Bin(spectrum.VelocityPower, Weighting.One, 1, 0);
        Add(spectrum.Occupation, scaleFactor, massSquared);
    }

    /// <summary>
    /// φ_n = (1/N) Σ_x φ(x) e^{−ikx} of all modes of any lattice, in the order 0, 1, …, −2, −1 along each axis; φ(x) = Σ_n φ_n e^{ikx}.
    /// </summary>
    /// <param name="grid">The lattice.</param>
    /// <param name="field">φ, one component, length N.</param>
    /// <exception cref="ArgumentException">The field has another length.</exception>
    public static Complex[] Modes(LatticeGrid grid, ReadOnlySpan<double> field)
    {
        HalfSpectrum half = new(grid.Shape);
        new RealFourierTransform(WorkerTeam.Single, grid.Shape).Forward(field, half);
        Complex[] modes = new Complex[grid.Sites];
        int[] mode = new int[grid.Dimensions];
        for (int site = 0; site < modes.Length; site++)
        {
            grid.ModeOf(site, mode);
            modes[site] = half[mode] / grid.Sites;
        }

        return modes;
    }

    /// <summary>Σ over the buffer, by bin, of a weight times |X|², over multiplicity and normalisation.</summary>
    private void Bin(Span<double> result, Weighting weighting, double scaleFactor, double massSquared)
    {
        if (result.Length != Bins.Count)
        {
            throw new ArgumentException($"Room for {result.Length} bins of {Bins.Count}.", nameof(result));
        }

        binning.Run(team, weighting, 1 / (scaleFactor * scaleFactor), massSquared, result);
    }

    /// <summary>Completes ω|φ|² by |φ̇|²/ω.</summary>
    private void Add(Span<double> occupation, double scaleFactor, double massSquared)
    {
        Span<double> rest = binning.Scratch;
        Bin(rest, Weighting.InverseFrequency, scaleFactor, massSquared);
        for (int bin = 0; bin < occupation.Length; bin++)
        {
            occupation[bin] = 0.5 * (occupation[bin] + rest[bin]);
        }
    }

    private enum Weighting
    {
        One,
        Frequency,
        InverseFrequency,
    }

    /// <summary>
    /// Rows of the buffer whose wave vectors differ in signs alone are added up, column by column, and go into the bins together. Parts
    /// have sums of their own, which are added in order.
    /// </summary>
    private sealed class Binning : IWork
    {
        private const int MostParts = 64;

        private readonly SpectrumBins bins;
        private readonly HalfSpectrum buffer;
        private readonly int sites;
        private readonly int firstLength;
        private readonly int secondLength;
        private readonly int groups;
        private readonly int parts;
        private readonly double[] waves;
        private readonly double[][] sums;
        private readonly double[][] rows;
        private Weighting weighting;
        private double inverseSquare;
        private double mass;

        public Binning(SpectrumBins bins, HalfSpectrum buffer, int threads)
        {
            this.bins = bins;
            this.buffer = buffer;
            int dimensions = bins.Grid.Dimensions;
            sites = bins.Grid.Shape[0];
            firstLength = dimensions < 3 ? 1 : sites;
            secondLength = dimensions < 2 ? 1 : sites;
            groups = ((firstLength / 2) + 1) * ((secondLength / 2) + 1);
            parts = Math.Min(groups, MostParts);
            waves = SpectrumBins.Waves(bins.Grid);
            sums = new double[parts][];
            for (int part = 0; part < parts; part++)
            {
                sums[part] = new double[bins.Count];
            }

            rows = new double[threads][];
            for (int worker = 0; worker < threads; worker++)
            {
                rows[worker] = new double[buffer.Columns];
            }

            Scratch = new double[bins.Count];
        }

        public double[] Scratch { get; }

        public void Run(WorkerTeam team, Weighting weighting, double inverseSquare, double mass, Span<double> result)
        {
            (this.weighting, this.inverseSquare, this.mass) = (weighting, inverseSquare, mass);
            team.Run(this, parts);
            result.Clear();
            for (int part = 0; part < parts; part++)
            {
                TensorPrimitives.Add(result, sums[part], result);
            }

            double norm = Math.Pow(bins.Grid.Spacing, 2 * bins.Grid.Dimensions) / bins.Grid.Volume;
            for (int bin = 0; bin < result.Length; bin++)
            {
                result[bin] *= norm / bins.Multiplicity[bin];
            }
        }

        public void Execute(int part, int worker)
        {
            double[] into = sums[part], row = rows[worker];
            Array.Clear(into);
            int seconds = (secondLength / 2) + 1;
            for (int group = (int)((long)groups * part / parts); group < (int)((long)groups * (part + 1) / parts); group++)
            {
                (int i, int j) = Math.DivRem(group, seconds);
                Array.Clear(row);
                for (int mirror = 0; mirror < SpectrumBins.Images(i, firstLength); mirror++)
                {
                    for (int other = 0; other < SpectrumBins.Images(j, secondLength); other++)
                    {
                        int index = ((mirror == 0 ? i : firstLength - i) * secondLength) + (other == 0 ? j : secondLength - j);
                        ReadOnlySpan<double> real = buffer.Real(index), imaginary = buffer.Imaginary(index);
                        buffer.Prefetch(index + (other == 0 ? 1 : -1));
                        AddSquares(real, imaginary, row);
                    }
                }

                if (weighting != Weighting.One)
                {
                    Weigh(row, waves[i] + waves[j]);
                }

                long square = ((long)i * i) + ((long)j * j);
                long bin = SpectrumBins.Of(square);
                for (int k = 0; k < row.Length; k++)
                {
                    long here = square + ((long)k * k);
                    bin += here > bin * (bin + 1) ? 1 : 0;
                    into[bin] += SpectrumBins.Images(k, sites) * row[k];
                }
            }
        }

        /// <summary>row += re² + im², in one pass.</summary>
        private static void AddSquares(ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary, Span<double> row)
        {
            int k = 0;
            for (; k <= row.Length - Vector<double>.Count; k += Vector<double>.Count)
            {
                Vector<double> re = new(real[k..]), im = new(imaginary[k..]), sum = new(row[k..]);
                Vector.FusedMultiplyAdd(im, im, Vector.FusedMultiplyAdd(re, re, sum)).CopyTo(row[k..]);
            }

            for (; k < row.Length; k++)
            {
                row[k] = Math.FusedMultiplyAdd(imaginary[k], imaginary[k], Math.FusedMultiplyAdd(real[k], real[k], row[k]));
            }
        }

        private void Weigh(double[] row, double wave)
        {
            for (int k = 0; k < row.Length; k++)
            {
                double square = ((wave + waves[k]) * inverseSquare) + mass;
                double frequency = square > 0 ? Math.Sqrt(square) : double.NaN;
                row[k] = weighting == Weighting.Frequency ? row[k] * frequency : row[k] / frequency;
            }
        }
    }
}
