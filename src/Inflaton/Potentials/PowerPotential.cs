namespace Inflaton.Potentials;

/// <summary>
/// The monomial potential ℓ = (κ/n) (f − y − f*)^n of even degree n. With n = 2 and f* = 0 it is the squared loss ½κ(f − y)²;
/// without targets (y = 0) it is the loss of the duality paper. Source: arXiv:2202.11104, section 2.
/// </summary>
public sealed class PowerPotential : PointPotential
{
    /// <summary>A monomial.</summary>
    /// <param name="degree">n, even and at least 2: an odd power has no minimum.</param>
    /// <param name="scale">κ, positive.</param>
    /// <param name="minimum">f*, finite; measured from the target where there is one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public PowerPotential(int degree, double scale, double minimum = 0)
    {
        if (degree < 2 || degree % 2 != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(degree), degree, "The degree must be even and at least 2: an odd power has no minimum.");
        }

        if (!double.IsFinite(minimum))
        {
            throw new ArgumentOutOfRangeException(nameof(minimum), minimum, "The minimum must be a finite number.");
        }

        Degree = degree;
        Scale = Positive(scale, nameof(scale));
        Minimum = minimum;
    }

    /// <summary>n.</summary>
    public int Degree { get; }

    /// <summary>κ.</summary>
    public double Scale { get; }

    /// <summary>f*.</summary>
    public double Minimum { get; }

    /// <inheritdoc/>
    public override string Name => "power";

    /// <inheritdoc/>
    public override string Formula =>
        Minimum == 0 ? $"({Text(Scale)}/{Degree}) (f − y)^{Degree}" : $"({Text(Scale)}/{Degree}) (f − {Text(Minimum)})^{Degree}";

    /// <inheritdoc/>
    public override double? UniformCurvature => Degree == 2 ? Scale : null;

    /// <inheritdoc/>
    public override double Value(double field, double target) => Scale / Degree * Power(field - target - Minimum, Degree);

    /// <inheritdoc/>
    public override double Slope(double field, double target) => Scale * Power(field - target - Minimum, Degree - 1);

    /// <inheritdoc/>
    public override double Curvature(double field, double target) =>
        Scale * (Degree - 1) * Power(field - target - Minimum, Degree - 2);

    /// <summary>κ(n−1)(ne/κ)^{(n−2)/n}, that of |f − y − f*| = (ne/κ)^{1/n}.</summary>
    /// <param name="energy">e.</param>
    public override double LargestCurvature(double energy) =>
        Scale * (Degree - 1) * Math.Pow(Degree * energy / Scale, (Degree - 2.0) / Degree);

    private static double Power(double x, int exponent)
    {
        double result = 1;
        for (; exponent > 0; exponent >>= 1, x *= x)
        {
            if ((exponent & 1) == 1)
            {
                result *= x;
            }
        }

        return result;
    }
}
