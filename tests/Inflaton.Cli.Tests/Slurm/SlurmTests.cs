using System.Diagnostics;
using System.Globalization;
using Inflaton.Experiments.Scans;

namespace Inflaton.Cli.Slurm;

/// <summary>Scans as jobs of a real Slurm, and what clusters do to them.</summary>
public sealed class SlurmTests : IClassFixture<PrivateSlurm>
{
    private readonly PrivateSlurm slurm;
    private readonly Task timeIsOver;

    public SlurmTests(PrivateSlurm slurm) => (this.slurm, timeIsOver) = (slurm, slurm.Early(() => Overstay(slurm)));

    /// <summary>The controller goes away and comes back while the scan is waited for, and that is no end.</summary>
    [Fact]
    public async Task Two_hundred_runs_over_two_nodes_have_the_bits_of_one_machine()
    {
        slurm.Require();
        string file = slurm.Write("many.yaml", SlurmScans.TwoHundred);
        using Process waiting = slurm.Start(
            "dotnet", typeof(CommandLine).Assembly.Location, "scan", file, "--out", slurm.In("two"), "--slurm", "--tasks", "8", "--wait",
            "--csv");
        Task<string> output = waiting.StandardOutput.ReadToEndAsync(), error = waiting.StandardError.ReadToEndAsync();
        await slurm.Until(() => File.Exists(slurm.In("two/parts/0001.rows")), "a task begins");
        slurm.Daemon("stop-controller");
        slurm.Inflaton("scan", file, "--out", slurm.In("one"), "--quiet").Code.ShouldBe(0);
        waiting.HasExited.ShouldBeFalse(await Said());
        slurm.Daemon("start-controller");
        await waiting.WaitForExitAsync();

        waiting.ExitCode.ShouldBe(0, await Said());
        (await output).ShouldContain("many: 200 of 200 runs done (complete)");
        SlurmScans.Results(slurm.In("two")).ShouldBe(SlurmScans.Results(slurm.In("one")));
        File.ReadAllLines(slurm.In("two/results.csv")).Length.ShouldBe(201);
        Directory.Exists(slurm.In("two/parts")).ShouldBeFalse();
        slurm.Log.ShouldContain("in main on node1");
        slurm.Log.ShouldContain("in main on node2");

        async Task<string> Said() => waiting.HasExited ? await output + await error : "";
    }

    /// <summary>Something in the task grows beyond its memory once a run has begun.</summary>
    [Fact]
    public async Task A_task_over_its_memory_leaves_a_row_that_says_so()
    {
        slurm.Require();
        string folder = slurm.In("memory");
        string job = await Outgrow("memory", $"{{ until grep -qs started '{folder}/parts/0001.rows'; do sleep 0.1; done; {Growth}; }} &");

        string status = slurm.Inflaton("scan", "status", folder).Output;
        status.ShouldContain("1 lost (4 runs left)");
        status.ShouldContain("part 1: killed for memory.");
        string message = Killed(folder);
        message.ShouldContain($"(job {job}_1 on ");
        message.ShouldContain("was ended for memory");
    }

    /// <summary>There is no run that could have a row: the status says it.</summary>
    [Fact]
    public async Task A_task_over_its_memory_before_its_first_run_is_said_by_the_status()
    {
        slurm.Require();
        string folder = slurm.In("early");
        await Outgrow("early", Growth);

        File.Exists(Path.Combine(folder, "parts", "0001.rows")).ShouldBeFalse();
        string status = slurm.Inflaton("scan", "status", folder).Output;
        status.ShouldContain("0 of 4 runs done");
        status.ShouldContain("1 lost (4 runs left)");
        status.ShouldContain("part 1: killed for memory.");
        SlurmScans.Results(folder).ShouldBeEmpty();
    }

    /// <summary>Half a gigabyte, for a minute.</summary>
    private const string Growth = "{ head -c 512M /dev/zero; sleep 60; } | tail >/dev/null";

