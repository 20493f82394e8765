using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Tests.Figures;

/// <summary>Reads specifications back: their unit views, the fields these name and the columns their data have.</summary>
internal static class SpecReader
{
    /// <summary>Every unit view with the rows it draws from.</summary>
    public static IEnumerable<(JsonObject View, JsonArray Rows)> Units(JsonObject spec, JsonArray? inherited = null)
    {
        JsonArray? rows = spec["data"]?["values"]?.AsArray() ?? inherited;
        foreach (string composition in new[] { "layer", "concat" })
        {
            foreach (JsonNode? part in spec[composition]?.AsArray() ?? [])
            {
                foreach ((JsonObject, JsonArray) unit in Units(part!.AsObject(), rows))
                {
                    yield return unit;
                }
            }
        }

        if (spec["mark"] is not null)
        {
            yield return (spec, rows.ShouldNotBeNull());
        }
    }

    public static IEnumerable<string> Fields(JsonObject view) =>
        Objects(view["encoding"]).Select(definition => (string?)definition["field"]).OfType<string>();

    /// <summary>What stands above the views and along their axes.</summary>
    public static IEnumerable<string> Titles(JsonObject spec) => Objects(spec)
        .Where(map => map["layer"] is not null || map["mark"] is not null)
        .SelectMany(
            view => (JsonNode?[])[view["title"], .. new[] { "x", "y" }.Select(channel => view["encoding"]?[channel]).Where(HasAxis)
                .Select(axis => axis!["title"])])
        .Select(title => (string?)(title is JsonObject map ? map["text"] : title)).OfType<string>();

    private static bool HasAxis(JsonNode? channel) => channel is JsonObject map && (!map.ContainsKey("axis") || map["axis"] is not null);

    public static IEnumerable<double?> Numbers(JsonObject spec) =>
        Leaves(spec).Select(leaf => leaf?.GetValueKind() == System.Text.Json.JsonValueKind.Number ? (double?)leaf : null);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject map => map.Select(entry => entry.Value).SelectMany(Objects).Prepend(map),
        JsonArray list => list.SelectMany(Objects),
        _ => [],
    };

    private static IEnumerable<JsonNode?> Leaves(JsonNode? node) => node switch
    {
        JsonObject map => map.Select(entry => entry.Value).SelectMany(Leaves),
        JsonArray list => list.SelectMany(Leaves),
        _ => [node],
    };
}
