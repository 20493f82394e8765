using Inflaton.Experiments.Scans;

namespace Inflaton.Cli.Slurm;

/// <summary>
/// What becomes of a task that ended without a word, by what the cluster says of it: with accounts (<c>sacct</c>), without, and with
/// nobody to ask. The commands are scripts, so that they say what no cluster can be made to say at will.
/// </summary>
public sealed class SlurmAnswersTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("inflaton-answers-").FullName;

    public SlurmAnswersTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are scripts of a shell.");
        Command("sbatch", "echo 77");
        Command("squeue", "exit 0");
        File.WriteAllText(Path.Combine(folder, "scan.yaml"), SlurmScans.Slow);
        Inflaton("scan", "scan.yaml", "--out", "out", "--slurm", "--tasks", "1").ShouldContain("Submitted as job 77.");
        string hash = new('0', 16);
        File.WriteAllText(
            Path.Combine(folder, "out", "parts", "0001.rows"),
            "{\"task\":{\"version\":\"0.1.0\",\"build\":\"b\",\"host\":\"node7\",\"process\":5,\"job\":\"77_1\",\"memory\":1073741824}}\n"
            + $"{{\"started\":{{\"run\":2,\"hash\":\"{hash}\",\"parameters\":[\"65\"]}}}}\n");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("77_1|OUT_OF_MEMORY", "which had 1 GiB, was ended for memory while it was at work.", "killed for memory.")]
    [InlineData("77_1|TIMEOUT", "It was at work when the time of its task (job 77_1 on node7) was over.", "out of time.")]
    [InlineData("77_1|FAILED", "ended without a word", "failed; parts/slurm-JOB_PART.out says why.")]
    [InlineData("77_1|CANCELLED by 1000", null, "part 1: cancelled.")]
    [InlineData("77_1|NODE_FAIL", null, "part 1: node fail.")]
    [InlineData("77_1|PREEMPTED", null, "part 1: preempted.")]
    public void The_accounts_say_how_a_task_ended(string told, string? row, string status)
    {
        Command("sacct", $"case \"$*\" in *'--jobs 77 '*) echo '{told}' ;; *) exit 1 ;; esac");
        Command("scontrol", "exit 1");
        Says(row, status);
    }

    /// <summary>As where no accounts are kept: sacct is there and fails, and the controller still knows.</summary>
    [Theory]
    [InlineData("JobState=OUT_OF_MEMORY Reason=OutOfMemory", "was ended for memory", "killed for memory.")]
    [InlineData("JobState=FAILED Reason=TimeLimit", "when the time of its task", "out of time.")]
    [InlineData("JobState=CANCELLED Reason=None", null, "part 1: cancelled.")]
    public void Without_accounts_the_controller_says_it(string told, string? row, string status)
    {
        Command("sacct", "echo 'Slurm accounting storage is disabled' >&2; exit 1");
        Command("scontrol", $"echo 'JobId=78 ArrayJobId=77 ArrayTaskId=1 JobName=inflaton-slow {told} Dependency=(null)'");
        Says(row, status);
    }

    /// <summary>As where limits are kept by the daemon alone: Slurm says that the task failed, and its output why.</summary>
    [Fact]
    public void What_the_task_left_in_its_output_says_that_it_was_memory()
    {
        Command("sacct", "echo '77_1|FAILED'");
        File.WriteAllText(
            Path.Combine(folder, "out", "parts", "slurm-77_1.out"),
            "slurmstepd: error: Detected 1 oom_kill event in StepId=78.batch. Some of the step tasks have been OOM Killed.\n");
        Says("was ended for memory", "killed for memory.");
    }

    [Fact]
    public void Where_nobody_can_be_asked_the_row_says_what_may_be()
    {
        Command("sacct", "exit 1");
        Command("scontrol", "exit 1");
        Says("ended without a word while it was at work: killed for memory, or the machine went down.", "1 lost (4 runs left)");
    }

    [Theory]
    [InlineData("echo '1|PENDING|PartitionTimeLimit'", "1 queued (4 runs left)", "queued, in Slurm's words: 1 PartitionTimeLimit")]
    [InlineData("exit 1", "1 queued (4 runs left)", "queued, in Slurm's words: 1 squeue does not answer")]
    public void Why_a_task_waits_is_said_by_the_status(string queue, params string[] says)
    {
        Command("squeue", queue);
        Inflaton("scan", "status", "out").ShouldSatisfyAllConditions(
            status => status.ShouldContain(says[0]), status => status.ShouldContain(says[1]));
    }

    /// <summary>What a user has set for his own use of the commands: it would hide tasks, hold sbatch, and send jobs elsewhere.</summary>
    [Fact]
    public void Defaults_in_the_environment_change_nothing_that_was_asked_for()
    {
        Command("squeue", "[ -n \"$SQUEUE_STATES\" ] || echo '1|PENDING|Priority'");
        Command("sbatch", "echo \"$*/$SBATCH_WAIT/$SBATCH_PARTITION\" >asked; echo 78");
        string[] own = ["SQUEUE_STATES=RUNNING", "SBATCH_WAIT=1", "SBATCH_PARTITION=debug"];
        InflatonWith(own, "scan", "status", "out").ShouldContain("1 Priority");
        InflatonWith(own, "scan", "scan.yaml", "--out", "more", "--slurm", "--tasks", "2", "--partition", "long").ShouldContain("job 78");
        string asked = File.ReadAllText(Path.Combine(folder, "asked"));
        asked.ShouldContain("--array=1-2 ");
        asked.ShouldContain("--partition=long ");
        asked.ShouldEndWith("//debug\n");
    }

    [Fact]
    public void An_option_that_is_refused_leaves_no_parts()
    {
        OtherProgram.Run(
            folder, [], "dotnet", typeof(CommandLine).Assembly.Location, "scan", "scan.yaml", "--out", "none", "--slurm", "--tasks", "4",
            "--sbatch", "comment=a", "array=1-2").ShouldBe(
                (ExitCode.BadInput, "", "inflaton: --sbatch: array=1-2 would leave parts to nobody. Give --tasks for their number, and "
                    + "array=1-4%10 for ten at the same time.\n"));
        Directory.Exists(Path.Combine(folder, "none", "parts")).ShouldBeFalse();
    }

    private void Says(string? row, string status)
    {
        Inflaton("scan", "status", "out").ShouldContain(status);
        object?[][] rows = SlurmScans.Results(Path.Combine(folder, "out"));
        if (row is null)
        {
            rows.ShouldBeEmpty();
            return;
        }

        object?[] killed = rows.ShouldHaveSingleItem();
        killed[0].ShouldBe(2L);
        killed[2].ShouldBe(ScanStore.Killed);
        ((string)killed[3]!).ShouldContain(row);
    }

    private void Command(string name, string text)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        }
    }

    private string Inflaton(params string[] arguments) => InflatonWith([], arguments);

    private string InflatonWith(string[] variables, params string[] arguments)
    {
        (int code, string output, string errors) = OtherProgram.Run(
            folder,
            [
                ("PATH", $"{folder}:{Environment.GetEnvironmentVariable("PATH")}"),
                .. variables.Select(one => one.Split('=', 2)).Select(pair => (pair[0], pair[1])),
            ],
            "dotnet", [typeof(CommandLine).Assembly.Location, .. arguments]);
        code.ShouldBe(0, output + errors);
        return output;
    }
}
