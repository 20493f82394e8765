using Inflaton.Numerics.Random;

namespace Inflaton.Data;

/// <summary>Which rows are trained on and which are kept for testing, both in ascending order.</summary>
/// <param name="Training">Indices of the training rows.</param>
/// <param name="Test">Indices of the test rows.</param>
public sealed record RowSplit(IReadOnlyList<int> Training, IReadOnlyList<int> Test)
{
    // Streams 0, 1, 2, … of a seed belong to the layers of a network.
    private const ulong SplitStream = ulong.MaxValue;

    /// <summary>
    /// Splits rows 0 … n−1. The number of test rows is the fraction of n rounded to the nearest whole, at least 1 for a fraction above 0
    /// and at most n − 1.
    /// </summary>
    /// <param name="rows">Number n of rows, at least 1, and at least 2 for a fraction above 0.</param>
    /// <param name="testFraction">Fraction kept for testing, 0 ≤ f &lt; 1.</param>
    /// <param name="seed">Seed of the draw without replacement; null to keep the last rows.</param>
    /// <returns>The split; for given arguments always the same.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static RowSplit Draw(int rows, double testFraction, ulong? seed)
    {
        if (!(testFraction >= 0 && testFraction < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(testFraction), testFraction, "The fraction must be at least 0 and below 1.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(rows, testFraction > 0 ? 2 : 1);
        if (testFraction == 0)
        {
            return new RowSplit([.. Enumerable.Range(0, rows)], []);
        }

        int tested = Math.Clamp((int)Math.Round(testFraction * rows, MidpointRounding.AwayFromZero), 1, rows - 1);
        int[] order = seed is ulong number ? new CounterStream(number, SplitStream).Permutation(rows) : [.. Enumerable.Range(0, rows)];
        int[] training = order[..(rows - tested)];
        int[] test = order[(rows - tested)..];
        Array.Sort(training);
        Array.Sort(test);
        return new RowSplit(training, test);
    }
}
