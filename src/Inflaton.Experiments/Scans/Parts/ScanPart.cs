using System.Globalization;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Scans.Parts;

/// <summary>
/// A part of a scan while a task works on it: its rows go to a file of its own, each on the disk before the next, and nobody else writes
/// there until it is disposed of.
/// </summary>
public sealed class ScanPart : IScanRows, IDisposable
{
    /// <summary>Tasks that may die over one run, put back into the queue after each, until it is left alone.</summary>
    private const int MostDeaths = 3;

    private readonly Lock writing = new();
    private readonly string directory;
    private readonly string name;
    private readonly FileStream exclusive;
    private readonly FileStream file;
    private readonly int[] runs;
    private readonly HashSet<int> done = [];
    private readonly int[] suspects;
    private bool isAfterSuspects;
    private bool isStopped;

    private ScanPart(string directory, string name, FileStream exclusive, int measures, int[] runs, JobAllocation job)
    {
        (this.directory, this.name, this.exclusive, this.runs) = (directory, name, exclusive, runs);
        PartHistory history = new();
        bool isRequeued = job.Restarts > 0;
        foreach (PlacedEntry placed in PartFile.Read(Path))
        {
            history.Add(placed);
            if (placed.Entry is RowEntry { Row: var row } && (row.Status != ScanStore.Killed || isRequeued))
            {
                done.Add(row.Index);
            }
        }

        file = new FileStream(Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, 1);
        try
        {
            file.SetLength(history.End);
            file.Position = history.End;
            Write(
                new TaskEntry(
                    RunEnvironment.Version, RunEnvironment.Build, RunEnvironment.Host, Environment.ProcessId, job.Job,
                    JobAllocation.UsableMemory));
            OpenRun[] died = [.. history.Open.Where(run => run.Why is null or OpenRun.Died && !done.Contains(run.Start.Index))];
            foreach (OpenRun run in died.Where(run => isRequeued && run.Deaths + 1 >= MostDeaths))
            {
                Add(KilledRun.Row(run, KilledRun.OverAndOver(run), measures));
            }

            suspects = [.. died.Select(run => run.Start.Index).Where(index => !done.Contains(index)).Order()];
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public int Total => runs.Length;

    /// <inheritdoc/>
    public string Path => System.IO.Path.Combine(directory, ScanParts.Folder, name + ScanParts.RowsSuffix);

    /// <summary>Runs over which a task ended without a word. They are made last, one at a time.</summary>
    public int Suspects => suspects.Length;

    /// <summary>Makes the runs of the part that have no row yet.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="options">Workers, memory, progress and cancellation.</param>
    public ScanOutcome Run(ScanFile scan, ScanOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        // At once, since not much time may be left, and at the end, where the runs may be first to hear of it.
        using CancellationTokenRegistration stop = options.Cancellation.Register(() => Stop(EndEntry.Stopped));
        try
        {
            ScanOutcome outcome = RunAll(scan, options);
            if (options.Cancellation.IsCancellationRequested)
            {
                Stop(EndEntry.Stopped);
            }

            return outcome;
        }
        catch
        {
            Stop(EndEntry.Failed);
            throw;
        }
    }

    private ScanOutcome RunAll(ScanFile scan, ScanOptions options)
    {
        ScanOutcome first = ScanRunner.Run(scan, this, options);
        if (suspects.Length == 0 || options.Cancellation.IsCancellationRequested)
        {
            return first;
        }

        isAfterSuspects = true;
        ScanOutcome then = ScanRunner.Run(scan, this, options with { Workers = 1, Threads = options.Threads ?? options.Workers });
        return then with
        {
            Made = first.Made + then.Made,
            BusySeconds = first.BusySeconds + then.BusySeconds,
            Seconds = first.Seconds + then.Seconds,
        };
    }

    /// <summary>Says that the time of the task is over, where it is known to be.</summary>
    public void OutOfTime() => Say(new EndEntry(EndEntry.OutOfTime));

    /// <inheritdoc/>
    public int[] ToDo() => [.. runs.Where(index => !done.Contains(index) && (isAfterSuspects || !suspects.Contains(index)))];

    /// <inheritdoc/>
    public bool TryBegin(int index, string hash, IReadOnlyList<object?> parameters, out string? state)
    {
        state = StateOf(index);
        lock (writing)
        {
            if (isStopped)
            {
                // Begun after the word of its end, it would look as if the task had died over it.
                return false;
            }

            Write(new StartEntry(index, hash, parameters));
            return true;
        }
    }

    /// <inheritdoc/>
    public void Add(ScanRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        lock (writing)
        {
            RequireFolder();
            Write(new RowEntry(row));
            done.Add(row.Index);
        }

        if (Directory.Exists(StateOf(row.Index)))
        {
            Directory.Delete(StateOf(row.Index), recursive: true);
        }
    }

    /// <inheritdoc/>
    public void AddTrajectories(int index, IReadOnlyDictionary<string, NumericArray> arrays) =>
        ScanStore.WriteTrajectories(directory, index, arrays);

    /// <inheritdoc/>
    public void RequireFolder()
    {
        if (!File.Exists(exclusive.Name) || !File.Exists(Path))
        {
            throw new IOException(
                $"{directory}: was removed or replaced while the scan was at work, and the runs in it are lost. Run the scan again.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        exclusive.Dispose();
    }

    /// <summary>Opens a part to work on it, once nobody else does.</summary>
    /// <param name="directory">Folder of the scan.</param>
    /// <param name="part">From 1.</param>
    /// <param name="measures">How many measures its rows have.</param>
    /// <param name="runs">Its runs.</param>
    /// <param name="job">The task.</param>
    /// <param name="waiting">Told once, where somebody else is at work on it, what is waited for.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    internal static ScanPart Open(
        string directory, int part, int measures, int[] runs, JobAllocation job, Action<string> waiting, CancellationToken cancellation)
    {
        string name = ScanParts.NameOf(part), path = System.IO.Path.Combine(directory, ScanParts.Folder, name);
        FileStream? exclusive;
        for (bool isFirst = true; (exclusive = PartLock.Try(path + ScanParts.LockSuffix)) is null; isFirst = false)
        {
            if (isFirst)
            {
                TaskEntry? other = PartFile.Read(path + ScanParts.RowsSuffix).Select(one => one.Entry).OfType<TaskEntry>().LastOrDefault();
                waiting(
                    $"Part {part} is at work already{(other is null ? "" : $" ({KilledRun.Named(other)})")}; it is waited for. If that "
                    + $"machine is gone for good, remove {path + ScanParts.LockSuffix}.");
            }

            if (cancellation.WaitHandle.WaitOne(ScanParts.Pause))
            {
                throw new StoppedException(
                    "stopped while another task was at work on the part.", new OperationCanceledException(cancellation));
            }
        }

        try
        {
            return new ScanPart(directory, name, exclusive, measures, runs, job);
        }
        catch
        {
            exclusive.Dispose();
            throw;
        }
    }

    /// <summary>Says why the task ends, once.</summary>
    private void Stop(string why)
    {
        lock (writing)
        {
            if (!isStopped)
            {
                isStopped = true;
                Say(new EndEntry(why));
            }
        }
    }

    /// <summary>Writes a line that nothing depends on, if it can be written.</summary>
    private void Say(PartEntry entry)
    {
        try
        {
            Write(entry);
        }
        catch (IOException)
        {
            // A full disk stops the rows as well, and they say so.
        }
    }

    private string StateOf(int index) => System.IO.Path.Combine(
        directory, ScanParts.Folder, "states", (index + 1).ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a line and sees it to the disk; of a line that does not fit nothing is left.</summary>
    private void Write(PartEntry entry)
    {
        lock (writing)
        {
            long before = file.Position;
            try
            {
                file.Write(PartLine.Of(entry));
                file.Flush(flushToDisk: entry is RowEntry);
            }
            catch (IOException exception)
            {
                file.SetLength(before);
                file.Position = before;
                throw new IOException(
                    $"{Path}: cannot be written ({exception.Message.TrimEnd('.')}). Make room, or check the disk; finished runs are kept.",
                    exception);
            }
        }
    }
}
