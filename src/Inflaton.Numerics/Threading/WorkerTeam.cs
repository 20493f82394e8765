using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Inflaton.Numerics.Threading;

/// <summary>
/// A fixed number of threads that share the parts of one <see cref="IWork"/> at a time. The caller is worker 0; the others are background
/// threads that live until <see cref="Dispose"/>. Parts are handed out one by one to whoever is free, so unequal parts and busy cores
/// balance themselves. <see cref="Run"/> allocates nothing. An idle worker spins for some microseconds and then sleeps. Threads that other
/// programs keep from their cores, so that waiting for them costs more than they bring, are done without for a while.
/// </summary>
/// <remarks>
/// One caller at a time: neither two threads nor a part of the running work may call <see cref="Run"/> of a team with more than one thread.
/// Results that must not depend on the number of threads need parts whose bounds do not depend on it.
/// </remarks>
public sealed class WorkerTeam : IDisposable
{
    // Spinning pays while every spinning thread can have a core; beyond that it takes the core from those that have work.
    private const int LongSpin = 1600;
    private const int ShortSpin = 40;
    private const int PausesPerSpin = 5;
    private const long PartMask = 0xFFFF_FFFF;

    // Milliseconds that the caller works alone at one run at most: what takes longer is shared after all.
    private const long Patience = 100;

    private static int backgroundWorkers;

    private readonly Worker[] background;
    private readonly AutoResetEvent finished = new(false);
    private readonly TeamGain gain = new(Stopwatch.Frequency);

    // High half: number of the run. Low half: parts not yet taken. One word, so that a worker that wakes late can never take a part of
    // another run than the one it looked at.
    private long ticket;
    private IWork? work;
    private int parts;
    private int done;
    private int callerSleeps;
    private int running;
    private Exception? failure;
    private volatile bool disposed;

    /// <summary>
    /// A team of the caller alone: <see cref="Run"/> does every part in line, in order. May be shared by any number of threads.
    /// </summary>
    public static WorkerTeam Single { get; } = new(1);

    /// <summary>Starts <paramref name="threads"/> − 1 background threads.</summary>
    /// <param name="threads">Number of threads that work, the caller among them; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is less than 1.</exception>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        background = new Worker[threads - 1];
        for (int i = 0; i < background.Length; i++)
        {
            background[i] = new Worker(this, i + 1);
        }

