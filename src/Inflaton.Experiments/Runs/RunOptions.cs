using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Runs;

/// <summary>How to run an experiment.</summary>
public sealed record RunOptions : StudyOptions
{
    /// <summary>Whether to train; if not, all that needs no training is computed.</summary>
    public bool Train { get; init; } = true;
}
