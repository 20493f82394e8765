using Inflaton.Numerics.Quadrature;

namespace Inflaton.Dynamics;

/// <summary>
/// Fluids alone, 3H² = Σρ, whatever the fields do: fields are spectators in it. t(N) = ∫₀ᴺ dN'/H is integrated by Gauss and Legendre's rule
/// in panels and inverted by Newton's method, to rounding.
/// </summary>
public sealed class FluidExpansion : Expansion
{
    private const double Panel = 0.5;
    private const int MostIterations = 100;

    private static readonly GaussLegendre Rule = new(16);

    private readonly Fluid[] fluids;

    /// <summary>An expansion by some fluids.</summary>
    /// <param name="fluids">The fluids, with a density above 0 together, none with w below −1.</param>
    /// <exception cref="ArgumentException">There is no density, or a fluid whose density grows.</exception>
    public FluidExpansion(params IEnumerable<Fluid> fluids)
    {
        this.fluids = [.. fluids];
        if (!(this.fluids.Sum(fluid => fluid.Density) > 0) || this.fluids.Any(fluid => fluid.EquationOfState < -1))
        {
            throw new ArgumentException(
                "An expansion by fluids needs a density above 0, and no fluid whose density grows.", nameof(fluids));
        }

    }

    /// <inheritdoc/>
    public override string Name => "fluids";

    /// <inheritdoc/>
    public override string Formula => "3H² = " + string.Join(" + ", fluids.Select(fluid => $"ρ({fluid.Name})"));

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, double>> Parameters =>
        [.. fluids.Select(fluid => KeyValuePair.Create(fluid.Name, fluid.Density))];

    /// <inheritdoc/>
    public override bool IsSelfConsistent => false;

    /// <inheritdoc/>
    public override double Hubble(double elapsed, double efolds, double energy) => HubbleAt(efolds);

    /// <inheritdoc/>
    public override double HubbleSlope(double elapsed, double efolds, double squaredVelocity) =>
        -fluids.Sum(fluid => (1 + fluid.EquationOfState) * fluid.DensityAt(efolds)) / 2;

    /// <inheritdoc/>
    public override double? EfoldsAt(double elapsed)
    {
        // ρ falls at most as the fluid does that falls fastest, which bounds N from below. H does not grow, so that t(N) is convex:
        // Newton's steps come from above after the first, and cannot run away.
        double fastest = 1.5 * (1 + fluids.Max(fluid => fluid.EquationOfState)), hubble = HubbleAt(0);
        if (fastest == 0)
        {
            return hubble * elapsed;
        }

        double efolds = Math.Log(1 + (fastest * hubble * elapsed)) / fastest;
        for (int i = 0; i < MostIterations; i++)
        {
            double change = (Time(efolds) - elapsed) * HubbleAt(efolds);
            efolds -= change;
            if (!(Math.Abs(change) > 4e-16 * Math.Max(1, Math.Abs(efolds))))
            {
                break;
            }
        }

        return efolds;
    }

    private double HubbleAt(double efolds)
    {
        double density = 0;
        foreach (Fluid fluid in fluids)
        {
            density += fluid.DensityAt(efolds);
        }

        return Math.Sqrt(density / 3);
    }

    private double Time(double efolds)
    {
        int panels = Math.Max(1, (int)Math.Ceiling(Math.Abs(efolds) / Panel));
        double width = efolds / panels, sum = 0;
        for (int panel = 0; panel < panels; panel++)
        {
            for (int i = 0; i < Rule.Count; i++)
            {
                sum += Rule.Weights[i] * width / 2 / HubbleAt((panel + ((1 + Rule.Nodes[i]) / 2)) * width);
            }
        }

        return sum;
    }
}
