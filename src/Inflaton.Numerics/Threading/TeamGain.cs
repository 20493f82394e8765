namespace Inflaton.Numerics.Threading;

/// <summary>
/// Whether the other threads of a team are worth waiting for. A thread whose core another program has taken holds the part that it was at
/// for milliseconds, while everybody waits. What runs would have taken the caller alone is estimated from the caller's own parts, by the
/// time that they had a core; where they take longer together, the caller works alone for a while, and for longer each time that it
/// proves true again.
/// </summary>
/// <remarks>Times are in ticks of one clock. Who does a part changes no result; this decides about time alone.</remarks>
internal sealed class TeamGain(long ticksPerSecond)
{
    private const int LeastRuns = 8;
    private const int FewRuns = 3;

    private readonly long window = ticksPerSecond / 250;
    private readonly long trust = ticksPerSecond / 60;
    private readonly long longestOwn = ticksPerSecond / 50;
    private readonly long longestRun = ticksPerSecond / 10;
    private readonly long shortestRest = ticksPerSecond / 100;
    private readonly long longestRest = 5 * ticksPerSecond;

    private double together;
    private double own;
    private double share;
    private int runs;
    private double debt;
    private long rest;
    private long restUntil;
    private long trustedUntil;

    /// <summary>Whether a run that begins now is one for the caller alone.</summary>
    public bool IsAlone(long now) => now < restUntil;

    /// <summary>Whether a run that begins now and is shared is to be noted. Where the others have helped all along, few are.</summary>
    public bool IsMeasured(long now) => now >= trustedUntil;

    /// <summary>A run that was shared.</summary>
    /// <param name="began">When it began.</param>
    /// <param name="ended">When all parts were done.</param>
    /// <param name="own">How long the caller had a core for its parts: less than they took where it was itself kept from one.</param>
    /// <param name="ownParts">Number of parts that the caller did.</param>
    /// <param name="parts">Number of all parts.</param>
    public void Note(long began, long ended, long own, int ownParts, int parts)
    {
        if (own > longestOwn || ended - began > longestRun)
        {
            // Parts are so long that waiting is no sign of a thread that is kept away.
            return;
        }

        together += ended - began;
        this.own += own;
        share += (double)ownParts / parts;
        runs++;

        double lost = together - (this.own * runs / share);
        bool isClear = rest > 0 ? lost > Math.Max(window, together) / 2 : lost > 2 * window && runs >= FewRuns;
        if (!isClear && (together < window || runs < LeastRuns))
        {
            return;
        }

        (together, this.own, share, runs) = (0, 0, 0, 0);
        if (lost > 0)
        {
            rest = Math.Clamp(2 * rest, shortestRest, longestRest);
            restUntil = ended + rest;
            debt = Math.Min(debt + lost, longestRun);
            return;
        }

        // A thread that is kept away half of the time helps in every other window: it has to bring what it has cost before it is trusted.
        // Where the caller has done nothing the loss is no number, and no debt is.
        debt += lost;
        if (!(debt > 0))
        {
            debt = 0;
            rest = 0;
            trustedUntil = ended + trust;
        }
    }
}
