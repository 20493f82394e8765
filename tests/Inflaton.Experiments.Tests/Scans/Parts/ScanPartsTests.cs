using Inflaton.Experiments.Files;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Scans.Parts;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Tests.Scans.Parts;

/// <summary>What tasks that know nothing of each other make of a scan, and what is left when they are ended in the midst.</summary>
public sealed class ScanPartsTests
{
    private const int Parts = 5;

    private static readonly ScanFile Scan = Scans.Parse(Scans.Good);

    [Fact]
    public void Parts_make_the_rows_and_the_bits_of_a_scan_on_one_machine()
    {
        using TemporaryFolder folder = new();
        Scans.Run(Scan, folder.In("whole"), workers: 2);
        int[] made = [.. Enumerable.Range(1, Parts).Select(part => Make(Scan, folder.In("parts"), part).Made)];

        made.Sum().ShouldBe(Scan.Count);
        made.Max().ShouldBeLessThan(Scan.Count / 2);
        ScanParts.Find(folder.In("parts")).ShouldNotBeNull().Merge().ShouldBe(Scan.Count);
        Results(folder.In("parts")).ShouldBe(Results(folder.In("whole")));
        Affinities(folder.In("parts")).ShouldBe(Affinities(folder.In("whole")), "whole numbers stay whole");
    }

    /// <summary>A small scan of each kind of study.</summary>
    public static TheoryData<string, string> Kinds => new()
    {
        {
            "universe",
            """
            name: universes
            potential: {monomial: {degree: 2, mass: 5.884e-6}}
            initial: {phi: [16, 16.5, 17, 17.5, 18]}
            time: {to: end_of_inflation, points: 3}
            scan: {grid: [initial.phi], measure: [efolds, end_time]}
            """
        },
        {
            "lattice",
            """
            name: lattices
            potential: {monomial: {degree: 2, mass: 1}}
            lattice: {dimensions: 2, sites: 16, length: 20}
            initial: {phi: [0.5, 1, 1.5], fluctuations: {vacuum: {seed: [3, 4]}}}
            time: {to: 3, points: 4}
            scan: {grid: [initial.phi, initial.fluctuations.vacuum.seed], measure: [efolds, energy.kinetic, energy.gradient, rms.0]}
            """
        },
        {
            "ensemble",
            """
            name: ensembles
            network: {hidden: [[8], [16], [8, 8]], activation: [relu, erf]}
            data: {points: [[0.8, -0.5], [0.2, 0.9]]}
            loss: {squared: {}}
            optimizer: {gradient_descent: {learning_rate: 0.1}}
            epochs: 4
            ensemble: {draws: 24, points: [0, 1]}
            scan: {grid: [network.hidden, network.activation], measure: [start.points.1.fourth_cumulant.value, draws]}
            """
        },
        {
            "kernel",
            """
            name: kernels
            inputs: SAMPLES/data/diabetes.csv
            ignore: [progression]
            kernel: infinite
            hidden: [64]
            activation: erf
            weight_std: [0.5, 1, 1.5]
            bias_std: 0.1
            scan: {grid: [weight_std], measure: [eigenvalues.0, collective.effective_rank]}
            """.Replace("SAMPLES", Repository.Samples)
        },
        {
            "fit",
            """
            name: fits
            potential: {starobinsky: {height: 1.0e-10}}
            initial: {phi: 5.8}
            time: {to: end_of_inflation, points: 2}
            tolerance: 1.0e-9
            solver: {mode_tolerance: 1.0e-8}
            perturbations: {pivot_efolds: 55, modes: 2}
            fit:
              parameters: [{key: potential.starobinsky.height, log_uniform: [1.0e-11, 1.0e-9]}]
              likelihood: {published: {set: planck_bicep_keck_2018, observables: [n_s, amplitude]}}
              walkers: 4
              steps: 4
            scan: {grid: [perturbations.pivot_efolds], measure: [acceptance]}
            """.Replace("pivot_efolds: 55", "pivot_efolds: [50, 55, 60]")
        },
    };

    /// <summary>What a run is makes no difference: every column of every row has the same bits and the same kind of number.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public void Parts_of_any_study_make_the_rows_of_one_machine(string kind, string yaml)
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(yaml);
        scan.Kind.Command.ShouldBe(kind);
        Scans.Run(scan, folder.In("whole"), workers: 2);
        int[] made = [.. Enumerable.Range(1, 3).Select(part => Make(scan, folder.In("parts"), part, 3).Made)];

