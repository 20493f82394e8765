using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>Data of a figure, row by row, held inline in its specification. Every row has every column.</summary>
/// <param name="columns">Names of the columns.</param>
public sealed class Table(params string[] columns)
{
    private readonly List<JsonNode?[]> rows = [];

    /// <summary>Number of rows.</summary>
    public int Count => rows.Count;

    /// <summary>Adds a row.</summary>
    /// <param name="values">One value a column; null where it is missing.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than columns.</exception>
    public void Add(params JsonNode?[] values)
    {
        if (values.Length != columns.Length)
        {
            throw new ArgumentException($"A row of {values.Length} values does not fill {columns.Length} columns.", nameof(values));
        }

        rows.Add(values);
    }

    /// <summary>Vega-Lite's <c>data</c> object with the rows inline, as new JSON nodes.</summary>
    public JsonObject ToJson()
    {
        JsonArray values = [];
        foreach (JsonNode?[] row in rows)
        {
            values.Add((JsonNode)new JsonObject(columns.Zip(row, (name, value) => KeyValuePair.Create(name, value?.DeepClone()))));
        }

        return new JsonObject { ["values"] = values };
    }
}
