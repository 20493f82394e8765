using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Tests.Runs;
using Inflaton.Numerics.ArrayFiles;
using Microsoft.Data.Sqlite;
using Parquet;
using Parquet.Schema;

namespace Inflaton.Experiments.Tests.Scans;

public sealed class ScanRunnerTests
{
    [Fact]
    public void Every_run_is_a_row_that_holds_what_the_run_alone_finds()
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(Scans.Good);
        ScanOutcome outcome = Scans.Run(scan, folder.Path, workers: 3);
        (outcome.Done, outcome.Made, outcome.IsComplete).ShouldBe((48, 48, true));

        using ScanStore store = ScanStore.Look(folder.Path);
        object?[][] rows = [.. store.Rows("run", "hash", "status", "theta0", "error_budget.drift.maximum", "loss_predicted.discrete")];
        rows.Length.ShouldBe(48);
        foreach (int index in new[] { 0, 7, 30, 47 })
        {
            ExperimentFile file = scan.Experiment(index);
            RunSummary alone = ExperimentRunner.Run(file, new RunOptions { Threads = 2 }).Summary;
            rows[index].ShouldBe(
            [
                index + 1L, scan.Hash(scan.Run(index)), "completed", alone.Theta0, alone.ErrorBudget.Drift!.Maximum,
                alone.LossPredicted["discrete"],
            ]);
        }

