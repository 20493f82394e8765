namespace Inflaton.Universe;

/// <summary>How perturbations are followed.</summary>
public sealed record PerturbationOptions
{
    /// <summary>
    /// k/aH at which a mode starts in the adiabatic vacuum, at least 10; null, the default, for as late as the vacuum is exact to a tenth
    /// of the tolerance, and has been all along.
    /// </summary>
    public double? Depth { get; init; }

    /// <summary>Error allowed in one step relative to the mode, above 0 and below 1; default 1e-11.</summary>
    public double Tolerance { get; init; } = 1e-11;

    /// <summary>Masses of spectator fields, which feel the expansion alone, not negative; none by default.</summary>
    public IReadOnlyList<double> SpectatorMasses { get; init; } = [];

    internal void Validate()
    {
        Require(Depth is null or (>= 10 and < double.PositiveInfinity), Depth, nameof(Depth), "at least 10 and finite");
        Require(Tolerance is > 0 and < 1, Tolerance, nameof(Tolerance), "above 0 and below 1");
        foreach (double mass in SpectatorMasses)
        {
            Require(mass >= 0 && double.IsFinite(mass), mass, nameof(SpectatorMasses), "finite numbers of at least 0");
        }
    }

    private static void Require(bool holds, object? value, string name, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
