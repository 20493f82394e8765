using Inflaton.Numerics.Functions;

namespace Inflaton.Observations;

/// <summary>The smallest region of a plane of two independent measurements that holds a given probability.</summary>
public sealed class CredibleRegion
{
    private const int Slices = 4000;
    private const double Edge = 8;

    private readonly Measurement across;
    private readonly Measurement up;

    /// <summary>The region.</summary>
    /// <param name="across">The measurement along the first axis, not cut off.</param>
    /// <param name="up">The measurement along the second, which may be cut off below.</param>
    /// <param name="probability">What it holds, above 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The probability is outside its range.</exception>
    public CredibleRegion(Measurement across, Measurement up, double probability)
    {
        if (probability is not (> 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");
        }

        (this.across, this.up) = (across, up);
        double small = 1e-9, large = Edge;
        while (large - small > 1e-9)
        {
            double middle = 0.5 * (small + large);
            (small, large) = Held(middle) < probability ? (middle, large) : (small, middle);
        }

        Radius = small;
    }

    /// <summary>Its radius in units of σ about where the likelihood is largest.</summary>
    public double Radius { get; }

    /// <summary>Its boundary, a closed polygon: an ellipse, along a straight line where the second measurement is cut off.</summary>
    /// <param name="points">Number of points, at least 8.</param>
    public (double[] Across, double[] Up) Boundary(int points = 121)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 8);
        double from = Lowest(Radius);
        double[] x = new double[points], y = new double[points];
        for (int i = 0; i < points - 1; i++)
        {
            double angle = from + ((Math.PI - (2 * from)) * i / (points - 2));
            x[i] = across.Mean + (across.Deviation * Radius * Math.Cos(angle));
            y[i] = Math.Max(up.Mean + (up.Deviation * Radius * Math.Sin(angle)), up.Lowest);
        }

        (x[^1], y[^1]) = (x[0], y[0]);
        return (x, y);
    }

    /// <summary>Angle at which a circle of some radius leaves the line of the cut.</summary>
    private double Lowest(double radius) => Math.Asin(Math.Clamp((up.Lowest - up.Mean) / (up.Deviation * radius), -1, 1));

    /// <summary>Probability within a radius, by slices along the second axis that are even in the angle.</summary>
    private double Held(double radius)
    {
        double from = Lowest(radius), step = ((0.5 * Math.PI) - from) / Slices, sum = 0;
        for (int i = 0; i < Slices; i++)
        {
            double angle = from + ((i + 0.5) * step), v = radius * Math.Sin(angle), width = radius * Math.Cos(angle);
            sum += Math.Exp(-0.5 * v * v) * ErrorFunction.Erf(width / Math.Sqrt(2)) * width * step;
        }

        return sum / (Math.Sqrt(2 * Math.PI) * NormalDistribution.Evaluate((up.Mean - up.Lowest) / up.Deviation));
    }
}
