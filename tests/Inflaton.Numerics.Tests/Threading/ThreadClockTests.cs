using System.Diagnostics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Tests.Threading;

public class ThreadClockTests
{
    [Fact]
    public void WorkCountsAndSleepDoesNot()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is asked.");
        long busy = ThreadClock.Read();
        var wall = Stopwatch.StartNew();
        Thread.Sleep(100);
        long asleep = ThreadClock.Read() - busy;
        (asleep / (double)wall.ElapsedTicks).ShouldBeLessThan(0.5);

        busy = ThreadClock.Read();
        wall.Restart();
        while (ThreadClock.Read() - busy < Stopwatch.Frequency / 50)
        {
        }

        // Ticks of the same size: no thread is busy for longer than the wall's clock says, but for the grain of the system's.
        (wall.ElapsedTicks / (double)Stopwatch.Frequency).ShouldBeGreaterThan(0.019);
    }
}
