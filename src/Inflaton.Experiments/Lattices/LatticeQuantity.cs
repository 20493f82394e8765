using System.Globalization;
using Inflaton.Experiments.Reports;
using Inflaton.Lattice;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Lattices;

/// <summary>The numbers of a lattice as people read them.</summary>
public static class LatticeQuantity
{
    /// <summary>The quantities of a lattice, those that it does not have left out.</summary>
    /// <param name="summary">The lattice.</param>
    public static IEnumerable<Quantity> Of(LatticeRunSummary summary)
    {
        string side = string.Join(
            " × ", Enumerable.Repeat(ReadableNumber.Of((long)Math.Round(summary.Length / summary.Spacing)), summary.Dimensions));
        yield return new(
            "sites", "n^D", side,
            $"{Counted(summary.Fields)}, dx = {ReadableNumber.Of(summary.Spacing)}, L = {ReadableNumber.Of(summary.Length)}.");
        yield return new(
            "steps", "", ReadableNumber.Of(summary.Steps),
            $"{summary.Method}, of order {summary.Order.ToString(CultureInfo.InvariantCulture)}.");
        yield return new(
            "time step", "h", ReadableNumber.Of(summary.TimeStep),
            summary.LargestStableStep is { } stable ? $"The longest stable one at the beginning is {ReadableNumber.Of(stable)}." : "");
        yield return new("end", "t", ReadableNumber.Of(summary.EndTime, 8), "Since the beginning.");
        yield return new("e-folds", "N", ReadableNumber.Of(summary.Efolds, 8), "ln a at the end.");
        yield return new(
            "Hubble parameter", "H", $"{ReadableNumber.Of(summary.HubbleInitial)} → {ReadableNumber.Of(summary.HubbleFinal)}",
            "At the beginning and at the end.");
        if (summary.Constraint is { } constraint)
        {
            yield return new(
                "Friedmann constraint", "|3H²−ρ|/ρ", ReadableNumber.Of(constraint, 2),
                "Largest over the output times; measured, not imposed.");
        }

        if (summary.EnergyDrift is { } drift)
        {
            yield return new("drift of the energy", "|Δρ|/ρ", ReadableNumber.Of(drift, 2), "Largest over the output times.");
        }

        yield return new("means", "⟨φ⟩", Numbers(summary.Mean), "At the end.");
        yield return new("deviations", "rms φ", Numbers(summary.Rms), "√⟨(φ − ⟨φ⟩)²⟩ at the end.");
        yield return new(
            "energies", "K, G, V",
            $"{ReadableNumber.Of(summary.Energy.Kinetic, 3)}, {ReadableNumber.Of(summary.Energy.Gradient, 3)}, "
                + $"{ReadableNumber.Of(summary.Energy.Potential, 3)}",
            "Kinetic, gradient and potential energy density at the end.");
        if (summary.EquationOfState is { } state)
        {
            yield return new(
                "equation of state", "w", ReadableNumber.Of(state), "∫p dt/∫ρ dt of the fields over the last quarter of the time.");
        }

        if (summary.Defects is { } defects)
        {
            string name = defects.Kind == DefectKind.Walls && summary.Dimensions == 1 ? "kinks" : defects.Kind;
            yield return new(
                name, "", ReadableNumber.Of(defects.Amount),
                (name == "kinks" || (name == DefectKind.Strings && summary.Dimensions == 2) ? "How many at the end"
                    : name == DefectKind.Walls && summary.Dimensions == 3 ? "Comoving area at the end"
                    : "Comoving length at the end")
                + (defects.Exponent is { } exponent
                    ? $"; as a to the power of {ReadableNumber.Of(exponent, 3)} over the second half of the e-folds."
                    : "."));
            if (defects is { Length: { } length, Growth: { } growth })
            {
                yield return new(
                    $"distance of {name}", "ξ", ReadableNumber.Of(length),
                    $"Comoving, at the end; grows by {ReadableNumber.Of(growth, 3)} of the conformal time over its second half.");
            }
        }

        if (summary.GravitationalWaves is { PeakOmega: { } omega, PeakOmegaToday: { } today, PeakFrequencyToday: { } frequency })
        {
            yield return new(
                "gravitational waves", "Ω_GW", ReadableNumber.Of(omega, 3),
                $"Largest per ln k, at the end; today h²Ω_GW = {ReadableNumber.Of(today, 3)} at {ReadableNumber.Of(frequency, 3)} Hz, "
                    + "radiation following at once.");
        }

        yield return new(
            "speed", "", $"{ReadableNumber.Of(summary.SiteStepsPerSecond, 2)}/s", "Sites times steps by the seconds that the steps took.");
    }

    private static string Counted(int fields) => fields == 1 ? "One field" : $"{ReadableNumber.Of((long)fields)} fields";

    private static string Numbers(double[] values) => string.Join(", ", values.Select(value => ReadableNumber.Of(value)));
}
