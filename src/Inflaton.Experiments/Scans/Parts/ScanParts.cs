using System.Globalization;
using Inflaton.Numerics.Threading;
using Microsoft.Data.Sqlite;

namespace Inflaton.Experiments.Scans.Parts;

/// <summary>
/// A scan that several tasks work on, each on a part of its runs: the folder <c>parts/</c> beside the database, in which <c>split</c> says
/// which runs belong to which part, and each part has a file of its own. No two programs ever write to one file of them, and no task to
/// the database; <see cref="Merge"/> takes the rows there.
/// </summary>
public sealed class ScanParts
{
    /// <summary>Name of the folder.</summary>
    public const string Folder = "parts";

    /// <summary>Name of the file that says which runs belong to which part.</summary>
    internal const string SplitFile = "split";

    /// <summary>End of the name of a part's file.</summary>
    internal const string RowsSuffix = ".rows";

    /// <summary>End of the name of the file that is held by who works on a part.</summary>
    internal const string LockSuffix = ".lock";

    /// <summary>Time between two looks at what somebody else holds.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly string directory;
    private readonly ScanSplit split;

    private ScanParts(string directory, ScanSplit split) => (this.directory, this.split) = (directory, split);

    /// <summary>Number of parts.</summary>
    public int Count => split.Count;

    /// <summary>The folder <c>parts/</c>.</summary>
    public string Path => FolderIn(directory);

    /// <summary>Whether a folder holds a scan that is split.</summary>
    /// <param name="directory">Folder of a scan.</param>
    public static bool ExistIn(string directory) => File.Exists(SplitIn(directory));

    /// <summary>The parts of a scan; null where it is not split.</summary>
    /// <param name="directory">Folder of the scan.</param>
    /// <exception cref="IOException">They are damaged.</exception>
    public static ScanParts? Find(string directory) =>
        ExistIn(directory) ? new ScanParts(directory, ScanSplit.Read(SplitIn(directory))) : null;

    /// <summary>Predicted time on one thread of each of the parts that a scan would be split into.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="plan">What is to be made of it.</param>
    /// <param name="count">Number of parts.</param>
    public static IReadOnlyList<(int Runs, double Seconds)> Foretell(ScanFile scan, ScanPlan plan, int count)
    {
        ScanSplit split = ScanSplit.Of(scan, plan, count);
        return [.. Enumerable.Range(1, count).Select(part => (split.Runs(part).Length, split.Seconds(part)))];
    }

    /// <summary>
    /// The parts of a scan as somebody made them before, or split now: whoever comes first does, for all others. Null where no run is left.
    /// </summary>
    /// <param name="scan">The scan.</param>
    /// <param name="directory">Its folder.</param>
    /// <param name="count">Number of parts.</param>
    /// <param name="cancellation">Stops the planning.</param>
    /// <exception cref="Files.ExperimentFileException">The folder belongs to another scan; the differences are listed.</exception>
    /// <exception cref="ArgumentException">It is split into another number of parts.</exception>
    /// <exception cref="IOException">
    /// It was begun by another version of the program, cannot be written to, or a scan on this machine is at work in it.
    /// </exception>
    public static ScanParts? Join(ScanFile scan, string directory, int count, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scan);
        long begin = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (Find(directory) is { } found)
            {
                found.split.Require(scan, directory);
                return found.Count == count
                    ? found
                    : throw new ArgumentException(
                        $"--part: the scan in {directory} is split into {found.Count} parts, not {count}. Give I/{found.Count}; to split "
                        + $"what is left anew, run 'inflaton scan merge {directory}' once no task is at work, and remove {found.Path}.");
            }

