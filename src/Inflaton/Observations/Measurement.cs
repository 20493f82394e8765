using Inflaton.Numerics.Functions;

namespace Inflaton.Observations;

/// <summary>
/// What is known of one number: a normal distribution of it or of its logarithm, cut off below where smaller values mean nothing, such as
/// r &lt; 0.
/// </summary>
/// <param name="Observable">What is measured: <c>n_s</c>, <c>r</c>, <c>alpha_s</c>, <c>amplitude</c>.</param>
/// <param name="Mean">Where the likelihood is largest, of the logarithm where <see cref="OfLogarithm"/>.</param>
/// <param name="Deviation">σ, positive.</param>
public sealed record Measurement(string Observable, double Mean, double Deviation)
{
    /// <summary>Whether mean and σ are those of ln(10¹⁰ x).</summary>
    public bool OfLogarithm { get; init; }

    /// <summary>The smallest value there is; default none.</summary>
    public double Lowest { get; init; } = double.NegativeInfinity;

    /// <summary>ln of the likelihood of a value, 0 where it is largest; −∞ where the value cannot be.</summary>
    /// <param name="value">The value, not its logarithm.</param>
    public double LogLikelihood(double value)
    {
        if (!(value >= Lowest) || (OfLogarithm && !(value > 0)))
        {
            return double.NegativeInfinity;
        }

        double distance = ((OfLogarithm ? Math.Log(1e10 * value) : value) - Mean) / Deviation;
        return -0.5 * distance * distance;
    }

    /// <summary>The probability of values (or logarithms) up to one, for a flat prior above <see cref="Lowest"/>.</summary>
    /// <param name="value">The value, or ln(10¹⁰ x) where <see cref="OfLogarithm"/>.</param>
    public double Cumulative(double value)
    {
        double below = Below(Lowest);
        return value <= Lowest ? 0 : (Below(value) - below) / (1 - below);
    }

    private double Below(double value) => NormalDistribution.Evaluate((value - Mean) / Deviation);
}
