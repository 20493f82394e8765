using System.Text.Json.Serialization;

namespace Inflaton.Experiments.Universes;

/// <summary>Today, and the dark energy of today.</summary>
public sealed record TodaySummary
{
    /// <summary>N = ln a₀, a = 1 at the beginning: 1 + z of the beginning is its exponential.</summary>
    public required double Efolds { get; init; }

    /// <summary>t₀.</summary>
    public required double Time { get; init; }

    /// <summary>H₀.</summary>
    public required double Hubble { get; init; }

    /// <summary>H₀t₀, t counted as in the file: <c>time.from</c> is the age at the beginning.</summary>
    public required double Age { get; init; }

    /// <summary>φ.</summary>
    public required double[] Field { get; init; }

    /// <summary>Ω of the fields.</summary>
    public required double OmegaField { get; init; }

    /// <summary>Ω of each fluid, in the order in which the arrays have them.</summary>
    public required double[] OmegaFluids { get; init; }

    /// <summary>w of the fields; null where they have no energy.</summary>
    [JsonPropertyName("w_0")]
    public required double? EquationOfState { get; init; }

    /// <summary>w_a = −dw/da of the fields, where a₀ = 1.</summary>
    [JsonPropertyName("w_a")]
    public required double? EquationOfStateSlope { get; init; }

    /// <summary>w of everything.</summary>
    [JsonPropertyName("w_total")]
    public required double TotalEquationOfState { get; init; }
}
