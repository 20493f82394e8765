namespace Inflaton.Potentials;

/// <summary>
/// V = V₀ e^{−λφ}: scale-free, its attractor expands as a ∝ t^{2/λ²}, which inflates for λ &lt; √2 and has exact spectra. Source: Lucchin
/// and Matarrese, Phys. Rev. D 32 (1985) 1316.
/// </summary>
public sealed class ExponentialPotential : SingleFieldPotential
{
    /// <summary>An exponential.</summary>
    /// <param name="height">V₀ = V(0), positive.</param>
    /// <param name="slope">λ, not 0, in inverse units of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is outside its range.</exception>
    public ExponentialPotential(double height, double slope)
    {
        Height = Positive(height, nameof(height));
        Steepness = slope != 0 && double.IsFinite(slope)
            ? slope
            : throw new ArgumentOutOfRangeException(nameof(slope), slope, "The slope must be a finite number other than 0.");
    }

    /// <summary>V₀.</summary>
    public double Height { get; }

    /// <summary>λ.</summary>
    public double Steepness { get; }

    /// <inheritdoc/>
    public override string Name => "exponential";

    /// <inheritdoc/>
    public override string Formula => $"{Text(Height)} e^(−{Text(Steepness)} φ)";

    /// <inheritdoc/>
    protected override Numerics.Expressions.Formula? OneField => Of("h*exp(-s*phi)", ("h", Height), ("s", Steepness));

    /// <inheritdoc/>
    public override double Value(double field) => Height * Math.Exp(-Steepness * field);

    /// <inheritdoc/>
    public override double Slope(double field) => -Steepness * Value(field);

    /// <inheritdoc/>
    public override double Curvature(double field) => Steepness * Steepness * Value(field);

    /// <summary>λ²e.</summary>
    /// <param name="energy">e.</param>
    public override double LargestCurvature(double energy) => Steepness * Steepness * energy;
}
