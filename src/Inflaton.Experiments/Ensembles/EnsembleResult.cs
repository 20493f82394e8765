using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Ensembles;

/// <summary>An ensemble with what it says.</summary>
/// <param name="Summary">What it says.</param>
/// <param name="Arrays">
/// What <c>ensemble.npz</c> holds, T recorded epochs, P inputs: <c>epochs</c>, <c>points</c>, <c>mean</c> [T, P], <c>covariance</c>,
/// <c>three_point</c>, <c>four_point</c> and <c>six_point</c> with one more axis of P for each output, each with <c>_error</c>;
/// <c>kernel_epochs</c>, <c>kernel_mean</c> and <c>kernel_variance</c> [T', P, P], <c>eigenvalue_mean</c> and <c>eigenvalue_variance</c>
/// [T', m], with <c>_error</c>; and of the theory at epoch 0 <c>theory_covariance</c>, <c>theory_covariance_correction</c>,
/// <c>theory_kernel</c>, <c>theory_kernel_variance</c> (one hidden layer alone) [P, P], <c>theory_four_point</c> [P, P, P, P] and
/// <c>theory_six_point</c> [P], of one input.
/// </param>
/// <param name="ResolvedYaml">The ensemble file with every default filled in.</param>
public sealed record EnsembleResult(EnsembleSummary Summary, IReadOnlyDictionary<string, NumericArray> Arrays, string ResolvedYaml)
    : StudyResult(Arrays, ResolvedYaml)
{
    /// <inheritdoc/>
    public override OutputSummary Outline => Summary;
}
