namespace Inflaton.Web;

/// <summary>Lets a study at work go on, wait, or go a number of records further.</summary>
internal sealed class LiveGate : IDisposable
{
    private readonly Lock gate = new();
    private readonly ManualResetEventSlim open = new(true);
    private long steps;
    private int delay;

    /// <summary>Goes on until it is told otherwise.</summary>
    public void GoOn() => Set(long.MaxValue);

    /// <summary>Waits at the next record.</summary>
    public void Pause() => Set(0);

    /// <summary>Goes some records further, and those that were asked for before and are not there yet, and waits.</summary>
    public void Step(int records)
    {
        lock (gate)
        {
            Set((steps == long.MaxValue ? 0 : steps) + Math.Clamp(records, 1, 1_000_000));
        }
    }

    /// <summary>Waits so long after each record.</summary>
    /// <param name="milliseconds">0 to 10 000.</param>
    public void Slow(int milliseconds) => Volatile.Write(ref delay, Math.Clamp(milliseconds, 0, 10_000));

    /// <summary>Called at each record by the thread that works; comes back when it may go on.</summary>
    /// <exception cref="OperationCanceledException">Nobody looks any more.</exception>
    public void Pass(CancellationToken stop)
    {
        open.Wait(stop);
        lock (gate)
        {
            if (steps is > 0 and < long.MaxValue && --steps == 0)
            {
                open.Reset();
            }
        }

        if (Volatile.Read(ref delay) is > 0 and int pause)
        {
            stop.WaitHandle.WaitOne(pause);
        }
    }

    public void Dispose() => open.Dispose();

    private void Set(long records)
    {
        lock (gate)
        {
            steps = records;
            if (records == 0)
            {
                open.Reset();
            }
            else
            {
                open.Set();
            }
        }
    }
}
