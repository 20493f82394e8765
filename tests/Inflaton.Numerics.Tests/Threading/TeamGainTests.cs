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
        gain.IsAlone(now + Second).ShouldBeFalse();
    }

    [Fact]
    public void EachTimeThatItProvesTrueAgainTheRestIsLongerUpToFiveSeconds()
    {
        long before = 0;
        for (int time = 0; time < 12; time++)
        {
            Share(runs: 100, own: 140, wait: 100, ownParts: 7);
            long rest = Rest();
            rest.ShouldBeGreaterThanOrEqualTo(before);
            rest.ShouldBeLessThanOrEqualTo(5 * Second);
            before = rest;
        }

        before.ShouldBe(5 * Second);
        Share(runs: 1000, own: 100, wait: 10, ownParts: 5);
        Share(runs: 100, own: 140, wait: 100, ownParts: 7);
        Rest().ShouldBe(Second / 100);
    }

    [Fact]
    public void ACallerThatIsItselfKeptFromItsCoreIsNoReasonToThinkThatTheOthersHelp()
    {
        // Nine of ten parts in 200, of which the caller had its core for 90: alone, on a core of its own, it would have been 100.
        for (int run = 0; run < 100 && !gain.IsAlone(now); run++)
        {
            gain.Note(now, now + 200, own: 90, ownParts: 9, Parts);
            now += 200;
        }

        gain.IsAlone(now).ShouldBeTrue();
    }

    [Fact]
    public void AThreadThatHelpsInEveryOtherWindowIsDoneWithoutMostOfTheTime()
    {
        long alone = 0;
        for (int window = 0; window < 200; window++)
        {
            Share(runs: 40, own: 100, wait: 10, ownParts: 5);
            Share(runs: 40, own: 140, wait: 2000, ownParts: 7);
            alone += Rest();
        }

        ((double)alone / now).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void AWaitOfManyMillisecondsDecidesAfterThreeRuns()
    {
        Share(runs: 2, own: 140, wait: 5000, ownParts: 7);
        gain.IsAlone(now).ShouldBeFalse();
        Share(runs: 1, own: 140, wait: 5000, ownParts: 7);
        gain.IsAlone(now).ShouldBeTrue();
    }

    [Fact]
    public void ThreadsThatHelpAllAlongAreLookedAtNowAndThen()
    {
        gain.IsMeasured(now).ShouldBeTrue();
        Share(runs: 40, own: 100, wait: 10, ownParts: 5);
        gain.IsMeasured(now).ShouldBeFalse();
        now += Second / 20;
        gain.IsMeasured(now).ShouldBeTrue();

        Share(runs: 100, own: 140, wait: 100, ownParts: 7);
        Rest().ShouldBeGreaterThan(0);
        gain.IsMeasured(now).ShouldBeTrue();
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
            gain.Note(now, now + own + wait, own, ownParts, Parts);
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
