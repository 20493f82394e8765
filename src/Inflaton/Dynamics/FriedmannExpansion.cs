namespace Inflaton.Dynamics;

/// <summary>
/// General relativity: H² = ρ/3 and Ḣ = −(φ̇² + Σ(1+wᵢ)ρᵢ)/2 with ρ = ½φ̇² + V + Σρᵢ, flat space, reduced Planck mass 1. Only expanding
/// universes, H ≥ 0.
/// </summary>
public sealed class FriedmannExpansion : Expansion
{
    private readonly Fluid[] fluids;

    /// <summary>An expansion driven by the fields and some fluids.</summary>
    /// <param name="fluids">The fluids; none for the fields alone.</param>
    public FriedmannExpansion(params IEnumerable<Fluid> fluids) => this.fluids = [.. fluids];

    /// <inheritdoc/>
    public override string Name => "friedmann";

    /// <inheritdoc/>
    public override string Formula => "3H² = ½φ̇² + V" + string.Concat(Fluids.Select(fluid => $" + ρ({fluid.Name})"));

    /// <inheritdoc/>
    public override bool IsSelfConsistent => true;

    /// <inheritdoc/>
    public override IReadOnlyList<Fluid> Fluids => fluids;

    /// <inheritdoc/>
    public override double Hubble(double elapsed, double efolds, double energy)
    {
        foreach (Fluid fluid in fluids)
        {
            energy += fluid.DensityAt(efolds);
        }

        return Math.Sqrt(energy / 3);
    }

    /// <inheritdoc/>
    public override double HubbleSlope(double elapsed, double efolds, double squaredVelocity)
    {
        double sum = squaredVelocity;
        foreach (Fluid fluid in fluids)
        {
            sum += (1 + fluid.EquationOfState) * fluid.DensityAt(efolds);
        }

        return -sum / 2;
    }
}
