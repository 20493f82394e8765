namespace Inflaton.Numerics.Differentiation;

/// <summary>
/// First and second derivative of a function at a point from values at x, x ± h, x ± h/2, x ± h/4, …, each pair of a smaller spacing added
/// until two extrapolations to spacing 0 agree. Where values on one side do not exist (NaN) those of the other do, at a lower order.
/// Source: C. J. F. Ridders, Adv. Eng. Softw. 4 (1982) 75.
/// </summary>
public sealed class DerivativeTable
{
    private readonly double centre;
    private readonly Extrapolation slope = new();
    private readonly Extrapolation bend = new();
    private double spacing;
    private double earlierBelow;
    private double earlierAbove;

    /// <summary>A table without a pair.</summary>
    /// <param name="centre">f(x).</param>
    /// <param name="spacing">h of the first pair, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">The spacing is not a positive number.</exception>
    public DerivativeTable(double centre, double spacing)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(spacing);
        (this.centre, this.spacing) = (centre, spacing);
    }

    /// <summary>Pairs added.</summary>
    public int Count { get; private set; }

    /// <summary>h of the next pair.</summary>
    public double Spacing => spacing;

    /// <summary>f'(x), and by how much extrapolations differ; NaN and infinite before there are two pairs.</summary>
    public (double Value, double Error) Slope => slope.Best;

    /// <summary>f''(x) likewise.</summary>
    public (double Value, double Error) Bend => bend.Best;

    /// <summary>What an error in each value can make of f'(x): twice it, over the spacing of the best extrapolation.</summary>
    /// <param name="error">The error.</param>
    public double SlopeNoise(double error) => 2 * error / slope.Spacing;

    /// <summary>The same of f''(x): six times it, over the spacing squared.</summary>
    /// <param name="error">The error.</param>
    public double BendNoise(double error) => 6 * error / (bend.Spacing * bend.Spacing);

    /// <summary>Adds f(x − h) and f(x + h); the next pair has half the spacing.</summary>
    /// <param name="below">f(x − h), NaN where it does not exist.</param>
    /// <param name="above">f(x + h), NaN where it does not exist.</param>
    public void Add(double below, double above)
    {
        double h = spacing;
        if (double.IsFinite(below) && double.IsFinite(above))
        {
            slope.Add((above - below) / (2 * h), 4, h);
            bend.Add((below - (2 * centre) + above) / (h * h), 4, h);
        }
        else
        {
            (double near, double far, double side) = double.IsFinite(above) ? (above, earlierAbove, h) : (below, earlierBelow, -h);
            slope.Add((near - centre) / side, 2, h);
            if (Count > 0)
            {
                bend.Add((far - (2 * near) + centre) / (h * h), 2, h);
            }
        }

        (earlierBelow, earlierAbove) = (below, above);
        spacing = h / 2;
        Count++;
    }

    /// <summary>
    /// Values at spacings h, h/2, …, extrapolated; the errors fall by the same factor, and its powers, from one to the next.
    /// </summary>
    private sealed class Extrapolation
    {
        private double[] row = [];
        private double ratio;

        public (double Value, double Error) Best { get; private set; } = (double.NaN, double.PositiveInfinity);

        /// <summary>h of the best.</summary>
        public double Spacing { get; private set; } = double.NaN;

        public void Add(double value, double factor, double spacing)
        {
            if (!double.IsFinite(value))
            {
                return;
            }

            // Values of two kinds do not go into one table.
            if (factor != ratio)
            {
                (ratio, row, Best) = (factor, [], (double.NaN, double.PositiveInfinity));
            }

            double[] next = new double[row.Length + 1];
            next[0] = value;
            double power = ratio;
            for (int m = 1; m < next.Length; m++, power *= ratio)
            {
                next[m] = next[m - 1] + ((next[m - 1] - row[m - 1]) / (power - 1));
                double error = Math.Max(Math.Abs(next[m] - next[m - 1]), Math.Abs(next[m] - row[m - 1]));
                if (error <= Best.Error)
                {
                    (Best, Spacing) = ((next[m], error), spacing);
                }
            }

            row = next;
        }
    }
}
