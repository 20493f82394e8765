namespace Inflaton.Potentials;

/// <summary>
/// The potential of natural inflation, V = V₀(1 + cos(φ/f)): a pseudo-Nambu-Goldstone boson with decay constant f, hilltops at 2πnf.
/// Source: Freese, Frieman and Olinto, Phys. Rev. Lett. 65 (1990) 3233.
/// </summary>
public sealed class NaturalPotential : SingleFieldPotential
{
    /// <summary>A cosine.</summary>
    /// <param name="height">V₀ = Λ⁴, positive: half the height of the hills.</param>
    /// <param name="decayConstant">f, positive, in units of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not a positive number.</exception>
    public NaturalPotential(double height, double decayConstant)
    {
        Height = Positive(height, nameof(height));
        DecayConstant = Positive(decayConstant, nameof(decayConstant));
    }

    /// <summary>V₀.</summary>
    public double Height { get; }

    /// <summary>f.</summary>
    public double DecayConstant { get; }

    /// <inheritdoc/>
    public override string Name => "natural";

    /// <inheritdoc/>
    public override string Formula => $"{Text(Height)} (1 + cos(φ/{Text(DecayConstant)}))";

    /// <inheritdoc/>
    protected override Numerics.Expressions.Formula? OneField => Of("2*h*cos(phi/f/2)^2", ("h", Height), ("f", DecayConstant));

    /// <inheritdoc/>
    public override double Value(double field)
    {
        double half = Math.Cos(field / DecayConstant / 2);
        return 2 * Height * half * half;
    }

    /// <inheritdoc/>
    public override double Slope(double field) => -Height / DecayConstant * Math.Sin(field / DecayConstant);

    /// <inheritdoc/>
    public override double Curvature(double field) => -Height / (DecayConstant * DecayConstant) * Math.Cos(field / DecayConstant);

    /// <summary>V₀/f², that of the minima.</summary>
    /// <param name="energy">Of no matter.</param>
    public override double LargestCurvature(double energy) => Height / (DecayConstant * DecayConstant);
}
