using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Studies;

/// <summary>One number or word of a summary.</summary>
/// <param name="Path">Dotted path, items of lists by their index from 0: <c>eigenvalues.1</c>.</param>
/// <param name="IsNumber">Whether it is a number rather than a word.</param>
public sealed record Measure(string Path, bool IsNumber)
{
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
                JsonArray list when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                    && index < list.Count => list[index],
                _ => null,
            };
        }

        return node is null ? null
            : !IsNumber ? node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : node.ToJsonString()
            : node.GetValueKind() == JsonValueKind.String ? double.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture)
            : node.GetValue<double>();
    }
}
