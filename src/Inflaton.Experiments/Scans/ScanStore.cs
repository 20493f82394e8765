using System.Globalization;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;
using Microsoft.Data.Sqlite;

namespace Inflaton.Experiments.Scans;

/// <summary>
/// The folder of a scan: <c>scan.db</c>, an SQLite database in which each finished run is one row, written whole or not at all, and
/// <c>trajectories/</c> where they are kept. See docs/scans.md for the tables.
/// </summary>
public sealed class ScanStore : IScanRows, IDisposable
{
    /// <summary>Name of the database.</summary>
    public const string DatabaseFile = "scan.db";

    /// <summary>
    /// Status of a run whose task was ended for time or memory while it was at work; it is made again by whoever goes on.
    /// </summary>
    public const string Killed = "killed";

    private const string LockFile = "scan.lock";
    private const string TrajectoryFolder = "trajectories";
    private const int Format = 1;
    private const int LockAttempts = 10;
    private const int MergeCache = 1 << 28;
    private const int SqliteReadOnly = 8;
    private const int SqliteInputOutput = 10;
    private const int SqliteFull = 13;

    // File systems of one machine, where a log beside the database is safe and quicker; elsewhere it would be read in part.
    private static readonly string[] LocalFileSystems =
        ["ext2", "ext3", "ext4", "ext2/ext3", "xfs", "btrfs", "zfs", "f2fs", "tmpfs", "ramfs", "overlay", "overlayfs", "apfs", "ntfs"];

    private static readonly TimeSpan LockPause = TimeSpan.FromMilliseconds(20);

    private readonly Lock writing = new();
    private readonly FileStream? exclusive;
    private readonly SqliteConnection connection;
    private readonly ScanColumns columns;
    private SqliteCommand? insert;
    private SqliteCommand? insertSummary;
    private SqliteCommand? replace;

    private ScanStore(string directory, FileStream? exclusive, SqliteConnection connection)
    {
        Directory = directory;
        this.exclusive = exclusive;
        this.connection = connection;
        columns = ScanColumns.Read(connection);
        (Name, Total, Description) = Guarded(ReadScan);
    }

    /// <summary>Columns that every scan has, beside those of its parameters and measures.</summary>
    public static IReadOnlyList<string> FixedColumns { get; } = ["run", "hash", "status", "message", "seconds", "version"];

    /// <summary>The folder.</summary>
    public string Directory { get; }

    /// <summary>Path of the database.</summary>
    public string Database => DatabaseIn(Directory);

    /// <inheritdoc/>
    string IScanRows.Path => Database;

    /// <summary>Name of the scan: that of its experiments.</summary>
    public string Name { get; }

    /// <summary>Number of runs of the whole scan.</summary>
    public int Total { get; }

    /// <summary><see cref="ScanFile.Description"/> of the scan that the folder belongs to.</summary>
    public string Description { get; }

    /// <summary>What was scanned over.</summary>
    public StudyKind Kind => Guarded(() => StudyCatalogue.Of(SettingsTree.Parse(Description, DatabaseFile, Directory).Root));

    /// <summary>Columns of the parameters.</summary>
    public IReadOnlyList<string> Parameters => columns.Parameters;

    /// <summary>Columns of the measures.</summary>
    public IReadOnlyList<string> Measures => columns.Measures;

    /// <summary>Whether a folder holds a scan.</summary>
    /// <param name="directory">The folder.</param>
    public static bool ExistsIn(string directory) => File.Exists(DatabaseIn(directory));

    /// <summary>Opens the folder of a scan for writing, making it where there is none.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="directory">The folder.</param>
    /// <exception cref="ExperimentFileException">The folder belongs to another scan; the differences are listed.</exception>
    /// <exception cref="IOException">The folder cannot be written to, or a scan is at work in it.</exception>
    public static ScanStore Open(ScanFile scan, string directory)
    {
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Open(directory, connection =>
        {
            ScanColumns.Create(connection, scan, Format);
            return store =>
            {
                store.Guarded(store.ReadIdentity).Require(scan, directory);
                store.RemoveUnfinishedFiles();
            };
        });
    }

