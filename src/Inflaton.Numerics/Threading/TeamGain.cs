namespace Inflaton.Numerics.Threading;

/// <summary>
/// Whether the other threads of a team are worth waiting for. A thread whose core another program has taken holds the part that it was at
/// for milliseconds, while everybody waits. What runs would have taken the caller alone is estimated from the caller's own parts; where
/// they take longer together, the caller works alone for a while, and for longer each time that it proves true again.
/// </summary>
/// <remarks>Times are in ticks of one clock. Who does a part changes no result; this decides about time alone.</remarks>
internal sealed class TeamGain(long ticksPerSecond)
{
    private const int LeastRuns = 8;

    private readonly long window = ticksPerSecond / 250;
    private readonly long longestOwn = ticksPerSecond / 50;
    private readonly long longestRun = ticksPerSecond / 10;
    private readonly long shortestRest = ticksPerSecond / 100;
    private readonly long longestRest = ticksPerSecond / 2;

    private double together;
    private double own;
    private double share;
    private int runs;
    private long rest;
    private long restUntil;

    /// <summary>The longest that the caller works alone at one run: what takes longer is shared after all.</summary>
    public long Patience { get; } = ticksPerSecond / 50;

    /// <summary>Whether a run that begins now is one for the caller alone.</summary>
    public bool IsAlone(long now) => now < restUntil;

    /// <summary>A run that was shared.</summary>
    /// <param name="began">When it began.</param>
    /// <param name="ownEnd">When the caller found no part left.</param>
    /// <param name="ended">When all parts were done.</param>
    /// <param name="ownParts">Number of parts that the caller did.</param>
    /// <param name="parts">Number of all parts.</param>
    public void Note(long began, long ownEnd, long ended, int ownParts, int parts)
    {
        if (ownParts == 0 || ownEnd - began > longestOwn || ended - began > longestRun)
        {
            // Nothing is known of the length of a part, or parts are so long that waiting is no sign of a thread that is kept away.
            return;
        }

        together += ended - began;
        own += ownEnd - began;
        share += (double)ownParts / parts;
        runs++;
        if (together < window || runs < LeastRuns)
        {
            return;
        }

        rest = own * runs / share < together ? Math.Clamp(2 * rest, shortestRest, longestRest) : 0;
        restUntil = ended + rest;
        (together, own, share, runs) = (0, 0, 0, 0);
    }
}
