using System.Globalization;
using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>Heat maps of kernels between the same inputs.</summary>
internal sealed class KernelMap
{
    /// <summary>What screen readers say.</summary>
    public const string Description = "Heat map of the tangent kernel between inputs.";

    private const int Digits = 4;
    private const int MostOutputs = Downsampling.HeatMapSide / 2;

    private readonly int side;
    private readonly int outputs;
    private readonly int[] kept;

    /// <summary>
    /// With C outputs the rows are those of input 1, then of input 2: inputs are picked with all their outputs, where these fit.
    /// </summary>
    /// <param name="points">Number N of inputs.</param>
    /// <param name="side">Rows of a kernel.</param>
    public KernelMap(int points, int side)
    {
        (this.side, outputs) = (side, side / points);
        kept = outputs <= MostOutputs
            ? [.. Downsampling.Indices(points, Downsampling.HeatMapSide / outputs)
                .SelectMany(input => Enumerable.Range(input * outputs, outputs))]
            : Downsampling.Indices(side, Downsampling.HeatMapSide);
    }

    /// <summary>What is shown of the kernels, to follow their name; empty where it is all of one output.</summary>
    public string Shown =>
        (kept.Length < side ? string.Create(CultureInfo.InvariantCulture, $" ({kept.Length} of {side} rows, evenly picked)") : "")
        + (outputs > 1 ? string.Create(CultureInfo.InvariantCulture, $", the {outputs} outputs of an input side by side") : "");

    /// <summary>The map of one kernel.</summary>
    /// <param name="width">Its width and height in pixels.</param>
    /// <param name="title">Its title.</param>
    /// <param name="symbol">What an entry is.</param>
    /// <param name="kernel">The entries, row by row.</param>
    /// <param name="from">Value at the one end of the colours.</param>
    /// <param name="to">Value at the other.</param>
    /// <param name="scheme">Vega's name of the colours.</param>
    public Chart Panel(int width, string title, string symbol, double[] kernel, double from, double to, string scheme)
    {
        Table table = new("row", "column", "value");
        foreach (int row in kept)
        {
            table.Add(Name(row), new JsonArray([.. kept.Select(Name)]),
                new JsonArray([.. kept.Select(column => PlotNumber.Of(kernel[((long)row * side) + column], Digits))]));
        }

        Layer cells = Layer.Of("rect").Style("aria", false).Transform(JsonTree.Empty.WithArray("flatten", ["column", "value"])).Encode(
            Ordinal("x", "column", "input x'"), Ordinal("y", "row", "input x"),
            Channel.Quantity("color", "value", symbol).With("scale.scheme", scheme).With("legend.orient", "bottom")
                .With("legend.gradientLength", width).With("legend.tickCount", 3).With("legend.format", ".2~g").Domain((from, to)),
            Channel.Tooltip(Line("row", "input x"), Line("column", "input x'"), ("value", symbol, ".4g")));
        return Chart.Of(table, cells).Sized(width, width).With("title", title);
    }

    // A row is its input, with several outputs "input, output"; the axis has a tick in the middle of each input.
    private JsonNode Name(int row) => outputs == 1
        ? row + 1
        : string.Create(CultureInfo.InvariantCulture, $"{(row / outputs) + 1}, {(row % outputs) + 1}");

    private (string Field, string Title, string? Format) Line(string field, string title) =>
        outputs == 1 ? (field, title, "d") : (field, $"{title}, output", null);

    private Channel Ordinal(string name, string field, string title)
    {
        Channel axis = Channel.Category(name, field, title).With("type", "ordinal").With("axis.labelAngle", 0).With("axis.ticks", false)
            .With("scale.padding", 0);
        return outputs == 1 ? axis : axis
            .With("axis.values",
                new JsonArray([.. kept.GroupBy(row => row / outputs).Select(rows => Name(rows.ElementAt(rows.Count() / 2)))]))
            .With("axis.labelExpr", "split(datum.label, ',')[0]");
    }
}
