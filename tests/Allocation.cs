namespace Inflaton;

/// <summary>What a step allocates, counted over the whole process, so that work on other threads counts too.</summary>
internal static class Allocation
{
    private const int Settling = 20;
    private const int Steps = 20;
    private const int Windows = 200;

    /// <summary>
    /// The least number of bytes that the process allocated over some steps, of several tries: the test runner reports on a thread of its
    /// own now and then, while a step that allocates does so every time.
    /// </summary>
    /// <param name="step">A step, given its number.</param>
    /// <param name="settling">Steps before counting begins.</param>
    public static long OfSteps(Action<int> step, int settling = Settling) =>
        Least(step, settling, Steps, () => GC.GetTotalAllocatedBytes(precise: true));

    /// <summary>
    /// The same on this thread alone, for tests beside others: a worker that takes its first part late makes its storage late.
    /// </summary>
    /// <param name="step">A step, given its number.</param>
    /// <param name="steps">Steps of a try, and before counting begins.</param>
    public static long OfStepsOnThisThread(Action<int> step, int steps) => Least(step, steps, steps, GC.GetAllocatedBytesForCurrentThread);

    private static long Least(Action<int> step, int settling, int steps, Func<long> allocated)
    {
        int k = 0;
        for (; k < settling; k++)
        {
            step(k);
        }

        long least = long.MaxValue;
        for (int window = 0; window < Windows && least > 0; window++)
        {
            long before = allocated();
            for (int end = k + steps; k < end; k++)
            {
                step(k);
            }

            least = Math.Min(least, allocated() - before);
        }

        return least;
    }
}
