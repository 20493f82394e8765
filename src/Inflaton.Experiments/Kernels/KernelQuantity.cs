using System.Globalization;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Kernels;

/// <summary>The numbers of a kernel as people read them.</summary>
public static class KernelQuantity
{
    /// <summary>The quantities of a kernel, those that it does not have left out.</summary>
    /// <param name="summary">The kernel.</param>
    public static IEnumerable<Quantity> Of(KernelSummary summary)
    {
        yield return new(
            "Kernel", "Θ", $"{summary.Kernel}, {summary.Activation}, {summary.Parameterization}",
            $"widths {string.Join(" → ", summary.Widths)}");
        yield return new("Inputs", "N", Count(summary.Points), "");
        if (summary.TestPoints > 0)
        {
            yield return new("Test inputs", "M", Count(summary.TestPoints), "");
        }

        foreach (Quantity quantity in summary.Collective is { } collective ? OfWhole(summary, collective) : OfLeading(summary))
        {
            yield return quantity;
        }

        foreach ((string name, CollectivePart part) in summary.ByClass ?? new Dictionary<string, CollectivePart>())
        {
            yield return Of($"Spectral entropy of class {name}", "S/ln dim", part.EntropyRatio, "");
        }

        if (summary.Draws is { } drawn)
        {
            yield return new("Networks drawn", "", $"{Count(drawn.Draws)} of width {Count(drawn.Width)}", "the narrowest hidden layer");
            yield return Of("Distance of a draw from the limit", "‖Θ − Θ_∞‖/‖Θ_∞‖", drawn.Distance, "root mean square");
            yield return Of("Distance of their mean", "", drawn.MeanDistance, "");
            yield return new(
                "What the width adds to the trace", "× 1/n",
                $"{ReadableNumber.Of(drawn.TraceCorrection)} ± {ReadableNumber.Of(drawn.TraceCorrectionError)}",
                "relative, in units of 1/width");
        }

        if (summary.StatedError > 0)
        {
            yield return Of("Error of the quadrature", "of Θ, relative", summary.StatedError, "a bound, beyond rounding");
        }

        if (summary.Theory is { } theory)
        {
            yield return Of("Hubble parameter", "H", theory.Hubble, "in the leading matching");
            yield return Of("Cosmological constant", "Λ = 3H²", theory.Lambda, "");
            yield return Of("Epochs per Hubble time", "1/(H√η)", theory.EpochsPerHubbleTime, "");
            yield return Of("Largest mass²", "m₁² = κλ₁/N", theory.LargestMassSquared, "");
            yield return Of("Stability limit", "2(1+γ)/m₁²", theory.StabilityLimit, "largest stable learning rate");
            yield return Of("Critical learning rate", "(1−√γ)²/m₁²", theory.CriticalLearningRate, "the leading mode is critically damped");
            yield return new("Modes", "", $"{Count(theory.Overdamped)} overdamped, {Count(theory.Underdamped)} underdamped", "");
        }
    }

    private static IEnumerable<Quantity> OfWhole(KernelSummary summary, CollectivePart collective)
    {
        yield return Of("Trace over modes", "Tr Θ/dim", collective.MeanTrace, "mean diagonal entry");
        yield return Of("Leading eigenvalue", "λ₁", summary.Eigenvalues[0], "");
        yield return double.IsFinite(collective.LeadingRatio)
            ? Of("Hierarchy", "λ₁/λ₂", collective.LeadingRatio, "how far the leading mode is ahead")
            : new Quantity(
                "Hierarchy", "λ₁/λ₂", summary.Eigenvalues.Length == 1 ? "none: there is one mode" : "none: λ₂ is zero to rounding",
                "how far the leading mode is ahead");
        yield return Overlap(summary);
        yield return Of("Spectral entropy", "S/ln dim", collective.EntropyRatio, "−Σ λ̃ ln λ̃ over its largest value");
        yield return Of("Effective rank", "e^S", collective.EffectiveRank, "modes that count");
        yield return Of("Cosine entropy", "S_cos/ln dim", collective.CosineEntropyRatio, "the same of Θ_ij/√(Θ_iiΘ_jj)");
        yield return Of("Magnitude entropy", "−Σ m ln m", collective.MagnitudeEntropy, "of √Θ_ii over their sum");
    }

    private static IEnumerable<Quantity> OfLeading(KernelSummary summary)
    {
        int all = summary.Points * summary.Outputs;
        yield return Of("Leading eigenvalue", "λ₁", summary.Eigenvalues[0], "");
        yield return Of("Last eigenvalue that was asked for", $"λ_{Count(summary.Eigenvalues.Length)}", summary.Eigenvalues[^1], "");
        yield return new("Modes found", "", $"{Count(summary.Eigenvalues.Length)} of {Count(all)}", "without the kernel's matrix");
        yield return Of("Largest residual", "‖Θu − λu‖", summary.Residuals!.Max(), "some eigenvalue lies as near to λ");
        yield return Overlap(summary);
    }

    private static Quantity Overlap(KernelSummary summary) =>
        Of("Uniform overlap", "|u₁·1|/√N", summary.UniformOverlap, "1 where the leading mode is the mean over the inputs");

    private static Quantity Of(string name, string symbol, double value, string meaning) =>
        new(name, symbol, ReadableNumber.Of(value), meaning);

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);
}
