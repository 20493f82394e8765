using System.Text.Json;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Runs;

/// <summary>Reads and writes <c>summary.json</c>.</summary>
public static class SummaryJson
{
    /// <summary>The summary as JSON text: snake_case names, indented, numbers that round-trip, NaN and infinities as strings.</summary>
    /// <param name="summary">What the run found.</param>
    public static string Format(RunSummary summary) => JsonSerializer.Serialize(summary, RunSummary.JsonOptions) + "\n";

    /// <summary>The summary in a JSON text.</summary>
    /// <param name="json">Text as <see cref="Format"/> writes it.</param>
    /// <exception cref="FormatException">The text is not a summary; the message says where and why.</exception>
    public static RunSummary Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<RunSummary>(json, RunSummary.JsonOptions) ?? throw new FormatException("The summary is 'null'.");
        }
        catch (JsonException failure)
        {
            throw new FormatException($"The summary cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Writes the summary to a file as UTF-8, replacing an earlier one whole.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="summary">What the run found.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public static void Write(string path, RunSummary summary)
    {
        WholeFile.WriteText(path, Format(summary));
    }

    /// <summary>Reads the summary in a file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <exception cref="FormatException">The file is not a summary; the message says where and why.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static RunSummary Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (FormatException failure)
        {
            throw new FormatException($"{path}: {failure.Message}", failure);
        }
    }
}
