namespace Inflaton.Dynamics;

/// <summary>A perfect fluid beside the field: ρ ∝ a^{−3(1+w)}.</summary>
/// <param name="Name">What it is called in files.</param>
/// <param name="EquationOfState">w = pressure over density.</param>
/// <param name="Density">ρ where a = 1, the beginning, in units of the reduced Planck mass to the fourth.</param>
public sealed record Fluid(string Name, double EquationOfState, double Density)
{
    /// <summary>The fluids that have names, with their w.</summary>
    public static IReadOnlyDictionary<string, double> Known { get; } = new OrderedDictionary<string, double>
    {
        ["radiation"] = 1.0 / 3,
        ["matter"] = 0,
        ["vacuum"] = -1,
        ["curvature_like"] = -1.0 / 3,
        ["stiff"] = 1,
    };

    /// <summary>A fluid of a known name.</summary>
    /// <param name="name">A key of <see cref="Known"/>.</param>
    /// <param name="density">ρ at the beginning, not negative.</param>
    /// <exception cref="ArgumentException">There is no fluid of that name.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The density is negative or not finite.</exception>
    public static Fluid Of(string name, double density)
    {
        if (!(density >= 0 && double.IsFinite(density)))
        {
            throw new ArgumentOutOfRangeException(nameof(density), density, "The density must be a number of at least 0.");
        }

        return Known.TryGetValue(name, out double w)
            ? new Fluid(name, w, density)
            : throw new ArgumentException($"No fluid is named '{name}'; known are {string.Join(", ", Known.Keys)}.", nameof(name));
    }

    /// <summary>What the curvature of space adds to 3H², −3K/a²: a fluid of w = −1/3 whose density may be negative.</summary>
    /// <param name="curvature">K, in units of the Planck mass squared where a = 1: above 0 closed, below 0 open.</param>
    public static Fluid OfCurvature(double curvature) => new("curvature", -1.0 / 3, -3 * curvature);

    /// <summary>ρ after N e-folds.</summary>
    /// <param name="efolds">N = ln a.</param>
    public double DensityAt(double efolds) => Density * Math.Exp(-3 * (1 + EquationOfState) * efolds);
}
