namespace Inflaton.Data;

/// <summary>Sets of inputs given by a formula, without targets.</summary>
public static class InputSets
{
    /// <summary>
    /// Equally spaced numbers, both ends included: x_i = (from·(N−1−i) + to·i)/(N−1). Exactly symmetric where the ends are.
    /// </summary>
    /// <param name="from">First input, finite.</param>
    /// <param name="to">Last input, finite and above <paramref name="from"/>.</param>
    /// <param name="points">Number N ≥ 2 of inputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static DataSet Interval(double from, double to, int points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 2);
        if (!double.IsFinite(from) || !double.IsFinite(to) || from >= to)
        {
            throw new ArgumentOutOfRangeException(nameof(to), to, $"The ends must be finite and in order, but the first is {from}.");
        }

        double last = points - 1;
        return Inputs(1, [.. Enumerable.Range(0, points).Select(i => (from * ((last - i) / last)) + (to * (i / last)))]);
    }

    /// <summary>Equally spaced points r(cos 2πi/N, sin 2πi/N) on a circle.</summary>
    /// <param name="points">Number N ≥ 1 of inputs.</param>
    /// <param name="radius">Radius r, finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static DataSet Circle(int points, double radius)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        RequireLength(radius, nameof(radius));
        double[] inputs = new double[checked(2 * points)];
        for (int i = 0; i < points; i++)
        {
            (double sine, double cosine) = double.SinCosPi(2.0 * i / points);
            (inputs[2 * i], inputs[(2 * i) + 1]) = (radius * cosine, radius * sine);
        }

        return Inputs(2, inputs);
    }

    /// <summary>Orthogonal inputs of equal length: input i has its only entry at place i.</summary>
    /// <param name="points">Number N ≥ 1 of inputs.</param>
    /// <param name="dimension">Dimension d ≥ N.</param>
    /// <param name="norm">Length of each input, finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static DataSet Orthogonal(int points, int dimension, double norm)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, points);
        RequireLength(norm, nameof(norm));
        double[] inputs = new double[checked(points * dimension)];
        for (int i = 0; i < points; i++)
        {
            inputs[(i * dimension) + i] = norm;
        }

        return Inputs(dimension, inputs);
    }

    /// <summary>Inputs given one by one.</summary>
    /// <param name="points">N ≥ 1 inputs of the same dimension d ≥ 1, all finite.</param>
    /// <exception cref="ArgumentException">There is none, they differ in dimension, or one is not finite.</exception>
    public static DataSet Points(params IReadOnlyList<IReadOnlyList<double>> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        return Inputs(points.Count == 0 ? 0 : points[0].Count, Rows(points));
    }

    /// <summary>A table of finite numbers as one row-major array.</summary>
    /// <param name="rows">At least one row, all of the same length of at least 1.</param>
    /// <exception cref="ArgumentException">There is none, they differ in length, or a number is not finite.</exception>
    public static double[] Rows(IReadOnlyList<IReadOnlyList<double>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows[0].Count == 0)
        {
            throw new ArgumentException("At least one row with at least one number is needed.", nameof(rows));
        }

        int length = rows[0].Count;
        double[] values = new double[checked(rows.Count * length)];
        for (int i = 0; i < rows.Count; i++)
        {
            if (rows[i].Count != length)
            {
                throw new ArgumentException($"Row {i} has {rows[i].Count} numbers where the first has {length}.", nameof(rows));
            }

            for (int j = 0; j < length; j++)
            {
                values[(i * length) + j] = double.IsFinite(rows[i][j])
                    ? rows[i][j]
                    : throw new ArgumentException($"Row {i} holds {rows[i][j]}, which is not finite.", nameof(rows));
            }
        }

        return values;
    }

    private static DataSet Inputs(int dimension, double[] inputs) =>
        new() { Inputs = inputs, Points = inputs.Length / dimension, Dimension = dimension };

    private static void RequireLength(double value, string name)
    {
        if (!double.IsFinite(value) || value <= 0)
        {
            throw new ArgumentOutOfRangeException(name, value, "A length must be finite and above 0.");
        }
    }
}
