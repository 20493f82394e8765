using System.Buffers;
using System.Text.Json;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Web;

/// <summary>What the page is sent, as JSON: summaries as files have them, arrays with their shapes, problems line by line.</summary>
internal static class Answer
{
    /// <summary>What a study found.</summary>
    /// <param name="result">The study's result.</param>
    /// <param name="wanted">Beginnings of the names of the arrays that are asked for.</param>
    /// <param name="numbers">Most numbers of all arrays together; what does not fit is left out and named.</param>
    /// <param name="kind">The kind of the study, where the page is not to know it already.</param>
    /// <param name="tables">Folder of the tables, which warnings do not name; null for none.</param>
    public static byte[] Of(
        StudyResult result, IReadOnlyList<string> wanted, int numbers, StudyKind? kind = null, string? tables = null) => Write(json =>
    {
        json.WriteStartObject();
        if (kind is not null)
        {
            json.WriteString("command", kind.Command);
        }

        json.WritePropertyName("summary");
        string summary = SummaryJson.Format(result.Outline);
        json.WriteRawValue(tables is null ? summary : DataTables.WithoutFolder(tables, summary));
        json.WriteString("yaml", result.ResolvedYaml);
        WriteArrays(json, result.Arrays, wanted, numbers);
        json.WriteEndObject();
    });

    /// <summary>Everything that is wrong.</summary>
    /// <param name="problems">Line, where there is one, key and words.</param>
    public static byte[] Of(params IEnumerable<(int Line, string Key, string Text)> problems) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("problems");
        foreach ((int line, string key, string text) in problems)
        {
            json.WriteStartObject();
            json.WriteNumber("line", line);
            json.WriteString("key", key);
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>JSON that is written by parts.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Arrays by their names, each as its shape and its values; what is not a number is null.</summary>
    public static void WriteArrays(
        Utf8JsonWriter json, IReadOnlyDictionary<string, NumericArray> arrays, IReadOnlyList<string> wanted, int numbers)
    {
        List<string> left = [];
        json.WriteStartObject("arrays");
        foreach ((string name, NumericArray array) in arrays)
        {
            if (!wanted.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal)))
            {
                continue;
            }

            if (array.Values.Length > numbers)
            {
                left.Add(name);
                continue;
            }

            numbers -= array.Values.Length;
            json.WriteStartObject(name);
            json.WriteStartArray("shape");
            foreach (int length in array.Shape)
            {
                json.WriteNumberValue(length);
            }

            json.WriteEndArray();
            json.WritePropertyName("values");
            WriteNumbers(json, array.Values);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("left_out");
        left.ForEach(json.WriteStringValue);
        json.WriteEndArray();
    }

    /// <summary>A list of numbers; what is none is null.</summary>
    public static void WriteNumbers(Utf8JsonWriter json, ReadOnlySpan<double> values)
    {
        json.WriteStartArray();
        foreach (double value in values)
        {
            WriteNumber(json, value);
        }

        json.WriteEndArray();
    }

    /// <summary>A number; null where it is none.</summary>
    public static void WriteNumber(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumberValue(value);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
