using System.Globalization;
using System.Text.Json.Nodes;

namespace Inflaton.Experiments.Figures;

/// <summary>The tangent kernel before and after training, and what changed.</summary>
public static class KernelFigure
{
    private const int Digits = 4;
    private const string Description = "Heat map of the tangent kernel between inputs.";

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

        int[] kept = Downsampling.Indices(side, Downsampling.HeatMapSide);
        double[]? final = run.Square("kernel_final");
        double scale = initial.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        double[]? change = final is null || scale == 0 ? null : [.. final.Zip(initial, (after, before) => (after - before) / scale)];
        double[] entries = [.. initial.Concat(final ?? []).Where(double.IsFinite)];
        (double low, double high) = entries is [] ? (0, 1) : (entries.Min(), entries.Max());
        double reach = change?.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max() ?? 0;

        int width = final is null && empirical is null ? 380 : 200;
        List<Chart> panels = [Panel(kept, side, width, "Θ at epoch 0", "Θ", initial, low, high, "viridis")];
        if (empirical is not null)
        {
            panels.Insert(0, Panel(kept, side, width, "Θ of infinite width", "Θ", predicting, low, high, "viridis"));
        }

        if (final is not null)
        {
            panels.Add(Panel(kept, side, width, "Θ after training", "Θ", final, low, high, "viridis"));
        }

        if (change is not null && reach > 0)
        {
            panels.Add(Panel(kept, side, width, "change, in units of the largest |Θ|", "ΔΘ / max|Θ|", change, -reach, reach, "purpleorange"));
        }

        Chart chart = (panels is [{ } only] ? only : Chart.Grid(panels.Count, panels)).With("resolve.scale.color", "independent")
            .With("resolve.legend.color", "independent")
            .With("usermeta.embedOptions.renderer", "canvas");
        string caption = "The empirical tangent kernel Θ(x, x') between training inputs"
            + Picked(kept, side)
            + (final is null ? "." : ", before and after training. The predictions hold it fixed; what it changes is the kernel-drift "
            + "part of the error budget.");
        return new Figure("kernel", final is null ? "Tangent kernel" : "Tangent kernel before and after training", caption,
            chart.ToSpec(Description));
    }

    /// <summary>The figure of one kernel; null for a single input.</summary>
    /// <param name="kernel">Θ, row by row.</param>
    /// <param name="side">Its rows.</param>
    /// <param name="title">What it is.</param>
    internal static Figure? Of(double[] kernel, int side, string title)
    {
        if (side < 2)
        {
            return null;
        }

        int[] kept = Downsampling.Indices(side, Downsampling.HeatMapSide);
        Chart chart = Panel(kept, side, 380, title, "Θ", kernel, kernel.Min(), kernel.Max(), "viridis").With("usermeta.embedOptions.renderer", "canvas");
        return new Figure("kernel", "Tangent kernel", $"The tangent kernel Θ(x, x') between the inputs{Picked(kept, side)}.", chart.ToSpec(Description));
    }

    private static string Picked(int[] kept, int side) =>
        kept.Length < side ? string.Create(CultureInfo.InvariantCulture, $" ({kept.Length} of {side}, evenly picked)") : "";

    private static Chart Panel(
        int[] kept, int side, int width, string title, string symbol, double[] kernel, double from, double to, string scheme)
    {
        Table table = new("row", "column", "value");
        foreach (int row in kept)
        {
            table.Add(row + 1, new JsonArray([.. kept.Select(column => (JsonNode)(column + 1))]),
                new JsonArray([.. kept.Select(column => PlotNumber.Of(kernel[((long)row * side) + column], Digits))]));
        }

        Layer cells = Layer.Of("rect").Style("aria", false).Transform(JsonTree.Empty.WithArray("flatten", ["column", "value"])).Encode(
            Ordinal("x", "column", "input x'"), Ordinal("y", "row", "input x"),
            Channel.Quantity("color", "value", symbol).With("scale.scheme", scheme).With("legend.orient", "bottom")
                .With("legend.gradientLength", width).With("legend.tickCount", 3).With("legend.format", ".2~g").Domain((from, to)),
            Channel.Tooltip(("row", "input x", "d"), ("column", "input x'", "d"), ("value", symbol, ".4g")));
        return Chart.Of(table, cells).Sized(width, width).With("title", title);
    }

    private static Channel Ordinal(string name, string field, string title) => Channel.Category(name, field, title).With("type", "ordinal")
        .With("axis.labelAngle", 0).With("axis.ticks", false).With("scale.padding", 0);
}
