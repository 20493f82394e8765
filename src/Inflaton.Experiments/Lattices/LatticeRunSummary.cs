using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Lattices;

/// <summary>How a lattice ended.</summary>
public enum LatticeRunStatus
{
    /// <summary>At the end that was asked for.</summary>
    Completed,

    /// <summary>Stopped by the user; its state is kept, to go on from.</summary>
    Interrupted,

    /// <summary>A field left the finite numbers.</summary>
    Diverged,

    /// <summary>H came down to 0: the universe would contract.</summary>
    Recollapsed,
}

/// <summary>
/// What one lattice is like, as written to <c>summary.json</c> (property names in snake_case). Units: reduced Planck mass 1. Together with
/// the arrays of
/// <c>lattice.npz</c> it is all that a report needs.
/// </summary>
public sealed record LatticeRunSummary : OutputSummary
{
    /// <summary>How it ended.</summary>
    public required LatticeRunStatus Status { get; init; }

    /// <inheritdoc/>
    public override StudyOutcome Outcome => Status switch
    {
        LatticeRunStatus.Completed => StudyOutcome.Completed,
        LatticeRunStatus.Interrupted => StudyOutcome.Interrupted,
        _ => StudyOutcome.NumericalFailure,
    };

    /// <summary>V in symbols.</summary>
    public required string Potential { get; init; }

    /// <summary>The expansion in symbols.</summary>
    public required string Expansion { get; init; }

    /// <summary>Number C of fields.</summary>
    public required int Fields { get; init; }

    /// <summary>D.</summary>
    public required int Dimensions { get; init; }

    /// <summary>Number n^D of sites.</summary>
    public required long Sites { get; init; }

    /// <summary>L.</summary>
    public required double Length { get; init; }

    /// <summary>dx.</summary>
    public required double Spacing { get; init; }

    /// <summary>The method.</summary>
    public required string Method { get; init; }

    /// <summary>Its order.</summary>
    public required int Order { get; init; }

    /// <summary>Steps done.</summary>
    public required long Steps { get; init; }

    /// <summary>h; some steps before snapshots, or at the end of given e-folds, are shorter.</summary>
    public required double TimeStep { get; init; }

    /// <summary>The longest stable step at the beginning; null where nothing oscillates.</summary>
    public double? LargestStableStep { get; init; }

    /// <summary>
    /// t at the end, since the beginning. Of a run that diverged this, and all that is told of the end, is of the last output time before.
    /// </summary>
    public required double EndTime { get; init; }

    /// <summary>N = ln a at the end.</summary>
    public required double Efolds { get; init; }

    /// <summary>a at the end.</summary>
    public required double ScaleFactor { get; init; }

    /// <summary>H at the beginning.</summary>
    public required double HubbleInitial { get; init; }

    /// <summary>H at the end.</summary>
    public required double HubbleFinal { get; init; }

    /// <summary>
    /// Largest |3H² − ρ|/ρ over the output times, but for that of a turn, where ρ = 0; null where the expansion is prescribed.
    /// </summary>
    public double? Constraint { get; init; }

    /// <summary>
    /// Largest |ρ − ρ(0)|/ρ(0) over the output times in a space that does not expand; null in others, and where ρ(0) = 0.
    /// </summary>
    public double? EnergyDrift { get; init; }

    /// <summary>∫p dt/∫ρ dt of the fields over the last quarter of the time.</summary>
    public double? EquationOfState { get; init; }

    /// <summary>Means of the fields at the end.</summary>
    public required double[] Mean { get; init; }

    /// <summary>Standard deviations of the fields over the sites at the end.</summary>
    public required double[] Rms { get; init; }

    /// <summary>Energies of the fields at the end.</summary>
    public required LatticeEnergySummary Energy { get; init; }

    /// <summary>Topological defects at the end; null where the potential has none or no spectra were asked for.</summary>
    public DefectSummary? Defects { get; init; }

    /// <summary>Gravitational waves at the end; null where they were not asked for.</summary>
    public WavesSummary? GravitationalWaves { get; init; }

    /// <summary>Sites times steps by the seconds that the steps took, measuring aside.</summary>
    public required double SiteStepsPerSecond { get; init; }

    /// <summary>Bytes of fields and momenta.</summary>
    public required long FieldBytes { get; init; }
}

/// <summary>Gravitational waves.</summary>
/// <param name="Density">ρ_GW.</param>
/// <param name="PeakOmega">Ω_GW per ln k where it is largest; null where there is no critical density.</param>
/// <param name="PeakWaveNumber">k there.</param>
/// <param name="PeakOmegaToday">h²Ω_GW there today, radiation following at once.</param>
/// <param name="PeakFrequencyToday">Its frequency today in Hz.</param>
public sealed record WavesSummary(
    double Density, double? PeakOmega, double? PeakWaveNumber, double? PeakOmegaToday, double? PeakFrequencyToday);

/// <summary>Topological defects.</summary>
/// <param name="Kind"><c>walls</c> (kinks in one dimension) or <c>strings</c>.</param>
/// <param name="Amount">
/// How many kinks, or strings through a plane; comoving length of walls in two dimensions and of strings in three; comoving area of walls
/// in three.
/// </param>
/// <param name="Exponent">
/// d ln amount/d ln a, fitted to the second half of the e-folds; null where there are fewer than three times of spectra in it, or no
/// expansion.
/// </param>
/// <param name="Length">
/// Comoving mean distance ξ at the end: volume over amount, and for strings the square root of that; null where nothing is left.
/// </param>
/// <param name="Growth">
/// dξ/dη with the conformal time η, fitted to its second half: constant where defects scale; null where there are fewer than three times
/// of spectra in it.
/// </param>
public sealed record DefectSummary(string Kind, double Amount, double? Exponent, double? Length = null, double? Growth = null);

/// <summary>Mean energy densities of the fields.</summary>
/// <param name="Kinetic">⟨½φ̇²⟩.</param>
/// <param name="Gradient">⟨½(∇φ)²⟩/a².</param>
/// <param name="Potential">⟨V⟩.</param>
public sealed record LatticeEnergySummary(double Kinetic, double Gradient, double Potential);
