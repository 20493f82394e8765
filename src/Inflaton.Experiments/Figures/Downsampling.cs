namespace Inflaton.Experiments.Figures;

/// <summary>Thins long series evenly, keeping both ends, so that figures stay small whatever the size of the run.</summary>
public static class Downsampling
{
    /// <summary>Most points of one line.</summary>
    public const int LinePoints = 400;

    /// <summary>Most marks of one scatter.</summary>
    public const int ScatterPoints = 2000;

    /// <summary>Most rows and columns of a heat map.</summary>
    public const int HeatMapSide = 60;

    /// <summary>Strictly increasing indices into a series, at most <paramref name="limit"/> of them, first and last included.</summary>
    /// <param name="count">Length of the series, ≥ 0.</param>
    /// <param name="limit">Most indices to keep, ≥ 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative or the limit below 2.</exception>
    public static int[] Indices(int count, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 2);
        int kept = Math.Min(count, limit);
        return [.. Enumerable.Range(0, kept).Select(i => kept == count ? i : (int)((long)i * (count - 1) / (kept - 1)))];
    }
}
