using Inflaton.Experiments.Files;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Universes;

namespace Inflaton.Experiments.Tests.Scans;

/// <summary>
/// A scan of universes is a scan like any other: its rows are the universes solved one by one, whatever stops it on the way.
/// </summary>
public sealed class UniverseScanTests : IDisposable
{
    private const string Yaml = """
        name: plane
        potential: [{monomial: {degree: 2, mass: 5.884e-6}}, {starobinsky: {height: 9.5747e-11}}]
        initial: {phi: [17, 5.7]}
        time: {to: end_of_inflation, points: 3}
        perturbations: {pivot_efolds: {from: 50, to: 60, steps: 2}, modes: 2}
        scan: {zip: [potential, initial.phi], grid: [perturbations.pivot_efolds], measure: [n_s, r, pivot.field.0], keep: trajectories}
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-scan-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_row_is_that_universe_solved_alone()
    {
        ScanFile scan = ScanFile.Parse(Yaml, "plane.yaml", ".");
        scan.Kind.ShouldBe(StudyCatalogue.Universe);
        scan.Count.ShouldBe(4);
        object?[][] rows = Rows(scan, "a", jobs: 2);

        for (int index = 0; index < scan.Count; index++)
        {
            UniverseSummary alone = UniverseRunner.Run(((UniverseStudy)scan.Run(index)).File).Summary;
            rows[index][^3..].ShouldBe([alone.SpectralIndex, alone.TensorRatio, alone.Pivot!.Field[0]]);
        }

        // The table of an independent solver, N* = 50 then 60 of each.
        double[] n = [.. rows.Select(row => (double)row[^3]!)], r = [.. rows.Select(row => (double)row[^2]!)];
        n.Order().ToArray().ShouldBe([0.959701, 0.961495, 0.966442, 0.967747], 2e-6);
        r.Order().ToArray().ShouldBe([0.003007, 0.004255, 0.132172, 0.158227], 1e-6);
    }

    [Fact]
    public void A_scan_that_was_stopped_goes_on_and_ends_with_the_same_rows()
    {
        ScanFile scan = ScanFile.Parse(Yaml, "plane.yaml", ".");
        object?[][] whole = Rows(scan, "whole", jobs: 1);
        using CancellationTokenSource stop = new();
        using (ScanStore store = ScanStore.Open(scan, Path.Combine(folder, "stopped")))
        {
            ScanOutcome first = ScanRunner.Run(
                scan, store, new ScanOptions { Workers = 1, Cancellation = stop.Token, Progress = new StopAfter(2, stop) });
            first.IsComplete.ShouldBeFalse();
        }

        Rows(scan, "stopped", jobs: 2).ShouldBe(whole);
        Directory.GetFiles(Path.Combine(folder, "stopped", "trajectories")).Length.ShouldBe(4);
    }

    [Fact]
    public void Mistakes_speak_of_universes()
    {
        string text = Yaml.Replace("keep: trajectories", "seeds: 3", StringComparison.Ordinal)
            .Replace("measure: [n_s", "measure: [n_z", StringComparison.Ordinal)
            .Replace("grid: [perturbations.pivot_efolds]", "grid: [network.weight_std]", StringComparison.Ordinal);
        string[] problems =
            [.. Should.Throw<ExperimentFileException>(() => ScanFile.Parse(text, "plane.yaml", "."))
                .Problems.Select(problem => $"{problem}")];

        problems.ShouldContain(problem => problem.Contains("scan.grid.0: is not a key of universe files", StringComparison.Ordinal));
        problems.ShouldContain(
            problem => problem.Contains("scan.seeds: varies the seed, and universe files have none", StringComparison.Ordinal));
        problems.ShouldContain(
            problem =>
                problem.Contains("scan.measure.0", StringComparison.Ordinal)
                    && problem.Contains("Did you mean n_s?", StringComparison.Ordinal));
    }

    [Fact]
    public void A_universe_that_is_stopped_says_so_by_an_exception()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        UniverseStudy study = (UniverseStudy)ScanFile.Parse(Yaml, "plane.yaml", ".").Run(0);

        Should.Throw<OperationCanceledException>(() => study.Run(new StudyOptions { Cancellation = stop.Token }));
    }

    /// <summary>To follow a field until inflation ends is more than to follow it for a time, and spectra are more than that.</summary>
    [Fact]
    public void Universes_cost_by_what_is_asked_of_them()
    {
        const string text = "potential: {monomial: {degree: 2, mass: 1.0e-6}}\ninitial: {phi: 17}\n";
        const string end = "time: {to: end_of_inflation}\n";
        double Cost(string more) => StudyCatalogue.Cost(StudyCatalogue.Parse(text + more, "one.yaml", ".")).Seconds;
        double few = Cost(end + "perturbations: {pivot_efolds: 55, modes: 2}");
        double many = Cost(end + "perturbations: {pivot_efolds: 55, modes: 40}");
        double[] costs = [Cost("time: {to: 1.0e6}"), Cost(end), few, many];

        costs.ShouldBeInOrder(SortDirection.Ascending);
        costs[0].ShouldBeGreaterThan(0);
        (many / few).ShouldBeInRange(1, 5, "what the modes share is not paid for each");
    }

    private object?[][] Rows(ScanFile scan, string name, int jobs)
    {
        using ScanStore store = ScanStore.Open(scan, Path.Combine(folder, name));
        ScanRunner.Run(scan, store, new ScanOptions { Workers = jobs }).IsComplete.ShouldBeTrue();
        return [.. store.Rows(["run", "status", .. scan.Parameters, .. scan.Measures.Select(measure => measure.Path)])];
    }

    private sealed class StopAfter(int runs, CancellationTokenSource stop) : IProgress<ScanProgress>
    {
        public void Report(ScanProgress value)
        {
            if (value.Done >= runs)
            {
                stop.Cancel();
            }
        }
    }
}
