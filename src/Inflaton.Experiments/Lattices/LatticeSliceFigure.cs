using System.Globalization;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// Slices through a lattice: one by one with a slider, and as a film strip; of one dimension the field against time and place. Rows of
/// sites are lists that the figure unfolds, so that the specification stays small.
/// </summary>
internal static class LatticeSliceFigure
{
    private const int LargeSide = 64;
    private const int LargeFrames = 13;
    private const int StripSide = 32;
    private const int StripFrames = 6;
    private const int ShownFields = 3;

    /// <summary>The figure; null without slices.</summary>
    public static Figure? Of(LatticeArrays arrays)
    {
        if (arrays.Series("slice_time") is not { } times || arrays.Rows("slices", times.Length) is not { } slices)
        {
            return null;
        }

        return slices.Rank == 3 ? SpaceTime(arrays, times, slices) : slices.Rank == 4 ? Film(arrays, times, slices) : null;
    }

    private static Figure? SpaceTime(LatticeArrays arrays, double[] times, NumericArray slices)
    {
        int[] rows = Downsampling.Indices(times.Length, Downsampling.HeatMapSide),
        sites = Downsampling.Indices(slices.Shape[2], 2 * LargeSide);
        List<Chart> charts = [];
        for (int c = 0; c < Math.Min(arrays.Fields, ShownFields); c++)
        {
            Table table = new("from", "to", "site", "value");
            for (int i = 0; i < rows.Length; i++)
            {
                double[] values = LatticeArrays.Part(slices, rows[i], c).ToArray();
                table.Add(
                    PlotNumber.Of(times[rows[i]], 5),
                    PlotNumber.Of(
                        i + 1 < rows.Length
                            ? times[rows[i + 1]]
                            : times[rows[i]] + ((times[rows[i]] - times[rows[Math.Max(0, i - 1)]]) / 2),
                        5),
                    new JsonArray([.. sites.Select(site => PlotNumber.Of(site * arrays.Summary.Spacing, 5))]),
                    List(sites.Select(site => values[site])));
            }

            double half = arrays.Summary.Length / sites.Length;
            Layer cells = Layer.Of("rect").Style("aria", false).Transform(JsonTree.Empty.WithArray("flatten", ["site", "value"]))
                .Transform(
                    JsonTree.Empty.With("calculate", string.Create(CultureInfo.InvariantCulture, $"datum.site + {half:R}"))
                        .With("as", "end")).Encode(
                    Channel.Quantity("x", "site", "place x (comoving)").With("scale.nice", false),
                    new Channel("x2", JsonTree.Empty.With("field", "end")),
                    Channel.Quantity("y", "from", "time t").With("scale.nice", false),
                    new Channel("y2", JsonTree.Empty.With("field", "to")),
                    Colour(arrays.Label(c), slices, c));
            charts.Add(Chart.Of(table, cells).Sized(Chart.ColumnWidth, 260));
        }

        return LatticeFigures.Named(
            "slices", "The field in space and time", "Values of the field by colour, against place and time.",
            "Value of the field by colour against place and time.", [.. charts]);
    }

    private static Figure? Film(LatticeArrays arrays, double[] times, NumericArray slices)
    {
        int side = slices.Shape[2], shown = Math.Min(arrays.Fields, ShownFields);
        int[] frames = Downsampling.Indices(times.Length, LargeFrames), sites = Downsampling.Indices(side, LargeSide);
        Table large = new("field", "frame", "row", "column", "value");
        for (int c = 0; c < shown; c++)
        {
            for (int i = 0; i < frames.Length; i++)
            {
                double[] values = LatticeArrays.Part(slices, frames[i], c).ToArray();
                foreach ((int row, int at) in sites.Select((site, at) => (site, at)))
                {
                    large.Add(
                        arrays.Label(c), i, at, new JsonArray([.. Enumerable.Range(0, sites.Length).Select(column => (JsonNode)column)]),
                        List(sites.Select(column => values[(row * side) + column])));
                }
            }
        }

        Layer cells = Layer.Of("rect").Style("aria", false).Where("datum.frame == slice_frame && datum.field == slice_field")
            .Transform(JsonTree.Empty.WithArray("flatten", ["column", "value"])).Encode(
                Cell("x", "column"), Cell("y", "row"),
                Channel.Quantity("color", "value", "value of the field").With("scale.scheme", "blueorange").With("scale.zero", false)
                    .With("scale.nice", false));
        JsonArray labels = [.. frames.Select(frame => (JsonNode)$"t = {ReadableNumber.Of(times[frame])}")];
        Chart slider = Chart.Of(large, cells).Sized(380, 380)
            .With("title.text", JsonTree.Empty.With("expr", $"slice_field + ', ' + {labels.ToJsonString()}[slice_frame]").ToJson());
        Chart strip = Strip(arrays, times, slices, shown);
        JsonArray parameters =
        [
            JsonTree.Empty.With("name", "slice_frame").With("value", frames.Length - 1).With("bind.input", "range").With("bind.min", 0)
                .With("bind.max", frames.Length - 1)
                .With("bind.step", 1).With("bind.name", "frame ").ToJson(),
            JsonTree.Empty.With("name", "slice_field").With("value", arrays.Label(0)).With("bind.input", "select")
                .WithArray("bind.options", [.. Enumerable.Range(0, shown).Select(c => (JsonNode)arrays.Label(c))])
                .With("bind.name", "field ").ToJson(),
        ];
        Chart both = Chart.Grid(1, slider, strip).With("params", parameters).With("resolve.scale.color", "independent");
        return new Figure(
            "slices", "Slices through the lattice",
            $"{(arrays.Summary.Dimensions == 3 ? "The plane through the first site of the first axis" : "The whole lattice")}, choose "
            + $"time and field below the figure; the strip has every field at "
            + "several times, each frame by its own range of values.",
            both.ToSpec("Slices through the fields, one by one and as a film strip."));
    }

