using System.Runtime.ExceptionServices;

namespace Inflaton.Numerics.Threading;

/// <summary>
/// A fixed number of threads that share the parts of one <see cref="IWork"/> at a time. The caller is worker 0; the others are background
/// threads that live until <see cref="Dispose"/>. Parts are handed out one by one to whoever is free, so unequal parts and busy cores
/// balance themselves. <see cref="Run"/> allocates nothing. An idle worker spins for some microseconds and then sleeps.
/// </summary>
/// <remarks>
/// One caller at a time: neither two threads nor a part of the running work may call <see cref="Run"/> of a team with more than one thread.
/// Results that must not depend on the number of threads need parts whose bounds do not depend on it.
/// </remarks>
public sealed class WorkerTeam : IDisposable
{
    // Spinning pays while every spinning thread can have a core; beyond that it takes the core from those that have work.
    private const int LongSpin = 400;
    private const int ShortSpin = 10;
    private const int ReadsPerSpin = 20;
    private const long PartMask = 0xFFFF_FFFF;

    private static int s_backgroundWorkers;

    private readonly Worker[] _background;
    private readonly AutoResetEvent _finished = new(false);

    // High half: number of the run. Low half: parts not yet taken. One word, so that a worker that wakes late can never take a part of
    // another run than the one it looked at.
    private long _ticket;
    private IWork? _work;
    private int _parts;
    private int _done;
    private int _callerSleeps;
    private int _running;
    private Exception? _failure;
    private volatile bool _disposed;

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
        _background = new Worker[threads - 1];
        for (int i = 0; i < _background.Length; i++)
        {
            _background[i] = new Worker(this, i + 1);
        }

        Interlocked.Add(ref s_backgroundWorkers, _background.Length);
        foreach (Worker worker in _background)
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
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_background.Length == 0)
        {
            for (int part = 0; part < parts; part++)
            {
                Cancellation.ThrowIfCancellationRequested();
                work.Execute(part, 0);
            }

            return;
        }

        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException($"The team of {Threads} threads is at work already; a team serves one caller at a time.");
        }

        try
        {
            Share(work, parts);
        }
        finally
        {
            _work = null;
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Ends the background threads. Must not be called while the team is at work.</summary>
    public void Dispose()
    {
        if (_disposed || _background.Length == 0)
        {
            return;
        }

        _disposed = true;
        Interlocked.MemoryBarrier();
        foreach (Worker worker in _background)
        {
            worker.Wake();
        }

        foreach (Worker worker in _background)
        {
            worker.Join();
        }

        Interlocked.Add(ref s_backgroundWorkers, -_background.Length);
        _finished.Dispose();
    }

    private void Share(IWork work, int parts)
    {
        _work = work;
        _parts = parts;
        _done = 0;
        _failure = null;
        long run = (_ticket >>> 32) + 1;
        Interlocked.Exchange(ref _ticket, (run << 32) | (uint)parts);
        for (int i = 0; i < Math.Min(_background.Length, parts - 1); i++)
        {
            _background[i].Wake();
        }

        TakeParts(worker: 0);
        AwaitOthers();
        if (_failure is { } failure)
        {
            _failure = null;
            ExceptionDispatchInfo.Capture(failure).Throw();
        }
    }

    private void TakeParts(int worker)
    {
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            if ((ticket & PartMask) == 0)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _ticket, ticket - 1, ticket) != ticket)
            {
                continue;
            }

            int parts = _parts;
            int finished = 1;
            try
            {
                Cancellation.ThrowIfCancellationRequested();
                _work!.Execute(parts - (int)(ticket & PartMask), worker);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, exception, null);
                finished += AbandonRest();
            }

            bool last = Interlocked.Add(ref _done, finished) == parts;
            if (last && worker != 0 && Interlocked.Exchange(ref _callerSleeps, 0) != 0)
            {
                _finished.Set();
            }
        }
    }

    private int AbandonRest()
    {
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            if (Interlocked.CompareExchange(ref _ticket, ticket & ~PartMask, ticket) == ticket)
            {
                return (int)(ticket & PartMask);
            }
        }
    }

    private void AwaitOthers()
    {
        for (int spin = SpinLimit(); spin > 0; spin--)
        {
            if (Volatile.Read(ref _done) == _parts)
            {
                return;
            }

            Thread.SpinWait(ReadsPerSpin);
        }

        // A worker may signal late, for a run that is over: every signal is only a reason to look again.
        while (true)
        {
            Interlocked.Exchange(ref _callerSleeps, 1);
            if (Volatile.Read(ref _done) == _parts)
            {
                Volatile.Write(ref _callerSleeps, 0);
                return;
            }

            _finished.WaitOne();
        }
    }

    private static int SpinLimit() => Volatile.Read(ref s_backgroundWorkers) < Environment.ProcessorCount ? LongSpin : ShortSpin;

    private sealed class Worker
    {
        private readonly WorkerTeam _team;
        private readonly int _index;
        private readonly Thread _thread;
        private readonly AutoResetEvent _wake = new(false);
        private int _sleeps;

        public Worker(WorkerTeam team, int index)
        {
            _team = team;
            _index = index;
            _thread = new Thread(Loop) { IsBackground = true, Name = $"Worker {index}" };
        }

        public void Start() => _thread.Start();

        public void Join()
        {
            _thread.Join();
            _wake.Dispose();
        }

        public void Wake()
        {
            if (Volatile.Read(ref _sleeps) != 0 && Interlocked.Exchange(ref _sleeps, 0) != 0)
            {
                _wake.Set();
            }
        }

        private bool HasReason => _team._disposed || (Volatile.Read(ref _team._ticket) & PartMask) != 0;

        private void Loop()
        {
            while (!_team._disposed)
            {
                _team.TakeParts(_index);
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

                Thread.SpinWait(ReadsPerSpin);
            }

            Interlocked.Exchange(ref _sleeps, 1);
            if (!HasReason || Interlocked.Exchange(ref _sleeps, 0) == 0)
            {
                _wake.WaitOne();
            }
        }
    }
}
