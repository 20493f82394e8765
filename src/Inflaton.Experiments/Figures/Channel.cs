using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>One encoding of a Vega-Lite layer: which field drives which visual channel, and how. Immutable.</summary>
/// <param name="Name">The channel, such as <c>x</c> or <c>color</c>.</param>
/// <param name="Definition">Its definition.</param>
public sealed record Channel(string Name, JsonTree Definition)
{
    /// <summary>A number on a channel.</summary>
    /// <param name="name">The channel.</param>
    /// <param name="field">Column of the data.</param>
    /// <param name="title">Title of the axis or legend, with symbol and unit; null for none.</param>
    public static Channel Quantity(string name, string field, string? title) =>
        Field(name, field, "quantitative", title) is var channel && name is "x" or "y" ? channel.With("scale.zero", false) : channel;

    /// <summary>A category on a channel, in the order of the data.</summary>
    /// <param name="name">The channel.</param>
    /// <param name="field">Column of the data.</param>
    /// <param name="title">Title of the legend; null for none.</param>
    public static Channel Category(string name, string field, string? title = null) =>
        Field(name, field, "nominal", title).With("sort", null);

    /// <summary>A constant on a channel.</summary>
    /// <param name="name">The channel.</param>
    /// <param name="value">The value in the channel's own units.</param>
    public static Channel Constant(string name, JsonNode value) => new(name, JsonTree.Empty.With("value", value));

    /// <summary>What is read when the pointer rests on a mark.</summary>
    /// <param name="lines">Column, title and d3 number format (null for text) of each line.</param>
    public static Channel Tooltip(params (string Field, string Title, string? Format)[] lines) => new("tooltip", JsonTree.Empty)
    {
        Lines = [.. lines.Select(line => Line(line.Field, line.Title, line.Format))],
    };

    /// <summary>Fades what a selection leaves out.</summary>
    /// <param name="parameter">Name of the selection.</param>
    public static Channel FadeOutside(string parameter) => new(
        "opacity", JsonTree.Empty.With("condition.param", parameter).With("condition.value", 1).With("value", 0.12));

    /// <summary>The lines of a tooltip; null on other channels.</summary>
    private IReadOnlyList<JsonTree>? Lines { get; init; }

    /// <summary>The same channel with one more property.</summary>
    /// <param name="path">Property names separated by dots.</param>
    /// <param name="value">Its value.</param>
    public Channel With(string path, JsonNode? value) => this with { Definition = Definition.With(path, value) };

    /// <summary>The same channel on a logarithmic scale.</summary>
    public Channel Log() =>
        (this with { Definition = Definition.Without("scale.zero") }).With("scale.type", "log").With("scale.nice", false)
        .With("axis.tickCount", 5)
        .With(
            "axis.labelExpr",
            "datum.label == '' ? '' : datum.value < 1e-3 || datum.value >= 1e5 ? format(datum.value, '~e') : format(datum.value, '~g')")
        .With(
            "axis.gridColor", JsonTree.Empty.With("condition.test", "abs(log(datum.value) / LN10 - round(log(datum.value) / LN10)) < 1e-6")
            .With("condition.value", "#e0e0e0").With("value", "#f6f6f6").ToJson());

    /// <summary>The same channel on a logarithmic scale if asked.</summary>
    /// <param name="logarithmic">Whether.</param>
    public Channel LogIf(bool logarithmic) => logarithmic ? Log() : this;

    /// <summary>The same channel with a fixed range of values.</summary>
    /// <param name="range">Lowest and highest value; null leaves the channel as it is.</param>
    public Channel Domain((double Low, double High)? range) => range is not { } ends
        ? this
        : With("scale.domain", new JsonArray(PlotNumber.Of(ends.Low), PlotNumber.Of(ends.High))).With("scale.nice", false);

    /// <summary>The same channel with fixed outcomes by category.</summary>
    /// <param name="mapping">Category and outcome (a colour, a dash pattern, a shape).</param>
    public Channel Map(IEnumerable<(string Category, JsonNode Outcome)> mapping)
    {
        (string Category, JsonNode Outcome)[] pairs = [.. mapping];
        return With("scale.domain", new JsonArray([.. pairs.Select(pair => (JsonNode)pair.Category)]))
            .With("scale.range", new JsonArray([.. pairs.Select(pair => pair.Outcome.DeepClone())]));
    }

    /// <summary>The same channel without a legend.</summary>
    public Channel NoLegend() => With("legend", null);

    /// <summary>The definition as new JSON nodes.</summary>
    public JsonNode ToJson() => Lines is null ? Definition.ToJson() : new JsonArray([.. Lines.Select(line => line.ToJson())]);

    private static Channel Field(string name, string field, string type, string? title) =>
        new(name, JsonTree.Empty.With("field", field).With("type", type).With("title", title));

    private static JsonTree Line(string field, string title, string? format)
    {
        JsonTree line = JsonTree.Empty.With("field", field).With("type", format is null ? "nominal" : "quantitative").With("title", title);
        return format is null ? line : line.With("format", format);
    }
}
