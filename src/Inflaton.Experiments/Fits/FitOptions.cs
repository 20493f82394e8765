using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Fits;

/// <summary>How to run a fit.</summary>
public sealed record FitOptions : StudyOptions
{
    /// <summary>The defaults.</summary>
    public FitOptions()
    {
    }

    /// <summary>The options of any study.</summary>
    /// <param name="options">Threads, folder, progress and cancellation.</param>
    public FitOptions(StudyOptions options)
        : base(options)
    {
    }

    /// <summary>Whether to go on with the chain that the folder holds, finished or not; default no.</summary>
    public bool Resume { get; init; }

    /// <summary>
    /// Time between two states of the chain that are written to the folder, for <see cref="Resume"/>; default half a minute.
    /// </summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromSeconds(30);
}
