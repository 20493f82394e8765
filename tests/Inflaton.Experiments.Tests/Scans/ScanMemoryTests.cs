using Inflaton.Experiments.Scans;

namespace Inflaton.Experiments.Tests.Scans;

/// <summary>Counts what the whole process holds, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(ScanMemoryTests), DisableParallelization = true)]
[Collection(nameof(ScanMemoryTests))]
public sealed class ScanMemoryTests
{
    [Fact]
    public void Many_runs_are_planned_without_holding_any()
    {
        ScanFile scan = Scans.Parse(Scans.Good.Replace("seeds: 2", "seeds: 1000"));
        scan.Count.ShouldBe(24_000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        ScanPlan plan = ScanPlan.Of(scan, new bool[scan.Count]);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(2L << 20);
        plan.Order.Length.ShouldBe(24_000);
        plan.Refused.ShouldBe(0);
        plan.Order.Select(index => plan.Cost(index).Seconds).ShouldBeInOrder(SortDirection.Descending);
    }
}
