namespace Inflaton.Experiments.Studies;

/// <summary>How to run a study: what does not belong in its file because it changes no result.</summary>
public record StudyOptions
{
    /// <summary>Threads, at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether to compute what figures alone show as well, such as the predictions between the records; default yes.</summary>
    public bool Figures { get; init; } = true;

    /// <summary>Folder that the outputs will be written to; paths in the resolved file are relative to it. Null for absolute paths.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>Told where the study stands.</summary>
    public IProgress<StudyProgress>? Progress { get; init; }

    /// <summary>Stops the study cleanly; what is there until then is kept.</summary>
    public CancellationToken Cancellation { get; init; }
}
