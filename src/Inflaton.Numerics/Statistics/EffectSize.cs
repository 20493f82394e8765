namespace Inflaton.Numerics.Statistics;

/// <summary>How much a choice matters for a quantity, in numbers without unit.</summary>
public static class EffectSize
{
    /// <summary>
    /// η² = Σ_g n_g (ȳ_g − ȳ)²/Σ(y − ȳ)², from 0 to 1: the share of a quantity's variance that lies between groups (Fisher's correlation
    /// ratio). Groups by one factor give the effect of that factor alone; in a balanced design the shares of several factors and of their
    /// interactions add up to at most 1. NaN where the quantity is constant.
    /// </summary>
    /// <param name="values">y.</param>
    /// <param name="groups">The group of each value.</param>
    /// <exception cref="ArgumentException">There are not as many groups as values.</exception>
    public static double VarianceShare<T>(IReadOnlyList<double> values, IReadOnlyList<T> groups)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(groups);
        if (values.Count != groups.Count)
        {
            throw new ArgumentException($"{groups.Count} groups do not go with {values.Count} values.", nameof(groups));
        }

        double mean = values.Average(), total = values.Sum(value => (value - mean) * (value - mean));
        double between = values.Select((value, i) => (value, group: groups[i])).GroupBy(pair => pair.group, pair => pair.value)
            .Sum(group => group.Count() * (group.Average() - mean) * (group.Average() - mean));
        return between / total;
    }

    /// <summary>
    /// Cliff's δ = P(x &gt; y) − P(x &lt; y), from −1 to 1; 0 where neither sample tends to be larger. Below 0.147 in size it is
    /// customarily called negligible (Romano et al., Annual Meeting of the Florida Association of Institutional Research, 2006).
    /// </summary>
    /// <param name="x">One sample.</param>
    /// <param name="y">The other; NaN where either is empty.</param>
    public static double CliffsDelta(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        // The sum of x's ranks in the joint sample is Mann and Whitney's U shifted by n(n+1)/2, ties counted half.
        double[] ranks = OrderStatistics.Ranks([.. x, .. y]);
        double u = ranks.Take(x.Count).Sum() - (x.Count * (x.Count + 1.0) / 2);
        return (2 * u / ((double)x.Count * y.Count)) - 1;
    }
}
