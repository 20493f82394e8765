using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Tuning;

/// <summary>What to tune for.</summary>
public sealed record TuningOptions
{
    /// <summary>Threads, at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// Loss to reach, above 0; null for a tenth of the initial loss, or the lowest loss where <see cref="Epochs"/> is given.
    /// </summary>
    public double? TargetLoss { get; init; }

    /// <summary>Epochs to train, at least 1; null for those of the file, or as many as a given target takes.</summary>
    public int? Epochs { get; init; }

    /// <summary>Whether to draw the map of regimes.</summary>
    public bool WithMap { get; init; } = true;

    /// <summary>
    /// Trial trainings at most, at least 0; <see cref="TuneSettings.DefaultTrials"/> by default. 0 for the theory alone, which leaves the
    /// change of the kernel out of the choice but for what is foretold of it.
    /// Trials that diverge are ended there and count for the part that was trained.
    /// </summary>
    public int Trials { get; init; } = TuneSettings.DefaultTrials;

    /// <summary>Told of every trial as it is trained: epoch, rate, momentum and loss; null for nobody.</summary>
    public IProgress<StudyProgress>? Progress { get; init; }

    /// <summary>Ends the trials with the best so far.</summary>
    public CancellationToken Cancellation { get; init; }
}
