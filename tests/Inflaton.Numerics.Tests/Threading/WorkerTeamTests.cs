using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Tests.Threading;

public class WorkerTeamTests
{
    /// <summary>Until a thread has its turn, on a machine that many share.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void EveryPartIsDoneOnceInEveryRun(int threads)
    {
        using var team = new WorkerTeam(threads);
        for (int run = 0; run < 300; run++)
        {
            int parts = run % 23;
            var work = new CountingWork(parts, threads);
            team.Run(work, parts);
            work.Counts.ShouldAllBe(count => count == 1);
        }
    }

    [Fact]
    public void TwoThreadsWorkAtTheSameTime()
    {
        using var team = new WorkerTeam(2);
        using var meeting = new Barrier(2);
        var work = new FunctionWork((_, _) => meeting.SignalAndWait(Patience).ShouldBeTrue());
        team.Run(work, 2);
    }

    [Fact]
    public void OverlappingCallsNeverShareAWorkerIndex()
    {
        const int Threads = 4;
        using var team = new WorkerTeam(Threads);
        int[] inside = new int[Threads];
        var work = new FunctionWork((_, worker) =>
        {
            Interlocked.Increment(ref inside[worker]).ShouldBe(1);
            Thread.Yield();
            Interlocked.Decrement(ref inside[worker]);
        });
        for (int run = 0; run < 50; run++)
        {
            team.Run(work, 40);
        }
    }

    [Fact]
    public void SleepingWorkersWakeUp()
    {
        using var team = new WorkerTeam(3);
        for (int run = 0; run < 5; run++)
        {
            Thread.Sleep(20);
            using var meeting = new Barrier(3);
            team.Run(new FunctionWork((_, _) => meeting.SignalAndWait(Patience).ShouldBeTrue()), 3);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void TheFirstFailureReachesTheCallerAndTheTeamWorksOn(int threads)
    {
        using var team = new WorkerTeam(threads);
        int done = 0;
        var failing = new FunctionWork((part, _) =>
        {
            if (part == 3)
            {
                throw new FormatException("part 3");
            }

            Interlocked.Increment(ref done);
            Thread.Sleep(1);
        });
        Should.Throw<FormatException>(() => team.Run(failing, 1_000_000)).Message.ShouldBe("part 3");
        done.ShouldBeLessThan(900_000);

        var work = new CountingWork(10, threads);
        team.Run(work, 10);
        work.Counts.ShouldAllBe(count => count == 1);
    }

    [Fact]
    public void ATeamServesOneCallerAtATime()
    {
        using var team = new WorkerTeam(2);
        var nested = new FunctionWork((_, _) => team.Run(new CountingWork(1, 2), 1));
        Should.Throw<InvalidOperationException>(() => team.Run(nested, 2));
    }

    [Fact]
    public void RunAllocatesNothing()
    {
        using var team = new WorkerTeam(2);
        var work = new FunctionWork((_, _) => { });
        Allocation.OfStepsOnThisThread(_ => team.Run(work, 8), 200).ShouldBe(0);
    }

    [Fact]
    public void MistakesAreNamed()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new WorkerTeam(0)).Message.ShouldContain("0");
        var team = new WorkerTeam(2);
        Should.Throw<ArgumentOutOfRangeException>(() => team.Run(new CountingWork(1, 2), -1)).Message.ShouldContain("-1");
        team.Dispose();
        team.Dispose();
        Should.Throw<ObjectDisposedException>(() => team.Run(new CountingWork(1, 2), 1));
    }

    private sealed class CountingWork(int parts, int threads) : IWork
    {
        public int[] Counts { get; } = new int[parts];

        public void Execute(int part, int worker)
        {
            worker.ShouldBeInRange(0, threads - 1);
            Interlocked.Increment(ref Counts[part]);
        }
    }

    private sealed class FunctionWork(Action<int, int> action) : IWork
    {
        public void Execute(int part, int worker) => action(part, worker);
    }
}
