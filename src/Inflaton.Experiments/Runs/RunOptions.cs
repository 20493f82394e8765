namespace Inflaton.Experiments.Runs;

/// <summary>How to run an experiment: what does not belong in its file because it changes no result.</summary>
public sealed record RunOptions
{
    /// <summary>Threads, at least 1. Results do not depend on it.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether to train; if not, all that needs no training is computed.</summary>
    public bool Train { get; init; } = true;

    /// <summary>Whether to compute the predictions between the records too, for the lines of figures; default yes.</summary>
    public bool Curves { get; init; } = true;

    /// <summary>Folder that the outputs will be written to; paths in the resolved file are relative to it. Null for absolute paths.</summary>
    public string? OutputDirectory { get; init; }

    /// <summary>Told where the run stands.</summary>
    public IProgress<RunProgress>? Progress { get; init; }

    /// <summary>Stops the training cleanly; what was recorded is kept.</summary>
    public CancellationToken Cancellation { get; init; }
}