        made.ShouldAllBe(count => count > 0);
        ScanParts.Find(folder.In("parts")).ShouldNotBeNull().Merge().ShouldBe(scan.Count);
        object?[][] rows = Results(folder.In("whole"));
        rows.Select(row => row[2]).Distinct().ShouldBe(["completed"]);
        rows.Count(row => row[row.Length - 1] is null).ShouldBe(0);
        Results(folder.In("parts")).ShouldBe(rows);
        Affinities(folder.In("parts")).ShouldBe(Affinities(folder.In("whole")));
    }

    /// <summary>A scan that was begun on one machine, went on in parts, was merged on the way and ended on the machine again.</summary>
    [Fact]
    public void A_scan_goes_from_one_machine_to_parts_and_back()
    {
        using TemporaryFolder folder = new();
        Scans.Run(Scan, folder.In("whole"), workers: 2);
        string directory = folder.In("mixed");
        using (CancellationTokenSource stop = new())
        using (ScanStore store = ScanStore.Open(Scan, directory))
        {
            ScanRunner.Run(Scan, store, Until(stop, 7));
        }

        Make(Scan, directory, 2);
        ScanParts parts = ScanParts.Find(directory).ShouldNotBeNull();
        int first = parts.Merge();
        first.ShouldBeInRange(1, Scan.Count - 8);
        parts.Merge().ShouldBe(0, "rows are taken once");
        Make(Scan, directory, 4);
        parts.Merge().ShouldBeGreaterThan(0);
        parts.RemoveIfDone().ShouldBeFalse();
        parts.Status(null).Select(part => part.Phase)
            .ShouldBe([PartPhase.Queued, PartPhase.Done, PartPhase.Queued, PartPhase.Done, PartPhase.Queued]);

        ScanParts.TakeOver(Scan, directory);
        ScanParts.ExistIn(directory).ShouldBeFalse();
        Directory.Exists(Path.Combine(directory, ScanParts.Folder)).ShouldBeFalse();
        Scans.Run(Scan, directory, workers: 2).IsComplete.ShouldBeTrue();
        Results(directory).ShouldBe(Results(folder.In("whole")));
    }

    [Fact]
    public void A_scan_that_is_done_is_not_split_again()
    {
        using TemporaryFolder folder = new();
        foreach (int part in Enumerable.Range(1, Parts))
        {
            Make(Scan, folder.Path, part);
        }

        ScanParts parts = ScanParts.Find(folder.Path).ShouldNotBeNull();
        parts.Merge();
        parts.RemoveIfDone().ShouldBeTrue();
        ScanParts.Join(Scan, folder.Path, Parts, default).ShouldBeNull("a task that comes late has nothing to do");
        ScanParts.ExistIn(folder.Path).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(48)]
    [InlineData(60)]
    public void Every_run_is_in_one_part_and_parts_take_equal_times(int count)
    {
        ScanPlan plan = ScanPlan.Of(Scan, new bool[Scan.Count]);
        ScanSplit split = ScanSplit.Of(Scan, plan, count);
        int[][] runs = [.. Enumerable.Range(1, count).Select(split.Runs)];

        runs.SelectMany(one => one).Order().ShouldBe(Enumerable.Range(0, Scan.Count));
        double[] seconds = [.. Enumerable.Range(1, count).Select(split.Seconds)];
        double longest = Enumerable.Range(0, Scan.Count).Max(run => plan.Cost(run).Seconds) + 1e-3;
        (seconds.Max() - seconds.Min()).ShouldBeLessThanOrEqualTo(longest * 1.0001);
        using TemporaryFolder folder = new();
        split.Write(folder.In("split"));
        ScanSplit back = ScanSplit.Read(folder.In("split"));
        Enumerable.Range(1, count).Select(back.Runs).ShouldBe(runs);
        Enumerable.Range(1, count).Select(back.Seconds).ShouldBe(seconds);
    }

    /// <summary>As after kill -9 at any byte: what was finished stays, what was not is made, nothing twice.</summary>
    [Fact]
    public void A_part_that_was_cut_at_any_place_goes_on()
    {
        using TemporaryFolder folder = new();
        Make(Scan, folder.Path, 1);
        string file = folder.In("parts/0001.rows");
        byte[] all = File.ReadAllBytes(file);
        object?[][] rows = Rows(folder.Path);
        for (int part = 1; part < 12; part++)
        {
            int length = all.Length * part / 12;
            File.WriteAllBytes(file, all[..length]);
            int before = PartFile.Read(file).Count(placed => placed.Entry is RowEntry);
            ScanOutcome outcome = Make(Scan, folder.Path, 1);
            outcome.Done.ShouldBe(outcome.Total);
            outcome.Made.ShouldBe(outcome.Total - before);
            Rows(folder.Path).ShouldBe(rows);
        }

        File.WriteAllBytes(file, [.. all[..(all.Length / 2)], .. new byte[100], .. all[(all.Length / 2)..]]);
        Should.Throw<IOException>(() => Make(Scan, folder.Path, 1)).Message.ShouldContain("is damaged at byte");
        Should.Throw<IOException>(() => ScanParts.Find(folder.Path)!.Merge()).Message.ShouldContain("is damaged at byte");
    }

    /// <summary>Who takes a split scan over has its rows, those too that nobody had merged.</summary>
    [Fact]
    public void Rows_of_parts_are_in_the_scan_that_takes_them_over()
    {
        using TemporaryFolder folder = new();
        int made = Make(Scan, folder.Path, 2).Made;

        ScanParts.TakeOver(Scan, folder.Path);

        using ScanStore store = ScanStore.Look(folder.Path);
        store.Done().Count(done => done).ShouldBe(made);
    }

    /// <summary>A line that was cut and is longer than what comes after it leaves nothing of itself.</summary>
    [Fact]
    public void Of_a_line_that_was_cut_nothing_is_left()
    {
        using TemporaryFolder folder = new();
        Make(Scan, folder.Path, 1);
        string file = folder.In("parts/0001.rows");
        File.AppendAllText(file, "{\"row\": \"" + new string('x', 100_000));

        Make(Scan, folder.Path, 1).Made.ShouldBe(0);

        byte[] all = File.ReadAllBytes(file);
        all.Length.ShouldBeLessThan(100_000);
        PartFile.Read(file).Last().End.ShouldBe(all.Length);
    }

    /// <summary>Whoever splits the scan lets go of it at any moment, also between another's attempt and its look at what held it.</summary>
    [Fact]
    public void Of_tasks_that_start_at_once_none_is_refused()
    {
        for (int round = 0; round < 5; round++)
        {
            using TemporaryFolder folder = new();
            ScanParts?[] found = new ScanParts?[8];
            Thread[] tasks =
            [
                .. found.Select((_, i) => new Thread(() => found[i] = ScanParts.Join(Scan, folder.Path, Parts, default))),
            ];
            Array.ForEach(tasks, task => task.Start());
            Array.ForEach(tasks, task => task.Join());
            found.ShouldAllBe(parts => parts!.Count == Parts);
        }
    }

    /// <summary>Slurm starts a task anew while the old one still runs; a shell loop is started twice.</summary>
    [Fact]
    public async Task A_task_that_is_started_twice_waits_and_makes_no_run_twice()
    {
        using TemporaryFolder folder = new();
        List<string> said = [];
        using ManualResetEventSlim waits = new();
        ScanParts parts = ScanParts.Join(Scan, folder.Path, Parts, default)!;
        Task<ScanOutcome> second;
        ScanOutcome one;
        using (ScanPart first = parts.Open(Scan, 3, Said, default))
        {
            // On a thread of its own, which comes to wait however busy the pool is.
            second = Task.Factory.StartNew(
                () =>
                {
                    using ScanPart part = parts.Open(Scan, 3, Said, default);
                    return part.Run(Scan, new ScanOptions());
                },
                default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            waits.Wait(TimeSpan.FromMinutes(5)).ShouldBeTrue("the second has to come to wait");
            one = first.Run(Scan, new ScanOptions { Workers = 2 });
        }

        ScanOutcome two = await second;
        (one.Made, two.Made, two.Done).ShouldBe((one.Total, 0, one.Total));
        said.ShouldHaveSingleItem().ShouldStartWith($"Part 3 is at work already (process {Environment.ProcessId} on");
        Rows(folder.Path).Length.ShouldBe(one.Total);

        void Said(string text)
        {
            said.Add(text);
            waits.Set();
        }
    }

    [Fact]
    public void A_task_that_is_stopped_while_it_waits_says_what_for()
    {
        using TemporaryFolder folder = new();
        using CancellationTokenSource stop = new();
        ScanParts parts = ScanParts.Join(Scan, folder.Path, Parts, default)!;
        using ScanPart first = parts.Open(Scan, 3, _ => { }, default);
        Should.Throw<StoppedException>(() => parts.Open(Scan, 3, _ => stop.Cancel(), stop.Token)).Message
            .ShouldBe("stopped while another task was at work on the part.");
    }

    /// <summary>A task that is gone without a word: its runs get a row that says so, and are made after all others.</summary>
    [Fact]
    public void A_run_that_killed_its_task_has_a_row_that_says_so_until_it_is_made()
    {
        using TemporaryFolder folder = new();
        ScanParts parts = ScanParts.Join(Scan, folder.Path, Parts, default)!;
        int[] runs;
        using (ScanPart part = parts.Open(Scan, 1, _ => { }, default))
        {
            runs = part.ToDo();
            IStudy study = Scan.Run(runs[2]);
            ((IScanRows)part).TryBegin(runs[2], Scan.Hash(study), Scan.Values(study), out _).ShouldBeTrue();
            parts.Merge().ShouldBe(0, "while somebody is at work, nobody knows");
        }

        parts.Merge().ShouldBe(1);
        using (ScanStore store = ScanStore.Look(folder.Path))
        {
            object?[] row = store.Rows(["run", "status", "message", "hash", "network.activation", "theta0"]).ShouldHaveSingleItem();
            row[0].ShouldBe((long)runs[2] + 1);
            row[1].ShouldBe(ScanStore.Killed);
            ((string)row[2]!).ShouldContain("ended without a word");
            row[3].ShouldBe(Scan.Hash(Scan.Run(runs[2])));
            row[4].ShouldBe(Scan.Values(Scan.Run(runs[2]))[1]);
            row[5].ShouldBeNull();
            store.Status().Done.ShouldBe(0);
            store.Done()[runs[2]].ShouldBeFalse();
        }

        parts.Status(null)[0].Phase.ShouldBe(PartPhase.Lost);
        using (ScanPart part = parts.Open(Scan, 1, _ => { }, default))
        {
            part.Suspects.ShouldBe(1);
            part.Run(Scan, new ScanOptions { Workers = 2 }).IsComplete.ShouldBeTrue();
        }

        PartFile.Read(folder.In("parts/0001.rows")).Select(placed => placed.Entry).OfType<RowEntry>().Last().Row.Index.ShouldBe(runs[2]);
        parts.Merge().ShouldBe(runs.Length);
        using ScanStore after = ScanStore.Look(folder.Path);
        after.Status().Counts.ShouldBe(new Dictionary<string, int> { ["completed"] = runs.Length });
    }

    [Theory]
    [InlineData("TIMEOUT", "when the time of its task")]
    [InlineData("OUT_OF_MEMORY", "was ended for memory")]
    [InlineData("FAILED", "without a word")]
    [InlineData("NODE_FAIL", null)]
    [InlineData("PREEMPTED", null)]
    [InlineData("CANCELLED", null)]
    [InlineData("PENDING", null)]
    public void What_the_batch_system_says_of_a_task_is_said_of_its_run(string end, string? says)
    {
        using TemporaryFolder folder = new();
        ScanParts parts = ScanParts.Join(Scan, folder.Path, Parts, default)!;
        int run = parts.Open(Scan, 1, _ => { }, default).Use(part => part.ToDo()[0]);
        File.WriteAllBytes(
            folder.In("parts/0001.rows"),
            [
                .. PartLine.Of(new TaskEntry(RunEnvironment.Version, RunEnvironment.Build, "node7", 5, "12_1", 2.0 * (1L << 30))),
                .. PartLine.Of(new StartEntry(run, "hash", Scan.Values(Scan.Run(run)))),
            ]);

        parts.Merge(job => job == "12_1" ? end : null).ShouldBe(says is null ? 0 : 1);
        using ScanStore store = ScanStore.Look(folder.Path);
        if (says is not null)
        {
            string message = (string)store.Rows("message").ShouldHaveSingleItem()[0]!;
            message.ShouldContain(says);
            message.ShouldContain("job 12_1 on node7");
        }
    }

    /// <summary>A task that is told to end says so, and its runs are no suspects; nor have they rows.</summary>
    [Fact]
    public void A_task_that_is_told_to_end_leaves_runs_that_go_on()
    {
        using TemporaryFolder folder = new();
        ScanParts parts = ScanParts.Join(Scan, folder.Path, 1, default)!;
        using (CancellationTokenSource stop = new())
        using (ScanPart part = parts.Open(Scan, 1, _ => { }, default))
        {
            part.Run(Scan, Until(stop, 5)).Done.ShouldBeInRange(5, 10);

            // A worker that had taken a run by then begins it no more.
            ((IScanRows)part).TryBegin(part.ToDo()[0], "hash", Scan.Values(Scan.Run(part.ToDo()[0])), out _).ShouldBeFalse();
        }

        parts.Merge();
        using (ScanPart part = parts.Open(Scan, 1, _ => { }, default))
        {
            part.Suspects.ShouldBe(0);
            part.Run(Scan, new ScanOptions { Workers = 2 }).IsComplete.ShouldBeTrue();
        }

        parts.Merge();
        using ScanStore store = ScanStore.Look(folder.Path);
        store.Status().Counts.ShouldBe(new Dictionary<string, int> { ["completed"] = Scan.Count });
    }

    /// <summary>A task that fails of itself, as on a full disk, says so: its runs were killed by nobody, and are no suspects.</summary>
    [Fact]
    public void A_task_that_fails_leaves_runs_that_go_on()
    {
        using TemporaryFolder folder = new();
        ScanParts parts = ScanParts.Join(Scan, folder.Path, 1, default)!;
        using (ScanPart part = parts.Open(Scan, 1, _ => { }, default))
        {
            Should.Throw<IOException>(() => part.Run(Scan, new ScanOptions
            {
                Progress = new Told(progress =>
                {
                    if (progress.Done == 3)
                    {
                        File.Delete(folder.In("parts/0001.lock"));
                    }
                }),
            })).Message.ShouldContain("was removed or replaced");
        }

        parts.Merge(_ => "FAILED").ShouldBe(3);
        using (ScanPart part = parts.Open(Scan, 1, _ => { }, default))
        {
            part.Suspects.ShouldBe(0);
            part.Run(Scan, new ScanOptions { Workers = 2 }).IsComplete.ShouldBeTrue();
        }

        parts.Merge().ShouldBe(Scan.Count - 3);
    }

    /// <summary>One task was preempted over a run; the next has not come to it when its time is over.</summary>
    [Fact]
    public void A_run_was_out_of_time_in_the_task_that_made_it_alone()
    {
        using TemporaryFolder folder = new();
        ScanParts parts = ScanParts.Join(Scan, folder.Path, 1, default)!;
        TaskEntry task = new(RunEnvironment.Version, RunEnvironment.Build, "node7", 5, "12_1", 1);
        File.WriteAllBytes(
            folder.In("parts/0001.rows"),
            [
                .. PartLine.Of(task), .. Started(0), .. PartLine.Of(new EndEntry(EndEntry.Stopped)),
                .. PartLine.Of(task with { Process = 6 }), .. Started(1), .. PartLine.Of(new EndEntry(EndEntry.Stopped)),
                .. PartLine.Of(new EndEntry(EndEntry.OutOfTime)),
            ]);

        parts.Merge().ShouldBe(1);
        using ScanStore store = ScanStore.Look(folder.Path);
        store.Rows("run").ShouldHaveSingleItem()[0].ShouldBe(2L);

        static byte[] Started(int run) => PartLine.Of(new StartEntry(run, $"hash {run}", Scan.Values(Scan.Run(run)))).ToArray();
    }

    /// <summary>Slurm stops a task and says only later, when it is asked, that its time was over.</summary>
    [Fact]
    public void A_task_that_was_stopped_can_still_say_that_it_was_for_time()
    {
        using TemporaryFolder folder = new();
        ScanParts parts = ScanParts.Join(Scan, folder.Path, 1, default)!;
        using (ScanPart part = parts.Open(Scan, 1, _ => { }, default))
        {
            ((IScanRows)part).TryBegin(4, "hash", Scan.Values(Scan.Run(4)), out _).ShouldBeTrue();
            part.Run(Scan, new ScanOptions { Cancellation = new CancellationToken(canceled: true) }).Made.ShouldBe(0);
            part.OutOfTime();
        }

        parts.Merge().ShouldBe(1);
        using ScanStore store = ScanStore.Look(folder.Path);
        ((string)store.Rows("message").ShouldHaveSingleItem()[0]!).ShouldContain("when the time of its task");
    }

    /// <summary>
    /// Put back into the queue after each death three tasks make a run; the fourth leaves it alone, with a row that says why. A task that
    /// said why it ended did not die of the run.
    /// </summary>
    [Theory]
    [InlineData("died died", 1)]
    [InlineData("died stopped died", 1)]
    [InlineData("died died died", 0)]
    [InlineData("died died stopped died", 0)]
    public void A_run_over_which_three_tasks_died_is_left_alone(string ends, int suspects)
    {
        using TemporaryFolder folder = new();
        ScanParts.Join(Scan, folder.Path, 1, default);
        TaskEntry task = new(RunEnvironment.Version, RunEnvironment.Build, "node7", 5, "12_1", 1L << 30);
        File.WriteAllBytes(folder.In("parts/0001.rows"), [.. ends.Split(' ').SelectMany(end => (byte[])
        [
            .. PartLine.Of(task), .. PartLine.Of(new StartEntry(3, "hash", Scan.Values(Scan.Run(3)))),
            .. end == "died" ? [] : PartLine.Of(new EndEntry(EndEntry.Stopped)),
        ])]);
        using (ScanPart part = ScanPart.Open(
            folder.Path, 1, Scan.Measures.Count, [3, 4], new JobAllocation(null, null, "12_1", 3), _ => { }, default))
        {
            part.Suspects.ShouldBe(suspects);
            part.ToDo().ShouldBe([4]);
        }

        ScanRow[] rows =
            [.. PartFile.Read(folder.In("parts/0001.rows")).Select(placed => placed.Entry).OfType<RowEntry>().Select(entry => entry.Row)];
        rows.Length.ShouldBe(1 - suspects);
        rows.ShouldAllBe(row => row.Index == 3 && row.Status == ScanStore.Killed
            && row.Message!.StartsWith("3 tasks ended without a word while it was at work, the last (job 12_1 on node7)"));
    }

    /// <summary>Somebody who opened a part of a scan that is done may still be writing there.</summary>
    [Fact]
    public void Parts_are_not_removed_from_under_a_task()
    {
        using TemporaryFolder folder = new();
        Make(Scan, folder.Path, 1, 1);
        ScanParts parts = ScanParts.Find(folder.Path)!;
        parts.Merge().ShouldBe(Scan.Count);
        using (parts.Open(Scan, 1, _ => { }, default))
        {
            parts.RemoveIfDone().ShouldBeFalse();
        }

        parts.RemoveIfDone().ShouldBeTrue();
    }

    /// <summary>As where a file system keeps what somebody has open: the rest is of other parts, with the same numbers.</summary>
    [Fact]
    public void What_is_left_of_other_parts_is_no_part()
    {
        using TemporaryFolder folder = new();
        Make(Scan, folder.Path, 1);
        Make(Scan, folder.Path, 2);
        File.Delete(folder.In("parts/split"));
        Make(Scan, folder.Path, 1, 3);
        Directory.GetFiles(folder.In("parts"), "*.rows").Select(Path.GetFileName).ShouldBe(["0001.rows"]);
        Make(Scan, folder.Path, 2, 3);
        Make(Scan, folder.Path, 3, 3);
        ScanParts.Find(folder.Path)!.Merge().ShouldBe(Scan.Count);
    }

    /// <summary>The runs hear that they are to end before the part does.</summary>
    [Fact]
    public async Task A_task_says_that_it_was_told_to_end_however_late_it_hears_of_it()
    {
        using TemporaryFolder folder = new();
        ScanParts parts = ScanParts.Join(Scan, folder.Path, 1, default)!;
        using CancellationTokenSource stop = new();
        using ManualResetEventSlim over = new();
        CancellationTokenRegistration late = default;
        Task? stopping = null;
        using (ScanPart part = parts.Open(Scan, 1, _ => { }, default))
        {
            part.Run(Scan, new ScanOptions
            {
                Cancellation = stop.Token,
                Progress = new Told(progress =>
                {
                    // Registered behind the part, and called before it.
                    late = late == default ? stop.Token.Register(over.Wait) : late;
                    if (progress.Done == 3)
                    {
                        stopping = Task.Run(stop.Cancel);
                        stop.Token.WaitHandle.WaitOne();
                    }
                }),
            });
        }

        PartFile.Read(folder.In("parts/0001.rows")).Select(placed => placed.Entry).OfType<EndEntry>().ShouldHaveSingleItem();
        over.Set();
        await stopping.ShouldNotBeNull();
        parts.Merge().ShouldBeInRange(3, 4);
    }

    /// <summary>The rows were merged while the task was at work; it is gone now, and who knows how is asked about it by its name.</summary>
    [Fact]
    public void A_run_that_was_open_at_the_last_merge_is_still_of_its_task()
    {
        using TemporaryFolder folder = new();
        ScanParts parts = ScanParts.Join(Scan, folder.Path, Parts, default)!;
        int[] runs;
        using (ScanPart part = parts.Open(Scan, 1, _ => { }, default))
        {
            runs = part.ToDo();
            Begin(part, runs[0]);
            part.Add(new ScanRow(
                runs[0], $"hash {runs[0]}", "completed", null, 0, RunEnvironment.Version, Scan.Values(Scan.Run(runs[0])),
                new object?[Scan.Measures.Count], null));
            Begin(part, runs[1]);
            parts.Merge().ShouldBe(1);
        }

        parts.Merge().ShouldBe(1);
        parts.Merge().ShouldBe(0, "that it was killed is known");
        using ScanStore store = ScanStore.Look(folder.Path);
        ((string)store.Rows("status", "message").Single(row => (string)row[0]! == ScanStore.Killed)[1]!)
            .ShouldContain($"process {Environment.ProcessId} on {RunEnvironment.Host}");

        static void Begin(IScanRows part, int run) =>
            part.TryBegin(run, $"hash {run}", Scan.Values(Scan.Run(run)), out _).ShouldBeTrue();
    }

    [Fact]
    public void Another_program_another_scan_and_another_split_are_refused_by_name()
    {
        using TemporaryFolder folder = new();
        ScanParts.Join(Scan, folder.Path, Parts, default);
        string split = File.ReadAllText(folder.In("parts/split"));

        Should.Throw<ArgumentException>(() => ScanParts.Join(Scan, folder.Path, 6, default)).Message
            .ShouldContain("is split into 5 parts, not 6");
        Should.Throw<ExperimentFileException>(
            () => ScanParts.Join(Scans.Parse(Scans.Good.Replace("epochs: 3", "epochs: 4")), folder.Path, Parts, default))
            .Problems[0].Key.ShouldBe("epochs");
        foreach ((string from, string to) in new[]
            {
                ($"\"version\":\"{RunEnvironment.Version}\"", "\"version\":\"0.0.9\""),
                ($"\"build\":\"{RunEnvironment.Build}\"", "\"build\":\"0123abcd\""),
            })
        {
            File.WriteAllText(folder.In("parts/split"), split.Replace(from, to, StringComparison.Ordinal));
            string message = Should.Throw<IOException>(() => ScanParts.Join(Scan, folder.Path, Parts, default)).Message;
            message.ShouldContain($"and this is {RunEnvironment.Version} (build {RunEnvironment.Build})");
            message.ShouldContain(to.Split('"')[3]);
        }

        File.WriteAllText(folder.In("parts/split"), split);
        Make(Scan, folder.Path, 1);
        string rows = File.ReadAllText(folder.In("parts/0001.rows"));
        File.WriteAllText(
            folder.In("parts/0001.rows"),
            rows.Replace($"\"version\":\"{RunEnvironment.Version}\",\"parameters\"", "\"version\":\"0.0.9\",\"parameters\""));
        Should.Throw<IOException>(() => ScanParts.Find(folder.Path)!.Merge()).Message.ShouldContain("was made by Inflaton 0.0.9");
    }

    /// <summary>Tasks are counted by what runs take with their reading and writing: short ones are not free.</summary>
    [Fact]
    public void What_is_to_be_done_is_what_the_parts_take()
    {
        ScanPlan plan = ScanPlan.Of(Scan, new bool[Scan.Count]);

        plan.SecondsToDo.ShouldBeGreaterThan(Scan.Count * 1e-3);
        ScanParts.Foretell(Scan, plan, Parts).Sum(part => part.Seconds).ShouldBe(plan.SecondsToDo, 1e-6 * plan.SecondsToDo);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(-10)]
    public void A_damaged_split_is_a_message(int length)
    {
        using TemporaryFolder folder = new();
        ScanParts.Join(Scan, folder.Path, Parts, default);
        string split = File.ReadAllText(folder.In("parts/split"));
        File.WriteAllText(folder.In("parts/split"), split[..(length < 0 ? split.Length + length : length)]);
        Should.Throw<IOException>(() => Make(Scan, folder.Path, Parts)).Message.ShouldContain("is damaged");
    }

    [Fact]
    public void A_scan_does_not_begin_where_a_part_is_at_work()
    {
        using TemporaryFolder folder = new();
        ScanParts parts = ScanParts.Join(Scan, folder.Path, Parts, default)!;
        using ScanPart part = parts.Open(Scan, 4, _ => { }, default);
        Should.Throw<IOException>(() => ScanParts.TakeOver(Scan, folder.Path)).Message.ShouldContain("part 4 among them");
        Should.Throw<IOException>(() => ScanParts.Split(Scan, folder.Path, _ => 2, default)).Message.ShouldContain("are at work");
        parts.Status(null)[3].Phase.ShouldBe(PartPhase.Running);
        parts.Status(number => number == 4)[0].Phase.ShouldBe(PartPhase.Lost);
    }

    /// <summary>
    /// Studies that take long enough to be stopped in their midst, two of each; before each the name of its state, and after how many
    /// looks at the clock it is stopped.
    /// </summary>
    public static TheoryData<string, int, string> Long => new()
    {
        {
            "state.npz",
            20,
            """
            name: long
            potential: {monomial: {degree: 2, mass: 1}}
            lattice: {dimensions: 2, sites: 160, length: 30}
            initial: {phi: 1.0, fluctuations: {vacuum: {seed: 3}}}
            time: {to: [60, 80], points: 41}
            scan: {grid: [time.to], measure: [efolds, end_time, energy.kinetic], keep: trajectories}
            """
        },
        {
            "training-state.npz",
            15000,
            """
            name: long
            network: {hidden: [24], activation: tanh, bias_std: 0.1}
            data: {points: [[0.8, -0.5], [0.2, 0.9], [-0.7, 0.1], [0.4, 0.4]], targets: [1, -1, 0.5, 0]}
            loss: {squared: {}}
            optimizer: {gradient_descent: {learning_rate: 0.01, momentum: 0.5}}
            epochs: [60000, 80000]
            record_every: 5000
            record_kernel_every: 9000
            predictions: [frozen_kernel]
            scan: {grid: [epochs], measure: [loss_final, kernel_drift, theta0], keep: trajectories}
            """
        },
        {
            "training-state.npz",
            15000,
            """
            name: long
            network: {hidden: [24], activation: relu, bias_std: 0.1}
            data: {points: [[0.8, -0.5], [0.2, 0.9], [-0.7, 0.1], [0.4, 0.4]], targets: [1, -1, 0.5, 0]}
            loss: {squared: {}}
            optimizer: {adam: {learning_rate: 1.0e-4}}
            batches: {size: 3}
            steps: [60000, 80000]
            record_every: 5000
            precision: single
            scan: {grid: [steps], measure: [loss_final, theta0], keep: trajectories}
            """
        },
        {
            "training-state.npz",
            5000,
            """
            name: long
            network: {hidden: [24], activation: tanh, bias_std: 0.1}
            data: {points: [[0.8, -0.5], [0.2, 0.9], [-0.7, 0.1], [0.4, 0.4]], targets: [1, -1, 0.5, 0]}
            loss: {squared: {}}
            optimizer: {gradient_descent: {learning_rate: 0.01, momentum: 0.5}}
            batches: {size: 3, seeds: 4}
            steps: [8000, 12000]
            record_every: 1000
            predictions: [frozen_kernel]
            scan: {grid: [steps], measure: [loss_final, theta0], keep: trajectories}
            """
        },
        {
            "training-state.npz",
            3000,
            """
            name: long
            network: {hidden: [160, 160], activation: erf, bias_std: 0.1}
            data: {points: [[0.2], [0.5]], targets: [1, -1]}
            loss: {squared: {}}
            optimizer: {gradient_descent: {learning_rate: 0.01, momentum: 0.5}}
            training: {method: reduced, tolerance: 1.0e-6}
            epochs: [9000, 12000]
            record_every: 1000
            record_kernel_every: 2500
            predictions: [frozen_kernel]
            scan: {grid: [epochs], measure: [loss_final, kernel_drift, theta0], keep: trajectories}
            """
        },
    };

    /// <summary>
    /// A task is stopped again and again, and what is left split anew, and its rows and arrays have the bits of one that never was.
    /// </summary>
    [Theory, MemberData(nameof(Long))]
    public void What_takes_long_goes_on_from_its_state(string state, int looks, string yaml)
    {
        using TemporaryFolder folder = new();
        ScanFile scan = Scans.Parse(yaml);
        Scans.Run(scan, folder.In("whole"), workers: 1);
        string directory = folder.In("parts"), states = Path.Combine(directory, "parts", "states");
        bool hadState = false;
        string[] Kept() => Directory.Exists(states) ? Directory.GetFiles(states, state, SearchOption.AllDirectories) : [];
        for (int attempt = 1; ; attempt++)
        {
            attempt.ShouldBeLessThan(200);
            using CancellationTokenSource stop = new();
            string[] kept = Kept();
            ScanParts parts = attempt % 2 == 1
                ? ScanParts.Join(scan, directory, 1, default)!
                : ScanParts.Split(scan, directory, _ => 1, default)!;
            Kept().ShouldBe(kept, ignoreOrder: true);
            using ScanPart part = parts.Open(scan, 1, _ => { }, default);
            if (part.Run(scan, new ScanOptions { Clock = new StoppingClock(stop, looks + attempt), Cancellation = stop.Token }).IsComplete)
            {
                break;
            }

            hadState |= Kept().Length > 0;
        }

        hadState.ShouldBeTrue("a stop has to come in the midst of a run");
        Directory.GetDirectories(states).ShouldBeEmpty();
        ScanParts.Find(directory)!.Merge();
        Results(directory).ShouldBe(Results(folder.In("whole")));
        foreach (string file in Directory.GetFiles(folder.In("whole/trajectories")))
        {
            OrderedDictionary<string, NumericArray> expected = NpzFile.Read(file),
                actual = NpzFile.Read(Path.Combine(directory, "trajectories", Path.GetFileName(file)));
            actual.Keys.ShouldBe(expected.Keys);
            actual.Values.Select(array => array.Values).ShouldBe(expected.Values.Select(array => array.Values));
        }
    }

    private static ScanOutcome Make(ScanFile scan, string directory, int number, int count = Parts)
    {
        ScanParts parts = ScanParts.Join(scan, directory, count, default) ?? throw new InvalidOperationException("There is nothing to do.");
        using ScanPart part = parts.Open(scan, number, _ => { }, default);
        return part.Run(scan, new ScanOptions { Workers = 2 });
    }

    private static ScanOptions Until(CancellationTokenSource stop, int runs) => new()
    {
        Workers = 2,
        Cancellation = stop.Token,
        Progress = new Told(progress =>
        {
            if (progress.Done >= runs)
            {
                stop.Cancel();
            }
        }),
    };

    private static object?[][] Results(string directory)
    {
        using ScanStore store = ScanStore.Look(directory);
        return Scans.Results(store);
    }

    private static string?[] Affinities(string directory)
    {
        using ScanStore store = ScanStore.Look(directory);
        return [.. store.Rows([.. store.Parameters, .. store.Measures]).SelectMany(row => row).Select(value => value?.GetType().Name)];
    }

    private static object?[][] Rows(string directory) =>
    [
        .. Directory.GetFiles(Path.Combine(directory, "parts"), "*.rows").SelectMany(file => PartFile.Read(file)).Select(one => one.Entry)
            .OfType<RowEntry>().Select(one => one.Row).OrderBy(row => row.Index)
            .Select(row => (object?[])[row.Index, row.Hash, row.Status, .. row.Parameters, .. row.Measures]),
    ];
}

/// <summary>Stops the work when it has looked at the clock so many times: in its midst, on any machine.</summary>
internal sealed class StoppingClock(CancellationTokenSource stop, int looks) : TimeProvider
{
    private int left = looks;

    public override long GetTimestamp()
    {
        if (Interlocked.Decrement(ref left) == 0)
        {
            stop.Cancel();
        }

        return base.GetTimestamp();
    }
}

/// <summary>A part that is let go of when it was used.</summary>
internal static class PartUse
{
    public static T Use<T>(this ScanPart part, Func<ScanPart, T> use)
    {
        using (part)
        {
            return use(part);
        }
    }
}
