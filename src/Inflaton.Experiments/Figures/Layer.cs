using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>One mark over the data of a chart, with its encodings. Immutable.</summary>
public sealed record Layer
{
    private JsonTree Mark { get; init; } = JsonTree.Empty;

    private ImmutableList<Channel> Channels { get; init; } = [];

    private ImmutableList<JsonNode> Transforms { get; init; } = [];

    private ImmutableList<JsonNode> Parameters { get; init; } = [];

    private Table? Data { get; init; }

    /// <summary>A layer of lines that break where a value is missing.</summary>
    /// <param name="width">Stroke width in pixels.</param>
    public static Layer Line(double width = 2) => Of("line").Style("strokeWidth", width).Style("clip", true);

    /// <summary>A layer of filled round marks.</summary>
    /// <param name="area">Area in square pixels.</param>
    public static Layer Dots(double area = 26) => Of("point").Style("filled", true).Style("size", area).Style("clip", true);

    /// <summary>A layer of some mark.</summary>
    /// <param name="type">Vega-Lite's name of the mark.</param>
    public static Layer Of(string type) => new() { Mark = JsonTree.Empty.With("type", type) };

    /// <summary>The same layer with one more property of its mark.</summary>
    /// <param name="path">Property names separated by dots.</param>
    /// <param name="value">Its value.</param>
    public Layer Style(string path, JsonNode? value) => this with { Mark = Mark.With(path, value) };

    /// <summary>The same layer with more encodings; a channel given again replaces the earlier one.</summary>
    /// <param name="channels">The encodings.</param>
    public Layer Encode(params Channel[] channels) => this with { Channels = Channels.AddRange(channels) };

    /// <summary>The same layer over those rows only that satisfy a Vega expression.</summary>
    /// <param name="expression">The condition, such as <c>datum.kind == 'trained'</c>.</param>
    public Layer Where(string expression) => Transform(JsonTree.Empty.With("filter", expression));

    /// <summary>The same layer with one more transform.</summary>
    /// <param name="transform">A Vega-Lite transform.</param>
    public Layer Transform(JsonTree transform) => this with { Transforms = Transforms.Add(transform.ToJson()) };

    /// <summary>The same layer over data of its own.</summary>
    /// <param name="data">The data.</param>
    public Layer Over(Table data) => this with { Data = data };

    /// <summary>The same layer with panning and (with the shift key) zooming along both axes; a double click resets.</summary>
    /// <param name="name">Name of the parameter, of its own in the whole figure.</param>
    public Layer Zoomable(string name) => this with
    {
        Parameters = Parameters.Add(JsonTree.Empty.With("name", name).With("select.type", "interval")
            .With("select.zoom", "wheel![event.shiftKey]").With("bind", "scales").ToJson()),
    };

    /// <summary>The same layer with its legend selecting series.</summary>
    /// <param name="name">Name of the parameter, of its own in the whole figure.</param>
    /// <param name="field">Column that the legend shows.</param>
    public Layer Pickable(string name, string field) => this with
    {
        Parameters = Parameters.Add(JsonTree.Empty.With("name", name).With("select.type", "point")
            .WithArray("select.fields", [field]).With("bind", "legend").ToJson()),
    };

    /// <summary>The layer as new JSON nodes.</summary>
    public JsonObject ToJson()
    {
        JsonObject layer = [];
        if (Data is not null)
        {
            layer["data"] = Data.ToJson();
        }

        if (Parameters.Count > 0)
        {
            layer["params"] = new JsonArray([.. Parameters.Select(parameter => parameter.DeepClone())]);
        }

        if (Transforms.Count > 0)
        {
            layer["transform"] = new JsonArray([.. Transforms.Select(transform => transform.DeepClone())]);
        }

        layer["mark"] = Mark.ToJson();
        JsonObject encoding = [];
        foreach (Channel channel in Channels)
        {
            encoding[channel.Name] = channel.ToJson();
        }

        layer["encoding"] = encoding;
        return layer;
    }
}
