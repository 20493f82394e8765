using Inflaton.Dynamics;
using Inflaton.Potentials;

namespace Inflaton.Universe;

/// <summary>The three inflationary universes of the table that independent solvers agree on.</summary>
internal static class Inflation
{
    public static Cosmology Of(string name) => new()
    {
        Potential = name switch
        {
            "quadratic" => new PowerPotential(2, 3.4622e-11),
            "quartic" => new PowerPotential(4, 1.4213e-13),
            "starobinsky" => new StarobinskyPotential(9.5747e-11),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such inflation."),
        },
        Expansion = new FriedmannExpansion(),
        InitialField = [name switch { "quadratic" => 17, "quartic" => 24.5, _ => 5.6 }],
    };
}
