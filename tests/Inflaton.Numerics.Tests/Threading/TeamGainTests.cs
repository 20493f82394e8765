using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Tests.Threading;

public class TeamGainTests
{
    private const long Second = 1_000_000;
    private const int Parts = 10;

    private readonly TeamGain gain = new(Second);
    private long now;

    [Fact]
    public void ThreadsThatHelpAreKept()
    {
        Share(runs: 1000, own: 100, wait: 10, ownParts: 5);
        gain.IsAlone(now).ShouldBeFalse();
    }

    [Fact]
    public void AThreadThatIsWaitedForIsDoneWithoutForAWhileAndThenTriedAgain()
    {
        // Seven of ten parts in 140, then 100 of waiting: alone it would have been 200.
        Share(runs: 100, own: 140, wait: 100, ownParts: 7);
        gain.IsAlone(now).ShouldBeTrue();
        gain.IsAlone(now + (Second / 2)).ShouldBeFalse();
    }

    [Fact]
    public void EachTimeThatItProvesTrueAgainTheRestIsLongerUpToHalfASecond()
    {
        long before = 0;
        for (int time = 0; time < 12; time++)
        {
            Share(runs: 100, own: 140, wait: 100, ownParts: 7);
            long rest = Rest();
            rest.ShouldBeGreaterThanOrEqualTo(before);
            rest.ShouldBeLessThanOrEqualTo(Second / 2);
            before = rest;
        }

        before.ShouldBe(Second / 2);
        Share(runs: 1000, own: 100, wait: 10, ownParts: 5);
        Share(runs: 100, own: 140, wait: 100, ownParts: 7);
        Rest().ShouldBe(Second / 100);
    }

    [Fact]
    public void LongPartsAndPartsOfWhichNothingIsKnownDecideNothing()
    {
        Share(runs: 100, own: 30_000, wait: 100_000, ownParts: 1);
        Share(runs: 100, own: 0, wait: 1000, ownParts: 0);
        gain.IsAlone(now).ShouldBeFalse();
    }

    /// <summary>Runs until the caller is alone, or as many as said.</summary>
    private void Share(int runs, long own, long wait, int ownParts)
    {
        for (int run = 0; run < runs && !gain.IsAlone(now); run++)
        {
            gain.Note(now, now + own, now + own + wait, ownParts, Parts);
            now += own + wait;
        }
    }

    private long Rest()
    {
        long began = now;
        while (gain.IsAlone(now))
        {
            now++;
        }

        return now - began;
    }
}