            try
            {
                using ScanStore store = ScanStore.Open(scan, directory);
                if (!ExistIn(directory))
                {
                    int[] runs = store.ToDo();
                    return runs.Length == 0
                        ? null
                        : Write(scan, directory, ScanPlan.Of(scan, runs, cancellation), count, withStates: true, cancellation);
                }
            }
            catch (ScanAtWorkException) when (TimeProvider.System.GetElapsedTime(begin) < Patience)
            {
                // Another task is splitting the scan.
                cancellation.WaitHandle.WaitOne(Pause);
                cancellation.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>
    /// Splits what is left of a scan, with the rows of an earlier split merged before. Null where no run is left. Runs that were cut off go
    /// on from what they have kept.
    /// </summary>
    /// <param name="scan">The scan.</param>
    /// <param name="directory">Its folder.</param>
    /// <param name="count">The number of parts, given the plan of the runs that are left.</param>
    /// <param name="cancellation">Stops the planning.</param>
    /// <exception cref="Files.ExperimentFileException">The folder belongs to another scan; the differences are listed.</exception>
    /// <exception cref="IOException">A task is at work on it, or the folder cannot be written to.</exception>
    public static ScanParts? Split(ScanFile scan, string directory, Func<ScanPlan, int> count, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(count);
        TakeOver(scan, directory, withStates: false);
        using ScanStore store = ScanStore.Open(scan, directory);
        int[] runs = store.ToDo();
        if (runs.Length == 0)
        {
            Clear(FolderIn(directory), withStates: true);
            return null;
        }

        ScanPlan plan = ScanPlan.Of(scan, runs, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return Write(scan, directory, plan, count(plan), withStates: false, cancellation);
    }

    /// <summary>Takes the rows of the parts into the database, and the parts away: for who goes on with the scan as a whole.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="directory">Its folder.</param>
    /// <exception cref="Files.ExperimentFileException">The folder belongs to another scan; the differences are listed.</exception>
    /// <exception cref="IOException">A task is at work on it, or it was begun by another version of the program.</exception>
    public static void TakeOver(ScanFile scan, string directory) => TakeOver(scan, directory, withStates: true);

    /// <summary>Opens a part to work on it, once nobody else does.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="part">From 1.</param>
    /// <param name="waiting">Told once, where somebody else is at work on it, what is waited for.</param>
    /// <param name="cancellation">Stops the waiting.</param>
    public ScanPart Open(ScanFile scan, int part, Action<string> waiting, CancellationToken cancellation) =>
        ScanPart.Open(
            directory, part, scan.Measures.Count, split.Within(part, scan.Count), JobAllocation.Current, waiting, cancellation);

    /// <summary>
    /// Takes the rows that the database does not have yet there, of parts that are at work too. A run whose task was ended for time or
    /// memory while it was at work gets a row that says so.
    /// </summary>
    /// <param name="ends">How a task of a batch system ended, in its words, by the name of the job; null where that is not known.</param>
    /// <returns>How many rows were new.</returns>
    /// <exception cref="IOException">Somebody else is merging, or a file cannot be read or written.</exception>
    public int Merge(Func<string, string?>? ends = null)
    {
        using ScanStore store = ScanStore.OpenToMerge(directory);
        store.Merge([], (connection, transaction) => Execute(
            connection, transaction,
            "CREATE TABLE IF NOT EXISTS merged_parts (part INTEGER PRIMARY KEY, bytes INTEGER NOT NULL, task INTEGER NOT NULL)"));
        Dictionary<int, (long Bytes, long Task)> merged = store.Read(Offsets), settled = [];

        // In one transaction: rows of all parts lie between each other, and each page of the database is written once.
        return store.Merge(
            Enumerable.Range(1, Count).Where(part => File.Exists(FileOf(part, RowsSuffix)))
                .SelectMany(part => Rows(part, merged.GetValueOrDefault(part), store.Measures.Count, ends ?? (_ => null), settled)),
            (connection, transaction) =>
            {
                foreach ((int part, (long bytes, long task)) in settled.Where(one => one.Value != merged.GetValueOrDefault(one.Key)))
                {
                    Execute(connection, transaction, "INSERT OR REPLACE INTO merged_parts VALUES (@0, @1, @2)", part, bytes, task);
                }
            });
    }

    /// <summary>Takes the parts away, if the database has all rows and nobody is at work.</summary>
    /// <returns>Whether they were.</returns>
    public bool RemoveIfDone()
    {
        using (ScanStore store = ScanStore.OpenToMerge(directory))
        {
            if (store.ToDo().Length > 0 || Enumerable.Range(1, Count).Any(part => PartLock.IsHeld(FileOf(part, LockSuffix))))
            {
                return false;
            }

            store.RemoveUnfinishedFiles();
        }

        Remove(withStates: true);
        return true;
    }

    /// <summary>Where the parts stand, by the rows that were merged.</summary>
    /// <param name="queued">Whether a task that is not at work waits in the queue of a batch system; null where that is not known.</param>
    /// <param name="word">
    /// How the task of a lost part ended, or why that of a queued one waits, in the words of a batch system; null where that is not known.
    /// </param>
    public IReadOnlyList<PartStatus> Status(Func<int, bool>? queued, Func<int, PartPhase, string?>? word = null)
    {
        using ScanStore store = ScanStore.Look(directory);
        bool[] done = store.Done();
        PartStatus[] parts = new PartStatus[Count];
        for (int part = 1; part <= Count; part++)
        {
            int[] runs = split.Within(part, done.Length);
            int finished = runs.Count(run => done[run]);
            bool began = File.Exists(FileOf(part, RowsSuffix));
            PartPhase phase = finished == runs.Length ? PartPhase.Done
                : began && PartLock.IsHeld(FileOf(part, LockSuffix)) ? PartPhase.Running
                : queued is null ? began ? PartPhase.Lost : PartPhase.Queued
                : queued(part) ? PartPhase.Queued : PartPhase.Lost;
            parts[part - 1] = new PartStatus(
                part, runs.Length, finished, phase, began,
                phase is PartPhase.Lost or PartPhase.Queued ? word?.Invoke(part, phase) : null);
        }

        return parts;
    }

    /// <summary>Name of the files of a part, without what tells them apart.</summary>
    internal static string NameOf(int part) => part.ToString("D4", CultureInfo.InvariantCulture);

    private static string FolderIn(string directory) => System.IO.Path.Combine(directory, Folder);

    private static string SplitIn(string directory) => System.IO.Path.Combine(FolderIn(directory), SplitFile);

    /// <summary>Takes the rows of the parts into the database, and the parts away.</summary>
    private static void TakeOver(ScanFile scan, string directory, bool withStates)
    {
        if (Find(directory) is not { } parts)
        {
            return;
        }

        parts.split.Require(scan, directory);
        parts.RequireIdle();
        parts.Merge();
        parts.RequireIdle();
        parts.Remove(withStates);
    }

    private static ScanParts Write(
        ScanFile scan, string directory, ScanPlan plan, int count, bool withStates, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ScanSplit split = ScanSplit.Of(scan, plan, count);
        ScanParts parts = new(directory, split);

        // What may be there is of another split, and its rows of other numbers; a run is the same in any.
        Clear(parts.Path, withStates);
        Directory.CreateDirectory(parts.Path);
        split.Write(SplitIn(directory));
        return parts;
    }

    /// <summary>Removes what is in the folder, or what can be of it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="withStates">Whether with the folder itself, and with what runs that were cut off have kept there.</param>
    private static void Clear(string folder, bool withStates)
    {
        try
        {
            if (withStates)
            {
                Directory.Delete(folder, recursive: true);
                return;
            }

            foreach (string file in Directory.GetFiles(folder))
            {
                File.Delete(file);
            }
        }
        catch (IOException)
        {
            // There is none; or a task that is about to end still writes its output there, or a network file system keeps a file that
            // somebody has open.
        }
    }

    /// <summary>The rows of a part from a byte of its file on, and those of runs that were killed.</summary>
    /// <param name="part">From 1.</param>
    /// <param name="from">Where to begin, and where the task is written that was at work there.</param>
    /// <param name="measures">How many measures a row has.</param>
    /// <param name="ends">How a task ended, by the name of its job.</param>
    /// <param name="settled">Receives where to begin the next time.</param>
    private IEnumerable<ScanRow> Rows(
        int part, (long Bytes, long Task) from, int measures, Func<string, string?> ends, Dictionary<int, (long Bytes, long Task)> settled)
    {
        // While it is looked at, no task begins on it.
        using FileStream? free = PartLock.Try(FileOf(part, LockSuffix));
        string path = FileOf(part, RowsSuffix);
        PartHistory history = new();
        foreach (PlacedEntry placed in PartFile.Read(path, from.Task).Take(from.Bytes > 0 ? 1 : 0).Concat(PartFile.Read(path, from.Bytes)))
        {
            history.Add(placed);
            if (placed.Entry is RowEntry { Row: var row })
            {
                yield return row.Version == split.Version
                    ? row
                    : throw new IOException(
                        $"{path}: run {row.Index + 1} was made by Inflaton {row.Version}, and the scan was begun by {split.Version}. "
                        + "Rows of both would stand in one table: remove the file, and run the scan again.");
            }
        }

        // Where somebody is at work on the part, what is open may still be finished.
        foreach (OpenRun run in free is null ? [] : history.Open.ToArray())
        {
            if (Reason(run, history.Open.Count(other => other.Task == run.Task) - 1, ends) is { } reason)
            {
                yield return KilledRun.Row(run, reason, measures);
            }
        }

        settled[part] = history.Unsettled;
    }

    /// <summary>Why a run was killed; null where it was not, but its task preempted, cancelled, failed or lost with its machine.</summary>
    private static string? Reason(OpenRun run, int others, Func<string, string?> ends) => run.Why switch
    {
        EndEntry.OutOfTime => KilledRun.OutOfTime(run),
        _ => (run.Task?.Job is { } job ? ends(job) : null, run.Why) switch
        {
            ("TIMEOUT", _) => KilledRun.OutOfTime(run),
            ("OUT_OF_MEMORY", _) => KilledRun.OutOfMemory(run, others),
            ("PENDING" or "RUNNING" or "REQUEUED" or "PREEMPTED" or "CANCELLED" or "NODE_FAIL" or "BOOT_FAIL", _) => null,
            (_, EndEntry.Stopped or EndEntry.Failed) => null,
            _ => KilledRun.WithoutAWord(run, others),
        },
    };

    private void RequireIdle()
    {
        int[] held = [.. Enumerable.Range(1, Count).Where(part => PartLock.IsHeld(FileOf(part, LockSuffix)))];
        if (held.Length > 0)
        {
            throw new IOException(
                $"{directory}: {held.Length} of {Count} parts are at work, part {held[0]} among them. Wait for them, or end their tasks.");
        }
    }

    private void Remove(bool withStates)
    {
        using (ScanStore store = ScanStore.OpenToMerge(directory))
        {
            store.Merge([], (connection, transaction) => Execute(connection, transaction, "DROP TABLE IF EXISTS merged_parts"));
        }

        // Without it nobody takes the rest for a scan that is split.
        File.Delete(SplitIn(directory));
        Clear(Path, withStates);
    }

    private string FileOf(int part, string suffix) => System.IO.Path.Combine(Path, NameOf(part) + suffix);

    private static Dictionary<int, (long Bytes, long Task)> Offsets(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT part, bytes, task FROM merged_parts";
        using SqliteDataReader reader = command.ExecuteReader();
        Dictionary<int, (long Bytes, long Task)> offsets = [];
        while (reader.Read())
        {
            offsets[reader.GetInt32(0)] = (reader.GetInt64(1), reader.GetInt64(2));
        }

        return offsets;
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction transaction, string text, params object[] values) =>
        ScanColumns.Execute(connection, transaction, text, values);
}
