namespace Inflaton.Experiments.Runs;

/// <summary>Natural training: what was inverted.</summary>
/// <param name="Regularization">ε/Θ̄.</param>
/// <param name="ConditionNumber">(λ₁+ε)/(λ_N+ε) of the field's own kernel at the start.</param>
/// <param name="ConditionLimit">The limit above which it would have been refused.</param>
/// <param name="EigenvalueSpread">
/// √(Σ(λᵢ−λ̄)²/N)/λ̄ of the field's own kernel at the start; <c>eigenvalue_spread</c> is that of what is left.
/// </param>
/// <param name="Refreshed">How often the kernel was taken anew.</param>
public sealed record NaturalSummary(
    double Regularization, double ConditionNumber, double ConditionLimit, double EigenvalueSpread, int Refreshed)
{
    internal static NaturalSummary? Of(NaturalReading? natural) => natural is null
        ? null
        : new NaturalSummary(
            natural.Gradient.Regularization,
            natural.Gradient.InitialConditionNumber,
            natural.Gradient.ConditionLimit,
            natural.Spectrum.Spread,
            natural.Gradient.Refreshed);
}
