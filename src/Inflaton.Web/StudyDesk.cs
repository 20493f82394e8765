using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tuning;

namespace Inflaton.Web;

/// <summary>Computes what pages ask for, a few at a time; who goes away while waiting or computing stops what was begun.</summary>
/// <param name="options">Threads and limits.</param>
/// <param name="tables">The tables, relative to whose folder summaries name files.</param>
internal sealed class StudyDesk(WebOptions options, DataTables tables) : IDisposable
{
    private readonly WebLimits limits = options.Limits;
    private readonly SemaphoreSlim places = new(options.Limits.Answers);
    private readonly SemaphoreSlim lives = new(options.Limits.Lives);
    private readonly SemaphoreSlim followers = new(options.Limits.Followers);
    private readonly Lock gate = new();
    private double reserved;
    private int waiting;

    /// <summary>Runs a study without training.</summary>
    /// <param name="read">Reads the study.</param>
    /// <param name="gone">Cancelled when nobody waits for it any more.</param>
    /// <exception cref="RefusedException">Too many wait already.</exception>
    public async Task<StudyResult> Run(Func<AdmittedStudy> read, CancellationToken gone)
    {
        if (Interlocked.Increment(ref waiting) > limits.Waiting + limits.Answers)
        {
            Interlocked.Decrement(ref waiting);
            throw new RefusedException(503, "Too many pages ask at once. Wait a moment.");
        }

        try
        {
            await places.WaitAsync(gone);
            try
            {
                using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(gone);
                stop.CancelAfter(limits.Answer);
                StudyOptions common = new()
                {
                    Threads = options.Threads,
                    OutputDirectory = tables.Folder,
                    Cancellation = stop.Token,
                };
                return await Task.Factory.StartNew(
                    () =>
                    {
                        AdmittedStudy admitted = read();
                        return WithMemory(admitted, () => admitted.Study switch
                        {
                            ExperimentStudy experiment => ExperimentRunner.Run(experiment.File, new RunOptions(common) { Train = false }),
                            TuningStudy tuning => tuning.Choose(common),
                            IStudy study => study.Run(common),
                        });
                    },
                    CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            finally
            {
                places.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }

    /// <summary>Does work for which there is memory beside all that is at work already.</summary>
    /// <exception cref="RefusedException">There is not.</exception>
    public T WithMemory<T>(AdmittedStudy study, Func<T> work)
    {
        lock (gate)
        {
            if (reserved + study.Bytes > limits.MemoryInAll)
            {
                throw new RefusedException(
                    503, $"Needs {study.Bytes / (1 << 20):F0} MiB of memory, and studies at work hold {reserved / (1 << 20):F0} of the "
                        + $"{limits.MemoryInAll / (1 << 20):F0} MiB there are. Rewind a training, or close a page.");
            }

            reserved += study.Bytes;
        }

        try
        {
            return work();
        }
        finally
        {
            lock (gate)
            {
                reserved -= study.Bytes;
            }
        }
    }

    /// <summary>Takes a place of those that live studies have; disposing of it gives it back.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public IDisposable Live() => Place.Of(lives, $"{limits.Lives} trainings and lattices run or pause already. Close a page.");

    /// <summary>Takes a place of those that pages have who follow a scan; disposing of it gives it back.</summary>
    /// <exception cref="RefusedException">There is none.</exception>
    public IDisposable Follow() => Place.Of(followers, $"{limits.Followers} pages follow a scan already. Close a page.");

    public void Dispose()
    {
        places.Dispose();
        lives.Dispose();
        followers.Dispose();
    }

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public static Place Of(SemaphoreSlim places, string refusal) =>
            places.Wait(0) ? new Place(places) : throw new RefusedException(503, refusal);

        public void Dispose() => places.Release();
    }
}
