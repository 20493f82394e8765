namespace Inflaton.Experiments.Studies;

/// <summary>How a study ended, as far as all kinds have it in common.</summary>
public enum StudyOutcome
{
    /// <summary>Everything asked for was computed.</summary>
    Completed,

    /// <summary>Something could not be computed, or left the finite numbers; what was computed is kept.</summary>
    NumericalFailure,

    /// <summary>Stopped by the user; what was computed until then is kept.</summary>
    Interrupted,
}
