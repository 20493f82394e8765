using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Ensembles;

/// <summary>How an ensemble ended.</summary>
public enum EnsembleStatus
{
    /// <summary>All networks were drawn.</summary>
    Completed,

    /// <summary>Stopped by the user; the numbers are those of the networks until then.</summary>
    Interrupted,

    /// <summary>No network stayed within the numbers of doubles.</summary>
    Failed,
}

/// <summary>What was measured of an ensemble, as written to <c>summary.json</c> (property names in snake_case).</summary>
public sealed record EnsembleSummary : OutputSummary
{
    /// <summary>How it ended.</summary>
    public required EnsembleStatus Status { get; init; }

    /// <inheritdoc/>
    public override StudyOutcome Outcome => Status switch
    {
        EnsembleStatus.Completed => StudyOutcome.Completed,
        EnsembleStatus.Interrupted => StudyOutcome.Interrupted,
        _ => StudyOutcome.NumericalFailure,
    };

    /// <summary>Networks drawn.</summary>
    public required int Draws { get; init; }

    /// <summary>Networks among them whose training diverged; they count at epoch 0 alone.</summary>
    public required int Diverged { get; init; }

    /// <summary>Widths from the inputs to the outputs.</summary>
    public required IReadOnlyList<int> Widths { get; init; }

    /// <summary>Σ_l 1/n_l over the hidden layers: what the theory's expansion is one in.</summary>
    public required double DepthOverWidth { get; init; }

    /// <summary>
    /// E[f⁴]/E[f²]² of one output at initialisation, exact at any width; null unless φ is positively homogeneous and there are no biases.
    /// </summary>
    public double? ExactFourthMoment { get; init; }

    /// <summary>Bound on the relative error of the theory's quadratures; null without a theory.</summary>
    public double? StatedError { get; init; }

    /// <summary>The networks as they are drawn.</summary>
    public required EnsembleEpoch Start { get; init; }

    /// <summary>The trained networks; null where none was trained.</summary>
    public EnsembleEpoch? End { get; init; }
}

/// <summary>What was measured at one epoch.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Points">Of an output at each of the inputs.</param>
/// <param name="Kernel">Mean of a diagonal entry of the kernel there, over inputs and draws.</param>
/// <param name="LeadingEigenvalue">Of the kernel on all training inputs; null where no eigenvalues were followed.</param>
public sealed record EnsembleEpoch(
    int Epoch, IReadOnlyList<EnsemblePoint> Points, FluctuatingNumber Kernel, FluctuatingNumber? LeadingEigenvalue);

/// <summary>The cumulants of one output at one input.</summary>
/// <param name="Input">Which training input, from 0.</param>
/// <param name="Mean">E[f].</param>
/// <param name="Variance">κ₂.</param>
/// <param name="ThirdCumulant">κ₃.</param>
/// <param name="FourthCumulant">κ₄.</param>
/// <param name="SixthCumulant">κ₆.</param>
public sealed record EnsemblePoint(
    int Input, MeasuredNumber Mean, MeasuredNumber Variance, MeasuredNumber ThirdCumulant, MeasuredNumber FourthCumulant,
    MeasuredNumber SixthCumulant);

/// <summary>A measured number beside its theory.</summary>
/// <param name="Value">The estimate over the draws; NaN with fewer draws than the order of the cumulant.</param>
/// <param name="Error">Its standard error, as <see cref="JointCumulants"/> states it; null with too few draws for one.</param>
/// <param name="Infinite">At infinite width; null where that is not known.</param>
/// <param name="Theory">With the leading part in 1/width; null where that is not known.</param>
public sealed record MeasuredNumber(double Value, double? Error, double? Infinite = null, double? Theory = null)
{
    internal static MeasuredNumber Of(Estimate estimate, double? infinite = null, double? theory = null) =>
        new(estimate.Value, double.IsNaN(estimate.Error) ? null : estimate.Error, infinite, theory);
}

/// <summary>Mean and variance of a number that differs from draw to draw.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Variance">Its variance.</param>
public sealed record FluctuatingNumber(MeasuredNumber Mean, MeasuredNumber Variance);
