using Inflaton.Experiments.Files;
using Inflaton.Experiments.Outputs;
using Inflaton.Experiments.Scans;
using Microsoft.Data.Sqlite;

namespace Inflaton.Experiments.Tests.Scans;

/// <summary>What a scan is known by, and what happens where its folder or its files change under it.</summary>
public sealed class ScanIdentityTests
{
    private const string WithData = """
        name: data
        network: {hidden: [4], activation: [erf, relu, tanh]}
        data: {file: {path: d.csv, target: y}}
        loss: {squared: {}}
        optimizer: {gradient_descent: {learning_rate: 0.1, momentum: 0}}
        epochs: 3
        scan: {grid: [network.activation], measure: [theta0]}
        """;

    [Fact]
    public void A_scan_does_not_go_on_with_other_data()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.In("d.csv"), "x,y\n0.1,1\n0.2,2\n");
        ScanFile scan = ScanFile.Parse(WithData, "scan.yaml", folder.Path);
        string hash = scan.Hash(scan.Run(0));
        scan.Inputs.ShouldHaveSingleItem().Path.ShouldBe(folder.In("d.csv"));
        using (ScanStore store = ScanStore.Open(scan, folder.In("out")))
        {
            using CancellationTokenSource stop = new();
            ScanRunner.Run(scan, store, new ScanOptions
            {
                Workers = 1,
                Cancellation = stop.Token,
                Progress = new Told(progress =>
                {
                    if (progress.Done == 1)
                    {
                        stop.Cancel();
                    }
                }),
            }).Done.ShouldBe(1);
        }

        File.WriteAllText(folder.In("d.csv"), "x,y\n0.1,1\n0.2,3\n");
        ScanFile changed = ScanFile.Parse(WithData, "scan.yaml", folder.Path);
        changed.Description.ShouldBe(scan.Description);
        changed.Hash(changed.Run(0)).ShouldNotBe(hash);
        FileProblem problem = Should.Throw<ExperimentFileException>(() => ScanStore.Open(changed, folder.In("out"))).Problems
            .ShouldHaveSingleItem();
        problem.Value.ShouldBe("d.csv");
        problem.Problem.ShouldContain("other contents");

        File.WriteAllText(folder.In("d.csv"), "x,y\n0.1,1\n0.2,2\n");
        Scans.Run(ScanFile.Parse(WithData, "scan.yaml", folder.Path), folder.In("out"), 1).IsComplete.ShouldBeTrue();
    }

    [Fact]
    public void Data_that_change_while_a_scan_is_at_work_are_an_error()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.In("d.csv"), "x,y\n0.1,1\n0.2,2\n");
        ScanFile scan = ScanFile.Parse(WithData, "scan.yaml", folder.Path);
        using ScanStore store = ScanStore.Open(scan, folder.In("out"));
        ScanOptions options = new()
        {
            Workers = 1,
            Progress = new Told(_ => File.WriteAllText(folder.In("d.csv"), "x,y\n0.1,1\n0.2,3\n")),
        };
        Should.Throw<IOException>(() => ScanRunner.Run(scan, store, options)).Message.ShouldContain("was changed while");
    }

    /// <summary>What it survives: 1 (NORMAL) and 2 (FULL) that the power fails, 0 (OFF) the end of the program alone.</summary>
    [Fact]
    public void Rows_are_brought_to_the_disk()
    {
        using TemporaryFolder folder = new();
        using ScanStore store = ScanStore.Open(Scans.Parse(Scans.Good), folder.In("out"));

        store.Read(connection =>
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA synchronous";
            return (long)command.ExecuteScalar()!;
        }).ShouldBeInRange(1, 2);
    }

    [Theory]
    [InlineData(ScanStore.DatabaseFile)]
    [InlineData("")]
    public void A_folder_that_is_removed_is_an_error(string removed)
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(Scans.Good);
        using ScanStore store = ScanStore.Open(scan, folder.In("out"));
        ScanOptions options = new()
        {
            Workers = 1,
            Progress = new Told(progress =>
            {
                if (progress.Done == 3 && removed.Length > 0)
                {
                    File.Delete(Path.Combine(folder.In("out"), removed));
                }
                else if (progress.Done == 3 && Directory.Exists(folder.In("out")))
                {
                    Directory.Delete(folder.In("out"), recursive: true);
                }
            }),
        };
        Should.Throw<IOException>(() => ScanRunner.Run(scan, store, options)).Message.ShouldContain("was removed");
    }

    [Theory]
    [InlineData("UPDATE runs SET seconds = NULL, status = NULL", false)]
    [InlineData("UPDATE scan SET runs = 99999999999", true)]
    [InlineData("UPDATE scan SET description = 'x'", false)]
    [InlineData("DROP TABLE runs", false)]
    [InlineData("UPDATE scan SET runs = 2", false)]
    public void The_database_of_another_program_is_a_message(string change, bool isRefusedAtOnce)
    {
        using TemporaryFolder folder = new();
        Scans.Run(Scans.Parse(Scans.Good), folder.Path, 2);
        using (SqliteConnection connection = new($"Data Source={folder.In(ScanStore.DatabaseFile)};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON; "
                + "UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'runs'; "
                + $"PRAGMA writable_schema = RESET; {change}";
            command.ExecuteNonQuery();
        }

        if (isRefusedAtOnce)
        {
            Should.Throw<IOException>(() => ScanStore.Look(folder.Path));
            return;
        }

        using ScanStore store = ScanStore.Look(folder.Path);
        IOException exception = Should.Throw<IOException>(() =>
        {
            store.Status();
            store.Done();
            _ = store.Kind;
        });
        exception.Message.ShouldContain("is damaged, or was written by another program");
    }

    [Fact]
    public void Half_a_database_is_a_message()
    {
        using TemporaryFolder folder = new();
        Scans.Run(Scans.Parse(Scans.Good), folder.Path, 2);
        byte[] all = File.ReadAllBytes(folder.In(ScanStore.DatabaseFile));
        for (int part = 1; part < 16; part++)
        {
            File.WriteAllBytes(folder.In(ScanStore.DatabaseFile), all[..(all.Length * part / 16)]);
            Should.Throw<IOException>(() =>
            {
                using ScanStore store = ScanStore.Look(folder.Path);
                store.Status();
                _ = store.Rows("theta0").ToArray();
                throw new IOException("What was asked for is in the part that is left.");
            });
        }
    }

    [Fact]
    public void A_plan_that_is_too_large_is_refused_before_its_values_are_looked_at()
    {
        string yaml = Scans.Good.Replace("weight_std: {from: 1, to: 2, steps: 3}", "weight_std: {from: -1, to: 2, steps: 1000000}");
        Should.Throw<ExperimentFileException>(() => Scans.Parse(yaml)).Problems.ShouldHaveSingleItem().Problem
            .ShouldContain("= 1.6E+07 runs, more than 1000000");
    }

    [Fact]
    public void A_measure_with_an_index_that_no_list_reaches_is_refused()
    {
        string yaml = Scans.Good.Replace("[theta0,", "[eigenvalues.99999999999,");
        Should.Throw<ExperimentFileException>(() => Scans.Parse(yaml)).Problems.ShouldHaveSingleItem().Problem
            .ShouldContain("has an index, 99999999999, that no list reaches");
    }

    [Fact]
    public void A_file_of_many_wrong_keys_names_the_first_and_counts_the_others()
    {
        string yaml = Scans.Good + "\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"key{i}: 1\n"));
        ExperimentFileException exception = Should.Throw<ExperimentFileException>(() => Scans.Parse(yaml));
        exception.Problems.Count.ShouldBe(20_000);
        string[] lines = exception.Message.Split('\n');
        lines.Length.ShouldBe(ExperimentFileException.Listed + 1);
        lines[^1].ShouldBe("and 19980 more problems, of which these are the first");
    }

    /// <summary>What is taken over into the database was brought to the disk before: where that fails, the journal is kept.</summary>
    [Fact]
    public void A_journal_that_is_not_on_the_disk_is_kept()
    {
        Assert.SkipUnless(FailingDisk.IsAvailable, "Calls of the system can be made to fail on Linux alone.");
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(Scans.Good);
        using (ScanStore store = ScanStore.Open(scan, folder.Path))
        {
            FailingDisk.Unsynchronised(() =>
            {
                ScanRunner.Run(scan, store, new ScanOptions { Workers = 1 }).IsComplete.ShouldBeTrue();
                store.Dispose();
            });
        }

        new FileInfo(folder.In(ScanStore.DatabaseFile + "-wal")).Length.ShouldBeGreaterThan(0);
        using ScanStore again = ScanStore.Look(folder.Path);
        again.Status().Done.ShouldBe(scan.Count);
    }

    [Fact]
    public void A_full_disk_ends_a_scan_that_goes_on_once_there_is_room()
    {
        Assert.SkipUnless(FailingDisk.IsAvailable, "Calls of the system can be made to fail on Linux alone.");
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(Scans.Good);
        using (ScanStore store = ScanStore.Open(scan, folder.Path))
        {
            FailingDisk.Full(() => Should.Throw<IOException>(() => ScanRunner.Run(scan, store, new ScanOptions { Workers = 1 })).Message
                .ShouldContain("Make room"));
        }

        Scans.Run(scan, folder.Path, 2).Done.ShouldBe(scan.Count);
    }

    /// <summary>Killed while it wrote the arrays of a run, a scan leaves a part of them under another name.</summary>
    [Fact]
    public void What_a_killed_scan_has_left_half_written_goes()
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(Scans.Good);
        string part = Path.Combine(Directory.CreateDirectory(folder.In("trajectories")).FullName, ".7.npz.4711.1.tmp");
        File.WriteAllText(part, "half");
        File.WriteAllText(folder.In("trajectories/7.npz"), "whole");

        ScanStore.Open(scan, folder.Path).Dispose();

        File.Exists(part).ShouldBeFalse();
        File.ReadAllText(folder.In("trajectories/7.npz")).ShouldBe("whole");
    }

    [Fact]
    public void Two_programs_do_not_write_into_one_folder()
    {
        using TemporaryFolder folder = new();
        OutputFolder one = new(folder.In("out")), two = new(folder.In("out"));
        using (one.Hold())
        {
            Should.Throw<IOException>(two.Hold).Message.ShouldContain("another program is writing into this folder");
        }

        two.Hold().Dispose();
        Directory.GetFileSystemEntries(folder.In("out")).ShouldBeEmpty();
    }
}
