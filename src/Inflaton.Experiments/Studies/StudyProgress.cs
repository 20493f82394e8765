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

/// <summary>Where a study stands.</summary>
/// <param name="Phase">The phase in hand.</param>
/// <param name="Fraction">How much of the phase is done, 0 to 1.</param>
/// <param name="Detail">What it is at, in a few words.</param>
public readonly record struct StudyProgress(StudyPhase Phase, double Fraction, string Detail);
