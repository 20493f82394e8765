using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>
/// An immutable JSON object written by dotted paths, such as <c>scale.type</c>; what all of a specification is made of. Setting a
/// path again replaces it.
/// </summary>
public sealed class JsonTree
{
    private readonly ImmutableList<(string Path, JsonNode? Value)> entries;

    private JsonTree(ImmutableList<(string, JsonNode?)> entries) => this.entries = entries;

    /// <summary>The object with nothing in it.</summary>
    public static JsonTree Empty { get; } = new([]);

    /// <summary>The same object with one more entry.</summary>
    /// <param name="path">Property names separated by dots.</param>
    /// <param name="value">Its value; null is written as null.</param>
    public JsonTree With(string path, JsonNode? value) => new(entries.Add((path, value?.DeepClone())));

    /// <summary>The same object without what was written at a path.</summary>
    /// <param name="path">Property names separated by dots.</param>
    public JsonTree Without(string path) => new(entries.RemoveAll(entry => entry.Path == path));

    /// <summary>The same object with an array as one more entry.</summary>
    /// <param name="path">Property names separated by dots.</param>
    /// <param name="values">Its elements.</param>
    public JsonTree WithArray(string path, IEnumerable<JsonNode?> values) => With(path, new JsonArray([.. values]));

    /// <summary>The object as new JSON nodes, which the caller may put under a parent.</summary>
    public JsonObject ToJson()
    {
        JsonObject root = [];
        foreach ((string path, JsonNode? value) in entries)
        {
            string[] names = path.Split('.');
            JsonObject parent = root;
            foreach (string name in names[..^1])
            {
                if (parent[name] is not JsonObject child)
                {
                    parent[name] = child = [];
                }

                parent = child;
            }

            parent[names[^1]] = value?.DeepClone();
        }

        return root;
    }
}
