using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Inflaton.Experiments.Scans.Parts;

/// <summary>
/// A line in the file of a part: JSON with one key, which names the sort of line. Numbers keep their bits, and whether they are whole.
/// </summary>
internal static class PartLine
{
    private const string Task = "task", Start = "started", Row = "row", End = "ending", Number = "number";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line of an entry, its end included.</summary>
    public static ReadOnlySpan<byte> Of(PartEntry entry)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Compact))
        {
            json.WriteStartObject();
            switch (entry)
            {
                case TaskEntry task:
                    json.WriteStartObject(Task);
                    json.WriteString("version", task.Version);
                    json.WriteString("build", task.Build);
                    json.WriteString("host", task.Host);
                    json.WriteNumber("process", task.Process);
                    json.WriteString("job", task.Job);
                    json.WriteNumber("memory", task.Memory);
                    break;
                case StartEntry start:
                    json.WriteStartObject(Start);
                    json.WriteNumber("run", start.Index + 1);
                    json.WriteString("hash", start.Hash);
                    Write(json, "parameters", start.Parameters);
                    break;
                case RowEntry { Row: var row }:
                    json.WriteStartObject(Row);
                    json.WriteNumber("run", row.Index + 1);
                    json.WriteString("hash", row.Hash);
                    json.WriteString("status", row.Status);
                    json.WriteString("message", row.Message);
                    json.WritePropertyName("seconds");
                    Write(json, row.Seconds);
                    json.WriteString("version", row.Version);
                    Write(json, "parameters", row.Parameters);
                    Write(json, "measures", row.Measures);
                    if (row.Summary is not null)
                    {
                        json.WritePropertyName("summary");
                        json.WriteRawValue(row.Summary);
                    }

                    break;
                case EndEntry end:
                    json.WriteStartObject(End);
                    json.WriteString("why", end.Why);
                    break;
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan;
    }

    /// <summary>The entry of a line; null where it is no whole line of such a file.</summary>
    /// <param name="line">The line, without its end.</param>
    public static PartEntry? Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonProperty only = document.RootElement.EnumerateObject().Single();
            JsonElement values = only.Value;
            return only.Name switch
            {
                Task => new TaskEntry(
                    Text(values, "version"), Text(values, "build"), Text(values, "host"), values.GetProperty("process").GetInt32(),
                    values.GetProperty("job").GetString(), values.GetProperty("memory").GetDouble()),
                Start => new StartEntry(Index(values), Text(values, "hash"), Values(values, "parameters")),
                Row => new RowEntry(new ScanRow(
                    Index(values), Text(values, "hash"), Text(values, "status"), values.GetProperty("message").GetString(),
                    values.GetProperty("seconds").GetDouble(), Text(values, "version"), Values(values, "parameters"),
                    Values(values, "measures"), values.TryGetProperty("summary", out JsonElement summary) ? summary.GetRawText() : null)),
                End => new EndEntry(Text(values, "why")),
                _ => null,
            };
        }
        catch (Exception exception) when (exception
            is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static int Index(JsonElement values) => values.GetProperty("run").GetInt32() - 1;

    private static string Text(JsonElement values, string name) =>
        values.GetProperty(name).GetString() ?? throw new FormatException($"There is no {name}.");

    private static object?[] Values(JsonElement values, string name) => [.. values.GetProperty(name).EnumerateArray().Select(Value)];

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number when element.GetRawText().AsSpan().ContainsAny(".eE") => element.GetDouble(),
        JsonValueKind.Number => element.GetInt64(),
        JsonValueKind.Object => double.Parse(Text(element, Number), CultureInfo.InvariantCulture),
        _ => throw new FormatException("A value is of another kind."),
    };

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<object?> values)
    {
        json.WriteStartArray(name);
        foreach (object? value in values)
        {
            switch (value)
            {
                case null:
                    json.WriteNullValue();
                    break;
                case double number:
                    Write(json, number);
                    break;
                case long whole:
                    json.WriteNumberValue(whole);
                    break;
                default:
                    json.WriteStringValue((string)value);
                    break;
            }
        }

        json.WriteEndArray();
    }

    /// <summary>A number that reads back as one that need not be whole; NaN is none, as it is in the database.</summary>
    private static void Write(Utf8JsonWriter json, double value)
    {
        if (double.IsNaN(value))
        {
            json.WriteNullValue();
        }
        else if (double.IsInfinity(value))
        {
            json.WriteStartObject();
            json.WriteString(Number, value.ToString(CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        else
        {
            string text = value.ToString("R", CultureInfo.InvariantCulture);
            json.WriteRawValue(text.AsSpan().ContainsAny(".E") ? text : text + ".0", skipInputValidation: true);
        }
    }
}
