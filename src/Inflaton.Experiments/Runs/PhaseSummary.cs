using Inflaton.Duality.Phases;

namespace Inflaton.Experiments.Runs;

/// <summary>The phase of a training, as predicted at epoch 0 and as it happened. Rates are counted as ηm²_max at the start.</summary>
/// <param name="Predicted">
/// <c>lazy</c>, <c>catapult</c> or <c>divergent</c>; null above the edge of stability where no limit of divergence is known.
/// </param>
/// <param name="Happened">The same of what was trained, or <c>unfinished</c>; null when nothing was trained to its end.</param>
/// <param name="Ground">
/// Where the limit of divergence comes from: <c>exact</c>, <c>narrow_networks</c> (an estimate), or <c>stability</c> where none is needed.
/// </param>
/// <param name="StepMassSquared">ηm²_max at the start; for a squared loss ηκλ₁/N.</param>
/// <param name="StepSquaredMassSquared">
/// h²m² of the leapfrog that the heavy ball is, 2ηm²_max/(1+γ): the field's lattice is stable below 4.
/// </param>
/// <param name="Edge">
/// ηm²_max below which training is lazy: 2(1+γ), less where the loss's curvature can grow on the way by as much.
/// </param>
/// <param name="DivergentAbove">ηm²_max above which it diverges; null where it is not known, infinite where it is not found.</param>
/// <param name="DivergentFrom">The same of the narrow network that diverges first; null without such networks.</param>
/// <param name="DivergentTo">The same of the narrow network that diverges last; null without such networks.</param>
/// <param name="CatapultRate">Learning rate at <paramref name="Edge"/>.</param>
/// <param name="DivergentRate">Learning rate at <paramref name="DivergentAbove"/>; null where it is not known.</param>
/// <param name="LossPeak">Largest loss on the way over that of the start; null when nothing was trained or the loss starts at 0.</param>
/// <param name="MassRatio">m²_max after training over that at the start: below 1 after a catapult; null where the network diverged.</param>
public sealed record PhaseSummary(
    string? Predicted,
    string? Happened,
    string Ground,
    double StepMassSquared,
    double StepSquaredMassSquared,
    double Edge,
    double? DivergentAbove,
    double? DivergentFrom,
    double? DivergentTo,
    double CatapultRate,
    double? DivergentRate,
    double? LossPeak,
    double? MassRatio)
{
    /// <summary>Part of a limit within which a learning rate is too near for the phase to be told.</summary>
    public const double Margin = 0.05;

    /// <summary>Whether the learning rate is within <see cref="Margin"/> of one of the limits.</summary>
    internal bool IsNearLimit => Near(Edge) || (DivergentAbove is { } limit && Near(limit));

    /// <summary>The words of files.</summary>
    /// <param name="phase">The phase.</param>
    internal static string Word(TrainingPhase phase) => phase.ToString().ToLowerInvariant();

    private bool Near(double limit) => Math.Abs(StepMassSquared - limit) < Margin * limit;
}
