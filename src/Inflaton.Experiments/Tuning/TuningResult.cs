using System.Text.Json.Nodes;
using Inflaton.Duality.Tuning;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Tuning;

/// <summary>What tuning found, without any training.</summary>
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

    /// <summary>The best η at each of some γ's.</summary>
    public required IReadOnlyList<RegimePoint> ByMomentum { get; init; }

    /// <summary>What it costs to be off: the recommendation with η or 1−γ multiplied by a factor.</summary>
    public required IReadOnlyList<(string Change, Recommendation There)> Nearby { get; init; }

    /// <summary>The map of regimes; empty where it was not asked for.</summary>
    public required IReadOnlyList<RegimePoint> Map { get; init; }

    /// <summary>Estimate of the kernel's relative change until the goal, from how far the weights move and the narrowest layer.</summary>
    public required double ExpectedDrift { get; init; }

    /// <summary>Where the theory is not to be relied on.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Wall-clock time from reading the file to the recommendation; the map is drawn after that.</summary>
    public required double Seconds { get; init; }

    /// <summary>The recommendation held against training; null where it was not asked for.</summary>
    public TuningVerification? Verification { get; init; }

    /// <summary>What computed it.</summary>
    public required Provenance Provenance { get; init; }

    /// <summary>The experiment file with every default filled in.</summary>
    public required JsonNode Settings { get; init; }
}
