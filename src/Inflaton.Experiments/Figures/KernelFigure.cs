namespace Inflaton.Experiments.Figures;

/// <summary>The tangent kernel before and after training, and what changed.</summary>
public static class KernelFigure
{
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

        KernelMap map = new(run.Points, side);
        double[]? final = run.Square("kernel_final");
        double scale = initial.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        double[]? change = final is null || scale == 0 ? null : [.. final.Zip(initial, (after, before) => (after - before) / scale)];
        double[] entries = [.. initial.Concat(final ?? []).Where(double.IsFinite)];
        (double low, double high) = entries is [] ? (0, 1) : (entries.Min(), entries.Max());
        double reach = change?.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max() ?? 0;

        int width = final is null && empirical is null ? 380 : 200;
        List<Chart> panels = [map.Panel(width, "Θ at epoch 0", "Θ", initial, low, high, "viridis")];
        if (empirical is not null)
        {
            panels.Insert(0, map.Panel(width, "Θ of infinite width", "Θ", predicting, low, high, "viridis"));
        }

        if (final is not null)
        {
            panels.Add(map.Panel(width, "Θ after training", "Θ", final, low, high, "viridis"));
        }

        if (change is not null && reach > 0)
        {
            panels.Add(map.Panel(width, "change, in units of the largest |Θ|", "ΔΘ / max|Θ|", change, -reach, reach, "purpleorange"));
        }

        Chart chart = (panels is [{ } only] ? only : Chart.Grid(panels.Count, panels)).With("resolve.scale.color", "independent")
            .With("resolve.legend.color", "independent")
            .With("usermeta.embedOptions.renderer", "canvas");
        string caption = "The empirical tangent kernel Θ(x, x') between training inputs"
            + map.Shown
            + (final is null ? "." : ", before and after training. The predictions hold it fixed; what it changes is the kernel-drift "
            + "part of the error budget.");
        return new Figure("kernel", final is null ? "Tangent kernel" : "Tangent kernel before and after training", caption,
            chart.ToSpec(KernelMap.Description));
    }
}