    /// <summary>Submits a task with less memory than what its shell starts before the program, and waits until it is gone.</summary>
    private async Task<string> Outgrow(string name, string commands)
    {
        string job = slurm.Submit(name, SlurmScans.Slow, commands, "--mem", "400M");
        await slurm.Until(() => slurm.Left(job) == 0, "the task is killed");
        return job;
    }

    /// <summary>The task stands still in its first run, so that the job that takes its place finds it at work on any machine.</summary>
    [Fact]
    public async Task A_preempted_task_goes_on_where_it_was()
    {
        slurm.Require();
        const string name = "preempted";
        string rows = slurm.In($"{name}/parts/0001.rows"), log = slurm.In($"{name}.out");
        string job = slurm.Submit(
            name, SlurmScans.Few, $"[ -n \"$SLURM_RESTART_COUNT\" ] || {PrivateSlurm.StandStill(slurm.In(name), 1)} &",
            "--sbatch", $"output={log}", "nodelist=node1");
        await slurm.Until(() => SlurmScans.HasBegun(slurm.In(name), 1), "a run begins");
        slurm.Run(
            "sbatch", "--partition=urgent", "--nodelist=node1", "--exclusive", "--output=/dev/null", "--wait", "--wrap=true")
            .Code.ShouldBe(0);
        await slurm.Until(() => slurm.Left(job) == 0, "the task is made to its end");

        string[] lines = File.ReadAllLines(rows);
        lines.Count(line => line.StartsWith("{\"task\"", StringComparison.Ordinal)).ShouldBe(2);
        lines.Count(line => line.StartsWith("{\"ending\"", StringComparison.Ordinal)).ShouldBe(1, "it was told to end, and said so");
        SlurmScans.RowsOfParts(slurm.In(name)).Order().ShouldBe([1, 2, 3, 4, 5]);
        File.ReadAllText(log).ShouldContain("Stopped after");
        slurm.Log.ShouldContain("preempted");
        slurm.Inflaton("scan", "merge", slurm.In(name)).Output.ShouldContain("5 of 5 runs are done.");
    }

    [Fact]
    public async Task A_task_over_its_time_leaves_a_row_that_says_so()
    {
        slurm.Require();
        await timeIsOver;
        string folder = slurm.In("time");
        slurm.Inflaton("scan", "status", folder).Output.ShouldContain("killed");
        Killed(folder).ShouldContain($"when the time of its task (job {slurm.Job("time")}_1 on ");
    }

    /// <summary>
    /// Limits are of whole minutes: the end is set to now, and Slurm does what it does at a limit, when it looks the next time, in half a
    /// minute at most.
    /// </summary>
    private static async Task Overstay(PrivateSlurm slurm)
    {
        await Task.Yield();
        string file = slurm.Write("time.yaml", SlurmScans.Slow), folder = slurm.In("time");
        slurm.Inflaton("scan", file, "--out", folder, "--slurm", "--tasks", "1", "--time", "1").Code.ShouldBe(0);
        await slurm.Until(() => SlurmScans.HasBegun(folder, 1), "a run begins");
        string job = slurm.Job("time");
        await slurm.Until(
            () => slurm.Run("scontrol", "update", $"jobid={job}_1", "EndTime=now").Code == 0, "the controller is there, and ends it");
        await slurm.Until(() => slurm.Run("squeue", "--noheader", "--jobs", job) is (0, "", _), "the time is over");
    }

