namespace Inflaton.Lattice;

/// <summary>
/// The wave vectors 2πn/L of a cubic lattice in bins, by |n| rounded to the nearest whole number. Each component of n is between −N/2 and
/// N/2 and stands for ±N/2 once; k = 0 is a bin of its own. A step of one component changes |n| by 1 at most, so no bin up to the corner is
/// empty.
/// </summary>
public sealed class SpectrumBins
{
    private readonly long[] multiplicity;
    private readonly double[] waveNumbers;
    private readonly double[] meanWaveNumbers;
    private readonly double[] latticeWaveNumbers;

    /// <summary>The bins of a lattice.</summary>
    /// <param name="grid">A lattice of one to three dimensions with as many sites along each axis.</param>
    /// <exception cref="ArgumentException">The axes differ, so that equal |n| is not equal k, or there are more than three.</exception>
    public SpectrumBins(LatticeGrid grid)
    {
        int sites = grid.Shape[0];
        if (grid.Dimensions > 3 || grid.Shape.Any(length => length != sites))
        {
            throw new ArgumentException(
                $"Spectra are of lattices of one to three dimensions with as many sites along each axis, not "
                + $"[{string.Join(", ", grid.Shape)}].",
                nameof(grid));
        }

        Grid = grid;
        long half = sites / 2;
        int count = Of(half * half * grid.Dimensions) + 1;
        multiplicity = new long[count];
        meanWaveNumbers = new double[count];
        latticeWaveNumbers = new double[count];
        double[] waves = Waves(grid);
        double unit = 2 * Math.PI / (sites * grid.Spacing);
        int others = grid.Dimensions == 1 ? 0 : (int)half, first = grid.Dimensions < 3 ? 0 : (int)half;
        for (int i = 0; i <= first; i++)
        {
            for (int j = 0; j <= others; j++)
            {
                for (int k = 0; k <= half; k++)
                {
                    long square = ((long)i * i) + ((long)j * j) + ((long)k * k);
                    int bin = Of(square), images = Images(i, sites) * Images(j, sites) * Images(k, sites);
                    multiplicity[bin] += images;
                    meanWaveNumbers[bin] += images * unit * Math.Sqrt(square);
                    latticeWaveNumbers[bin] += images * Math.Sqrt(waves[i] + waves[j] + waves[k]);
                }
            }
        }

        waveNumbers = new double[count];
        for (int bin = 0; bin < count; bin++)
        {
            waveNumbers[bin] = unit * bin;
            meanWaveNumbers[bin] /= multiplicity[bin];
            latticeWaveNumbers[bin] /= multiplicity[bin];
        }
    }

    /// <summary>The lattice.</summary>
    public LatticeGrid Grid { get; }

    /// <summary>Number of bins, from k = 0 to the corner |n| = √D N/2.</summary>
    public int Count => multiplicity.Length;

    /// <summary>Wave vectors in each bin; their sum is N^D.</summary>
    public ReadOnlySpan<long> Multiplicity => multiplicity;

    /// <summary>2π/L times the whole number of each bin.</summary>
    public ReadOnlySpan<double> WaveNumbers => waveNumbers;

    /// <summary>Mean of 2π|n|/L over each bin.</summary>
    public ReadOnlySpan<double> MeanWaveNumbers => meanWaveNumbers;

    /// <summary>Mean of k_lat over each bin.</summary>
    public ReadOnlySpan<double> LatticeWaveNumbers => latticeWaveNumbers;

    /// <summary>|n| rounded to the nearest whole number, exactly: √(m² + m) is below m + ½, √(m² + m + 1) above.</summary>
    /// <param name="square">|n|², at least 0.</param>
    public static int Of(long square)
    {
        long bin = (long)Math.Sqrt(square);
        return (int)(square > bin * (bin + 1) ? bin + 1 : bin);
    }

    /// <summary>
    /// Δ²(k), the mean square in an interval of ln k: k³P/2π² in three dimensions, k²P/2π in two, kP/π in one, with k the mean of its bin.
    /// </summary>
    /// <param name="power">P, by bin.</param>
    /// <param name="result">Receives Δ²; may be <paramref name="power"/> itself.</param>
    public void Dimensionless(ReadOnlySpan<double> power, Span<double> result)
    {
        for (int bin = 0; bin < Count; bin++)
        {
            result[bin] = Dimensionless(power[bin], meanWaveNumbers[bin], Grid.Dimensions);
        }
    }

    /// <summary>Δ²(k) of one k.</summary>
    /// <param name="power">P.</param>
    /// <param name="waveNumber">k.</param>
    /// <param name="dimensions">Of space, 1 to 3.</param>
    public static double Dimensionless(double power, double waveNumber, int dimensions) => power * (dimensions switch
    {
        1 => waveNumber / Math.PI,
        2 => waveNumber * waveNumber / (2 * Math.PI),
        _ => waveNumber * waveNumber * waveNumber / (2 * Math.PI * Math.PI),
    });

    /// <summary>(4/dx²) sin²(πn/N) of n = 0 … N/2, the share of one axis in k_lat².</summary>
    internal static double[] Waves(LatticeGrid grid)
    {
        int sites = grid.Shape[^1];
        double[] waves = new double[(sites / 2) + 1];
        for (int n = 0; n < waves.Length; n++)
        {
            double sine = double.SinPi((double)n / sites);
            waves[n] = 4 * sine * sine / (grid.Spacing * grid.Spacing);
        }

        return waves;
    }

    /// <summary>How many of n and −n there are.</summary>
    internal static int Images(int n, int sites) => n == 0 || 2 * n == sites ? 1 : 2;
}
