using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Fits;

/// <summary>
/// The posterior of all parameters, one by one on the diagonal and two by two below it, in cells whose shade says in which region of
/// highest density they lie.
/// </summary>
public static class CornerFigure
{
    private const int MostParameters = 6;
    private const int Cells = 26;
    private const int Bars = 30;
    private const string Colour = "#1b6ca8";
    private static readonly (string Name, double Mass, string Colour)[] Regions =
        [("68 %", 0.68, "#1b6ca8"), ("95 %", 0.95, "#8fbbdc"), ("all draws", 1, "#dfeaf3")];

    /// <summary>The figure; null where the chain has no steps.</summary>
    /// <param name="result">The fit.</param>
    public static Figure? Of(FitResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        FitSummary summary = result.Summary;
        int first = summary.BurnIn * summary.Walkers, count = (summary.Steps * summary.Walkers) - first;
        if (count < 2 || summary.Status == FitStatus.Failed)
        {
            return null;
        }

        NumericArray chain = result.Arrays["chain"];
        int columns = summary.Parameters.Count, shown = Math.Min(columns, MostParameters);
        Axis[] axes =
        [
            .. Enumerable.Range(0, shown).Select(i => new Axis(
                summary.Parameters[i].Key, [.. Enumerable.Range(first, count).Select(draw => chain.Values[(draw * columns) + i])])),
        ];
        int size = Math.Clamp((Chart.ColumnWidth / shown) - 64, 70, 300);
        Chart[] panels =
        [
            .. Enumerable.Range(0, shown * shown).Select(panel => (Row: panel / shown, Column: panel % shown)).Select(place =>
                (place.Row == place.Column ? Bar(axes[place.Row], place.Row == shown - 1)
                : place.Row > place.Column ? Pair(axes[place.Column], axes[place.Row], place.Row == shown - 1, place.Column == 0)
                : Blank()).Sized(size, size)),
        ];
        string more = columns > shown ? $" The first {shown} of {columns} parameters." : "";
        return new Figure(
            "corner", "The posterior",
            "The draws after the burn-in: each parameter on the diagonal, pairs below it. "
            + "Dark cells make up the smallest region that holds 68 % of the draws, "
            + $"lighter ones 95 %, the palest all.{more}",
            (shown == 1 ? panels[0].Sized(Chart.ColumnWidth / 2, 240) : Chart.Grid(shown, panels).With("spacing", 10))
                .ToSpec("Histograms of the parameters and of their pairs."));
    }

    private static Chart Bar(Axis axis, bool isLowest)
    {
        Table table = new("from", "to", "share");
        double[] shares = new double[Bars];
        foreach (double value in axis.Values)
        {
            shares[axis.Cell(value, Bars)] += 1.0 / axis.Values.Length;
        }

        for (int i = 0; i < Bars; i++)
        {
            table.Add(PlotNumber.Of(axis.Edge(i, Bars)), PlotNumber.Of(axis.Edge(i + 1, Bars)), PlotNumber.Of(shares[i]));
        }

        return Chart.Of(table, Layer.Of("bar").Style("color", Colour).Style("opacity", 0.75).Encode(
            Side("x", "from", isLowest ? axis.Key : null, axis), new Channel("x2", JsonTree.Empty.With("field", "to")),
            Channel.Quantity("y", "share", null).With("axis", null).With("scale.zero", true),
            new Channel("y2", JsonTree.Empty.With("datum", 0)),
            Channel.Tooltip(("from", "from", ".5g"), ("to", "to", ".5g"), ("share", "share of the draws", ".3g"))));
    }

    private static Chart Pair(Axis across, Axis up, bool isLowest, bool isFirst)
    {
        double[] shares = new double[Cells * Cells];
        for (int i = 0; i < across.Values.Length; i++)
        {
            shares[(up.Cell(up.Values[i], Cells) * Cells) + across.Cell(across.Values[i], Cells)] += 1.0 / across.Values.Length;
        }

        Table table = new("from", "to", "low", "high", "region", "share");
        double held = 0;
        foreach (int cell in Enumerable.Range(0, shares.Length).Where(cell => shares[cell] > 0).OrderByDescending(cell => shares[cell]))
        {
            (int row, int column) = (cell / Cells, cell % Cells);
            string region = Regions.First(one => held < one.Mass || one.Mass == 1).Name;
            held += shares[cell];
            table.Add(
                PlotNumber.Of(across.Edge(column, Cells)), PlotNumber.Of(across.Edge(column + 1, Cells)),
                PlotNumber.Of(up.Edge(row, Cells)), PlotNumber.Of(up.Edge(row + 1, Cells)),
                region, PlotNumber.Of(shares[cell]));
        }

        return Chart.Of(table, Layer.Of("rect").Encode(
            Side("x", "from", isLowest ? across.Key : null, across), new Channel("x2", JsonTree.Empty.With("field", "to")),
            Side("y", "low", isFirst ? up.Key : null, up), new Channel("y2", JsonTree.Empty.With("field", "high")),
            Channel.Category("color", "region").Map(Regions.Select(one => (one.Name, (JsonNode)one.Colour))).NoLegend(),
            Channel.Tooltip(("region", "within", null), ("share", "share of the draws", ".3g"))));
    }

    /// <summary>The upper half of the grid.</summary>
    private static Chart Blank()
    {
        Table table = new("x", "y");
        table.Add(0, 0);
        return Chart.Of(table, Layer.Of("point").Style("opacity", 0).Encode(
            Channel.Quantity("x", "x", null).With("axis", null), Channel.Quantity("y", "y", null).With("axis", null)));
    }

    private static Channel Side(string name, string field, string? title, Axis axis)
    {
        Channel channel = Channel.Quantity(name, field, title).Domain((axis.Low, axis.High))
            .With("axis.tickCount", 3).With("axis.grid", false);
        return title is null ? channel.With("axis.labels", false)
            : channel
                .With(
                    "axis.labelExpr",
                    "abs(datum.value) >= 1e5 || (datum.value != 0 && abs(datum.value) < 1e-3) "
                    + "? format(datum.value, '.2~e') : datum.label")
                .With("axis.labelAngle", name == "x" ? -30 : 0).With("axis.titleFontSize", 10).With("axis.labelFontSize", 9);
    }

    /// <summary>One parameter, over the range of its draws.</summary>
    private sealed class Axis(string key, double[] values)
    {
        public string Key => key;

        public double[] Values => values;

        public double Low { get; } = values.Min() < values.Max() ? values.Min() : values[0] - Math.Max(1e-12, Math.Abs(values[0]) * 1e-6);

        public double High { get; } = values.Min() < values.Max() ? values.Max() : values[0] + Math.Max(1e-12, Math.Abs(values[0]) * 1e-6);

        public int Cell(double value, int cells) => Math.Clamp((int)((value - Low) / (High - Low) * cells), 0, cells - 1);

        public double Edge(int cell, int cells) => Low + ((High - Low) * cell / cells);
    }
}
