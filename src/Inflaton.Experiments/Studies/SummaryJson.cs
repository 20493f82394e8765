using System.Text.Json;
using System.Text.Json.Nodes;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Studies;

/// <summary>Reads and writes <c>summary.json</c>.</summary>
public static class SummaryJson
{
    /// <summary>JSON whose objects have each key once.</summary>
    internal static JsonDocumentOptions EachKeyOnce { get; } = new() { AllowDuplicateProperties = false };

    /// <summary>The summary as JSON text: snake_case names, indented, numbers that round-trip, NaN and infinities as strings.</summary>
    /// <param name="summary">Of a run or a universe.</param>
    public static string Format(OutputSummary summary) =>
        JsonSerializer.Serialize(summary, summary.GetType(), OutputSummary.JsonOptions) + "\n";

    /// <summary>The summary in a JSON text.</summary>
    /// <typeparam name="T">What it is a summary of.</typeparam>
    /// <param name="json">Text as <see cref="Format"/> writes it.</param>
    /// <exception cref="FormatException">The text is not a summary; the message says where and why.</exception>
    public static T Parse<T>(string json)
        where T : OutputSummary
    {
        try
        {
            return JsonSerializer.Deserialize<T>(json, OutputSummary.JsonOptions) ?? throw new FormatException("The summary is 'null'.");
        }
        catch (JsonException failure)
        {
            throw Damaged("The summary", failure);
        }
    }

    /// <summary>That JSON cannot be read: where, and what to do.</summary>
    /// <param name="what">What it holds, beginning the sentence.</param>
    /// <param name="failure">What reading it threw.</param>
    internal static FormatException Damaged(string what, JsonException failure)
    {
        string key = failure.Path?.TrimStart('$', '.') is { Length: > 0 } path ? $" at {path}" : "";
        string line = failure.LineNumber is { } number ? $" in line {number + 1}" : "";
        return new FormatException(
            $"{what} cannot be read{key}{line}: it is damaged, cut short or of another "
                + "version. Run the study again.",
            failure);
    }

    /// <summary>Writes the summary to a file as UTF-8, replacing an earlier one whole.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="summary">Of a run or a universe.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, OutputSummary summary) => WholeFile.WriteText(path, Format(summary));

    /// <summary>Reads the summary in a file.</summary>
    /// <typeparam name="T">What it is a summary of.</typeparam>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FormatException">The file is not a summary; the message says where and why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static T Read<T>(string path)
        where T : OutputSummary
    {
        try
        {
            return Parse<T>(File.ReadAllText(path));
        }
        catch (FormatException failure)
        {
            throw new FormatException($"{path}: {failure.Message}", failure);
        }
    }

    /// <summary>The settings in a summary of any kind; empty where it has none.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FormatException">The file is not JSON; the message says where and why.</exception>
    internal static JsonObject ReadSettings(string path)
    {
        try
        {
            return (JsonNode.Parse(File.ReadAllText(path), documentOptions: EachKeyOnce) as JsonObject)?["settings"] as JsonObject ?? [];
        }
        catch (JsonException failure)
        {
            throw Damaged($"{path}: The summary", failure);
        }
    }
}
