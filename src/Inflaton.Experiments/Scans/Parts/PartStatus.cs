namespace Inflaton.Experiments.Scans.Parts;

/// <summary>What a part of a scan is doing.</summary>
public enum PartPhase
{
    /// <summary>Nobody has begun it.</summary>
    Queued,

    /// <summary>A task is at work on it.</summary>
    Running,

    /// <summary>All its runs have rows.</summary>
    Done,

    /// <summary>It has runs left, and no task that will make them.</summary>
    Lost,
}

/// <summary>Where a part of a scan stands.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Runs">Number of its runs.</param>
/// <param name="Done">How many of them are done.</param>
/// <param name="Phase">What it is doing.</param>
/// <param name="Began">Whether a task ever began it.</param>
/// <param name="Word">
/// How the task of a lost part ended, or why that of a queued one waits, in the words of the batch system; null where nobody knows.
/// </param>
public sealed record PartStatus(int Number, int Runs, int Done, PartPhase Phase, bool Began, string? Word = null);
