using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Inflaton.Duality.Tuning;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Tuning;

/// <summary>What tuning found: the theory's choice, and the trials that it was held against.</summary>
public sealed record TuningResult
{
    /// <summary>Name of the experiment.</summary>
    public required string Name { get; init; }

    /// <summary>What was to be reached.</summary>
    public required TuningGoal Goal { get; init; }

    /// <summary>Θ₀: the mean diagonal entry of the kernel.</summary>
    public required double Theta0 { get; init; }

    /// <summary>𝓛_0.</summary>
    public required double InitialLoss { get; init; }

    /// <summary>Number of modes N·C.</summary>
    public required int Modes { get; init; }

    /// <summary>The best η and γ.</summary>
    public required Recommendation Best { get; init; }

    /// <summary>
    /// Epochs after which the losses of <see cref="ByMomentum"/> and <see cref="Map"/> are meant: those of the file, or those that were
    /// asked for.
    /// </summary>
    public required int LossEpochs { get; init; }

    /// <summary>The best η at each of some γ's, in the theory of the kernel at the start.</summary>
    public required IReadOnlyList<RegimePoint> ByMomentum { get; init; }

    /// <summary>
    /// What it costs to be off, in the theory of the kernel at the start: the recommendation with η or 1−γ multiplied by a factor.
    /// </summary>
    public required IReadOnlyList<(string Change, Recommendation There)> Nearby { get; init; }

    /// <summary>The map of regimes; empty where it was not asked for.</summary>
    public required IReadOnlyList<RegimePoint> Map { get; init; }

    /// <summary>
    /// The kernel's relative change ‖Θ − Θ_0‖/‖Θ_0‖ until the goal: that of the trial at the recommendation; without trials foretold by the
    /// network's own derivatives (<see cref="KernelPath"/>). Infinite where all diverges.
    /// </summary>
    public required double ExpectedDrift { get; init; }

    /// <summary>How that was foretold; null where it is that of a trial.</summary>
    public ForetoldDrift? Foretold { get; init; }

    /// <summary>The trial trainings, in their order; empty without.</summary>
    public required IReadOnlyList<TunedTraining> Trials { get; init; }

    /// <summary>
    /// Trainings right beside the recommendation, at η a hundredth smaller and larger; empty where it went as foretold. Where they end
    /// otherwise than the recommendation, a warning says so.
    /// </summary>
    public required IReadOnlyList<TunedTraining> Beside { get; init; }

    /// <summary>The recommendation and the loss in PyTorch's terms.</summary>
    [JsonPropertyName("pytorch")]
    public required PyTorchTerms PyTorch { get; init; }

    /// <summary>The best peak with schedule, weight decay and batches of the file; null where it has none of them.</summary>
    public PracticeTuning? Practice { get; init; }

    /// <summary>Where the theory is not to be relied on.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Wall-clock time from reading the file to the recommendation, trials included; the map is drawn after that.</summary>
    public required double Seconds { get; init; }

    /// <summary>The recommendation held against training; null where it was not asked for.</summary>
    public TuningVerification? Verification { get; init; }

    /// <summary>What computed it.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>The experiment file with every default filled in.</summary>
    public required JsonNode Settings { get; init; }
}
