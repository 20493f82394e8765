using System.Text.Json;
using Inflaton.Experiments.Scans;

namespace Inflaton.Web;

/// <summary>A scan as a page sees it: a table, to which rows are added while the scan is at work.</summary>
internal sealed class ScanTable : IDisposable
{
    /// <summary>Most rows that are shown.</summary>
    public const int MostRows = 10_000;

    private readonly ScanStore store;
    private readonly string[] columns;
    private readonly HashSet<long> told = [];
    private int done = -1;

    /// <summary>Opens the folder of a scan to look at.</summary>
    /// <param name="folder">The folder.</param>
    public ScanTable(string folder)
    {
        store = ScanStore.Look(folder);
        columns = ["run", "status", .. store.Parameters, .. store.Measures];
    }

    /// <summary>Whether a process was working on the scan when the last part was read.</summary>
    public bool IsAtWork { get; private set; } = true;

    /// <summary>
    /// Where the scan stands, its file, its columns, and the rows that no part had before; null where nothing is new. A row that is there
    /// is whole and stays as it is.
    /// </summary>
    public byte[]? Part()
    {
        ScanStatus status = store.Status();
        if (status.Done == done && status.IsAtWork == IsAtWork)
        {
            return null;
        }

        (done, IsAtWork) = (status.Done, status.IsAtWork);
        object?[][] rows = [.. store.Rows(columns).Where(row => told.Count < MostRows && told.Add((long)row[0]!))];
        return Answer.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", status.Name);
            json.WriteString("kind", store.Kind.Name);
            json.WriteNumber("total", status.Total);
            json.WriteNumber("done", status.Done);
            json.WriteBoolean("at_work", status.IsAtWork);
            json.WriteNumber("parameters", store.Parameters.Count);
            json.WriteString("yaml", store.Description);
            json.WriteStartArray("columns");
            Array.ForEach(columns, json.WriteStringValue);
            json.WriteEndArray();
            json.WriteStartArray("rows");
            foreach (object?[] row in rows)
            {
                json.WriteStartArray();
                Array.ForEach(row, value => Write(json, value));
                json.WriteEndArray();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public void Dispose() => store.Dispose();

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case long number: json.WriteNumberValue(number); break;
            case double number: Answer.WriteNumber(json, number); break;
            case null or DBNull: json.WriteNullValue(); break;
            default: json.WriteStringValue(value.ToString()); break;
        }
    }
}
