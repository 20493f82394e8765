using Inflaton.Dynamics;

namespace Inflaton.Experiments.Studies;

/// <summary>How to run a study: what does not belong in its file because it changes no result.</summary>
public record StudyOptions
{
    /// <summary>Threads, at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether to compute what figures alone show as well, such as the predictions between the records; default yes.</summary>
    public bool Figures { get; init; } = true;

    /// <summary>
    /// Folder that the outputs will be written to; paths in the resolved file are relative to it. Null for absolute paths.
    /// </summary>
    public string? OutputDirectory { get; init; }

    /// <summary>
    /// Folder in which a study that takes long keeps now and then, and when it is stopped, what it can go on from, and from which it goes
    /// on where there is such a state of the same file: with the same results as without a stop. It is made when it is needed. Null
    /// (default) for none.
    /// </summary>
    public string? StateDirectory { get; init; }

    /// <summary>Tells when it is time to keep the state again.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Told where the study stands.</summary>
    public IProgress<StudyProgress>? Progress { get; init; }

    /// <summary>
    /// Shown the fields themselves, at the times that the results will have them; null (default) for nobody, which costs nothing.
    /// </summary>
    public StudyObserver? Observer { get; init; }

    /// <summary>Stops the study cleanly; what is there until then is kept.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The observer of one field; null where nobody looks.</summary>
    /// <param name="phase">The phase that computes it.</param>
    /// <param name="part">Name of the array that will hold it.</param>
    internal FieldObserver? Watching(StudyPhase phase, string part) =>
        Observer is { } observer ? state => observer(phase, part, state) : null;
}

/// <summary>
/// Shown the fields of a study: the trained field while it is trained, predictions and universes as soon as they are solved.
/// </summary>
/// <param name="phase">The phase that computes the field.</param>
/// <param name="part">
/// Name of the array of the results that will hold it: <c>trained</c>, the name of a rung, <c>phi</c> of a universe.
/// </param>
/// <param name="state">The field at one time, laid out as one row of that array; valid during the call alone.</param>
public delegate void StudyObserver(StudyPhase phase, string part, FieldState state);