        store.Status().Counts.ShouldBe(new Dictionary<string, int> { ["completed"] = 48 });
    }

    [Fact]
    public void What_is_stored_does_not_depend_on_workers_or_interruptions()
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(Scans.Good.Replace("seeds: 2", "seeds: 6"));
        Scans.Run(scan, folder.In("whole"), workers: 1);

        int rounds = 0;
        ScanOutcome outcome;
        do
        {
            using CancellationTokenSource stop = new();
            using ScanStore store = ScanStore.Open(scan, folder.In("parts"));
            int most = 7 * ++rounds;
            outcome = ScanRunner.Run(scan, store, new ScanOptions
            {
                Workers = rounds,
                Cancellation = stop.Token,
                Progress = new Told(progress =>
                {
                    if (progress.Done >= most)
                    {
                        stop.Cancel();
                    }
                }),
            });
        }
        while (!outcome.IsComplete);

        rounds.ShouldBeGreaterThan(3);
        using ScanStore whole = ScanStore.Look(folder.In("whole")), parts = ScanStore.Look(folder.In("parts"));
        object?[][] expected = Scans.Results(whole), actual = Scans.Results(parts);
        actual.Length.ShouldBe(144);
        for (int i = 0; i < actual.Length; i++)
        {
            actual[i].ShouldBe(expected[i]);
        }
    }

    [Fact]
    public void Nothing_runs_twice()
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(Scans.Good);
        Scans.Run(scan, folder.Path, workers: 2);
        Scans.Run(scan, folder.Path, workers: 2).Made.ShouldBe(0);
    }

    [Fact]
    public void Another_scan_in_the_same_folder_is_refused_with_the_differences()
    {
        using TemporaryFolder folder = new();
        Scans.Run(Scans.Parse(Scans.Good), folder.Path, workers: 2);
        ScanFile other = Scans.Parse(Scans.Good.Replace("momentum: 0", "momentum: 0.5").Replace("seeds: 2", "seeds: 3"));
        string message = Should.Throw<ExperimentFileException>(() => ScanStore.Open(other, folder.Path)).Message;
        message.ShouldBe(
            $"""
            scan.yaml: optimizer.gradient_descent.momentum: is not that of the scan in {folder.Path} (0.5 now, 0 there).
            scan.yaml: scan.seeds: is not that of the scan in {folder.Path} (3 now, 2 there).
            scan.yaml: differs from the scan in {folder.Path}. Give another folder with --out, undo the change, or remove that folder.
            """);
    }

    [Fact]
    public void Two_scans_cannot_work_in_one_folder()
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(Scans.Good);
        using ScanStore first = ScanStore.Open(scan, folder.Path);
        first.Status().IsAtWork.ShouldBeTrue();
        Should.Throw<ScanAtWorkException>(() => ScanStore.Open(scan, folder.Path))
            .Message.ShouldContain("a scan is at work in this folder");
        using ScanStore looking = ScanStore.Look(folder.Path);
        looking.Status().IsAtWork.ShouldBeTrue();
    }

    [Fact]
    public void Failures_are_rows_with_a_message_and_stop_nothing()
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(
            """
            network: {hidden: [[4], [8]], activation: erf}
            data: [{point: [1.0]}, {interval: {hubble_lengths: 0.1, points: 3}}]
            loss: {power: {degree: 4, scale: 1, minimum: 5}}
            optimizer: {gradient_descent: {learning_rate: [0.001, 1000, auto]}}
            epochs: 50
            scan: {grid: [network.hidden, data, optimizer.gradient_descent.learning_rate], measure: [theta0, loss_final], keep: measures}
            """);
        Scans.Run(scan, folder.Path, workers: 2).IsComplete.ShouldBeTrue();
        using ScanStore store = ScanStore.Look(folder.Path);
        ScanStatus status = store.Status();
        status.Counts.ShouldBe(new Dictionary<string, int> { ["completed"] = 6, ["diverged"] = 4, ["failed"] = 2 }, ignoreOrder: true);
        status.Troubles.ShouldContain(trouble => trouble.Status == "failed" && trouble.Message.Contains("needs a Hubble length"));
        status.Troubles.ShouldContain(trouble => trouble.Status == "diverged" && trouble.Message.Contains("diverged at epoch"));
    }

    [Fact]
    public void The_database_reads_in_one_line()
    {
        using TemporaryFolder folder = new();
        Scans.Run(Scans.Parse(Scans.Good), folder.Path, workers: 2);
        using SqliteConnection connection = new($"Data Source={folder.In("scan.db")};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            SELECT count(*), count(DISTINCT "network.hidden"), min(theta0) > 0, group_concat(DISTINCT "network.activation") FROM results
            """;
        using SqliteDataReader reader = command.ExecuteReader();
        reader.Read();
        (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetString(3)).ShouldBe((48, 2, 1, "erf,relu"));
    }

    [Fact]
    public void Trajectories_are_kept_where_they_are_asked_for()
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(Scans.Good + "\n  keep: trajectories");
        Scans.Run(scan, folder.Path, workers: 2);
        Directory.GetFiles(folder.In("trajectories")).Length.ShouldBe(48);
        NpzFile.Read(folder.In("trajectories/48.npz"))["trained"].Values
            .ShouldBe(ExperimentRunner.Run(scan.Experiment(47), new RunOptions()).Arrays["trained"].Values);
    }

    [Fact]
    public void The_table_has_a_line_a_run_and_quotes_what_needs_it()
    {
        using TemporaryFolder folder = new();
        Scans.Run(Scans.Parse(Scans.Good), folder.Path, workers: 2);
        using ScanStore store = ScanStore.Look(folder.Path);
        store.WriteCsv(folder.In("results.csv"));
        string[] lines = File.ReadAllLines(folder.In("results.csv"));
        lines.Length.ShouldBe(49);
        lines[0].ShouldStartWith("run,status,network.hidden,network.activation,network.weight_std");
        lines[48].ShouldStartWith("48,completed,\"[6, 5]\",relu,2,0.2,0.4,6,");
    }

    /// <summary>What Parquet holds is the view: read back by name, number by number, with nothing where there is nothing.</summary>
    [Fact]
    public async Task The_table_as_Parquet_is_the_same_table()
    {
        using TemporaryFolder folder = new();
        Scans.Run(
            Scans.Parse(Scans.Good.Replace("epochs: 3", "epochs: 0", StringComparison.Ordinal)
                .Replace("measure: [", "measure: [loss_final, ", StringComparison.Ordinal)), folder.Path, workers: 2);
        using ScanStore store = ScanStore.Look(folder.Path);
        store.WriteParquet(folder.In("scan.parquet"));
        string[] names = ["run", "status", .. store.Parameters, .. store.Measures, "message"];
        object?[][] rows = [.. store.Rows(names)];

        await using ParquetReader reader = await ParquetReader.CreateAsync(
            folder.In("scan.parquet"), cancellationToken: TestContext.Current.CancellationToken);
        reader.Schema.DataFields.Select(field => field.Name).ShouldBe(names);
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        HashSet<Type> types = [];
        for (int i = 0; i < names.Length; i++)
        {
            DataField field = reader.Schema.DataFields[i];
            types.Add(field.ClrType == typeof(long) || field.ClrType == typeof(double) ? field.ClrType : typeof(string));
            object?[] read = field.ClrType == typeof(long) ? [.. (await Column<long>(field)).Cast<object?>()]
                : field.ClrType == typeof(double) ? [.. (await Column<double>(field)).Cast<object?>()]
                : await Texts(field);
            read.ShouldBe(rows.Select(row => field.ClrType == typeof(double) && row[i] is long whole ? (double)whole : row[i]), names[i]);
        }

        types.ShouldBe([typeof(long), typeof(string), typeof(double)], ignoreOrder: true);
        rows.ShouldContain(row => row[Array.IndexOf(names, "loss_final")] == null);

        async Task<T?[]> Column<T>(DataField field)
            where T : struct
        {
            T?[] values = new T?[rows.Length];
            await group.ReadAsync<T>(field, values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
            return values;
        }

        async Task<object?[]> Texts(DataField field)
        {
            string?[] values = new string?[rows.Length];
            await group.ReadAsync(field, values.AsMemory(), cancellationToken: TestContext.Current.CancellationToken);
            return values;
        }
    }

    [Fact]
    public void Two_workers_make_all_unequal_runs()
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(
            """
            network: {hidden: [[20], [60], [120], [240]], activation: [erf, relu]}
            data: {interval: {hubble_lengths: 0.1, points: 5}}
            loss: {power: {degree: 2, scale: 0.01, minimum: 5}}
            optimizer: {gradient_descent: {learning_rate: 0.1}}
            epochs: {from: 40, to: 2000, steps: 5, scale: log}
            scan: {grid: [network.hidden, network.activation, epochs], seeds: 5, measure: [theta0]}
            """);
        ScanOutcome outcome = Scans.Run(scan, folder.Path, workers: 2);
        outcome.Made.ShouldBe(200);
        outcome.BusySeconds.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Memory_bounds_what_is_at_work_together()
    {
        ScanFile scan = Scans.Parse(Scans.Good);
        ScanPlan plan = ScanPlan.Of(scan, new bool[scan.Count]);
        ScanQueue queue = new(plan, memory: 0);
        int first = queue.Take()!.Value;
        first.ShouldBe(plan.Order[0]);
        Task<int?> next = Task.Run(queue.Take);
        (await Task.WhenAny(next, Task.Delay(50))).ShouldNotBe(next, "it waits, since a run that fits nowhere goes alone");
        queue.Release(first);
        int? second = await next;
        second.ShouldNotBeNull();

        queue.Release(second.Value);
        HashSet<int> taken = [first, second.Value];
        while (queue.Take() is { } index)
        {
            taken.Add(index).ShouldBeTrue();
            queue.Release(index);
        }

        taken.Count.ShouldBe(scan.Count);
    }

    [Fact]
    public void Small_runs_go_before_one_that_has_to_wait_for_memory()
    {
        ScanFile scan = Scans.Parse(Scans.Good.Replace("[[4], [6, 5]]", "[[4], [200, 200]]"));
        ScanPlan plan = ScanPlan.Of(scan, new bool[scan.Count]);
        double large = plan.Cost(plan.Order[0]).Bytes, small = plan.Cost(plan.Order[^1]).Bytes;
        ScanQueue queue = new(plan, large + (2 * small));
        plan.Cost(queue.Take()!.Value).Bytes.ShouldBe(large);
        plan.Cost(queue.Take()!.Value).Bytes.ShouldBe(small);
        plan.Cost(queue.Take()!.Value).Bytes.ShouldBe(small);
    }
}
