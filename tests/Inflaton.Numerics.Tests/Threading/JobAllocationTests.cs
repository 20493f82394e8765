using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Tests.Threading;

public sealed class JobAllocationTests
{
    private const double Gibibyte = 1L << 30;

    /// <summary>What the manuals of the systems say that these variables hold.</summary>
    [Theory]
    [InlineData("SLURM_JOB_ID=7 SLURM_CPUS_ON_NODE=4 SLURM_MEM_PER_NODE=2048", 4, 2.0, "7", 0)]
    [InlineData("SLURM_JOB_ID=9 SLURM_ARRAY_JOB_ID=7 SLURM_ARRAY_TASK_ID=3 SLURM_CPUS_PER_TASK=2 SLURM_CPUS_ON_NODE=8", 2, null, "7_3", 0)]
    [InlineData("SLURM_JOB_ID=7 SLURM_CPUS_ON_NODE=4 SLURM_MEM_PER_CPU=1024 SLURM_RESTART_COUNT=2", 4, 4.0, "7", 2)]
    [InlineData("PBS_JOBID=12.server NCPUS=16", 16, null, "12.server", 0)]
    [InlineData("JOB_ID=5 NSLOTS=3", 3, null, "5", 0)]
    [InlineData("SLURM_CPUS_PER_TASK=0 SLURM_MEM_PER_NODE=0 SLURM_CPUS_ON_NODE=many", null, null, null, 0)]
    [InlineData("", null, null, null, 0)]
    public void Of_a_job(string variables, int? processors, double? gibibytes, string? job, int restarts)
    {
        Dictionary<string, string> set = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('='))
            .ToDictionary(pair => pair[0], pair => pair[1]);

        JobAllocation.Of(set.GetValueOrDefault).ShouldBe(new JobAllocation(processors, gibibytes * Gibibyte, job, restarts));
    }

    [Fact]
    public void No_more_than_the_machine_has()
    {
        JobAllocation.UsableProcessors.ShouldBeInRange(1, Environment.ProcessorCount);
        JobAllocation.UsableMemory.ShouldBeInRange(1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }
}