    /// <summary>Opens the folder of a scan to add rows that were made elsewhere.</summary>
    /// <param name="directory">The folder.</param>
    /// <exception cref="ArgumentException">It holds no scan.</exception>
    /// <exception cref="IOException">The folder cannot be written to, or a scan is at work in it.</exception>
    internal static ScanStore OpenToMerge(string directory)
    {
        RequireScan(directory);
        return Open(directory, connection =>
        {
            Execute(connection, $"PRAGMA cache_size = -{MergeCache >> 10}");
            return _ => { };
        });
    }

    /// <summary>Opens the folder of a scan to look at, also while the scan is at work.</summary>
    /// <param name="directory">The folder.</param>
    /// <exception cref="ArgumentException">It holds no scan.</exception>
    public static ScanStore Look(string directory)
    {
        RequireScan(directory);
        return new ScanStore(directory, null, Connect(directory, SqliteOpenMode.ReadWrite));
    }

    /// <summary>Which runs are done, by their index from 0; those that were killed are not.</summary>
    /// <exception cref="IOException">The database is damaged.</exception>
    public bool[] Done() => Guarded(ReadDone);

    /// <inheritdoc/>
    public int[] ToDo()
    {
        bool[] done = Done();
        return [.. Enumerable.Range(0, Total).Where(index => !done[index])];
    }

    /// <inheritdoc/>
    bool IScanRows.TryBegin(int index, string hash, IReadOnlyList<object?> parameters, out string? state)
    {
        state = null;
        return true;
    }

    private bool[] ReadDone()
    {
        bool[] done = new bool[Total];
        using SqliteCommand command = Command($"SELECT run FROM runs WHERE status <> '{Killed}'");
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            done[reader.GetInt32(0) - 1] = true;
        }

