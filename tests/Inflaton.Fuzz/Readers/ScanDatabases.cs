using System.Text;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Scans;
using Microsoft.Data.Sqlite;

namespace Inflaton.Fuzz.Readers;

/// <summary>
/// Databases of scans that another program, or a bad disk, has written into: bytes are changed, or the database is told to change itself.
/// </summary>
/// <param name="corpus">Where seeds lie.</param>
/// <param name="isGoneOnWith">Whether a scan goes on in the folder; otherwise it is looked at.</param>
internal sealed class ScanDatabases(Corpus corpus, bool isGoneOnWith)
    : Reader(isGoneOnWith ? "database-on" : "database", [File.ReadAllBytes(corpus.ScanDatabase)], Spoiled(corpus))
{
    private static readonly string[] Values =
    [
        "NULL", "-1", "0", "99999999999", "9223372036854775807", "1e300", "'x'", "''", "x'00ff'", "'{'", "zeroblob(100000)", "1.5", "-0.0",
        "'completed'", "(SELECT description FROM scan)", "'\u001b[31m'",
    ];

    private static readonly string[] Places =
    [
        "scan SET runs", "scan SET description", "scan SET name", "scan SET format", "runs SET status", "runs SET seconds", "runs SET run",
        "runs SET hash", "runs SET message", "runs SET version", "columns SET kind", "columns SET name", "inputs SET path",
    ];

    private readonly string folder = Directory.CreateDirectory(corpus.In(isGoneOnWith ? "database-on" : "database")).FullName;

    public override void Read(byte[] input)
    {
        foreach (string file in Directory.GetFiles(folder))
        {
            File.Delete(file);
        }

        File.WriteAllBytes(Path.Combine(folder, ScanStore.DatabaseFile), input);
        if (isGoneOnWith)
        {
            using ScanStore other = ScanStore.Open(ScanFile.Parse(Corpus.Scan, "scan.yaml", corpus.Data), folder);
            other.Done();
            return;
        }

        using ScanStore store = ScanStore.Look(folder);
        store.Status();
        store.Done();
        _ = store.Kind;
        store.Rows(["run", "status", .. store.Parameters, .. store.Measures]).Count();
        store.Rows("status", "loss_final", "message").Count();
        store.WriteCsv(Path.Combine(folder, "results.csv"));
    }

    public override bool Documents(Exception exception) => exception is IOException or ExperimentFileException
        || exception.GetType() == typeof(ArgumentException);

    private static Func<byte[], Dice, byte[]> Spoiled(Corpus corpus) => (seed, dice) =>
    {
        if (dice.OneIn(2))
        {
            return ByteMutation.Of(seed, dice);
        }

        string path = corpus.In("spoiled.db");
        File.WriteAllBytes(path, seed);
        using (SqliteConnection connection = new($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            StringBuilder orders = new(
                "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; "
                + "PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON; "
                + "UPDATE sqlite_master SET sql = replace(replace(sql, 'NOT NULL', ''), 'STRICT', ''); PRAGMA writable_schema = RESET;");
            for (int left = dice.Length(3); left > 0; left--)
            {
                orders.Append(dice.Below(8) switch
                {
                    0 => $"DROP TABLE IF EXISTS {dice.Of((string[])["runs", "columns", "inputs", "summaries"])};",
                    1 => $"DELETE FROM {dice.Of((string[])["runs", "columns", "scan"])} WHERE rowid % 2 = 1;",
                    _ => $"UPDATE OR IGNORE {dice.Of(Places)} = {dice.Of(Values)};",
                });
            }

            foreach (string order in orders.ToString().Split(';', StringSplitOptions.RemoveEmptyEntries))
            {
                using SqliteCommand command = connection.CreateCommand();
                command.CommandText = order;
                try
                {
                    command.ExecuteNonQuery();
                }
                catch (SqliteException)
                {
                    // Not every order fits what is left of the database.
                }
            }
        }

        return File.ReadAllBytes(path);
    };
}
