using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>A Vega-Lite v6 specification: layers over one table, or several such charts side by side. Immutable.</summary>
public sealed record Chart
{
    /// <summary>The schema that every specification names.</summary>
    public const string Schema = "https://vega.github.io/schema/vega-lite/v6.json";

    /// <summary>Width in pixels of the plotted area of a figure that fills the column of a report.</summary>
    public const int ColumnWidth = 730;

    private JsonTree Properties { get; init; } = JsonTree.Empty;

    private Table? Data { get; init; }

    private ImmutableList<Layer> Layers { get; init; } = [];

    private ImmutableList<Chart> Parts { get; init; } = [];

    /// <summary>Layers over one table.</summary>
    /// <param name="data">The data.</param>
    /// <param name="layers">The layers, the lowest first.</param>
    public static Chart Of(Table data, params IEnumerable<Layer> layers) => new() { Data = data, Layers = [.. layers] };

    /// <summary>Several charts in rows.</summary>
    /// <param name="columns">Charts a row.</param>
    /// <param name="parts">The charts.</param>
    public static Chart Grid(int columns, params IEnumerable<Chart> parts) =>
        new() { Parts = [.. parts], Properties = JsonTree.Empty.With("columns", columns) };

    /// <summary>The same chart with one more property.</summary>
    /// <param name="path">Property names separated by dots.</param>
    /// <param name="value">Its value.</param>
    public Chart With(string path, JsonNode? value) => this with { Properties = Properties.With(path, value) };

    /// <summary>The same chart with a size of its plotted area in pixels.</summary>
    /// <param name="width">Width in pixels.</param>
    /// <param name="height">Height in pixels.</param>
    public Chart Sized(int width, int height) => With("width", width).With("height", height);

    /// <summary>The specification with its schema, the description that screen readers speak, and the house's look.</summary>
    /// <param name="description">What the figure shows, in a sentence.</param>
    public JsonObject ToSpec(string description)
    {
        JsonObject spec = new() { ["$schema"] = Schema, ["description"] = description, ["background"] = "white", ["padding"] = 8 };
        foreach ((string name, JsonNode? value) in Body())
        {
            spec[name] = value?.DeepClone();
        }

        spec["config"] = ChartStyle.Config();
        return spec;
    }

    private JsonObject Body()
    {
        JsonObject body = Properties.ToJson();
        if (Parts.Count > 0)
        {
            body["concat"] = new JsonArray([.. Parts.Select(part => part.Body())]);
        }
        else
        {
            body["data"] = Data!.ToJson();
            body["layer"] = new JsonArray([.. Layers.Select(layer => layer.ToJson())]);
        }

        return body;
    }
}
