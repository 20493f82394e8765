namespace Inflaton.Experiments.Figures;

/// <summary>Thins long series, keeping both ends, so that figures stay small whatever the size of the run.</summary>
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

    /// <summary>
    /// The points of lines that straight pieces between them need: every point left out lies within a tolerance of the piece that passes
    /// over it. Points that are not finite numbers, and those beside them, are kept.
    /// </summary>
    /// <param name="points">Indices of the points, ascending.</param>
    /// <param name="across">Position of each point, strictly ascending.</param>
    /// <param name="heights">Height of each point on each line.</param>
    /// <param name="tolerance">Largest height that is not seen, above 0.</param>
    public static IReadOnlyList<int> Bends(
        IReadOnlyList<int> points, Func<int, double> across, IReadOnlyList<Func<int, double>> heights, double tolerance)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(heights);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tolerance);
        if (points.Count < 3)
        {
            return points;
        }

        List<int> kept = [points[0]];
        double[] least = new double[heights.Count], most = new double[heights.Count];
        Open();
        for (int k = 1; k < points.Count; k++)
        {
            if (!Reaches(points[k]))
            {
                kept.Add(points[k - 1]);
                Open();
            }

            Narrow(points[k]);
        }

        kept.Add(points[^1]);
        return kept;

        void Open()
        {
            least.AsSpan().Fill(double.NegativeInfinity);
            most.AsSpan().Fill(double.PositiveInfinity);
        }

        // Whether a straight piece from the last point kept to this one passes all between them.
        bool Reaches(int point)
        {
            bool passes = true;
            for (int line = 0; line < heights.Count; line++)
            {
                double slope = Slope(line, point, 0);
                passes &= slope >= least[line] && slope <= most[line];
            }

            return passes;
        }

        void Narrow(int point)
        {
            for (int line = 0; line < heights.Count; line++)
            {
                least[line] = Math.Max(least[line], Slope(line, point, -tolerance));
                most[line] = Math.Min(most[line], Slope(line, point, tolerance));
            }
        }

        // NaN at a gap, which nothing passes.
        double Slope(int line, int point, double above)
        {
            double slope = (heights[line](point) + above - heights[line](kept[^1])) / (across(point) - across(kept[^1]));
            return double.IsFinite(slope) ? slope : double.NaN;
        }
    }
}
