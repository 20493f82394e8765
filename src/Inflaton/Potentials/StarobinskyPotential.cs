namespace Inflaton.Potentials;

/// <summary>
/// The potential of R² inflation in the Einstein frame, V = V₀(1 − e^{−√(2/3) φ})², φ in units of the reduced Planck mass: a plateau with
/// an exponential approach. Source: Starobinsky, Phys. Lett. B 91 (1980) 99.
/// </summary>
public sealed class StarobinskyPotential : SingleFieldPotential
{
    private static readonly double Rate = Math.Sqrt(2.0 / 3);

    /// <summary>A Starobinsky potential.</summary>
    /// <param name="height">V₀ = 3M²/4, positive: the height of the plateau.</param>
    /// <exception cref="ArgumentOutOfRangeException">The height is not a positive number.</exception>
    public StarobinskyPotential(double height) => Height = Positive(height, nameof(height));

    /// <summary>V₀.</summary>
    public double Height { get; }

    /// <inheritdoc/>
    public override string Name => "starobinsky";

    /// <inheritdoc/>
    public override string Formula => $"{Text(Height)} (1 − e^(−√(2/3) φ))²";

    /// <inheritdoc/>
    public override double Value(double field)
    {
        double climb = Climb(field);
        return Height * climb * climb;
    }

    /// <inheritdoc/>
    public override double Slope(double field) => 2 * Height * Rate * Math.Exp(-Rate * field) * Climb(field);

    /// <inheritdoc/>
    public override double Curvature(double field)
    {
        double decay = Math.Exp(-Rate * field);
        return 2 * Height * Rate * Rate * decay * ((2 * decay) - 1);
    }

    /// <summary>(4/3)V₀(1+s)(1+2s), s = √(e/V₀): that of e^{−√(2/3)φ} = 1 + s, on the steep side.</summary>
    /// <param name="energy">e.</param>
    public override double LargestCurvature(double energy)
    {
        double climb = Math.Sqrt(energy / Height);
        return 2 * Height * Rate * Rate * (1 + climb) * (1 + (2 * climb));
    }

    /// <summary>1 − e^{−x} without cancellation near the minimum.</summary>
    private static double Climb(double field)
    {
        double half = Rate * field / 2;
        return 2 * Math.Exp(-half) * Math.Sinh(half);
    }
}
