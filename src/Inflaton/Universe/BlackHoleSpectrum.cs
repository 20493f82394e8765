using Inflaton.Numerics.Functions;

namespace Inflaton.Universe;

/// <summary>
/// Primordial black holes by Press and Schechter: where a patch of the size of the horizon is denser than δ_c, a part γ of it collapses
/// when the scale comes back into the horizon in the era of radiation. σ²(R) = (16/81) ∫ d ln k (kR)⁴ e^{−(kR)²} P(k) of the density
/// contrast smoothed by a Gaussian, R = 1/k; β = γ erfc(δ_c/√2σ), the share of the energy in black holes then; M = γ 4π/H at k = aH.
/// Fluctuations are taken as Gaussian, in radiation with g degrees of freedom, and δ as linear in 𝓡. β is exponentially sensitive to
/// each of these: orders of magnitude, no more.
/// </summary>
public sealed record BlackHoleSpectrum
{
    private const double LongestStep = 0.05;

    // Of a flat spectrum, what lies beyond kR = 0.1 and 4 is 5e-5 and 2e-6 of σ².
    private const double Below = 10;
    private const double Above = 4;
    private const int MostScales = 400;

    /// <summary>k = 1/R in Mpc⁻¹, ascending.</summary>
    public required double[] Wavenumbers { get; init; }

    /// <summary>M in solar masses.</summary>
    public required double[] Masses { get; init; }

    /// <summary>σ².</summary>
    public required double[] Variances { get; init; }

    /// <summary>β; 0 below what a number holds.</summary>
    public required double[] Fractions { get; init; }

    /// <summary>
    /// Black holes of a power spectrum, at those of its wavenumbers, 400 at most, whose neighbourhood it has; null where it has none,
    /// being too short.
    /// </summary>
    /// <param name="wavenumbers">k in Mpc⁻¹, ascending, positive.</param>
    /// <param name="power">P(k), positive; between them P is a power of k.</param>
    /// <param name="threshold">δ_c, positive.</param>
    /// <param name="efficiency">γ, positive.</param>
    /// <param name="degrees">g, positive.</param>
    /// <exception cref="ArgumentException">The numbers are not as described.</exception>
    public static BlackHoleSpectrum? Of(double[] wavenumbers, double[] power, double threshold, double efficiency, double degrees)
    {
        ArgumentNullException.ThrowIfNull(wavenumbers);
        ArgumentNullException.ThrowIfNull(power);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threshold);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(efficiency);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        bool isGood = wavenumbers.Length == power.Length && wavenumbers.Concat(power).All(value => value > 0 && double.IsFinite(value))
            && wavenumbers.Zip(wavenumbers.Skip(1)).All(pair => pair.First < pair.Second);
        if (!isGood)
        {
            throw new ArgumentException("Wavenumbers must ascend, with a positive power for each.", nameof(power));
        }

        double[] logs = [.. wavenumbers.Select(k => Math.Log(k))], powers = [.. power.Select(p => Math.Log(p))];
        double[] scales = [.. wavenumbers.Where(k => k >= Below * wavenumbers[0] && k <= wavenumbers[^1] / Above)];
        if (scales.Length == 0)
        {
            return null;
        }

        int stride = ((scales.Length - 1) / MostScales) + 1;
        scales = [.. scales.Where((_, i) => i % stride == 0)];
        double[] variances = [.. scales.Select(k => Variance(logs, powers, k))];
        return new BlackHoleSpectrum
        {
            Wavenumbers = scales,
            Masses = [.. scales.Select(k => Mass(k, efficiency, degrees))],
            Variances = variances,
            Fractions = [.. variances.Select(variance => 2 * efficiency * NormalDistribution.Evaluate(-threshold / Math.Sqrt(variance)))],
        };
    }

    /// <summary>M in solar masses of a scale that comes back into the horizon while there is radiation.</summary>
    /// <param name="wavenumber">k in Mpc⁻¹.</param>
    /// <param name="efficiency">γ.</param>
    /// <param name="degrees">g.</param>
    public static double Mass(double wavenumber, double efficiency, double degrees)
    {
        // k = aH with H² = (π²/90) g T⁴ and aT = T₀(g₀/g)^⅓.
        double today = Radiation.TemperatureToday * PlanckUnits.Kelvin * Math.Cbrt(Radiation.DegreesToday / degrees);
        double ratio = Math.PI * Math.Sqrt(degrees / 90);
        double temperature = wavenumber * PlanckUnits.InverseMegaparsec / (today * ratio);
        return efficiency * 4 * Math.PI / (ratio * temperature * temperature) / PlanckUnits.SolarMass;
    }

    private static double Variance(double[] logs, double[] powers, double scale)
    {
        double own = Math.Log(scale), sum = 0;
        for (int i = 0; i + 1 < logs.Length; i++)
        {
            // Simpson's rule within an interval, on which ln P is a straight line.
            double length = logs[i + 1] - logs[i];
            int pairs = (int)Math.Ceiling(length / LongestStep);
            double step = length / (2 * pairs);
            for (int j = 0; j <= 2 * pairs; j++)
            {
                double part = (double)j / (2 * pairs), square = Math.Exp(2 * (logs[i] + (part * length) - own));
                double weight = j == 0 || j == 2 * pairs ? 1 : j % 2 == 1 ? 4 : 2;
                sum += weight * step / 3 * square * square * Math.Exp(powers[i] + (part * (powers[i + 1] - powers[i])) - square);
            }
        }

        return 16.0 / 81 * sum;
    }
}
