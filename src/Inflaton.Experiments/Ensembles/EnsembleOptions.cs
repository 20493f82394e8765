using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Ensembles;

/// <summary>How to run an ensemble.</summary>
public sealed record EnsembleOptions : StudyOptions
{
    /// <summary>The defaults.</summary>
    public EnsembleOptions()
    {
    }

    /// <summary>The options of any study.</summary>
    /// <param name="options">Threads, folder, progress and cancellation.</param>
    public EnsembleOptions(StudyOptions options)
        : base(options)
    {
    }

    /// <summary>Whether to go on from the draws that the folder holds, of the same file but for the number of draws; default no.</summary>
    public bool Resume { get; init; }

    /// <summary>Least time between two states that are written; half a minute by default.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromSeconds(30);
}
