using System.Text.Json.Nodes;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Scans;

/// <summary>
/// JSON Schema of scan files, made from that of experiment files: each key may have its value, a list of values, or (where it is a number)
/// a range. Which of them are varied stands in the section <c>scan</c>, and no schema can check the two against each other.
/// </summary>
internal static class ScanSchema
{
    private const string Definitions = "$defs";
    private const string Range = "range";
    private const string AnyName = "name";

    // What a key keeps beside the choice of forms, for editors to show.
    private static readonly string[] Shown = ["description", "default"];

    /// <summary>The schema of a whole file.</summary>
    /// <param name="experiment">Keys of experiment files.</param>
    /// <param name="section">The key of the section that says what is varied.</param>
    /// <param name="scan">That section.</param>
    /// <param name="range">A range of numbers.</param>
    public static JsonObject Of(SectionDescription experiment, string section, SectionDescription scan, SectionDescription range)
    {
        JsonObject definitions = new() { [Range] = SchemaWriter.Section(range) };
        JsonObject schema = Varied(SchemaWriter.Section(experiment), "", definitions);
        schema["properties"]![section] = SchemaWriter.Section(scan);
        schema["required"]!.AsArray().Add(section);
        schema[Definitions] = definitions;
        return schema;
    }

    /// <summary>A schema in which every property below may have several values.</summary>
    private static JsonObject Varied(JsonObject schema, string path, JsonObject definitions) =>
        WithProperties(schema, path, (key, below) => Several(key, below, definitions));

    /// <summary>A schema whose properties are references to their definitions, which are added.</summary>
    private static JsonObject Referring(JsonObject schema, string path, JsonObject definitions) =>
        WithProperties(schema, path, (key, below) =>
    {
        Define(key, below, definitions);
        return Shown.Where(key.ContainsKey).Aggregate(Reference(below), (reference, keyword) =>
        {
            reference[keyword] = key[keyword]?.DeepClone();
            return reference;
        });
    });

    private static JsonObject Several(JsonObject key, string path, JsonObject definitions)
    {
        Define(key, path, definitions);
        JsonObject plain = Bare(key);
        JsonArray forms =
        [
            HasProperties(plain) ? Varied(plain, path, definitions) : Reference(path),
            new JsonObject { ["type"] = "array", ["minItems"] = 1, ["items"] = Reference(path) },
            .. IsNumber(plain) ? [Reference(Range)] : Array.Empty<JsonNode>(),
        ];
        JsonObject several = new() { ["anyOf"] = forms };
        foreach (string keyword in Shown.Where(key.ContainsKey))
        {
            several[keyword] = key[keyword]?.DeepClone();
        }

        return several;
    }

    private static void Define(JsonObject key, string path, JsonObject definitions)
    {
        if (!definitions.ContainsKey(path))
        {
            definitions[path] = Referring(Bare(key), path, definitions);
        }
    }

    private static JsonObject Reference(string path) => new() { ["$ref"] = $"#/{Definitions}/{path}" };

    private static JsonObject Bare(JsonObject key) =>
        new(key.Where(rule => !Shown.Contains(rule.Key)).Select(rule => KeyValuePair.Create(rule.Key, rule.Value?.DeepClone())));

    /// <summary>A schema with each property below replaced, also within its kinds, which go into the path by their number.</summary>
    private static JsonObject WithProperties(JsonObject schema, string path, Func<JsonObject, string, JsonNode> replace) =>
        new(schema.Select(rule => KeyValuePair.Create(
        rule.Key,
        (rule.Key, rule.Value) switch
        {
            ("properties", JsonObject properties) => new JsonObject(properties.Select(property => KeyValuePair.Create(
                property.Key, (JsonNode?)replace(property.Value!.AsObject(), path.Length == 0 ? property.Key : $"{path}.{property.Key}")))),
            ("additionalProperties", JsonObject named) => replace(named, $"{path}.{AnyName}"),
            ("anyOf", JsonArray kinds) =>
                new JsonArray([.. kinds.Select((kind, i) => WithProperties(kind!.AsObject(), $"{path}.{i}", replace))]),
            _ => rule.Value?.DeepClone(),
        })));

    private static bool HasProperties(JsonObject schema) =>
        schema.ContainsKey("properties") || schema["additionalProperties"] is JsonObject
            || (schema["anyOf"] is JsonArray kinds && kinds.Any(kind => HasProperties(kind!.AsObject())));

    private static bool IsNumber(JsonObject schema) => (schema["type"] is JsonValue type && (string?)type is "number" or "integer")
        || (schema["anyOf"] is JsonArray kinds && kinds.Any(kind => IsNumber(kind!.AsObject())));
}
