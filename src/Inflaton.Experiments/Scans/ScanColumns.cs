using System.Globalization;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Microsoft.Data.Sqlite;

namespace Inflaton.Experiments.Scans;

/// <summary>The tables of a scan's database and the columns that belong to its parameters and measures.</summary>
internal sealed record ScanColumns(IReadOnlyList<string> Parameters, IReadOnlyList<string> Measures)
{
    /// <summary>Makes the tables where there are none.</summary>
    public static void Create(SqliteConnection connection, ScanFile scan, int format)
    {
        using SqliteTransaction transaction = connection.BeginTransaction();
        bool exists = Exists(connection, transaction);
        if (!exists || Exists(connection, transaction, "scan"))
        {
            AddInputs(connection, transaction, scan);
        }

        if (exists)
        {
            transaction.Commit();
            return;
        }

        IEnumerable<string> own = scan.Parameters.Select(Quoted)
            .Concat(scan.Measures.Select(measure => $"{Quoted(measure.Path)} {(measure.IsNumber ? "REAL" : "TEXT")}"));
        IEnumerable<string> shown = scan.Parameters.Concat(scan.Measures.Select(measure => measure.Path)).Select(Quoted);
        Execute(
            connection, transaction,
            $"""
            CREATE TABLE scan (
              name TEXT NOT NULL, runs INTEGER NOT NULL, description TEXT NOT NULL, version TEXT NOT NULL, format INTEGER NOT NULL);
            CREATE TABLE columns (
              position INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL CHECK (kind IN ('parameter', 'measure')));
            CREATE TABLE runs (
              run INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, status TEXT NOT NULL, message TEXT, seconds REAL NOT NULL,
              version TEXT NOT NULL,
              {string.Join(", ", own)});
            CREATE INDEX runs_by_status ON runs (status);
            CREATE TABLE summaries (run INTEGER PRIMARY KEY REFERENCES runs, summary TEXT NOT NULL);
            CREATE VIEW results AS SELECT run, status, {string.Join(", ", shown)}, message FROM runs;
            """);
        Execute(
            connection, transaction, "INSERT INTO scan VALUES (@0, @1, @2, @3, @4)",
            scan.First.Name, scan.Count, scan.Description, RunEnvironment.Version, format);
        foreach ((string name, string kind) in scan.Parameters.Select(name => (name, "parameter"))
            .Concat(scan.Measures.Select(measure => (measure.Path, "measure"))))
        {
            Execute(connection, transaction, "INSERT INTO columns (name, kind) VALUES (@0, @1)", name, kind);
        }

        transaction.Commit();
    }

    public static ScanColumns Read(SqliteConnection connection)
    {
        List<string> parameters = [], measures = [];
        try
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT name, kind FROM columns ORDER BY position";
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
            {
                (reader.GetString(1) == "parameter" ? parameters : measures).Add(reader.GetString(0));
            }
        }
        catch (Exception exception) when (exception is SqliteException or InvalidOperationException or InvalidCastException)
        {
            throw NotOfScan(connection.DataSource, exception);
        }

        return new ScanColumns(parameters, measures);
    }

    /// <summary>That a file is not the database of a scan.</summary>
    /// <param name="path">The file.</param>
    /// <param name="exception">What opening or reading it threw.</param>
    internal static IOException NotOfScan(string path, Exception exception) => new(
        $"{path}: is not the database of a scan, or is damaged. Give another folder with --out, or remove the file.", exception);

    /// <summary>The command that adds a run, its parameters numbered from 0.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="otherwise">What to do where there is such a row, behind INSERT.</param>
    public SqliteCommand Insert(SqliteConnection connection, string otherwise = "")
    {
        IEnumerable<string> names = [.. ScanStore.FixedColumns, .. Parameters, .. Measures];
        SqliteCommand command = connection.CreateCommand();
        command.CommandText =
            $"INSERT {otherwise}INTO runs "
                + $"({string.Join(", ", names.Select(Quoted))}) VALUES ({string.Join(", ", names.Select((_, i) => $"@{i}"))})";
        return command;
    }

    /// <summary>A name as an identifier of SQL.</summary>
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>What is in the files that the runs are made from; a scan of before that did not note it does so now.</summary>
    private static void AddInputs(SqliteConnection connection, SqliteTransaction transaction, ScanFile scan)
    {
        if (Exists(connection, transaction, "inputs"))
        {
            return;
        }

        Execute(connection, transaction, "CREATE TABLE inputs (path TEXT PRIMARY KEY, sha256 TEXT NOT NULL)");
        foreach (InputFile input in scan.Inputs)
        {
            Execute(connection, transaction, "INSERT INTO inputs VALUES (@0, @1)", scan.Relative(input.Path), input.Sha256);
        }
    }

    private static bool Exists(SqliteConnection connection, SqliteTransaction transaction, string? table = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"SELECT count(*) FROM sqlite_master{(table is null ? "" : $" WHERE name = '{table}'")}";
        return (long)command.ExecuteScalar()! > 0;
    }

    /// <summary>Runs a command, its parameters numbered from 0.</summary>
    public static void Execute(SqliteConnection connection, SqliteTransaction transaction, string text, params object[] values)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        for (int i = 0; i < values.Length; i++)
        {
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"@{i}"), values[i]);
        }

        command.ExecuteNonQuery();
    }
}
