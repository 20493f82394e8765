using Inflaton.Numerics.Random;

namespace Inflaton.Cli.Slurm;

/// <summary>Nodes of a real Slurm that go down in the midst of a scan.</summary>
public sealed class SlurmCrashTests(PrivateSlurm slurm) : IClassFixture<PrivateSlurm>
{
    private const int Crashes = 10;

    /// <summary>
    /// Ten times a node with a task at work goes down at random, with all that runs on it, or its daemon alone, so that Slurm starts a task
    /// anew while the old one still runs. In the end every run has one row, and the bits of a scan on one machine.
    /// </summary>
    /// <remarks>
    /// Tasks are let go one by one, so that there is work for all ten on any machine, and what is on a node stands still from the moment
    /// that is drawn until its daemon is gone, so that no task ends meanwhile. Slurm sees by itself that the first node is gone, which
    /// takes it half a minute, and hears of the others.
    /// </remarks>
    [Fact]
    public async Task Nodes_that_go_down_lose_no_run_and_make_none_twice()
    {
        slurm.Require();
        const int tasks = 3 * Crashes;
        string file = slurm.Write("crashes.yaml", SlurmScans.TwoHundred.Replace("800, 1000, 1200, 1400", "3000, 6000, 9000, 12000"));
        string folder = slurm.In("crashes");
        slurm.Inflaton("scan", file, "--out", folder, "--slurm", "--tasks", $"{tasks}", "--sbatch", "hold").Code.ShouldBe(0);
        string job = slurm.Job("crashes");
        CounterStream chance = new(20_221_107, 0);
        string? unseen = null;
        int released = 0;
        for (int i = 0; i < Crashes; i++)
        {
            Release();
            int before = SlurmScans.RowsOfParts(folder).Length;
            await slurm.Until(() => SlurmScans.RowsOfParts(folder).Length > before, "a task goes on after a node was down");
            Thread.Sleep((int)(300 * chance.UniformAt((ulong)(2 * i))));
            string node = "";
            await slurm.Until(StandsStill, "a task is at work");
            slurm.Daemon(i % 2 == 0 ? "kill-node" : "crash-node", node[^1..]);
            if (i == 0)
            {
                slurm.Daemon("thaw-node", node[^1..]);
                unseen = node;
                continue;
            }

            slurm.Run("scontrol", "update", $"nodename={node}", "state=down", "reason=gone").Code.ShouldBe(0);
            slurm.Daemon("thaw-node", node[^1..]);
            ComesBack(node);

            bool StandsStill()
            {
                if (unseen is not null && IsDown(unseen))
                {
                    ComesBack(unseen);
                    unseen = null;
                }

                string[] busy = [.. slurm.Busy(job).Where(one => one != unseen)];
                if (busy.Length == 0)
                {
                    Release();
                    return false;
                }

                node = busy[(int)(busy.Length * chance.UniformAt((ulong)((2 * i) + 1)))];
                return slurm.Freeze(node, job);
            }
        }

        if (unseen is not null)
        {
            await slurm.Until(() => IsDown(unseen), "Slurm sees that a node is down");
            ComesBack(unseen);
        }

        while (released < tasks)
        {
            Release();
        }

        // A scan on one machine, while Slurm makes what is left.
        Task<(int Code, string Output, string Error)> whole =
            Task.Run(() => slurm.Inflaton("scan", file, "--out", slurm.In("whole"), "--quiet"));
        await slurm.Until(() => slurm.Left(job) == 0, "the job ends");
        int[] rows = SlurmScans.RowsOfParts(folder);
        (int code, string output, string error) = slurm.Inflaton("scan", "merge", folder);
        code.ShouldBe(0, error);
        rows.Order().ShouldBe(Enumerable.Range(1, 200), output + slurm.Log);
        output.ShouldContain("200 new rows;");

        // If by chance one run was at work three times, its row says that three tasks died over it, and it is made by who goes on.
        slurm.Inflaton("scan", file, "--out", folder, "--quiet").Code.ShouldBe(0);
        (await whole).Code.ShouldBe(0);
        SlurmScans.Results(folder).ShouldBe(SlurmScans.Results(slurm.In("whole")));

        // What is on the first node may come to its end before Slurm misses the node.
        slurm.Log.Split('\n').Count(line => line.Contains("requeue job", StringComparison.Ordinal))
            .ShouldBeGreaterThanOrEqualTo(Crashes - 1, slurm.Log);

        void Release()
        {
            if (released < tasks)
            {
                released++;
                slurm.Run("scontrol", "release", $"{job}_{released}").Code.ShouldBe(0);
            }
        }

        bool IsDown(string node) => slurm.Run("sinfo", "--noheader", "--nodes", node, "--partition", "main", "--format", "%t").Output
            .StartsWith("down", StringComparison.Ordinal);

        // What was put back into the queue begins when the daemon has had time to end what it still runs of it.
        void ComesBack(string node)
        {
            foreach (string task in slurm.Run("squeue", "--noheader", "--array", "--states", "PENDING", "--format", "%i %r").Output
                .Split('\n').Where(line => line.EndsWith(" BeginTime", StringComparison.Ordinal)))
            {
                slurm.Run("scontrol", "update", $"jobid={task.Split(' ')[0]}", "StartTime=now+15");
            }

            slurm.Daemon("start-node", node[^1..]);
        }
    }

    /// <summary>The daemon of a node is gone, and its task stands still: the one that Slurm starts anew elsewhere waits for it.</summary>
    [Fact]
    public async Task A_task_that_Slurm_starts_anew_waits_for_the_one_that_still_runs()
    {
        slurm.Require();
        const string name = "twice";
        string log = slurm.In("twice.out");
        string job = slurm.Submit(
            name, SlurmScans.Few, $"[ -n \"$SLURM_RESTART_COUNT\" ] || {PrivateSlurm.StandStill(slurm.In(name), 1)} &",
            "--sbatch", $"output={log}");
        await slurm.Until(() => SlurmScans.HasBegun(slurm.In(name), 1), "a run begins");
        string node = slurm.Busy(job).ShouldHaveSingleItem();
        slurm.Daemon("kill-node", node[^1..]);
        slurm.Run("scontrol", "update", $"nodename={node}", "state=down", "reason=gone").Code.ShouldBe(0);
        await slurm.Until(
            () =>
            {
                // The other node has nothing of it.
                slurm.Run("scontrol", "update", $"jobid={job}", "StartTime=now");
                return File.ReadAllText(log).Contains("is at work already", StringComparison.Ordinal);
            },
            "the second task waits");
        SlurmScans.HasBegun(slurm.In(name), 1).ShouldBeTrue("the first task has the part");

        // Its node hears that it was given up.
        slurm.Daemon("start-node", node[^1..]);
        await slurm.Until(() => slurm.Left(job) == 0, "the second task has the part, and makes it to its end");
        SlurmScans.RowsOfParts(slurm.In(name)).Order().ShouldBe([1, 2, 3, 4, 5]);
        slurm.Inflaton("scan", "merge", slurm.In(name)).Output.ShouldContain("5 of 5 runs are done.");
    }
}
