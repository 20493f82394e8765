using System.Globalization;

namespace Inflaton.Numerics.Threading;

/// <summary>
/// What of the machine a job of a batch system owns: less than the machine has, and not always held to it by the system. Read from the
/// variables that Slurm, PBS and Grid Engine set.
/// </summary>
/// <param name="Processors">Processors; null where no batch system says.</param>
/// <param name="Memory">Bytes of memory; null where no batch system says.</param>
/// <param name="Job">Name of the job, with its place in an array where it has one; null where there is none.</param>
/// <param name="Restarts">How often it was put back into the queue after it had begun.</param>
public sealed record JobAllocation(int? Processors, double? Memory, string? Job, int Restarts)
{
    private const double Mebibyte = 1 << 20;

    /// <summary>That of this process.</summary>
    public static JobAllocation Current { get; } = Of(Environment.GetEnvironmentVariable);

    /// <summary>Processors that this process may use: those of its job, and no more than the system lets it have.</summary>
    public static int UsableProcessors => Math.Min(Environment.ProcessorCount, Current.Processors ?? int.MaxValue);

    /// <summary>Bytes that this process may use: those of its job, and no more than the machine or its control group has.</summary>
    public static double UsableMemory =>
        Math.Min(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, Current.Memory ?? double.PositiveInfinity);

    /// <summary>What variables say.</summary>
    /// <param name="variable">The value of a variable; null where it is not set.</param>
    public static JobAllocation Of(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        int? Number(string name) =>
            int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
        int? Positive(string name) => Number(name) is > 0 and var number ? number : null;
        int? processors = Positive("SLURM_CPUS_PER_TASK") ?? Positive("SLURM_CPUS_ON_NODE") ?? Positive("NCPUS") ?? Positive("NSLOTS");
        double? memory = Positive("SLURM_MEM_PER_NODE") is { } whole ? whole * Mebibyte
            : Positive("SLURM_MEM_PER_CPU") is { } each ? each * Mebibyte * (Positive("SLURM_CPUS_ON_NODE") ?? processors ?? 1)
            : null;
        string? job = variable("SLURM_ARRAY_JOB_ID") is { Length: > 0 } array ? $"{array}_{variable("SLURM_ARRAY_TASK_ID")}"
            : variable("SLURM_JOB_ID") is { Length: > 0 } single ? single
            : variable("PBS_JOBID") is { Length: > 0 } other ? other
            : variable("JOB_ID") is { Length: > 0 } grid ? grid
            : null;
        return new JobAllocation(processors, memory, job, Number("SLURM_RESTART_COUNT") ?? 0);
    }
}