    /// <summary>Frames beside each other, a row a field, all in one plane.</summary>
    private static Chart Strip(LatticeArrays arrays, double[] times, NumericArray slices, int shown)
    {
        int side = slices.Shape[2];
        int[] frames = Downsampling.Indices(times.Length, StripFrames), sites = Downsampling.Indices(side, StripSide);
        double pitch = sites.Length * 1.08;
        Table table = new("row", "column", "value", "text");
        for (int c = 0; c < shown; c++)
        {
            double top = c * (pitch + (0.18 * sites.Length));
            for (int i = 0; i < frames.Length; i++)
            {
                double[] values = LatticeArrays.Part(slices, frames[i], c).ToArray();
                double low = values.Min(), range = values.Max() - low;
                foreach ((int row, int at) in sites.Select((site, at) => (site, at)))
                {
                    table.Add(
                        PlotNumber.Of(top + at, 5),
                        new JsonArray([.. Enumerable.Range(0, sites.Length).Select(column => PlotNumber.Of((i * pitch) + column, 5))]),
                        new JsonArray(
                            [.. sites.Select(column => PlotNumber.Of(range > 0 ? (values[(row * side) + column] - low) / range : 0.5, 3))]),
                        null);
                }

                table.Add(
                    PlotNumber.Of(top - (0.06 * sites.Length), 5), new JsonArray(PlotNumber.Of(i * pitch, 5)),
                    new JsonArray((JsonNode?)null), $"{arrays.Label(c)}, t = {ReadableNumber.Of(times[frames[i]])}");
            }
        }

        double height = shown * (pitch + (0.18 * sites.Length)), width = frames.Length * pitch;
        Layer cells = Layer.Of("rect").Style("aria", false).Where("datum.text == null")
            .Transform(JsonTree.Empty.WithArray("flatten", ["column", "value"]))
            .Transform(JsonTree.Empty.With("calculate", "datum.column + 1").With("as", "right"))
            .Transform(JsonTree.Empty.With("calculate", "datum.row + 1").With("as", "bottom")).Encode(
                Place("x", "column", (0, width)), new Channel("x2", JsonTree.Empty.With("field", "right")),
                Place("y", "row", (-0.15 * sites.Length, height)).With("scale.reverse", true),
                new Channel("y2", JsonTree.Empty.With("field", "bottom")),
                Channel.Quantity("color", "value", null).With("scale.scheme", "blueorange").NoLegend());
        Layer captions = Layer.Of("text").Style("align", "left").Style("fontSize", 10).Where("datum.text != null")
            .Transform(JsonTree.Empty.WithArray("flatten", ["column"])).Encode(
            Place("x", "column", (0, width)), Place("y", "row", (-0.15 * sites.Length, height)).With("scale.reverse", true),
            Channel.Category("text", "text"));
        return Chart.Of(table, cells, captions)
            .Sized(Chart.ColumnWidth, (int)(Chart.ColumnWidth * (height + (0.15 * sites.Length)) / width));
    }

    private static Channel Cell(string name, string field) =>
        Channel.Category(name, field).With("axis", null).With("scale.paddingInner", 0).With("scale.paddingOuter", 0);

    private static Channel Place(string name, string field, (double Low, double High) range) =>
        Channel.Quantity(name, field, null).With("axis", null).Domain(range);

    private static Channel Colour(string label, NumericArray slices, int field)
    {
        Channel colour = Channel.Quantity("color", "value", $"value of {label}").With("scale.scheme", "blueorange")
            .With("scale.zero", false);
        double size = Enumerable.Range(0, slices.Shape[0])
            .Max(row => LatticeArrays.Part(slices, row, field).ToArray().Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max());
        return size > 0 ? colour.Domain((-size, size)) : colour;
    }

    private static JsonArray List(IEnumerable<double> values) => [.. values.Select(value => PlotNumber.Of(value, 4))];
}
