namespace Inflaton.Numerics.Statistics;

/// <summary>Quantiles and ranks of a sample.</summary>
public static class OrderStatistics
{
    /// <summary>
    /// The value below which a part of a sample lies, linear between the values in order (definition 7 of Hyndman and Fan, The American
    /// Statistician 50 (1996) 361): x_(1) for 0, the median for ½, x_(n) for 1. NaN for an empty sample.
    /// </summary>
    /// <param name="sorted">The sample x, ascending, without NaN.</param>
    /// <param name="part">p, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="part"/> is not from 0 to 1.</exception>
    public static double OfSorted(ReadOnlySpan<double> sorted, double part)
    {
        if (part is not (>= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(part), part, "A part is from 0 to 1.");
        }

        if (sorted.IsEmpty)
        {
            return double.NaN;
        }

        double place = part * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>The same of a sample in any order.</summary>
    /// <param name="sample">The sample, without NaN.</param>
    /// <param name="part">p, from 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="part"/> is not from 0 to 1.</exception>
    public static double Quantile(IEnumerable<double> sample, double part)
    {
        ArgumentNullException.ThrowIfNull(sample);
        return OfSorted([.. sample.Order()], part);
    }

    /// <summary>The median of a sample in any order; NaN for an empty one.</summary>
    /// <param name="sample">The sample, without NaN.</param>
    public static double Median(IEnumerable<double> sample) => Quantile(sample, 0.5);

    /// <summary>Ranks from 1, equal values sharing the mean of theirs.</summary>
    /// <param name="sample">The sample, without NaN.</param>
    public static double[] Ranks(IReadOnlyList<double> sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        int[] order = [.. Enumerable.Range(0, sample.Count).OrderBy(i => sample[i])];
        double[] ranks = new double[order.Length];
        for (int first = 0, next; first < order.Length; first = next)
        {
            next = first + 1;
            while (next < order.Length && sample[order[next]] == sample[order[first]])
            {
                next++;
            }

            for (int i = first; i < next; i++)
            {
                ranks[order[i]] = (first + next + 1) / 2.0;
            }
        }

        return ranks;
    }
}
