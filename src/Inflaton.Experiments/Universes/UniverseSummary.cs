using System.Text.Json.Serialization;
using Inflaton.Experiments.Studies;
using Inflaton.Universe;

namespace Inflaton.Experiments.Universes;

/// <summary>How a universe was solved.</summary>
public enum UniverseStatus
{
    /// <summary>Everything asked for was computed.</summary>
    Completed,

    /// <summary>Something asked for does not exist in this universe, or the integration broke off; what was computed is kept.</summary>
    Failed,
}

/// <summary>
/// What one universe is like, as written to <c>summary.json</c> (property names in snake_case). Units: reduced Planck mass 1. Together with
/// the arrays of <c>universe.npz</c> it is all that a report needs.
/// </summary>
public sealed record UniverseSummary : OutputSummary
{
    /// <summary>How it ended.</summary>
    public required UniverseStatus Status { get; init; }

    /// <inheritdoc/>
    public override StudyOutcome Outcome => Status == UniverseStatus.Completed ? StudyOutcome.Completed : StudyOutcome.NumericalFailure;

    /// <summary>V in symbols.</summary>
    public required string Potential { get; init; }

    /// <summary>V as the file has it: a formula in symbols and their numbers; null of an output of earlier versions.</summary>
    public string? PotentialNotation { get; init; }

    /// <summary>The metric of the fields' space in symbols; null where it is flat.</summary>
    public string? Metric { get; init; }

    /// <summary>The expansion in symbols.</summary>
    public required string Expansion { get; init; }

    /// <summary>Number C of fields.</summary>
    public required int Fields { get; init; }

    /// <summary>e-folds N = ln a at the last output time.</summary>
    public required double Efolds { get; init; }

    /// <summary>t at the last output time.</summary>
    public required double EndTime { get; init; }

    /// <summary>φ at the last output time.</summary>
    public required double[] EndField { get; init; }

    /// <summary>Where inflation ends, ε = 1; null where it does not, or nobody asked.</summary>
    public EndSummary? EndOfInflation { get; init; }

    /// <summary>What becomes of inflation; null where nobody asked.</summary>
    public Fate? Fate { get; init; }

    /// <summary>All times of inflation, as N where each begins and ends; the last is infinite where it does not end.</summary>
    public IReadOnlyList<double[]> InflationIntervals { get; init; } = [];

    /// <summary>H at the beginning.</summary>
    public required double HubbleInitial { get; init; }

    /// <summary>H at the last output time.</summary>
    public required double HubbleFinal { get; init; }

    /// <summary>ε_V = |V'|²/2V² at the pivot scale's horizon exit, or at the beginning where there is no pivot.</summary>
    public required double Epsilon { get; init; }

    /// <summary>η_V = V''/V there.</summary>
    public required double Eta { get; init; }

    /// <summary>n_s = 1 + d ln P_s/d ln k at the pivot; null without perturbations.</summary>
    [JsonPropertyName("n_s")]
    public double? SpectralIndex { get; init; }

    /// <summary>r = P_t/P_s at the pivot; null without perturbations.</summary>
    [JsonPropertyName("r")]
    public double? TensorRatio { get; init; }

    /// <summary>α_s = d²ln P_s/d(ln k)² at the pivot; null without perturbations.</summary>
    [JsonPropertyName("alpha_s")]
    public double? Running { get; init; }

    /// <summary>n_t = d ln P_t/d ln k at the pivot; null without perturbations.</summary>
    [JsonPropertyName("n_t")]
    public double? TensorIndex { get; init; }

    /// <summary>A_s = P_s at the pivot; null without perturbations.</summary>
    public double? Amplitude { get; init; }

    /// <summary>P_t at the pivot; null without perturbations.</summary>
    public double? TensorAmplitude { get; init; }

    /// <summary>P_S at the pivot, summed over the directions across the path; null without perturbations, and for one field.</summary>
    public double? Isocurvature { get; init; }

    /// <summary>Correlation of 𝓡 and S at the pivot, −1 to 1; null without perturbations, and for one field.</summary>
    public double? Correlation { get; init; }

    /// <summary>
    /// ω at the pivot's horizon exit, radians in an e-fold: of two fields positive to the left; null without perturbations, and for one
    /// field.
    /// </summary>
    public double? TurnRate { get; init; }

    /// <summary>Effective mass squared of S at the pivot's horizon exit, M_ss/H² + 3ω²; null but for two fields.</summary>
    public double? EntropyMass { get; init; }

    /// <summary>T_RS: 𝓡 where the spectra are taken by S at the pivot's horizon exit; null but for two fields.</summary>
    [JsonPropertyName("t_rs")]
    public double? CurvatureFromEntropy { get; init; }

    /// <summary>T_SS: S where the spectra are taken by S at the pivot's horizon exit; null but for two fields.</summary>
    [JsonPropertyName("t_ss")]
    public double? EntropyFromEntropy { get; init; }

    /// <summary>Local f_NL of the pivot scale by δN; null where nobody asked, or N has no derivatives.</summary>
    [JsonPropertyName("f_nl")]
    public double? NonGaussianity { get; init; }

