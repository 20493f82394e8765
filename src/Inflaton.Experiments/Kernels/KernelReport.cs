using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Kernels;

/// <summary>The report of a kernel as one HTML file that opens without a network.</summary>
public static class KernelReport
{
    private static readonly string[] Shown = ["Kernel", "Inputs", "Trace over modes", "Effective rank", "Stability limit"];

    /// <summary>The report.</summary>
    /// <param name="result">The kernel.</param>
    /// <param name="figures">Its figures.</param>
    /// <returns>A whole HTML document.</returns>
    public static string Build(KernelResult result, IReadOnlyList<Figure> figures)
    {
        ArgumentNullException.ThrowIfNull(result);
        KernelSummary summary = result.Summary;
        Quantity[] quantities = [.. KernelQuantity.Of(summary)];
        return ReportFrame.OfQuantities(
            result, figures, VerdictTone.Good,
            $"{ReadableNumber.Count(summary.Eigenvalues.Length, "mode")}, "
                + $"the leading with λ₁ = {ReadableNumber.Of(summary.Eigenvalues[0])}.",
            quantities.Where(quantity => Shown.Contains(quantity.Name)).Select(quantity => (quantity.Name, quantity.Value)),
            "The kernel on these inputs", quantities, ("kernel", "taken"));
    }
}
