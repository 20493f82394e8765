using Inflaton.Experiments.Files;
using Inflaton.Numerics.Notation;
using Inflaton.Universe;

namespace Inflaton.Experiments.Universes;

/// <summary>
/// Perturbations, and where the pivot scale leaves the horizon: as many e-folds before the end as are asked for, or as reheating leaves.
/// </summary>
/// <param name="Perturbations">The perturbations.</param>
/// <param name="Efolds">N*, to the end of inflation.</param>
/// <param name="Left">e-folds to where the spectra are taken.</param>
/// <param name="Reheating">What follows on inflation; null where nobody says.</param>
internal sealed record PivotScale(Perturbations Perturbations, double Efolds, double Left, Reheating? Reheating)
{
    /// <summary>The pivot scale of a universe.</summary>
    /// <param name="cosmology">The universe.</param>
    /// <param name="settings">What was asked for, perturbations among it.</param>
    /// <param name="end">The end of inflation; null where nobody looked for one.</param>
    /// <param name="problem">Why there is none, as a sentence and what to do; empty where there is one.</param>
    public static PivotScale? Of(Cosmology cosmology, UniverseSettings settings, EndOfInflation? end, out string problem)
    {
        PerturbationSettings asked = settings.Perturbations!;
        double? counted = end is { IsFound: true } ? end.Efolds : settings.Reheating is null ? settings.Time.Efolds : null;
        if (counted is not { } whole || (asked.At ?? counted) is not { } final)
        {
            string why = end is null ? "" : $": {end.Message.TrimEnd('.')}";
            problem = settings.Reheating is null
                ? $"There is no end to take the spectra at{why}. Give time.efolds."
                : $"There is no end of inflation that reheating could follow on{why}.";
            return null;
        }

        double? known = settings.Reheating is null ? asked.PivotEfolds ?? PerturbationSettings.UsualPivotEfolds : null;
        Perturbations perturbations;
        Reheating? reheating = null;
        try
        {
            reheating = settings.Reheating?.After(end!.Hubble);
            if (known is { } given && Uncounted(given, whole, final) is { } early)
            {
                problem = early;
                return null;
            }

            perturbations = new Perturbations(cosmology, final, asked.Options(settings.Solver.ModeTolerance));
        }
        catch (ArgumentException exception)
        {
            string remedy = settings.Reheating is not null && reheating is null
                ? settings.Reheating.Efolds is null
                    ? "Lower reheating.temperature"
                    : "Lower reheating.efolds, or w"
                : "Give an earlier time.efolds";
            problem = $"{ReadableMessage.Of(exception).TrimEnd('.')}. {remedy}.";
            return null;
        }

        double pivot = known ?? 0;
        if (reheating is not null)
        {
            // Scales leave between the beginning and where the spectra are taken; e-folds are counted from the end of inflation all the
            // same.
            double beyond = whole - final;
            try
            {
                if (reheating.PivotEfolds(
                    Radiation.Pivot, left => perturbations.LogWavenumber(Math.Clamp(left - beyond, 0, final)) - whole,
                    whole) is not { } found)
                {
                    problem =
                        ReadableFormat.Text($"The pivot scale, {Radiation.Pivot} Mpc⁻¹, left the horizon before the beginning, more than ")
                            + ReadableFormat.Text($"{whole:G6} e-folds before the end: begin farther up the potential (initial.phi).");
                    return null;
                }

                pivot = found;
            }
            catch (ArgumentException exception)
            {
                problem = $"{ReadableMessage.Of(exception).TrimEnd('.')}. Shorten reheating, or take another potential.";
                return null;
            }

            if (Uncounted(pivot, whole, final) is { } late)
            {
                problem = late;
                return null;
            }
        }

        double exit = whole - pivot, left = Math.Clamp(final - exit, 0, final);
        double epsilon = perturbations.Epsilon(left);
        problem = epsilon >= 1 && pivot > 0
            ? ReadableFormat.Text(
                $"N* = {pivot:G6} is where there is no inflation (ε = {epsilon:G4} at N = {exit:G6}), before it begins or while it ")
                + "pauses: no scale leaves the horizon there. Take another perturbations.pivot_efolds."
            : "";
        return problem.Length == 0 ? new PivotScale(perturbations, pivot, left, reheating) : null;
    }

    /// <summary>Why a pivot scale that is so many e-folds before the end cannot be seen; null where it can.</summary>
    private static string? Uncounted(double pivot, double whole, double final)
    {
        double exit = whole - pivot;
        return exit < 0
            ? ReadableFormat.Text(
                $"There are {whole:G6} e-folds in all, fewer than the {pivot:G6} of the pivot scale: begin farther up the ")
                + "potential (initial.phi), or lower perturbations.pivot_efolds."
            : exit > final
            ? ReadableFormat.Text(
                $"The pivot scale leaves the horizon at N = {exit:G6}, after N = {final:G6}, where the spectra are taken: ")
                + "raise perturbations.pivot_efolds or at_efolds."
            : null;
    }
}
