using Inflaton.Experiments.Files;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;
using Inflaton.Universe;

namespace Inflaton.Experiments.Universes;

/// <summary>Finds the peak of a curvature spectrum, and the primordial black holes that it makes.</summary>
/// <param name="settings">The file.</param>
/// <param name="reheating">How the Universe became hot; null where the file does not say it.</param>
/// <param name="findings">Receives what is found.</param>
internal sealed class PeakReading(UniverseSettings settings, Reheating? reheating, UniverseFindings findings)
{
    /// <summary>Where the curvature spectrum is largest, and the black holes that it makes.</summary>
    /// <param name="wavenumbers">k in Mpc⁻¹.</param>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="horizon">ln aH where it is taken: modes within are a vacuum still, and make no peak and no holes.</param>
    public (PeakSummary? Peak, BlackHoleSummary? Holes) Read(double[] wavenumbers, PowerSpectrum spectrum, double horizon)
    {
        const double linear = 0.1, coarse = 3;
        int outside = spectrum.LogWavenumbers.Count(k => k < horizon);
        (double K, double Power)[] known =
            [.. wavenumbers.Zip(spectrum.Scalar).Take(outside).Where(mode => mode.Second > 0 && double.IsFinite(mode.Second))];
        if (outside < wavenumbers.Length)
        {
            findings.Warnings.Add(ReadableFormat.Text(
                $"{wavenumbers.Length - outside} of {wavenumbers.Length} modes have not left the horizon at N = {spectrum.Efolds:G6}, ")
                + "where the spectra are taken: their powers are those of a vacuum. Lower the end of perturbations.k_range.");
        }

        if (known.Length == 0)
        {
            return default;
        }

        (double at, double most) = known.MaxBy(mode => mode.Power);
        PeakSummary peak = new(at, most);
        if (most > linear)
        {
            findings.Warnings.Add(ReadableFormat.Text(
                $"P_s reaches {most:G3} at k = {at:G3} Mpc⁻¹: near 1 fluctuations are not small, "
                + $"and what is linear in them does not hold."));
        }

        if (settings.BlackHoles is not { } asked)
        {
            return (peak, null);
        }

        BlackHoleSpectrum? found = known.Length < outside ? null : BlackHoleSpectrum.Of(
            [.. known.Select(mode => mode.K)], [.. known.Select(mode => mode.Power)], asked.Threshold, asked.Efficiency, asked.Degrees);
        if (found is null)
        {
            findings.Warnings.Add("There are no black holes to tell of: σ² takes all modes of k_range, and a range that is wider than 40.");
            return (peak, null);
        }

        int index = Array.IndexOf(found.Variances, found.Variances.Max());
        BlackHoleSummary blackHoles = new(found.Wavenumbers[index], found.Masses[index], found.Variances[index], found.Fractions[index]);
        if (!(blackHoles.Fraction > 0))
        {
            findings.Notes.Add(ReadableFormat.Text(
                $"No primordial black holes: their share is below the numbers that doubles hold at every mass, σ² being at most "
                + $"{blackHoles.Variance:G3} beside a threshold of {asked.Threshold:G3}."));
        }

        if (blackHoles.Fraction > 0 && (index == 0 || index == found.Variances.Length - 1))
        {
            findings.Warnings.Add(
                "σ² is largest at the end of the range that it is known in, and may be larger beyond: "
                + "widen perturbations.k_range for β and the mass.");
        }

        bool isRadiation = Math.Abs((settings.Reheating?.EquationOfState ?? 0) - (1.0 / 3)) < 1e-3;
        if (reheating is not null && !isRadiation && blackHoles.Wavenumber > reheating.Wavenumber)
        {
            findings.Warnings.Add(ReadableFormat.Text(
                $"The scale of the black holes, k = {blackHoles.Wavenumber:G3} Mpc⁻¹, comes back into the horizon before all is ")
                + ReadableFormat.Text($"radiation (k = {reheating.Wavenumber:G3} Mpc⁻¹): mass and β are those of radiation all the same."));
        }

        double jump = known.Zip(known.Skip(1)).Max(pair => Math.Max(pair.First.Power, pair.Second.Power) > 0.1 * most
            ? Math.Max(pair.First.Power / pair.Second.Power, pair.Second.Power / pair.First.Power) : 1);
        if (jump > coarse)
        {
            findings.Warnings.Add(ReadableFormat.Text(
                $"Modes next to each other differ by a factor of {jump:G3} at the peak of P_s: "
                + $"raise perturbations.modes for σ² and β."));
        }

        int[] shape = [found.Wavenumbers.Length];
        findings.Arrays["black_hole_k"] = new NumericArray(shape, found.Wavenumbers);
        findings.Arrays["black_hole_mass"] = new NumericArray(shape, found.Masses);
        findings.Arrays["black_hole_variance"] = new NumericArray(shape, found.Variances);
        findings.Arrays["black_hole_fraction"] = new NumericArray(shape, found.Fractions);
        return (peak, blackHoles);
    }
}
