namespace Inflaton.Universe;

/// <summary>
/// The equation of perturbations Q on a background, Q_a'' + (3 − ε)Q_a' + (k/aH)²Q_a + M_ab Q_b = 0 in e-folds, of quanta with the norm of
/// scalar fields. For the fields themselves M is the mass matrix in spatially flat gauge; gravitational waves have M = 0, spectators m²/H².
/// </summary>
internal sealed class ModeEquation
{
    private readonly double? squaredMass;

    private ModeEquation(BackgroundPath path, double? mass)
    {
        Path = path;
        squaredMass = mass * mass;
        Fields = mass is null ? path.Fields : 1;
        Functions = mass is null ? BackgroundPath.Mass + (Fields * (Fields + 1) / 2) : BackgroundPath.Mass;
    }

    /// <summary>The background.</summary>
    public BackgroundPath Path { get; }

    /// <summary>Number of perturbations that are coupled.</summary>
    public int Fields { get; }

    /// <summary>How many of the background's functions the equation looks at.</summary>
    public int Functions { get; }

    /// <summary>Whether the perturbations are those of the background's own fields.</summary>
    public bool IsOfTheFields => squaredMass is null;

    /// <summary>The perturbations of the fields.</summary>
    public static ModeEquation OfFields(BackgroundPath path) => new(path, null);

    /// <summary>A field that feels the expansion alone.</summary>
    public static ModeEquation OfSpectator(BackgroundPath path, double mass) => new(path, mass);

    /// <summary>M from the functions of the background.</summary>
    /// <param name="functions">The functions at a time.</param>
    /// <param name="mass">Receives M, C × C.</param>
    public void Mass(ReadOnlySpan<double> functions, Span<double> mass)
    {
        if (squaredMass is { } squared)
        {
            mass[0] = squared == 0 ? 0 : squared * Math.Exp(-2 * functions[BackgroundPath.LogHubble]);
            return;
        }

        for (int a = 0, entry = BackgroundPath.Mass; a < Fields; a++)
        {
            for (int b = a; b < Fields; b++, entry++)
            {
                mass[(a * Fields) + b] = mass[(b * Fields) + a] = functions[entry];
            }
        }
    }
}
