namespace Inflaton.Potentials;

/// <summary>
/// Axion monodromy, V = V₀[(φ² + c²)^{p/2} − c^p] + A(1 − cos(φ/f)): a power V₀|φ|^p at large fields, smooth within the core c, with
/// ripples. Any power 0 &lt; p is allowed, so that with A = 0 it is the monomial of a degree that is not even. Source: McAllister,
/// Silverstein and Westphal, Phys. Rev. D 82 (2010) 046003.
/// </summary>
public sealed class MonodromyPotential : SingleFieldPotential
{
    private readonly double floor;

    /// <summary>A monodromy potential.</summary>
    /// <param name="scale">V₀, positive.</param>
    /// <param name="power">p, positive.</param>
    /// <param name="core">c, positive, in units of the field.</param>
    /// <param name="ripple">A, not negative.</param>
    /// <param name="decayConstant">f, positive, in units of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public MonodromyPotential(double scale, double power, double core, double ripple, double decayConstant)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ripple);
        Scale = Positive(scale, nameof(scale));
        Exponent = Positive(power, nameof(power));
        Core = Positive(core, nameof(core));
        Ripple = double.IsFinite(ripple)
            ? ripple
            : throw new ArgumentOutOfRangeException(nameof(ripple), ripple, "The ripple must be finite.");
        DecayConstant = Positive(decayConstant, nameof(decayConstant));
        floor = Math.Pow(core, power);
    }

    /// <summary>V₀.</summary>
    public double Scale { get; }

    /// <summary>p.</summary>
    public double Exponent { get; }

    /// <summary>c.</summary>
    public double Core { get; }

    /// <summary>A.</summary>
    public double Ripple { get; }

    /// <summary>f.</summary>
    public double DecayConstant { get; }

    /// <inheritdoc/>
    public override string Name => "monodromy";

    /// <inheritdoc/>
    public override string Formula =>
        $"{Text(Scale)} [(φ² + {Text(Core)}²)^({Text(Exponent)}/2) − {Text(Core)}^{Text(Exponent)}]"
        + (Ripple > 0 ? $" + {Text(Ripple)} (1 − cos(φ/{Text(DecayConstant)}))" : "");

    /// <inheritdoc/>
    public override double Value(double field)
    {
        double half = Math.Sin(field / DecayConstant / 2);
        return (Scale * (Math.Pow(Square(field), Exponent / 2) - floor)) + (2 * Ripple * half * half);
    }

    /// <inheritdoc/>
    public override double Slope(double field) =>
        (Scale * Exponent * field * Math.Pow(Square(field), (Exponent / 2) - 1))
        + (Ripple / DecayConstant * Math.Sin(field / DecayConstant));

    /// <inheritdoc/>
    public override double Curvature(double field)
    {
        double square = Square(field);
        return (Scale * Exponent * Math.Pow(square, (Exponent / 2) - 2) * (square + ((Exponent - 2) * field * field)))
            + (Ripple / (DecayConstant * DecayConstant) * Math.Cos(field / DecayConstant));
    }

    /// <summary>
    /// V₀pc^{p−2} + A/f² for p ≤ 2, that of the core; V₀p(p−1)(e/V₀ + c^p)^{1−2/p} + A/f² above, which is a little more than V'' there.
    /// </summary>
    /// <param name="energy">e.</param>
    public override double LargestCurvature(double energy) =>
        (Ripple / (DecayConstant * DecayConstant)) + (Scale * Exponent * (Exponent <= 2
            ? Math.Pow(Core, Exponent - 2)
            : (Exponent - 1) * Math.Pow((energy / Scale) + floor, 1 - (2 / Exponent))));

    private double Square(double field) => (field * field) + (Core * Core);
}
