using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Inflaton.Experiments.Studies;

/// <summary>
/// What every <c>summary.json</c> says, of a run or of a universe: what it was, how it ended, and where and how long it took.
/// </summary>
public abstract record OutputSummary
{
    /// <summary>How <c>summary.json</c> is written and read: snake_case names, indented, NaN and infinities as strings.</summary>
    public static JsonSerializerOptions JsonOptions { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Name of the experiment or universe.</summary>
    [JsonPropertyOrder(-2)]
    public required string Name { get; init; }

    /// <summary>Version of Inflaton that made this output.</summary>
    [JsonPropertyOrder(-2)]
    public required string Version { get; init; }

    /// <summary>The file that it was made from, as seen from the folder of the results; null where they have none.</summary>
    [JsonPropertyOrder(-2)]
    public string? File { get; init; }

    /// <summary>Where and why it ended or what could not be computed, with what to change; null where all went as asked.</summary>
    [JsonPropertyOrder(-1)]
    public string? Message { get; init; }

    /// <summary>How it ended, in the words of all studies.</summary>
    [JsonIgnore]
    public abstract StudyOutcome Outcome { get; }

    /// <summary>Where limits of validity are left, what weighs most first.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What was chosen for the user, and what holds of the dual universe but changes nothing that this output is about.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// Wall-clock seconds by phase: training, kernel, eigen, prediction, report and total of a run; background, perturbations, report and
    /// total of a universe.
    /// </summary>
    public required IReadOnlyDictionary<string, double> Timings { get; init; }

    /// <summary>Threads used.</summary>
    public required int Threads { get; init; }

    /// <summary>Name of the machine.</summary>
    public required string Host { get; init; }

    /// <summary>Processor count, runtime, operating system and vector width of the machine.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The file with every default filled in.</summary>
    public required JsonNode Settings { get; init; }
}
