using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Scans.Parts;
using Inflaton.Experiments.Scans.Slurm;

namespace Inflaton.Cli;

/// <summary>A scan of parts, its rows taken together as far as they are there.</summary>
/// <param name="Parts">Where the parts stand; none where it has none, or all are done and merged.</param>
/// <param name="Job">Number of its job; null for none.</param>
/// <param name="Added">How many rows were new.</param>
/// <param name="IsEnded">Whether no task is left; false where that is not known.</param>
internal sealed record ScanMerging(IReadOnlyList<PartStatus> Parts, string? Job, int Added, bool IsEnded)
{
    private static readonly ScanMerging None = new([], null, 0, true);

    /// <summary>
    /// Merges; where somebody else does or the folder is read-only, a warning says so, and what was merged before is shown.
    /// </summary>
    public static ScanMerging Of(Terminal terminal, string directory)
    {
        if (!ScanParts.ExistIn(directory) || !ScanStore.ExistsIn(directory))
        {
            return None;
        }

        try
        {
            return Of(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine($"warning: {exception.Message} What was merged before is shown.");
            return None;
        }
    }

    /// <summary>Merges.</summary>
    /// <exception cref="IOException">Somebody else is merging, or a file cannot be read or written.</exception>
    public static ScanMerging Of(string directory)
    {
        if (ScanParts.Find(directory) is not { } parts)
        {
            return None;
        }

        SlurmScan? slurm = SlurmScan.Find(directory);
        string? job = slurm?.Job;

        // Before the rows are read: what is not in the queue now has written all that it will.
        IReadOnlyDictionary<int, string?>? queue = job is null ? null : SlurmCluster.Queue(job);
        Dictionary<string, IReadOnlyDictionary<string, string>> asked = [];
        string? End(string name)
        {
            string array = name.Split('_')[0];
            if (!asked.TryGetValue(array, out IReadOnlyDictionary<string, string>? ends))
            {
                asked[array] = ends = SlurmCluster.Ends(array);
            }

            return slurm!.End(ends, name);
        }

        int added = parts.Merge(job is null ? null : End);
        if (parts.RemoveIfDone())
        {
            return new ScanMerging([], job, added, true);
        }

        // A queue that cannot be asked has not lost its tasks.
        IReadOnlyList<PartStatus> status = job is null
            ? parts.Status(null)
            : parts.Status(
                part => queue?.ContainsKey(part) ?? true,
                (part, phase) => phase == PartPhase.Lost ? End($"{job}_{part}")
                    : queue is null ? "squeue does not answer"
                    : queue.GetValueOrDefault(part));
        bool isEnded = job is not null && queue is { Count: 0 } && status.All(part => part.Phase is PartPhase.Done or PartPhase.Lost);
        return new ScanMerging(status, job, added, isEnded);
    }
}
