using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Universes;

/// <summary>A solved universe: all that is written to its folder.</summary>
/// <param name="Summary">The numbers.</param>
/// <param name="Arrays">
/// <c>t</c>, <c>efolds</c>, <c>a</c>, <c>phi</c>, <c>phidot</c> (T, or T × C), <c>hubble</c>, <c>epsilon</c>, <c>density_kinetic</c>,
/// <c>density_potential</c>, <c>density_FLUID</c> (T); of one field <c>potential_field</c>, <c>potential_value</c>; with perturbations
/// <c>k</c> (over the pivot's), <c>k_mpc</c> (in Mpc⁻¹, the pivot being 0.05), <c>power_scalar</c>, <c>power_tensor</c>,
/// <c>power_spectators</c> (S × K), <c>slow_roll_scalar</c>, <c>slow_roll_tensor</c> (K); of several fields <c>turn_rate</c> (T),
/// <c>mode_masses</c> (T × C), <c>entropy_mass</c> (T, of two), <c>transfer_matrix</c> (C × C), <c>exit_directions</c> (C − 1 × C);
/// <c>delta_n</c> (C) with f_NL.
/// </param>
/// <param name="ResolvedYaml">The universe file with every default filled in.</param>
public sealed record UniverseResult(UniverseSummary Summary, IReadOnlyDictionary<string, NumericArray> Arrays, string ResolvedYaml)
    : StudyResult(Arrays, ResolvedYaml)
{
    /// <inheritdoc/>
    public override OutputSummary Outline => Summary;

    /// <inheritdoc/>
    public override void WriteFurther(string directory) => PrimordialFile.Write(directory, Arrays);
}
