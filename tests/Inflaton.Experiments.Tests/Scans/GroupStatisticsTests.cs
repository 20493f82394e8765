using Inflaton.Experiments.Scans;

namespace Inflaton.Experiments.Tests.Scans;

public sealed class GroupStatisticsTests
{
    [Fact]
    public void Groups_have_the_statistics_of_their_runs()
    {
        using TemporaryFolder folder = new();
        Scans.Run(Scans.Parse(Scans.Good), folder.Path, workers: 2);
        using ScanStore store = ScanStore.Look(folder.Path);
        double[] values = [.. store.Rows("theta0", "network.weight_std").Where(row => row[1] is 2L).Select(row => (double)row[0]!).Order()];

        IReadOnlyList<GroupStatistics> groups = GroupStatistics.Of(store, "theta0", "network.weight_std");
        groups.Select(group => group.Group).ShouldBe([1L, 1.5, 2L]);
        GroupStatistics last = groups[2];
        last.Count.ShouldBe(16);
        last.Mean.ShouldBe(values.Average(), 1e-12);
        last.Deviation.ShouldBe(Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / 15), 1e-12);
        last.Median.ShouldBe((values[7] + values[8]) / 2, 1e-12);
        last.LowerQuartile.ShouldBe((0.25 * values[3]) + (0.75 * values[4]), 1e-12);
        (last.Minimum, last.Maximum).ShouldBe((values[0], values[15]));

        GroupStatistics.Of(store, "theta0", "network.activation", "network.hidden").Count.ShouldBe(4);
        GroupStatistics.Of(store, "leading_eigenvalue", "network.activation")[0].Median
            .ShouldBe(
                GroupStatistics.Of(store, "theta0", "network.activation")[0].Median, 1e-12,
                "a summary that was kept can be asked for anything");
        Should.Throw<ArgumentException>(() => GroupStatistics.Of(store, "theta0", "network.hiden"))
            .Message.ShouldContain("Did you mean network.hidden?");
        ScanFigure.Of(groups, "theta0", "network.weight_std").Spec["layer"]!.AsArray().Count.ShouldBe(4);
    }
}
