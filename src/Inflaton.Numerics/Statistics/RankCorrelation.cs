namespace Inflaton.Numerics.Statistics;

/// <summary>Spearman's rank correlation: how far two quantities grow together, whatever the shape of the relation.</summary>
public static class RankCorrelation
{
    /// <summary>
    /// ρ, the correlation of the ranks, from −1 (one falls where the other grows) to 1; equal values share their mean rank. NaN for fewer
    /// than two pairs, or where either quantity is constant.
    /// </summary>
    /// <param name="x">One quantity.</param>
    /// <param name="y">The other, as many values.</param>
    /// <exception cref="ArgumentException">They are not equally many.</exception>
    public static double Spearman(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        if (x.Count != y.Count)
        {
            throw new ArgumentException($"{x.Count} and {y.Count} values are no pairs.", nameof(y));
        }

        double[] rankX = OrderStatistics.Ranks(x), rankY = OrderStatistics.Ranks(y);
        double middle = (x.Count + 1) / 2.0;
        double cross = 0, squareX = 0, squareY = 0;
        for (int i = 0; i < rankX.Length; i++)
        {
            cross += (rankX[i] - middle) * (rankY[i] - middle);
            squareX += (rankX[i] - middle) * (rankX[i] - middle);
            squareY += (rankY[i] - middle) * (rankY[i] - middle);
        }

        return cross / Math.Sqrt(squareX * squareY);
    }
}
