using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Runs;

/// <summary>How to run an experiment.</summary>
public sealed record RunOptions : StudyOptions
{
    /// <summary>The defaults.</summary>
    public RunOptions()
    {
    }

    /// <summary>The options of any study.</summary>
    /// <param name="options">Threads, folder, progress and cancellation.</param>
    public RunOptions(StudyOptions options)
        : base(options)
    {
    }

    /// <summary>Whether to train; if not, all that needs no training is computed.</summary>
    public bool Train { get; init; } = true;

    /// <summary>
    /// Whether to go on with the training whose state the folder holds; default no. All that comes before the training is computed again.
    /// </summary>
    public bool Resume { get; init; }

    /// <summary>Least time between two states that the folder is given for <see cref="Resume"/>; default a minute.</summary>
    public TimeSpan SaveEvery { get; init; } = TimeSpan.FromMinutes(1);
}
