namespace Inflaton.Data;

/// <summary>Which rows are trained on and which are kept for testing, both in ascending order.</summary>
/// <param name="Training">Indices of the training rows.</param>
/// <param name="Test">Indices of the test rows.</param>
public sealed record RowSplit(IReadOnlyList<int> Training, IReadOnlyList<int> Test)
{
    /// <summary>
    /// Splits rows 0 … n−1. The number of test rows is the fraction of n rounded to the nearest whole, at least 1 for a fraction above 0 and
    /// at most n − 1.
    /// </summary>
    /// <param name="rows">Number n of rows, at least 1, and at least 2 for a fraction above 0.</param>
    /// <param name="testFraction">Fraction kept for testing, 0 ≤ f &lt; 1.</param>
    /// <param name="seed">Seed of the draw without replacement; null to keep the last rows.</param>
    /// <returns>The split; for given arguments always the same.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    /// <remarks>
    /// Fisher-Yates shuffle with numbers from SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators",
    /// OOPSLA 2014, doi:10.1145/2660193.2660195).
    /// </remarks>
    public static RowSplit Draw(int rows, double testFraction, ulong? seed)
    {
        if (!(testFraction >= 0 && testFraction < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "The fraction must be at least 0 and below 1.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(rows, testFraction > 0 ? 2 : 1);
        int[] order = [.. Enumerable.Range(0, rows)];
        if (testFraction == 0)
        {
            return new RowSplit(order, []);
        }

        int tested = Math.Clamp((int)Math.Round(testFraction * rows, MidpointRounding.AwayFromZero), 1, rows - 1);
        if (seed is ulong state)
        {
            for (int i = rows - 1; i > 0; i--)
            {
                int j = (int)Below((ulong)i + 1, ref state);
                (order[i], order[j]) = (order[j], order[i]);
            }
        }

        int[] training = order[..(rows - tested)];
        int[] test = order[(rows - tested)..];
        Array.Sort(training);
        Array.Sort(test);
        return new RowSplit(training, test);
    }

    /// <summary>A number drawn evenly from 0 … limit − 1; draws from the incomplete last stretch of the 64 bits are thrown away.</summary>
    private static ulong Below(ulong limit, ref ulong state)
    {
        ulong draw;
        do
        {
            draw = Next(ref state);
        }
        while (draw > ulong.MaxValue - (ulong.MaxValue % limit) - 1);
        return draw % limit;
    }

    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
