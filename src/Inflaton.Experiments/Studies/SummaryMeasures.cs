using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Inflaton.Data;

namespace Inflaton.Experiments.Studies;

/// <summary>All that can be read out of the summaries of one kind of study, by dotted path.</summary>
public sealed class SummaryMeasures
{
    /// <summary>How a remedy begins that lists all that there is.</summary>
    internal const string AllThereIs = "The summary has";

    private const string AnyItem = "#";

    private static readonly string[] NoMeasures = ["settings", "warnings", "environment", "name", "host", "classes"];

    private readonly IReadOnlyDictionary<string, IReadOnlyList<string>> named;
    private readonly Dictionary<string, Measure> known = [];

    /// <summary>The measures of a type.</summary>
    /// <param name="summary">The type.</param>
    /// <param name="named">Names that its dictionaries have, by the dotted path of each.</param>
    public SummaryMeasures(Type summary, IReadOnlyDictionary<string, IReadOnlyList<string>> named)
    {
        this.named = named;
        JsonSerializerOptions options = new(OutputSummary.JsonOptions) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        Collect("", JsonSchemaExporter.GetJsonSchemaAsNode(options, summary));
    }

    /// <summary>The measures that a path stands for: itself, or all numbers below it where it names a section.</summary>
    /// <param name="path">Dotted path.</param>
    /// <exception cref="ArgumentException">Summaries have no such path; the message says which are near.</exception>
    public IReadOnlyList<Measure> Of(string path) =>
        TryFind(path, out string problem, out string remedy) is { } found
            ? found
            : throw new ArgumentException($"{path}: {problem}. {remedy}", nameof(path));

    /// <summary>The paths of all numbers but of those in lists and in dictionaries, in order.</summary>
    internal IEnumerable<string> Numbers => known.Values
        .Where(measure => measure.IsNumber && !measure.Path.Split('.').Contains(AnyItem)
            && named.Keys.All(dictionary => !measure.Path.StartsWith($"{dictionary}.", StringComparison.Ordinal)))
        .Select(measure => measure.Path).Order(StringComparer.Ordinal);

    /// <summary>The measures of a path, or null with what is wrong and what to do.</summary>
    internal IReadOnlyList<Measure>? TryFind(string path, out string problem, out string remedy)
    {
        (problem, remedy) = ("", "");
        if (path.Split('.').FirstOrDefault(part => part.Length > 0 && part.All(char.IsAsciiDigit) && !int.TryParse(part, out _))
            is { } index)
        {
            (problem, remedy) = ($"has an index, {index}, that no list reaches", "Count items from 0.");
            return null;
        }

        string pattern = string.Join('.', path.Split('.').Select(part => part.Length > 0 && part.All(char.IsAsciiDigit) ? AnyItem : part));
        if (known.TryGetValue(pattern, out Measure? one))
        {
            return [one with { Path = path }];
        }

        Measure[] below = [.. known.Values.Where(measure => measure.Path.StartsWith(pattern + ".", StringComparison.Ordinal))];
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

        string? near = NearestName.Find(pattern, known.Keys.Concat(Sections()));
        problem = "is not in the summary of a run";
        remedy = near is null
            ? $"{AllThereIs} "
                + $"{string.Join(", ", Sections().Concat(known.Keys.Where(key => !key.Contains('.'))).Order(StringComparer.Ordinal))}."
            : $"Did you mean {near.Replace(AnyItem, "0", StringComparison.Ordinal)}?";
        return null;
    }

    private IEnumerable<string> Sections() =>
        known.Keys.Where(key => key.Contains('.')).Select(key => key[..key.IndexOf('.')]).Distinct();

    private void Collect(string path, JsonNode? schema)
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
                Collect(Below(name), value);
            }
        }
        else if (description["additionalProperties"] is { } each)
        {
            foreach (string name in named.GetValueOrDefault(path) ?? [])
            {
                Collect(Below(name), each);
            }
        }
        else if (description["items"] is { } item)
        {
            Collect(Below(AnyItem), item);
        }
        else
        {
            // A number that may be NaN is described as a number or a word.
            bool isNumber = description["anyOf"] is not null
                || description["type"]?.ToJsonString().Contains("number", StringComparison.Ordinal) == true
                || description["type"]?.ToJsonString().Contains("integer", StringComparison.Ordinal) == true;
            known[path] = new Measure(path, isNumber);
        }
    }
}
