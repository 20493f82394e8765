using System.Text.Json.Serialization;
using Inflaton.Duality.Tuning;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Tuning;

/// <summary>How a tuning ended.</summary>
public enum TuningStatus
{
    /// <summary>Something is recommended.</summary>
    Completed,

    /// <summary>Nothing is recommended: the kernel blows up, or is foretold to, at any rate that was tried.</summary>
    Failed,

    /// <summary>Stopped by the user; the choice, or the grid, is what was there until then.</summary>
    Interrupted,
}

/// <summary>
/// What was chosen, as written to <c>summary.json</c> (property names in snake_case): the numbers that scans measure. <c>tuning.json</c>
/// (<see cref="TuningResult"/>) has the tables and the map as well.
/// </summary>
public sealed record TuningSummary : OutputSummary
{
    /// <summary>How it ended.</summary>
    public required TuningStatus Status { get; init; }

    /// <inheritdoc/>
    public override StudyOutcome Outcome => Status switch
    {
        TuningStatus.Completed => StudyOutcome.Completed,
        TuningStatus.Interrupted => StudyOutcome.Interrupted,
        _ => StudyOutcome.NumericalFailure,
    };

    /// <summary>What was to be reached.</summary>
    public required TuningGoal Goal { get; init; }

    /// <summary>Θ₀: the mean diagonal entry of the kernel.</summary>
    public required double Theta0 { get; init; }

    /// <summary>𝓛_0.</summary>
    public required double InitialLoss { get; init; }

    /// <summary>Number of modes N·C.</summary>
    public required int Modes { get; init; }

    /// <summary>The best η and γ; what was tried in vain where nothing is recommended.</summary>
    public required Recommendation Best { get; init; }

    /// <summary>The kernel's relative change ‖Θ − Θ_0‖/‖Θ_0‖ until the goal; infinite where nothing is recommended.</summary>
    public required double ExpectedDrift { get; init; }

    /// <summary>Number of trial trainings that were made.</summary>
    public required int TrialsMade { get; init; }

    /// <summary>The recommendation and the loss in PyTorch's terms.</summary>
    [JsonPropertyName("pytorch")]
    public required PyTorchTerms PyTorch { get; init; }

    /// <summary>The best peak with schedule, weight decay and batches of the file; null where it has none of them.</summary>
    public PracticeTuning? Practice { get; init; }

    /// <summary>The recommendation held against training; null where it was not asked for.</summary>
    public VerificationSummary? Verification { get; init; }
}

/// <summary>The recommendation held against the trainings of a grid.</summary>
/// <param name="Regret">Epochs to the level at the recommendation over those of the fastest, or its loss over the lowest.</param>
/// <param name="Level">Loss that was to be reached; null where losses are compared.</param>
/// <param name="Recommended">Training at the recommendation.</param>
/// <param name="Best">The best training of the grid.</param>
/// <param name="Trainings">Number of trainings.</param>
/// <param name="TrainedDrift">‖Θ − Θ_0‖/‖Θ_0‖ at the end of the training at the recommendation; infinite where it diverged.</param>
/// <param name="IsComplete">Whether all of the grid was trained.</param>
public sealed record VerificationSummary(
    double Regret, double? Level, TunedTraining Recommended, TunedTraining Best, int Trainings, double TrainedDrift, bool IsComplete)
{
    /// <summary>What of a verification goes into the summary.</summary>
    /// <param name="verification">The verification.</param>
    public static VerificationSummary Of(TuningVerification verification)
    {
        ArgumentNullException.ThrowIfNull(verification);
        return new VerificationSummary(
            verification.Regret, verification.Level, verification.Recommended,
            verification.Best, verification.Grid.Count, verification.TrainedDrift,
            verification.IsComplete);
    }
}
