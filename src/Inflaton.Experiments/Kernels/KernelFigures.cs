using Inflaton.Experiments.Figures;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Kernels;

/// <summary>The figures of a kernel, each left out where there is nothing to draw.</summary>
public static class KernelFigures
{
    /// <summary>The figures in the order of a report.</summary>
    /// <param name="result">The kernel.</param>
    public static IReadOnlyList<Figure> Of(KernelResult result) => [.. new[] { Spectrum(result.Summary), Map(result) }.OfType<Figure>()];

    private static Figure? Spectrum(KernelSummary summary)
    {
        double[] eigenvalues = summary.Eigenvalues;
        if (!eigenvalues.Any(value => value > 0))
        {
            return null;
        }

        Table table = new("index", "eigenvalue");
        foreach (int i in Downsampling.Indices(eigenvalues.Length, Downsampling.ScatterPoints))
        {
            table.Add(i + 1, PlotNumber.Positive(eigenvalues[i]));
        }

        Channel index = Channel.Quantity("x", "index", "mode i").With("scale.padding", 9).With("axis.grid", false).With("axis.format", "d"),
        eigenvalue = Channel.Quantity("y", "eigenvalue", "eigenvalue λᵢ of Θ").With("scale.padding", 9).Log();
        Layer dots = Layer.Dots(40)
            .Encode(eigenvalues.Length > 30 ? index.Log() : index, eigenvalue,
                Channel.Tooltip(("index", "mode i", "d"), ("eigenvalue", "eigenvalue λᵢ", ".5g")))
            .Zoomable("spectrum_zoom");
        List<Layer> layers = [dots];
        string caption = "Eigenvalues of the tangent kernel.";
        if (summary.Theory is { } theory)
        {
            double critical = 2.25 * theory.Hubble * theory.Hubble * summary.Points / theory.LossScale;
            bool isDrawn = critical < eigenvalues[0] * 1e3 && critical > eigenvalues.Where(value => value > 0).Min() * 1e-3;
            if (isDrawn)
            {
                Table rule = new("critical");
                rule.Add(PlotNumber.Of(critical));
                layers.Insert(0, Layer.Of("rule").Style("color", ChartStyle.Grey).Over(rule).Encode(eigenvalue.With("field", "critical")));
            }

            caption += $" A mode of mass² κλᵢ/N above (3H/2)², which is λ = {ReadableNumber.Of(critical)}{(isDrawn ? ", the line" : "")}, "
                + "oscillates while it is trained; one below creeps.";
        }

        return new Figure(
            "spectrum", "Spectrum of the kernel", caption,
            Chart.Of(table, layers).Sized(Chart.ColumnWidth, 280).ToSpec("Kernel eigenvalues against mode index, on a logarithmic axis."));
    }

    private static Figure? Map(KernelResult result)
    {
        if (!result.Arrays.TryGetValue("kernel", out NumericArray? kernel) || kernel.Shape[0] < 2)
        {
            return null;
        }

        KernelMap map = new(result.Summary.Points, kernel.Shape[0]);
        string title = result.Summary.Kernel == "infinite" ? "Θ of infinite width" : "Θ";
        return new Figure(
            "kernel", "Tangent kernel", $"The tangent kernel Θ(x, x') between the inputs{map.Shown}.",
            map.Panel(380, title, "Θ", kernel.Values, kernel.Values.Min(), kernel.Values.Max(), "viridis")
                .With("usermeta.embedOptions.renderer", "canvas")
                .ToSpec(KernelMap.Description));
    }
}
