namespace Inflaton.Experiments.Studies;

/// <summary>The phases of a study, in order; no study has all of them.</summary>
public enum StudyPhase
{
    /// <summary>Data are read and weights drawn.</summary>
    Preparing,

    /// <summary>The tangent kernel and its eigen-system.</summary>
    Kernel,

    /// <summary>The ladder of predictions.</summary>
    Predicting,

    /// <summary>The network is trained.</summary>
    Training,

    /// <summary>The equations of a universe are solved.</summary>
    Solving,

    /// <summary>Files and figures are written.</summary>
    Writing,
}

/// <summary>Where a study stands, in numbers; who shows it makes the words.</summary>
/// <param name="Phase">The phase in hand.</param>
/// <param name="Part">What of it is in hand, a name of the program's: of a rung, an array, a file.</param>
/// <param name="Step">Steps done, not negative: epochs, rungs, files.</param>
/// <param name="Steps">Steps to do, at least <paramref name="Step"/>; 0 where there is nothing to do, or no telling.</param>
public readonly record struct StudyProgress(StudyPhase Phase, string Part, long Step = 0, long Steps = 0)
{
    private readonly IReadOnlyList<NamedValue>? values;

    /// <summary>How much of the phase is done, 0 to 1; the share of its steps, 1 where there are none.</summary>
    public double Fraction => Steps == 0 ? 1 : (double)Step / Steps;

    /// <summary>What is known at this point, such as <c>loss</c> or <c>efolds</c>; none by default.</summary>
    public IReadOnlyList<NamedValue> Values
    {
        get => values ?? [];
        init => values = value;
    }
}

/// <summary>A number and its name.</summary>
/// <param name="Name">Small letters and underscores, as in the summary where it is there too.</param>
/// <param name="Value">Any number.</param>
public readonly record struct NamedValue(string Name, double Value);
