namespace Inflaton.Experiments.Scans.Parts;

/// <summary>What a line in the file of a part says.</summary>
internal abstract record PartEntry;

/// <summary>A task began to work on the part.</summary>
/// <param name="Version">Version of Inflaton.</param>
/// <param name="Build">Build of it.</param>
/// <param name="Host">Name of its machine.</param>
/// <param name="Process">Number of its process there.</param>
/// <param name="Job">Name of its job; null without a batch system.</param>
/// <param name="Memory">Bytes of memory that it may use.</param>
internal sealed record TaskEntry(string Version, string Build, string Host, int Process, string? Job, double Memory) : PartEntry;

/// <summary>A run is about to be made.</summary>
/// <param name="Index">Its index in the scan, from 0.</param>
/// <param name="Hash">What it is known by.</param>
/// <param name="Parameters">Values of the parameters.</param>
internal sealed record StartEntry(int Index, string Hash, IReadOnlyList<object?> Parameters) : PartEntry;

/// <summary>A run is finished.</summary>
/// <param name="Row">Its row.</param>
internal sealed record RowEntry(ScanRow Row) : PartEntry;

/// <summary>The task ends, and the runs at work are left as they are.</summary>
/// <param name="Why"><see cref="Stopped"/>, <see cref="OutOfTime"/> or <see cref="Failed"/>.</param>
internal sealed record EndEntry(string Why) : PartEntry
{
    /// <summary>By a signal, as a preempted or cancelled job is.</summary>
    public const string Stopped = "stopped";

    /// <summary>Since the time of the job was over.</summary>
    public const string OutOfTime = "time";

    /// <summary>For a reason that it says itself, such as a full disk, and that is none of its runs'.</summary>
    public const string Failed = "failed";
}
