using Inflaton.Numerics.Functions;

namespace Inflaton.Potentials;

/// <summary>
/// V = κ w² ln cosh(φ/w): smooth everywhere, ½κφ² for |φ| ≪ w and κw|φ| far away.
/// </summary>
public sealed class LogCoshPotential : SingleFieldPotential
{
    /// <summary>A log-cosh.</summary>
    /// <param name="scale">κ, positive: the curvature at the minimum.</param>
    /// <param name="width">w, positive, in units of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not a positive number.</exception>
    public LogCoshPotential(double scale, double width = 1)
    {
        Scale = Positive(scale, nameof(scale));
        Width = Positive(width, nameof(width));
    }

    /// <summary>κ.</summary>
    public double Scale { get; }

    /// <summary>w.</summary>
    public double Width { get; }

    /// <inheritdoc/>
    public override string Name => "log_cosh";

    /// <inheritdoc/>
    public override string Formula => $"{Text(Scale * Width * Width)} ln cosh(φ/{Text(Width)})";

    /// <inheritdoc/>
    public override double Value(double field)
    {
        // ln cosh x = ln(1 + 2 sinh²(x/2)) near the minimum, |x| − ln 2 + ln(1 + e^{−2|x|}) away from it.
        double x = Math.Abs(field) / Width;
        double logCosh = x < 1
            ? LogOnePlus.Evaluate(2 * Math.Pow(Math.Sinh(x / 2), 2))
            : x - Math.Log(2) + LogOnePlus.Evaluate(Math.Exp(-2 * x));
        return Scale * Width * Width * logCosh;
    }

    /// <inheritdoc/>
    public override double Slope(double field) => Scale * Width * Math.Tanh(field / Width);

    /// <inheritdoc/>
    public override double Curvature(double field)
    {
        double cosh = Math.Cosh(field / Width);
        return Scale / (cosh * cosh);
    }

    /// <summary>κ, that of the minimum.</summary>
    /// <param name="energy">Of no matter.</param>
    public override double LargestCurvature(double energy) => Scale;
}