        Interlocked.Add(ref backgroundWorkers, background.Length);
        foreach (Worker worker in background)
        {
            worker.Start();
        }
    }

    /// <summary>Number of threads that work, the caller among them.</summary>
    public int Threads { get; }

    /// <summary>
    /// Ends work between two of its parts, by an <see cref="OperationCanceledException"/> that <see cref="Run"/> throws; none by default.
    /// For work whose results are of no use when it is broken off, not for a step of a training. Not to be set while the team is at work.
    /// </summary>
    /// <exception cref="InvalidOperationException">The team is <see cref="Single"/>, which everybody shares.</exception>
    public CancellationToken Cancellation
    {
        get;
        set => field = this == Single
            ? throw new InvalidOperationException("The shared team of one cannot be stopped; make one of your own.")
            : value;
    }

    /// <summary>Does all parts of <paramref name="work"/> and returns when the last one is done.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="parts">Number of parts, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is negative.</exception>
    /// <exception cref="InvalidOperationException">The team is at work already.</exception>
    /// <exception cref="ObjectDisposedException">The team has been disposed of.</exception>
    /// <exception cref="Exception">
    /// What a part threw: the first of them is rethrown here, and parts not yet begun are abandoned.
    /// </exception>
    public void Run(IWork work, int parts)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentOutOfRangeException.ThrowIfNegative(parts);
        ObjectDisposedException.ThrowIf(disposed, this);
        if (background.Length == 0)
        {
            for (int part = 0; part < parts; part++)
            {
                Cancellation.ThrowIfCancellationRequested();
                work.Execute(part, 0);
            }

            return;
        }

        if (Interlocked.Exchange(ref running, 1) != 0)
        {
            throw new InvalidOperationException($"The team of {Threads} threads is at work already; a team serves one caller at a time.");
        }

        try
        {
            Share(work, parts);
        }
        finally
        {
            this.work = null;
            Volatile.Write(ref running, 0);
        }
    }

    /// <summary>Ends the background threads. Must not be called while the team is at work.</summary>
    public void Dispose()
    {
        if (disposed || background.Length == 0)
        {
            return;
        }

        disposed = true;
        Interlocked.MemoryBarrier();
        foreach (Worker worker in background)
        {
            worker.Wake();
        }

        foreach (Worker worker in background)
        {
            worker.Join();
        }

        Interlocked.Add(ref backgroundWorkers, -background.Length);
        finished.Dispose();
    }

    private void Share(IWork work, int parts)
    {
        this.work = work;
        this.parts = parts;
        this.failure = null;
        long began = Stopwatch.GetTimestamp();
        bool beginsAlone = parts <= 1 || gain.IsAlone(began);
        bool isMeasured = !beginsAlone && gain.IsMeasured(began);
        long ownBegan = isMeasured ? ThreadClock.Read() : 0;
        long run = (ticket >>> 32) + 1;
        int left = beginsAlone ? DoPartsAlone(work, parts) : parts;
        done = parts - left;
        Interlocked.Exchange(ref ticket, (run << 32) | (uint)left);
        if (left > 0)
        {
            WakeOthers(left - 1);
        }

        int ownParts = TakeParts(worker: 0);
        long own = isMeasured ? ThreadClock.Read() - ownBegan : 0;
        AwaitOthers();
        if (isMeasured)
        {
            gain.Note(began, Stopwatch.GetTimestamp(), own, ownParts, parts);
        }

        if (this.failure is { } failure)
        {
            this.failure = null;
            ExceptionDispatchInfo.Capture(failure).Throw();
        }
    }

    private void WakeOthers(int most)
    {
        for (int i = 0; i < Math.Min(background.Length, most); i++)
        {
            background[i].Wake();
        }
    }

    /// <summary>Does parts in order while the caller has patience, and says how many are left.</summary>
    private int DoPartsAlone(IWork work, int parts)
    {
        long until = Environment.TickCount64 + Patience;
        int part = 0;
        for (; part < parts && Environment.TickCount64 <= until; part++)
        {
            Cancellation.ThrowIfCancellationRequested();
            work.Execute(part, 0);
        }

        return parts - part;
    }

    /// <summary>Does parts while there are some, and says how many.</summary>
    private int TakeParts(int worker)
    {
        int taken = 0;
        while (TakePart(worker))
        {
            taken++;
        }

        return taken;
    }

    /// <summary>Does the next part, if there is one for this worker.</summary>
    private bool TakePart(int worker)
    {
        long ticket;
        do
        {
            ticket = Volatile.Read(ref this.ticket);
            if ((ticket & PartMask) == 0)
            {
                return false;
            }
        }
        while (Interlocked.CompareExchange(ref this.ticket, ticket - 1, ticket) != ticket);

        int parts = this.parts;
        int finished = 1;
        try
        {
            Cancellation.ThrowIfCancellationRequested();
            work!.Execute(parts - (int)(ticket & PartMask), worker);
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref failure, exception, null);
            finished += AbandonRest();
        }

        bool last = Interlocked.Add(ref done, finished) == parts;
        if (last && worker != 0 && Interlocked.Exchange(ref callerSleeps, 0) != 0)
        {
            this.finished.Set();
        }

        return true;
    }

    private int AbandonRest()
    {
        while (true)
        {
            long ticket = Volatile.Read(ref this.ticket);
            if (Interlocked.CompareExchange(ref this.ticket, ticket & ~PartMask, ticket) == ticket)
            {
                return (int)(ticket & PartMask);
            }
        }
    }

    private void AwaitOthers()
    {
        for (int spin = SpinLimit(); spin > 0; spin--)
        {
            if (Volatile.Read(ref done) == parts)
            {
                return;
            }

            Thread.SpinWait(PausesPerSpin);
        }

        // A worker may signal late, for a run that is over: every signal is only a reason to look again.
        while (true)
        {
            Interlocked.Exchange(ref callerSleeps, 1);
            if (Volatile.Read(ref done) == parts)
            {
                Volatile.Write(ref callerSleeps, 0);
                return;
            }

            finished.WaitOne();
        }
    }

    private static int SpinLimit() => Volatile.Read(ref backgroundWorkers) < Environment.ProcessorCount ? LongSpin : ShortSpin;

    private sealed class Worker
    {
        private readonly WorkerTeam team;
        private readonly int index;
        private readonly Thread thread;
        private readonly AutoResetEvent wake = new(false);
        private int sleeps;

        public Worker(WorkerTeam team, int index)
        {
            this.team = team;
            this.index = index;
            thread = new Thread(Loop) { IsBackground = true, Name = $"Worker {index}" };
        }

        public void Start() => thread.Start();

        public void Join()
        {
            thread.Join();
            wake.Dispose();
        }

        public void Wake()
        {
            if (Volatile.Read(ref sleeps) != 0 && Interlocked.Exchange(ref sleeps, 0) != 0)
            {
                wake.Set();
            }
        }

        private bool HasReason => team.disposed || (Volatile.Read(ref team.ticket) & PartMask) != 0;

        private void Loop()
        {
            while (!team.disposed)
            {
                team.TakeParts(index);
                AwaitReason();
            }
        }

        private void AwaitReason()
        {
            for (int spin = SpinLimit(); spin > 0; spin--)
            {
                if (HasReason)
                {
                    return;
                }

                Thread.SpinWait(PausesPerSpin);
            }

            Interlocked.Exchange(ref sleeps, 1);
            if (!HasReason || Interlocked.Exchange(ref sleeps, 0) == 0)
            {
                wake.WaitOne();
            }
        }
    }
}