        return done;
    }

    /// <summary>Writes a finished run in one transaction. May be called from any thread.</summary>
    /// <param name="row">The run.</param>
    public void Add(ScanRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        lock (writing)
        {
            RequireFolder();
            Guarded(() =>
            {
                using SqliteTransaction transaction = connection.BeginTransaction();
                Insert(row, transaction);
                transaction.Commit();
                return true;
            });
        }
    }

    /// <summary>Adds rows that were made elsewhere, in one transaction; a run that has a row keeps it, unless it was killed.</summary>
    /// <param name="rows">The rows, which may be read as they are asked for.</param>
    /// <param name="finish">Does something more in the same transaction.</param>
    /// <returns>How many rows were new.</returns>
    internal int Merge(IEnumerable<ScanRow> rows, Action<SqliteConnection, SqliteTransaction> finish)
    {
        lock (writing)
        {
            RequireFolder();
            return Guarded(() =>
            {
                using SqliteTransaction transaction = connection.BeginTransaction();
                HashSet<(int Run, string Message)> killed = KilledRows();
                int added = rows.Count(row => (row.Status != Killed || !killed.Contains((row.Index, row.Message ?? "")))
                    && Insert(row, transaction, "OR IGNORE "));
                finish(connection, transaction);
                transaction.Commit();
                return added;
            });
        }
    }

    /// <summary>Runs whose rows say that they were killed, and how: the same again is nothing new.</summary>
    private HashSet<(int Run, string Message)> KilledRows()
    {
        using SqliteCommand command = Command($"SELECT run - 1, COALESCE(message, '') FROM runs WHERE status = '{Killed}'");
        using SqliteDataReader reader = command.ExecuteReader();
        HashSet<(int Run, string Message)> rows = [];
        while (reader.Read())
        {
            rows.Add((reader.GetInt32(0), reader.GetString(1)));
        }

        return rows;
    }

    /// <summary>Reads something of one's own from the database.</summary>
    internal T Read<T>(Func<SqliteConnection, T> read) => Guarded(() => read(connection));

    /// <summary>Writes a run, in the place of one that was killed.</summary>
    /// <returns>Whether it was written: not where there is a row and that is to be ignored.</returns>
    private bool Insert(ScanRow row, SqliteTransaction transaction, string otherwise = "")
    {
        replace ??= Command($"DELETE FROM runs WHERE run = @0 AND status = '{Killed}'");
        replace.Transaction = transaction;
        Bind(replace, [row.Index + 1]);
        replace.ExecuteNonQuery();
        insert ??= columns.Insert(connection, otherwise);
        insert.Transaction = transaction;
        Bind(insert, [row.Index + 1, row.Hash, row.Status, row.Message, row.Seconds, row.Version, .. row.Parameters, .. row.Measures]);
        if (insert.ExecuteNonQuery() == 0)
        {
            return false;
        }

        if (row.Summary is not null)
        {
            insertSummary ??= Command("INSERT INTO summaries (run, summary) VALUES (@0, @1)");
            insertSummary.Transaction = transaction;
            Bind(insertSummary, [row.Index + 1, row.Summary]);
            insertSummary.ExecuteNonQuery();
        }

        return true;
    }

    /// <summary>
    /// Makes sure that what is written is still in the folder: a database goes on without its name, and would be gone at the end.
    /// </summary>
    /// <exception cref="IOException">The folder or its database was removed while the scan was at work.</exception>
    public void RequireFolder()
    {
        if (!File.Exists(Database) || (exclusive is not null && !File.Exists(Path.Combine(Directory, LockFile))))
        {
            throw new IOException(
                $"{Directory}: was removed or replaced while the scan was at work, and the runs in it are lost. Run the scan again.");
        }
    }

    /// <summary>Writes the arrays of a run beside the database, as <c>trajectories/RUN.npz</c>, whole or not at all.</summary>
    /// <param name="index">Index of the run, from 0.</param>
    /// <param name="arrays">The arrays.</param>
    public void AddTrajectories(int index, IReadOnlyDictionary<string, NumericArray> arrays) => WriteTrajectories(Directory, index, arrays);

    /// <summary>The same without a database.</summary>
    internal static void WriteTrajectories(string directory, int index, IReadOnlyDictionary<string, NumericArray> arrays)
    {
        string folder = Path.Combine(directory, TrajectoryFolder);
        System.IO.Directory.CreateDirectory(folder);
        NpzFile.Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{index + 1}.npz")), arrays);
    }

    /// <summary>Where the scan stands.</summary>
    /// <exception cref="IOException">The database is damaged.</exception>
    public ScanStatus Status() => Guarded(ReadStatus);

    private ScanStatus ReadStatus()
    {
        Dictionary<string, int> counts = [];
        using (SqliteCommand command = Command("SELECT status, count(*) FROM runs GROUP BY status"))
        using (SqliteDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                counts[reader.GetString(0)] = reader.GetInt32(1);
            }
        }

        List<(int Run, string Status, string Message)> troubles = [];
        using (SqliteCommand command = Command(
            "SELECT run, status, message FROM runs WHERE status IN ('failed', 'diverged', 'prediction_failed', 'killed') LIMIT 5"))
        using (SqliteDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                troubles.Add((reader.GetInt32(0), reader.GetString(1), reader.IsDBNull(2) ? "" : reader.GetString(2)));
            }
        }

        using SqliteCommand seconds = Command("SELECT total(seconds) FROM runs");
        return new ScanStatus(Name, Total, counts, (double)seconds.ExecuteScalar()!, troubles, IsAtWork());
    }

    /// <summary>
    /// Reads some columns of all finished runs in order; numbers as they are, the rest as text, null where there is nothing.
    /// </summary>
    /// <param name="names">Parameters, measures, fixed columns, or paths into the summaries where those were kept.</param>
    /// <exception cref="ArgumentException">There is no such column; the message says which there are.</exception>
    public IEnumerable<object?[]> Rows(params IReadOnlyList<string> names)
    {
        string[] selected = [.. names.Select(Expression)];
        bool fromSummaries = selected.Any(one => one.StartsWith("json_extract", StringComparison.Ordinal));
        using SqliteCommand command = Command(
            $"SELECT {string.Join(", ", selected)} FROM runs {(fromSummaries ? "LEFT JOIN summaries USING (run) " : "")}ORDER BY run");
        using SqliteDataReader reader = Guarded(command.ExecuteReader);
        while (Guarded(reader.Read))
        {
            object?[] row = new object?[names.Count];
            for (int i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            }

            yield return row;
        }
    }

    /// <summary>Writes the view <c>results</c> as a table with a header line, commas between columns.</summary>
    /// <param name="path">The file.</param>
    public void WriteCsv(string path)
    {
        IReadOnlyList<string> names = ResultColumns;
        WholeFile.Write(path, stream =>
        {
            using StreamWriter writer = new(stream, new System.Text.UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
            writer.WriteLine(string.Join(',', names));
            foreach (object?[] row in Rows(names))
            {
                writer.WriteLine(string.Join(',', row.Select(Cell)));
            }
        });
    }

    /// <summary>Writes the view <c>results</c> as Apache Parquet: whole numbers, numbers and texts, null where there is nothing.</summary>
    /// <param name="path">The file.</param>
    public void WriteParquet(string path) => ScanParquet.Write(path, ResultColumns, [.. Measures], () => Rows(ResultColumns));

    /// <inheritdoc/>
    public void Dispose()
    {
        insert?.Dispose();
        insertSummary?.Dispose();
        replace?.Dispose();
        connection.Dispose();
        exclusive?.Dispose();
    }

    /// <summary>A value of the database as text; null where there is none.</summary>
    internal static string? Text(object? value) => value switch
    {
        null => null,
        double number => PlainNumber.Digits(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>Columns of the view <c>results</c>.</summary>
    private IReadOnlyList<string> ResultColumns => ["run", "status", .. Parameters, .. Measures, "message"];

    private static void RequireScan(string directory)
    {
        if (!ExistsIn(directory))
        {
            throw new ArgumentException($"{directory}: holds no {DatabaseFile}. Name the folder that 'inflaton scan' wrote.");
        }
    }

    private static ScanStore Open(string directory, Func<SqliteConnection, Action<ScanStore>> prepare)
    {
        FileStream exclusive = Lock(directory);
        try
        {
            SqliteConnection connection = Connect(directory, SqliteOpenMode.ReadWriteCreate);
            Execute(
                connection,
                $"PRAGMA busy_timeout = 10000; PRAGMA journal_mode = {(IsLocal(directory) ? "WAL" : "DELETE")}; "
                    + $"PRAGMA synchronous = {(IsLocal(directory) ? "NORMAL" : "FULL")}");
            Action<ScanStore> check = prepare(connection);
            ScanStore store = new(directory, exclusive, connection);
            check(store);
            return store;
        }
        catch (Exception exception) when (exception is SqliteException or InvalidOperationException or InvalidCastException)
        {
            exclusive.Dispose();
            string database = DatabaseIn(directory);
            throw IsOfDisk(exception) ? Unwritable(database, exception) : ScanColumns.NotOfScan(database, exception);
        }
        catch
        {
            exclusive.Dispose();
            throw;
        }
    }

    /// <summary>Whether a folder is on a disk of this machine alone, as far as can be told.</summary>
    private static bool IsLocal(string directory)
    {
        try
        {
            return LocalFileSystems.Contains(
                new DriveInfo(Path.GetFullPath(directory)).DriveFormat, StringComparer.OrdinalIgnoreCase);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static string DatabaseIn(string directory) => Path.Combine(directory, DatabaseFile);

    /// <summary>Held while a scan is at work; the system lets go of it however the process ends.</summary>
    private static FileStream Lock(string directory)
    {
        System.IO.Directory.CreateDirectory(directory);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(Path.Combine(directory, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException exception) when (File.Exists(Path.Combine(directory, LockFile)))
            {
                // Who looks at a scan holds the file for a moment too.
                if (attempt == LockAttempts)
                {
                    throw new ScanAtWorkException(
                        $"{directory}: a scan is at work in this folder. Wait for it, or give another folder with --out.", exception);
                }

                Thread.Sleep(LockPause);
            }
        }
    }

    private bool IsAtWork() => exclusive is not null || IsAtWorkIn(Directory);

    /// <summary>Whether a process works on the database of a folder.</summary>
    /// <param name="directory">The folder.</param>
    private static bool IsAtWorkIn(string directory)
    {
        try
        {
            using FileStream probe = new(Path.Combine(directory, LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception is IOException;
        }
    }

    private static SqliteConnection Connect(string directory, SqliteOpenMode mode)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder
        {
            DataSource = DatabaseIn(directory),
            Mode = mode,
            Pooling = false,
        }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw new IOException($"{DatabaseIn(directory)}: cannot be opened ({exception.Message.TrimEnd('.')}).", exception);
        }
    }

    private (string Name, int Total, string Description) ReadScan()
    {
        using SqliteCommand command = Command("SELECT name, runs, description, format FROM scan");
        using SqliteDataReader reader = command.ExecuteReader();
        if (!reader.Read() || reader.GetInt32(3) != Format || reader.GetInt32(1) is < 1 or > ScanFile.MostRuns)
        {
            throw new IOException($"{Database}: was not written by this version of Inflaton. Give another folder with --out.");
        }

        return (reader.GetString(0), reader.GetInt32(1), reader.GetString(2));
    }

    /// <summary>What is found in a database that another program wrote, or a bad disk, is a fault of the file.</summary>
    private T Guarded<T>(Func<T> access)
    {
        try
        {
            return access();
        }
        catch (SqliteException exception) when (IsOfDisk(exception))
        {
            throw Unwritable(Database, exception);
        }
        catch (Exception exception) when (exception
            is SqliteException or InvalidOperationException or InvalidCastException or FormatException or OverflowException
            or IndexOutOfRangeException or ExperimentFileException)
        {
            string reason = exception is SqliteException ? $" ({exception.Message.TrimEnd('.')})" : "";
            throw new IOException(
                $"{Database}: is damaged, or was written by another program{reason}. Take a copy of before, or give another folder.",
                exception);
        }
    }

    private static bool IsOfDisk(Exception exception) =>
        exception is SqliteException { SqliteErrorCode: SqliteFull or SqliteReadOnly or SqliteInputOutput };

    private static IOException Unwritable(string database, Exception exception) =>
        new($"{database}: cannot be written ({exception.Message.TrimEnd('.')}). Make room, or check the disk.", exception);

    private ScanIdentity ReadIdentity()
    {
        using SqliteCommand command = Command("SELECT path, sha256 FROM inputs");
        using SqliteDataReader reader = command.ExecuteReader();
        Dictionary<string, string> inputs = [];
        while (reader.Read())
        {
            inputs[reader.GetString(0)] = reader.GetString(1);
        }

        return new ScanIdentity(Description, inputs);
    }

    /// <summary>Takes away what runs that were killed while they wrote trajectories have left of them.</summary>
    internal void RemoveUnfinishedFiles()
    {
        string folder = Path.Combine(Directory, TrajectoryFolder);
        foreach (string path in System.IO.Directory.Exists(folder) ? System.IO.Directory.EnumerateFiles(folder, ".*.tmp") : [])
        {
            File.Delete(path);
        }
    }

    private string Expression(string name)
    {
        if (FixedColumns.Contains(name) || Parameters.Contains(name) || Measures.Contains(name))
        {
            return ScanColumns.Quoted(name);
        }

        if (Guarded(HasSummaries) && Kind.Measures.TryFind(name, out _, out _) is [{ } measure])
        {
            string path = string.Concat(measure.Path.Split('.').Select(part => char.IsAsciiDigit(part[0]) ? $"[{part}]" : $".{part}"));
            return $"json_extract(summary, '${path}')";
        }

        string[] all = [.. Parameters, .. Measures];
        string? near = Data.NearestName.Find(name, all);
        throw new ArgumentException(
            $"{name}: is not in the results of this scan. "
            + $"{(near is null ? $"They have {string.Join(", ", all)}." : $"Did you mean {near}?")}");
    }

    private bool HasSummaries()
    {
        using SqliteCommand command = Command("SELECT EXISTS (SELECT 1 FROM summaries)");
        return (long)command.ExecuteScalar()! == 1;
    }

    private SqliteCommand Command(string text)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    private static void Execute(SqliteConnection connection, string text)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }

    private static void Bind(SqliteCommand command, object?[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (command.Parameters.Count == i)
            {
                command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"@{i}"), null);
            }

            command.Parameters[i].Value = values[i] is null or double.NaN ? DBNull.Value : values[i];
        }
    }

    private static string Cell(object? value)
    {
        string text = Text(value) ?? "";
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
