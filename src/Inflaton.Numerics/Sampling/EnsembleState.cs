namespace Inflaton.Numerics.Sampling;

/// <summary>Where the walkers of an ensemble stand: all that is needed to go on with the same bits.</summary>
public sealed class EnsembleState
{
    /// <summary>Walkers at given places, before the first step.</summary>
    /// <param name="walkers">Number of walkers W, even, at least 4.</param>
    /// <param name="dimensions">Number d of variables, at least 1.</param>
    /// <param name="extras">Number of further values of each walker, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public EnsembleState(int walkers, int dimensions, int extras)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(walkers, 4);
        ArgumentOutOfRangeException.ThrowIfNotEqual(walkers % 2, 0, nameof(walkers));
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(extras);
        (Walkers, Dimensions, ExtraCount) = (walkers, dimensions, extras);
        Positions = new double[walkers * dimensions];
        LogDensity = new double[walkers];
        Extras = new double[walkers * extras];
        Accepted = new long[walkers];
    }

    /// <summary>W.</summary>
    public int Walkers { get; }

    /// <summary>d.</summary>
    public int Dimensions { get; }

    /// <summary>Number of further values of each walker.</summary>
    public int ExtraCount { get; }

    /// <summary>Steps done by every walker.</summary>
    public long Steps { get; set; }

    /// <summary>Positions, W × d.</summary>
    public double[] Positions { get; }

    /// <summary>ln p of each walker.</summary>
    public double[] LogDensity { get; }

    /// <summary>Further values of each walker, W × extras.</summary>
    public double[] Extras { get; }

    /// <summary>How often each walker has moved.</summary>
    public long[] Accepted { get; }

    /// <summary>Share of the proposals that were accepted; NaN before the first step.</summary>
    public double Acceptance => (double)Accepted.Sum() / (Steps * Walkers);
}
