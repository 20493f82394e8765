namespace Inflaton.Numerics.Sampling;

/// <summary>How long a chain remembers.</summary>
public static class Autocorrelation
{
    private const double Window = 5;

    /// <summary>
    /// The integrated autocorrelation time τ = 1 + 2Σρ(t) of an ensemble's chain, in steps, ρ the mean over the walkers, summed up to the
    /// first t ≥ 5τ (Sokal's window). S steps of W walkers are worth SW/τ independent draws; trust it where S is above about 50τ, it is too
    /// small in shorter chains. NaN where the chain has less than two steps or never moves.
    /// </summary>
    /// <param name="chain">Values of one variable, step by step, S × W.</param>
    /// <param name="walkers">W, at least 1.</param>
    /// <exception cref="ArgumentException">The values do not fill whole steps.</exception>
    public static double Time(ReadOnlySpan<double> chain, int walkers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(walkers, 1);
        if (chain.Length % walkers != 0)
        {
            throw new ArgumentException($"{chain.Length} values are not whole steps of {walkers} walkers.", nameof(chain));
        }

        int steps = chain.Length / walkers;
        double mean = 0;
        foreach (double value in chain)
        {
            mean += value / chain.Length;
        }

        double variance = Covariance(chain, walkers, steps, mean, 0), time = 1;
        if (!(variance > 0))
        {
            return double.NaN;
        }

        for (int lag = 1; lag < steps; lag++)
        {
            time += 2 * Covariance(chain, walkers, steps, mean, lag) / variance;
            if (lag >= Window * time)
            {
                break;
            }
        }

        return Math.Max(time, 1.0 / steps);
    }

    private static double Covariance(ReadOnlySpan<double> chain, int walkers, int steps, double mean, int lag)
    {
        double sum = 0;
        int pairs = (steps - lag) * walkers;
        for (int i = 0; i < pairs; i++)
        {
            sum += (chain[i] - mean) * (chain[i + (lag * walkers)] - mean);
        }

        return steps < 2 ? double.NaN : sum / chain.Length;
    }
}
