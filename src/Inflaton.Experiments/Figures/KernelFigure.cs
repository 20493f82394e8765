using System.Globalization;
using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>The tangent kernel before and after training, and what changed.</summary>
public static class KernelFigure
{
    private const int Digits = 4;
    private const int MostOutputs = Downsampling.HeatMapSide / 2;

    /// <summary>The figure, or null where the run holds no kernel or a single input.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        int side = run.KernelSide;
        if (run.Square("kernel_initial") is not { } predicting || side < 2)
        {
            return null;
        }

        // Where predictions are made from the limit of infinite width, the network has a kernel of its own beside it.
        double[]? empirical = run.Square("kernel_empirical");
        double[] initial = empirical ?? predicting;

        // With C outputs the rows are those of input 1, then of input 2: inputs are picked with all their outputs, where these fit.
        int outputs = side / run.Points;
        int[] kept = outputs <= MostOutputs
            ? [.. Downsampling.Indices(run.Points, Downsampling.HeatMapSide / outputs)
                .SelectMany(input => Enumerable.Range(input * outputs, outputs))]
            : Downsampling.Indices(side, Downsampling.HeatMapSide);
        double[]? final = run.Square("kernel_final");
        double scale = initial.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        double[]? change = final is null || scale == 0 ? null : [.. final.Zip(initial, (after, before) => (after - before) / scale)];
        double[] entries = [.. initial.Concat(final ?? []).Where(double.IsFinite)];
        (double low, double high) = entries is [] ? (0, 1) : (entries.Min(), entries.Max());
        double reach = change?.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max() ?? 0;

        int width = final is null && empirical is null ? 380 : 200;
        List<Chart> panels = [Panel("Θ at epoch 0", "Θ", initial, low, high, "viridis")];
        if (empirical is not null)
        {
            panels.Insert(0, Panel("Θ of infinite width", "Θ", predicting, low, high, "viridis"));
        }

        if (final is not null)
        {
            panels.Add(Panel("Θ after training", "Θ", final, low, high, "viridis"));
        }

        if (change is not null && reach > 0)
        {
            panels.Add(Panel("change, in units of the largest |Θ|", "ΔΘ / max|Θ|", change, -reach, reach, "purpleorange"));
        }

        Chart chart = (panels is [{ } only] ? only : Chart.Grid(panels.Count, panels)).With("resolve.scale.color", "independent")
            .With("resolve.legend.color", "independent")
            .With("usermeta.embedOptions.renderer", "canvas");
        string caption = "The empirical tangent kernel Θ(x, x') between training inputs"
            + (kept.Length < side ? string.Create(CultureInfo.InvariantCulture, $" ({kept.Length} of {side} rows, evenly picked)") : "")
            + (outputs > 1 ? string.Create(CultureInfo.InvariantCulture, $", the {outputs} outputs of an input side by side") : "")
            + (final is null ? "." : ", before and after training. The predictions hold it fixed; what it changes is the kernel-drift "
            + "part of the error budget.");
        return new Figure("kernel", final is null ? "Tangent kernel" : "Tangent kernel before and after training", caption,
            chart.ToSpec("Heat map of the tangent kernel between inputs."));

        Chart Panel(string title, string symbol, double[] kernel, double from, double to, string scheme)
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
        JsonNode Name(int row) => outputs == 1
            ? row + 1
            : string.Create(CultureInfo.InvariantCulture, $"{(row / outputs) + 1}, {(row % outputs) + 1}");

        (string Field, string Title, string? Format) Line(string field, string title) =>
            outputs == 1 ? (field, title, "d") : (field, $"{title}, output", null);

        Channel Ordinal(string name, string field, string title)
        {
            Channel axis = Channel.Category(name, field, title).With("type", "ordinal").With("axis.labelAngle", 0).With("axis.ticks", false)
                .With("scale.padding", 0);
            return outputs == 1 ? axis : axis
                .With("axis.values",
                    new JsonArray([.. kept.GroupBy(row => row / outputs).Select(rows => Name(rows.ElementAt(rows.Count() / 2)))]))
                .With("axis.labelExpr", "split(datum.label, ',')[0]");
        }
    }
}
