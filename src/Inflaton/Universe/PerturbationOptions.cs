namespace Inflaton.Universe;

/// <summary>How perturbations are followed.</summary>
public sealed record PerturbationOptions
{
    /// <summary>k/aH at which a mode starts in the Bunch-Davies vacuum, at least 10; default 100. The error of the start goes as its −5th power.</summary>
    public double Depth { get; init; } = 100;

    /// <summary>k/aH below which a mode is taken for frozen, above 0 and below 0.1; default 1e-5. What is left out goes as its square.</summary>
    public double Frozen { get; init; } = 1e-5;

    /// <summary>Error allowed in one step relative to the mode, above 0 and below 1; default 1e-10.</summary>
    public double Tolerance { get; init; } = 1e-10;

    /// <summary>Masses of spectator fields, which feel the expansion alone, not negative; none by default.</summary>
    public IReadOnlyList<double> SpectatorMasses { get; init; } = [];

    internal void Validate()
    {
        Require(Depth >= 10 && double.IsFinite(Depth), Depth, nameof(Depth), "at least 10 and finite");
        Require(Frozen is > 0 and < 0.1, Frozen, nameof(Frozen), "above 0 and below 0.1");
        Require(Tolerance is > 0 and < 1, Tolerance, nameof(Tolerance), "above 0 and below 1");
        foreach (double mass in SpectatorMasses)
        {
            Require(mass >= 0 && double.IsFinite(mass), mass, nameof(SpectatorMasses), "finite numbers of at least 0");
        }
    }

    private static void Require(bool holds, double value, string name, string range)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {range}.");
        }
    }
}
