using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Fits;

/// <summary>A posterior that was drawn from: all that is written to its folder.</summary>
/// <param name="Summary">The numbers.</param>
/// <param name="Arrays">
/// <c>chain</c> (S × W × d, the parameters after each of S steps of W walkers), <c>log_posterior</c> (S × W, up to a constant, per unit
/// of ln x where the prior is log_uniform), <c>log_likelihood</c> (S × W, 0 where it is largest), <c>derived</c> (S × W × M, the
/// quantities), and <c>state_…</c>, from which the walk goes on.
/// </param>
/// <param name="ResolvedYaml">The fit file with every default filled in.</param>
public sealed record FitResult(
    FitSummary Summary, IReadOnlyDictionary<string, NumericArray> Arrays, string ResolvedYaml) : StudyResult(Arrays, ResolvedYaml)
{
    /// <inheritdoc/>
    public override OutputSummary Outline => Summary;

    /// <inheritdoc/>
    public override void WriteFurther(string directory) =>
        FitChain.WriteTable(Path.Combine(directory, FitChain.TableFile), Summary, Arrays);

    /// <inheritdoc/>
    public override void DeleteState(string directory) => FitChain.DeleteState(directory);
}
