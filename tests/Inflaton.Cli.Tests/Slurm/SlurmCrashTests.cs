using Inflaton.Numerics.Random;

namespace Inflaton.Cli.Slurm;

/// <summary>Nodes of a real Slurm that go down in the midst of a scan.</summary>
public sealed class SlurmCrashTests(PrivateSlurm slurm) : IClassFixture<PrivateSlurm>
{
    private const int Crashes = 10;

    /// <summary>How often at least: how long Slurm takes to see that a node is gone decides how much is left for the next.</summary>
    private const int LeastCrashes = 3;

    /// <summary>
    /// Up to ten times a node goes down at random, with all that runs on it, or its daemon alone, so that Slurm starts a task anew while
    /// the old one still runs. In the end every run has one row, and the bits of a scan on one machine.
    /// </summary>
    [Fact]
    public async Task Nodes_that_go_down_lose_no_run_and_make_none_twice()
    {
        slurm.Require();
        string file = slurm.Write("crashes.yaml", SlurmScans.TwoHundred.Replace("800, 1000, 1200, 1400", "1500, 3000, 4500, 6000"));
        string folder = slurm.In("crashes");
        slurm.Inflaton("scan", file, "--out", folder, "--slurm", "--tasks", "6").Code.ShouldBe(0);
        string job = slurm.Job("crashes");
        CounterStream chance = new(20_221_107, 0);
        int crashed = 0, alone = 0;
        for (int i = 0; i < Crashes; i++)
        {
            int before = SlurmScans.RowsOfParts(folder).Length;
            await slurm.Until(
                () => SlurmScans.RowsOfParts(folder).Length > before || slurm.Left(job) == 0, "a task goes on after its node was down");
            if (slurm.Left(job) == 0)
            {
                break;
            }

            Thread.Sleep((int)(500 * chance.UniformAt((ulong)(3 * i))));
            string node = chance.UniformAt((ulong)((3 * i) + 1)) < 0.5 ? "1" : "2";
            bool isAlone = chance.UniformAt((ulong)((3 * i) + 2)) < 0.5;
            (crashed, alone) = isAlone ? (crashed, alone + 1) : (crashed + 1, alone);
            slurm.Daemon(isAlone ? "kill-node" : "crash-node", node);
            slurm.Daemon("start-node", node);
        }

        (crashed + alone).ShouldBeInRange(LeastCrashes, Crashes, "nodes have to go down in the midst of the work");
        // While Slurm waits before it starts anew what was lost, the scan on one machine has the processors.
        Task<(int Code, string Output, string Error)> whole =
            Task.Run(() => slurm.Inflaton("scan", file, "--out", slurm.In("whole"), "--quiet"));
        await slurm.Until(() => slurm.Left(job) == 0, "the job ends");
        int[] rows = SlurmScans.RowsOfParts(folder);
        rows.Order().ShouldBe(Enumerable.Range(1, 200));

        (int code, string output, string error) = slurm.Inflaton("scan", "merge", folder);
        code.ShouldBe(0, error);
        output.ShouldContain("200 new rows; 200 of 200 runs are done.");
        (await whole).Code.ShouldBe(0);
        SlurmScans.Results(folder).ShouldBe(SlurmScans.Results(slurm.In("whole")));
        slurm.Log.ShouldContain("requeue");
    }
}
