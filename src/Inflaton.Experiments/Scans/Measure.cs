using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Inflaton.Data;
using Inflaton.Duality;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Scans;

/// <summary>One number or word of a run's summary.</summary>
/// <param name="Path">Dotted path, items of lists by their index from 0: <c>eigenvalues.1</c>.</param>
/// <param name="IsNumber">Whether it is a number rather than a word.</param>
public sealed record Measure(string Path, bool IsNumber)
{
    private const string AnyItem = "#";

    // What summaries hold under names of its own rather than of the summary's.
    private static readonly Dictionary<string, IReadOnlyList<string>> Named = new()
    {
        ["loss_predicted"] = Ladder.Names,
        ["test.loss_predicted"] = Ladder.Names,
        ["mean_predicted"] = Ladder.Names,
        ["matchings.leading.mean_predicted"] = Ladder.Names,
        ["matchings.leapfrog.mean_predicted"] = Ladder.Names,
        ["accuracy.predicted"] = Ladder.Names,
        ["accuracy.agreement"] = Ladder.Names,
        ["test.accuracy.predicted"] = Ladder.Names,
        ["test.accuracy.agreement"] = Ladder.Names,
        ["matchings"] = ["leading", "leapfrog"],
        ["timings"] = ["training", "kernel", "eigen", "prediction", "report", "total"],
    };

    private static readonly string[] NoMeasures = ["settings", "warnings", "environment", "name", "host", "classes"];

    private static readonly Dictionary<string, Measure> Known = Describe();

    /// <summary>The measures that a path stands for: itself, or all numbers below it where it names a section.</summary>
    /// <param name="path">Dotted path.</param>
    /// <exception cref="ArgumentException">Summaries have no such path; the message says which are near.</exception>
    public static IReadOnlyList<Measure> Of(string path) =>
        TryFind(path, out string problem, out string remedy) is { } found ? found : throw new ArgumentException($"{path}: {problem}. {remedy}", nameof(path));

    /// <summary>The value in a summary; null where the run has none. Numbers that are not finite are NaN or infinite.</summary>
    /// <param name="summary">The summary as JSON.</param>
    public object? In(JsonNode summary)
    {
        JsonNode? node = summary;
        foreach (string part in Path.Split('.'))
        {
            node = node switch
            {
                JsonObject section => section[part],
                JsonArray list when int.Parse(part, CultureInfo.InvariantCulture) is var index && index < list.Count => list[index],
                _ => null,
            };
        }

        return node is null ? null
            : !IsNumber ? node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString()
            : node.GetValueKind() == JsonValueKind.String ? double.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture)
            : node.GetValue<double>();
    }

    /// <summary>The measures of a path, or null with what is wrong and what to do.</summary>
    internal static IReadOnlyList<Measure>? TryFind(string path, out string problem, out string remedy)
    {
        (problem, remedy) = ("", "");
        string pattern = string.Join('.', path.Split('.').Select(part => part.Length > 0 && part.All(char.IsAsciiDigit) ? AnyItem : part));
        if (Known.TryGetValue(pattern, out Measure? one))
        {
            return [one with { Path = path }];
        }

        Measure[] below = [.. Known.Values.Where(measure => measure.Path.StartsWith(pattern + ".", StringComparison.Ordinal))];
        if (below.Any(measure => measure.Path[(pattern.Length + 1)..].Split('.').Contains(AnyItem)))
        {
            string example = below[0].Path.Replace(pattern, path, StringComparison.Ordinal).Replace(AnyItem, "0", StringComparison.Ordinal);
            (problem, remedy) = ("is a list", $"Name an item of it, for example {example}.");
            return null;
        }

        if (below.Length > 0)
        {
            return [.. below.Where(measure => measure.IsNumber)
                .Select(measure => measure with { Path = path + measure.Path[pattern.Length..] })];
        }

        string? near = NearestName.Find(pattern, Known.Keys.Concat(Sections()));
        problem = "is not in the summary of a run";
        remedy = near is null
            ? $"The summary has {string.Join(", ", Sections().Concat(Known.Keys.Where(key => !key.Contains('.'))).Order(StringComparer.Ordinal))}."
            : $"Did you mean {near.Replace(AnyItem, "0", StringComparison.Ordinal)}?";
        return null;
    }

    private static IEnumerable<string> Sections() =>
        Known.Keys.Where(key => key.Contains('.')).Select(key => key[..key.IndexOf('.')]).Distinct();

    private static Dictionary<string, Measure> Describe()
    {
        JsonSerializerOptions options = new(RunSummary.JsonOptions) { TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver() };
        Dictionary<string, Measure> known = [];
        Collect("", JsonSchemaExporter.GetJsonSchemaAsNode(options, typeof(RunSummary)), known);
        return known;
    }

    private static void Collect(string path, JsonNode? schema, Dictionary<string, Measure> known)
    {
        string Below(string name) => path.Length == 0 ? name : $"{path}.{name}";
        if (NoMeasures.Contains(path) || schema is not JsonObject description)
        {
            return;
        }

        if (description["properties"] is JsonObject properties)
        {
            foreach ((string name, JsonNode? value) in properties)
            {
                Collect(Below(name), value, known);
            }
        }
        else if (description["additionalProperties"] is { } each)
        {
            foreach (string name in Named.GetValueOrDefault(path) ?? [])
            {
                Collect(Below(name), each, known);
            }
        }
        else if (description["items"] is { } item)
        {
            Collect(Below(AnyItem), item, known);
        }
        else
        {
            // A number that may be NaN is described as a number or a word.
            bool isNumber = description["anyOf"] is not null || description["type"]?.ToJsonString().Contains("number", StringComparison.Ordinal) == true
                || description["type"]?.ToJsonString().Contains("integer", StringComparison.Ordinal) == true;
            known[path] = new Measure(path, isNumber);
        }
    }
}