    /// <summary>The same command goes on with what a cancelled job has left, and is refused before it is cancelled.</summary>
    [Fact]
    public async Task A_cancelled_job_keeps_its_rows_and_the_same_command_goes_on()
    {
        slurm.Require();
        string file = slurm.Write("cancelled.yaml", SlurmScans.TwoHundred.Replace("800, 1000, 1200, 1400", "800, 20000")),
        folder = slurm.In("cancelled");
        string[] command = ["scan", file, "--out", folder, "--slurm", "--tasks", "3"];
        slurm.Inflaton(command).Code.ShouldBe(0);
        string job = slurm.Job("cancelled");
        await slurm.Until(() => File.Exists(slurm.In("cancelled/parts/0001.rows")), "a task begins");

        // However long the commands take here, this task is not at its end before they are.
        slurm.Run("scontrol", "suspend", $"{job}_1").ShouldBe((0, "", ""));
        (int code, _, string error) = slurm.Inflaton(command);
        code.ShouldBe(ExitCode.BadInput);
        error.ShouldContain($"tasks of job {job} are in the queue or at work");
        slurm.Inflaton("scan", file, "--out", folder).Code.ShouldBe(ExitCode.BadInput);
        slurm.Run("scontrol", "resume", $"{job}_1").ShouldBe((0, "", ""));

        await slurm.Until(() => SlurmScans.RowsOfParts(folder).Length > 3, "some rows");
        slurm.Run("scancel", job).Code.ShouldBe(0);
        await slurm.Until(() => slurm.Left(job) == 0, "the job is gone");
        int[] rows = SlurmScans.RowsOfParts(folder);
        rows.Length.ShouldBeInRange(4, 99);
        slurm.Inflaton("scan", "status", folder).Output.ShouldContain($"{rows.Length} of 100 runs done");
        SlurmScans.Results(folder).ShouldAllBe(row => (string)row[2]! == "completed", "who was cancelled was not killed");

        (code, string output, error) = slurm.Inflaton([.. command, "--wait"]);
        code.ShouldBe(0, output + error);
        output.ShouldContain($"{100 - rows.Length} runs in 3 tasks");
        output.ShouldContain("100 of 100 runs done (complete)");
    }

    /// <summary>The file of one part is on a disk of its own, which is too small.</summary>
    [Fact]
    public async Task A_full_disk_stops_one_part_and_keeps_its_rows()
    {
        slurm.Require();
        string disk = Directory.CreateDirectory(slurm.In("disk")).FullName;
        Assert.SkipUnless(slurm.Run("mount", "-t", "tmpfs", "-o", "size=64k", "none", disk).Code == 0, "No file system can be mounted.");
        try
        {
            string file = slurm.Write("full.yaml", SlurmScans.TwoHundred.Replace("seeds: 5", "seeds: 1")), folder = slurm.In("full");
            string[] command = ["scan", file, "--out", folder, "--slurm", "--tasks", "2"];
            slurm.Inflaton([.. command, "--sbatch", "hold"]).Code.ShouldBe(0);
            string job = slurm.Job("full");
            File.CreateSymbolicLink(Path.Combine(folder, "parts", "0002.rows"), Path.Combine(disk, "rows"));
            File.WriteAllBytes(Path.Combine(disk, "rows"), []);
            slurm.Run("scontrol", "release", job).Code.ShouldBe(0);
            await slurm.Until(() => slurm.Left(job) == 0, "both tasks end");

            File.ReadAllText(Path.Combine(folder, "parts", $"slurm-{job}_2.out")).ShouldContain("No space left on device");
            int rows = SlurmScans.RowsOfParts(folder).Length;
            rows.ShouldBeInRange(21, 39, "the other part is whole, and this one has rows");
            slurm.Inflaton("scan", "status", folder).Output.ShouldContain("1 done, 1 lost");
            SlurmScans.Results(folder).Count(row => (string)row[2]! == "completed").ShouldBe(rows);
            (int code, string output, string error) = slurm.Inflaton([.. command, "--wait"]);
            code.ShouldBe(0, output + error);
            SlurmScans.Results(folder).Length.ShouldBe(40);
        }
        finally
        {
            slurm.Run("umount", disk).Code.ShouldBe(0);
        }
    }

