using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Files.Reading;

/// <summary>Writes the description of a file as JSON Schema, draft 2020-12, with which editors complete and check it.</summary>
internal static class SchemaWriter
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>The schema of a whole file.</summary>
    public static string File(SectionDescription root, string title) => File(Section(root), title);

    /// <summary>A schema as the text of a file.</summary>
    public static string File(JsonObject root, string title)
    {
        JsonObject schema = new() { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = title };
        foreach ((string keyword, JsonNode? value) in root)
        {
            schema[keyword] = value?.DeepClone();
        }

        return schema.ToJsonString(Indented) + "\n";
    }

    /// <summary>The schema of a section.</summary>
    public static JsonObject Section(SectionDescription section)
    {
        JsonObject properties = [];
        foreach (KeyDescription key in section.Keys)
        {
            properties[key.Name] = Key(key);
        }

        JsonObject schema = new() { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        JsonNode[] required =
            [.. section.Keys.Where(key => key is { IsRequired: true, Default: null }).Select(key => JsonValue.Create(key.Name))];
        if (required.Length > 0)
        {
            schema["required"] = new JsonArray(required);
        }

        JsonNode[] alternatives =
            [.. section.Alternatives.Select(key => new JsonObject { ["required"] = new JsonArray(JsonValue.Create(key.Name)) })];
        if (alternatives.Length > 0)
        {
            schema["oneOf"] = new JsonArray(alternatives);
        }

        return schema;
    }

    private static JsonObject Key(KeyDescription key)
    {
        JsonObject schema = key.Kind.Schema();
        schema["description"] = key.Doc;
        if (key is { Default: string text, Example: null })
        {
            schema["default"] = YamlReader.Parse(text, "default").ToJson();
        }

        return schema;
    }
}
