using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Scans;

namespace Inflaton.Experiments.Tests.Scans;

public sealed class GroupStatisticsTests
{
    /// <summary>Of a column that was measured, runs without a value have no place on the axis, which stays one of numbers.</summary>
    [Fact]
    public void Runs_without_the_measured_column_are_left_out_and_counted()
    {
        GroupStatistics At(object? place) => new(place, null, 1, 2, 0, 2, 2, 2, 2, 2);

        Figure figure = ScanFigure.Of([At(null), At(0.5), At(1.5)], "measured", "predicted", isMeasured: true);

        figure.Caption.ShouldBe("A dot is a run. 1 without predicted are left out.");
        figure.Spec["layer"]![0]!["encoding"]!["x"]!["type"]!.GetValue<string>().ShouldBe("quantitative");
        figure.Spec["data"]!["values"]!.AsArray().Count.ShouldBe(2);
    }

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
