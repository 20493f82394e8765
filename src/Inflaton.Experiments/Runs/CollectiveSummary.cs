using Inflaton.Duality;
using Inflaton.Kernels.Collective;

namespace Inflaton.Experiments.Runs;

/// <summary>Collective variables of the kernels of a run.</summary>
/// <param name="Initial">Of the kernel that predictions are made from.</param>
/// <param name="Empirical">
/// Of the network's own kernel at epoch 0, where predictions are made from that of infinite width or a whitened one; null otherwise.
/// </param>
/// <param name="Trained">Of the kernel after training; null where there is none.</param>
public sealed record CollectiveSummary(CollectivePart Initial, CollectivePart? Empirical, CollectivePart? Trained)
{
    /// <summary>Kernels of more modes are left out, because their eigen-systems would cost more than the run.</summary>
    public const int MostModes = 1500;

    /// <summary>The network's own kernel by epoch, as often as it was recorded.</summary>
    public IReadOnlyList<CollectiveRecord> History { get; init; } = [];

    /// <summary>The network's own kernel between the inputs of each class; null where targets are no classes.</summary>
    public IReadOnlyList<ClassCollective>? ByClass { get; init; }

    internal static CollectiveSummary? Of(
        ExperimentSetup setup, PredictionProblem problem, CollectiveHistory history, bool isOther, bool isTrained)
    {
        CollectiveRecord[] records = [.. history.Records];
        return records.Length == 0
            ? null
            : new CollectiveSummary(
                isOther
                    ? CollectivePart.Of(CollectiveVariables.Of(problem.Kernel, problem.Spectrum.Eigenvalues, problem.Team))
                    : records[0].Variables,
                isOther ? records[0].Variables : null,
                isTrained ? records[^1].Variables : null)
            {
                History = records,
                ByClass = history.Classes(setup.Classes, isTrained),
            };
    }
}

/// <summary>Collective variables at one epoch.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Variables">Those of the kernel then.</param>
public sealed record CollectiveRecord(int Epoch, CollectivePart Variables);

/// <summary>Collective variables of the kernel between the inputs of one class.</summary>
/// <param name="Class">Name of the class.</param>
/// <param name="Initial">At epoch 0.</param>
/// <param name="Trained">After training; null where there is none.</param>
public sealed record ClassCollective(string Class, CollectivePart Initial, CollectivePart? Trained);

/// <summary>Collective variables of one kernel, with λ̃ = λ/Σλ.</summary>
/// <param name="Trace">Tr Θ.</param>
/// <param name="MeanTrace">Tr Θ over the number of modes.</param>
/// <param name="Entropy">S = −Σ λ̃ ln λ̃.</param>
/// <param name="EntropyRatio">S over its largest value, the logarithm of the number of modes.</param>
/// <param name="CosineEntropy">S of the cosine kernel Θ_ij/√(Θ_iiΘ_jj).</param>
/// <param name="CosineEntropyRatio">The same over its largest value.</param>
/// <param name="MagnitudeEntropy">−Σ m ln m of the magnitudes m_i = √Θ_ii/Σ√Θ_kk.</param>
/// <param name="EffectiveRank">e^S.</param>
/// <param name="LeadingRatio">λ₁/λ₂; infinite for a kernel of rank one.</param>
public sealed record CollectivePart(
    double Trace,
    double MeanTrace,
    double Entropy,
    double EntropyRatio,
    double CosineEntropy,
    double CosineEntropyRatio,
    double MagnitudeEntropy,
    double EffectiveRank,
    double LeadingRatio)
{
    /// <summary>The variables of a kernel as they are written.</summary>
    /// <param name="variables">The variables.</param>
    public static CollectivePart Of(CollectiveVariables variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        return new CollectivePart(
            variables.Trace,
            variables.MeanTrace,
            variables.Entropy,
            variables.EntropyRatio,
            variables.CosineEntropy,
            variables.CosineEntropyRatio,
            variables.MagnitudeEntropy,
            variables.EffectiveRank,
            variables.LeadingRatio);
    }
}