    /// <summary>Error of f_NL: by how much differences of finer spacing still differ.</summary>
    [JsonPropertyName("f_nl_error")]
    public double? NonGaussianityError { get; init; }

    /// <summary>df_NL/dN at the last slice; null too where the pivot leaves the horizon less than an e-fold before.</summary>
    [JsonPropertyName("f_nl_drift")]
    public double? NonGaussianityDrift { get; init; }

    /// <summary>By how much f_NL changes where velocities at the exit follow the potential instead of being held.</summary>
    [JsonPropertyName("f_nl_velocity_effect")]
    public double? NonGaussianityVelocityEffect { get; init; }

    /// <summary>Power of each spectator at the pivot, in the order of its masses; empty without.</summary>
    public double[] SpectatorPower { get; init; } = [];

    /// <summary>N at which all modes' power was taken; null without perturbations.</summary>
    public double? SpectrumEfolds { get; init; }

    /// <summary>d ln P_s/dN of the pivot's mode there: 0 where it has frozen; null without a curvature perturbation.</summary>
    public double? PivotDrift { get; init; }

    /// <summary>Error of n_s: by how much derivatives of the last two spacings differ; null without a curvature perturbation.</summary>
    [JsonPropertyName("n_s_error")]
    public double? SpectralIndexError { get; init; }

    /// <summary>The pivot scale; null without perturbations.</summary>
    public PivotSummary? Pivot { get; init; }

    /// <summary>What follows on inflation, and gives N*; null where the file gives N*.</summary>
    public ReheatingSummary? Reheating { get; init; }

    /// <summary>What the potential of the file was multiplied by; null where nobody asked.</summary>
    public double? Normalization { get; init; }

    /// <summary>
    /// The largest P_s of the modes that have left the horizon, and its k in Mpc⁻¹; null without a curvature perturbation.
    /// </summary>
    public PeakSummary? Peak { get; init; }

    /// <summary>Primordial black holes where there are most of them; null where nobody asked, or the spectrum is too short.</summary>
    public BlackHoleSummary? BlackHoles { get; init; }

    /// <summary>Today, and its dark energy; null where nobody asked, or it does not come.</summary>
    public TodaySummary? Today { get; init; }

    /// <summary>Paths of the field under noise; null where nobody asked, or where it is not known where they end.</summary>
    public StochasticSummary? Stochastic { get; init; }

    /// <summary>Largest |3H² − ρ|/ρ, H integrated from Ḣ; null where the expansion is prescribed.</summary>
    public double? FriedmannResidual { get; init; }
}

/// <summary>Where inflation ends.</summary>
/// <param name="Time">t.</param>
/// <param name="Efolds">N since the beginning.</param>
/// <param name="Field">φ.</param>
/// <param name="Hubble">H.</param>
public sealed record EndSummary(double Time, double Efolds, double[] Field, double Hubble);

/// <summary>The pivot scale, and slow roll's guess at what was solved there.</summary>
/// <param name="Efolds">N*: e-folds left when k* = aH.</param>
/// <param name="Wavenumber">k*, comoving, with a = 1 at the beginning.</param>
/// <param name="Field">φ then.</param>
/// <param name="SlowRoll">Leading-order slow roll: n_s, r and amplitude.</param>
/// <param name="LogWavenumber">ln k*, which a number holds however long inflation lasts.</param>
public sealed record PivotSummary(double Efolds, double Wavenumber, double[] Field, SlowRollSummary SlowRoll, double LogWavenumber);

/// <summary>Where the curvature spectrum is largest.</summary>
/// <param name="Wavenumber">k in Mpc⁻¹.</param>
/// <param name="Power">P_s.</param>
public sealed record PeakSummary(double Wavenumber, double Power);

/// <summary>Primordial black holes of the mass of which there are most.</summary>
/// <param name="Wavenumber">k in Mpc⁻¹ of the scale that they come from.</param>
/// <param name="Mass">M in solar masses.</param>
/// <param name="Variance">σ² of the smoothed density.</param>
/// <param name="Fraction">β, their share of the energy when they form.</param>
public sealed record BlackHoleSummary(double Wavenumber, double Mass, double Variance, double Fraction);

/// <summary>From the end of inflation to today.</summary>
/// <param name="Efolds">N_re, until all is radiation.</param>
/// <param name="Temperature">Temperature then, in GeV.</param>
/// <param name="HighestTemperature">Temperature if all were radiation at the end of inflation, in GeV.</param>
/// <param name="LogExpansion">ln(a₀/a_end), from the end of inflation to today.</param>
public sealed record ReheatingSummary(double Efolds, double Temperature, double HighestTemperature, double LogExpansion);

/// <summary>Leading-order slow roll at the pivot.</summary>
/// <param name="SpectralIndex">1 − 6ε_V + 2η_V.</param>
/// <param name="TensorRatio">16ε_V.</param>
/// <param name="Amplitude">V/(24π²ε_V).</param>
public sealed record SlowRollSummary(
    [property: JsonPropertyName("n_s")] double SpectralIndex, [property: JsonPropertyName("r")] double TensorRatio, double Amplitude);
