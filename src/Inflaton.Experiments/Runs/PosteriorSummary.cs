namespace Inflaton.Experiments.Runs;

/// <summary>The trained outputs over draws of the weights, in closed form.</summary>
/// <param name="Dynamics"><c>discrete</c>, <c>continuum</c> or <c>gradient_flow</c>.</param>
/// <param name="Kernels">By the kernel that the outputs move by.</param>
public sealed record PosteriorSummary(string Dynamics, IReadOnlyList<PosteriorKernelSummary> Kernels)
{
    /// <summary>Where it is not finite, why, and what to change; null where all is well.</summary>
    public string? Message { get; init; }
}

/// <summary>The trained outputs as one kernel moves them.</summary>
/// <param name="Kernel"><c>ntk</c> or <c>nngp</c>.</param>
/// <param name="Regularization">ε in units of the kernel.</param>
/// <param name="NullModes">Modes whose λ + ε is zero to rounding, and which nothing moves.</param>
/// <param name="ConditionNumber">(λ₁+ε)/(λ+ε) of the slowest mode that moves.</param>
/// <param name="Epochs">At each epoch asked for.</param>
public sealed record PosteriorKernelSummary(
    string Kernel, double Regularization, int NullModes, double ConditionNumber, IReadOnlyList<PosteriorEpochSummary> Epochs);

/// <summary>The trained outputs at one epoch.</summary>
/// <param name="Epoch">k; infinite for the end of training.</param>
/// <param name="Loss">Training loss of the mean.</param>
/// <param name="TestLoss">Loss of the mean on the test points; null without their targets.</param>
/// <param name="Deviation">Root mean square over the training points of the standard deviation; null without covariance.</param>
/// <param name="TestDeviation">The same over the test points; null without covariance or test points.</param>
public sealed record PosteriorEpochSummary(double Epoch, double Loss, double? TestLoss, double? Deviation, double? TestDeviation)
{
    /// <summary>Whether all numbers are finite.</summary>
    internal bool IsFinite() =>
        double.IsFinite(Loss) && double.IsFinite(TestLoss ?? 0) && double.IsFinite(Deviation ?? 0) && double.IsFinite(TestDeviation ?? 0);
}
