namespace Inflaton.Experiments.Runs;

/// <summary>The phases of a run, in order.</summary>
public enum RunPhase
{
    /// <summary>Data are read and weights drawn.</summary>
    Preparing,

    /// <summary>The tangent kernel and its eigen-system.</summary>
    Kernel,

    /// <summary>The ladder of predictions.</summary>
    Predicting,

    /// <summary>The network is trained.</summary>
    Training,

    /// <summary>Files and figures are written.</summary>
    Writing,
}

/// <summary>Where a run stands.</summary>
/// <param name="Phase">The phase in hand.</param>
/// <param name="Fraction">How much of the phase is done, 0 to 1.</param>
/// <param name="Detail">What it is at, in a few words.</param>
public readonly record struct RunProgress(RunPhase Phase, double Fraction, string Detail);