    /// <summary>The program with another number in its version, as an update in the midst of a scan would be.</summary>
    [Fact]
    public void Another_version_of_the_program_is_refused_by_name()
    {
        slurm.Require();
        string file = slurm.Write("versions.yaml", SlurmScans.TwoHundred);
        string own = Path.GetDirectoryName(typeof(CommandLine).Assembly.Location)!;
        string other = Directory.CreateDirectory(slurm.In("other")).FullName;
        const string changed = "Inflaton.Experiments.dll";
        foreach (string path in Directory.GetFileSystemEntries(own))
        {
            // The program's own files: a link would lead the runtime to the folder that it points to.
            string target = Path.Combine(other, Path.GetFileName(path));
            if (Path.GetFileName(path).StartsWith("Inflaton.", StringComparison.Ordinal))
            {
                File.Copy(path, target);
            }
            else
            {
                File.CreateSymbolicLink(target, path);
            }
        }

        byte[] bytes = File.ReadAllBytes(Path.Combine(own, changed));
        byte[] version = "\u00050.1.0"u8.ToArray();
        int place = bytes.AsSpan().IndexOf(version);
        place.ShouldBeGreaterThan(0);
        for (; place >= 0; place = bytes.AsSpan().IndexOf(version))
        {
            bytes[place + 5] = (byte)'9';
        }

        File.WriteAllBytes(Path.Combine(other, changed), bytes);

        slurm.Inflaton("scan", file, "--out", slurm.In("versions"), "--slurm", "--tasks", "40", "--sbatch", "hold").Code.ShouldBe(0);
        (int code, string output, string error) = slurm.Run(
            "dotnet", Path.Combine(other, "Inflaton.Cli.dll"), "scan", file, "--out", slurm.In("versions"), "--part", "2/40");
        code.ShouldBe(ExitCode.BadInput, output);
        error.ShouldContain("was begun by Inflaton 0.1.0 (build ");
        error.ShouldContain("and this is 0.1.9 (build ");
        File.Exists(slurm.In("versions/parts/0002.rows")).ShouldBeFalse();
        (code, output, error) = slurm.Inflaton("scan", file, "--out", slurm.In("versions"), "--part", "2/40");
        code.ShouldBe(0, error);
        slurm.Run("scancel", slurm.Job("versions")).Code.ShouldBe(0);
    }

    [Fact]
    public void Ten_thousand_runs_are_submitted_in_seconds()
    {
        slurm.Require();
        string file = slurm.Write("large.yaml", SlurmScans.TwoHundred.Replace("seeds: 5", "seeds: 250"));
        string output = ShouldTake(
            seconds: 20, "scan", file, "--out", slurm.In("large"), "--slurm", "--tasks", "500", "--sbatch", "hold");
        output.ShouldContain("in 500 tasks");
        slurm.Left(slurm.Job("large")).ShouldBe(500);
        slurm.Run("scancel", slurm.Job("large")).Code.ShouldBe(0);
    }

    /// <summary>Besides its runs: start, plan, files.</summary>
    [Fact]
    public void A_task_costs_less_than_two_seconds_besides_its_runs()
    {
        slurm.Require();
        string file = slurm.Write("overhead.yaml", SlurmScans.TwoHundred.Replace("800, 1000, 1200, 1400", "0").Replace("loss_final, ", ""));
        ShouldTake(seconds: 2, "scan", file, "--out", slurm.In("overhead"), "--part", "1/50", "--quiet");
    }

    /// <summary>What a command takes at most, in seconds of the processor, since others may be at work on this machine.</summary>
    /// <returns>What it says.</returns>
    private string ShouldTake(double seconds, params string[] arguments)
    {
        (int code, string output, string error) = slurm.Run(
            "bash", ["-c", "TIMEFORMAT='%U %S'; time dotnet \"$@\"", "bash", typeof(CommandLine).Assembly.Location, .. arguments]);
        code.ShouldBe(0, error);
        string times = error.Trim().Split('\n')[^1];
        times.Split(' ').Sum(part => double.Parse(part, CultureInfo.InvariantCulture)).ShouldBeInRange(0.01, seconds, error);
        return output;
    }

    /// <summary>The message of the only run that was killed.</summary>
    private static string Killed(string folder)
    {
        using ScanStore store = ScanStore.Look(folder);
        return (string)store.Rows("status", "message").Where(row => (string)row[0]! == ScanStore.Killed).ShouldHaveSingleItem()[1]!;
    }
}
