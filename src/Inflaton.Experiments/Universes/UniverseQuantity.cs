using System.Globalization;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Reports;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Universes;

/// <summary>The numbers of a universe as people read them.</summary>
public static class UniverseQuantity
{
    /// <summary>The quantities of a universe, those that it does not have left out.</summary>
    /// <param name="summary">The universe.</param>
    public static IEnumerable<Quantity> Of(UniverseSummary summary)
    {
        yield return new("e-folds", "N", ReadableNumber.Of(summary.Efolds, 8), "ln a at the last output time.");
        yield return new("end", "t", ReadableNumber.Of(summary.EndTime, 8), "The last output time.");
        yield return new("field at the end", "φ", Fields(summary.EndField), "At the last output time.");
        yield return new(
            "Hubble parameter", "H", $"{ReadableNumber.Of(summary.HubbleInitial)} → {ReadableNumber.Of(summary.HubbleFinal)}",
            "At the beginning and at the last output time.");
        if (summary.EndOfInflation is { } end)
        {
            yield return new(
                "end of inflation", "N(ε = 1)", ReadableNumber.Of(end.Efolds, 10),
                $"At t = {ReadableNumber.Of(end.Time, 8)}, φ = {Fields(end.Field)}.");
        }

        if (double.IsFinite(summary.Epsilon) && double.IsFinite(summary.Eta))
        {
            string where = summary.Pivot is null ? "at the beginning" : "at the pivot";
            (string steepness, string bend) = summary.Metric is not null
                ? ("G^IJ V_I V_J/2V²", "V_;IJ V^I V^J/(V V_K V^K), along the gradient,")
                : summary.Fields > 1 ? ("|∇V|²/2V²", "V''/V along the gradient") : ("V'²/2V²", "V''/V");
            yield return new("slow-roll ε", "ε_V", ReadableNumber.Of(summary.Epsilon, 6), $"{steepness} {where}.");
            yield return new("slow-roll η", "η_V", ReadableNumber.Of(summary.Eta, 6), $"{bend} {where}.");
        }

        if (summary.Pivot is { } pivot)
        {
            yield return new(
                "pivot scale", "k*", ReadableNumber.Of(pivot.Wavenumber, 6),
                $"Leaves the horizon {ReadableNumber.Of(pivot.Efolds, 6)} e-folds before the end, at φ = {Fields(pivot.Field)}.");
            yield return new(
                "e-folds after the pivot", "N*", ReadableNumber.Of(pivot.Efolds, 6), "From k* = aH to the end of inflation.");
            bool isSeveral = summary.Fields > 1;
            yield return Solved("spectral index", "n_s", summary.SpectralIndex, pivot.SlowRoll.SpectralIndex, isSeveral);
            yield return Solved("tensor-to-scalar ratio", "r", summary.TensorRatio, pivot.SlowRoll.TensorRatio, isSeveral);
            yield return Solved("scalar amplitude", "A_s", summary.Amplitude, pivot.SlowRoll.Amplitude, isSeveral);
            yield return new("running", "α_s", ReadableNumber.Of(summary.Running ?? double.NaN), "dn_s/d ln k.");
            if (summary.NonGaussianity is { } local)
            {
                string error = ReadableNumber.Of(summary.NonGaussianityError ?? double.NaN, 2);
                yield return new(
                    "local non-Gaussianity", "f_NL", $"{ReadableNumber.Of(local, 5)} ± {error}",
                    "By δN, to second order, from the horizon exit to the density where the spectra are taken.");
            }

            if (summary is { CurvatureFromEntropy: { } curvature, EntropyFromEntropy: { } entropy })
            {
                yield return new(
                    "transfer functions", "T_RS, T_SS", $"{ReadableNumber.Of(curvature, 6)}, {ReadableNumber.Of(entropy, 6)}",
                    "𝓡 and S where the spectra are taken, of S at the horizon exit.");
            }

            yield return new("tensor tilt", "n_t", ReadableNumber.Of(summary.TensorIndex ?? double.NaN, 5), "d ln P_t/d ln k.");
            if (summary.SpectrumEfolds is { } time)
            {
                yield return new("time of the spectra", "N", ReadableNumber.Of(time, 6), "All power is that of this one time.");
            }

            if (summary is { Isocurvature: { } isocurvature, Correlation: { } together })
            {
                yield return new(
                    "isocurvature", "P_S", ReadableNumber.Of(isocurvature, 5),
                    $"Of the entropy perturbations at the pivot; correlation with 𝓡 {ReadableNumber.Of(together)}.");
            }

            for (int i = 0; i < summary.SpectatorPower.Length; i++)
            {
                yield return new(
                    Spectator(summary, i), "P", ReadableNumber.Of(summary.SpectatorPower[i], 5), "Power at the pivot, in M_p².");
            }
        }

        if (summary.Reheating is { } reheating)
        {
            yield return new(
                "reheating", "T_re", $"{ReadableNumber.Of(reheating.Temperature)} GeV",
                $"{ReadableNumber.Of(reheating.Efolds)} e-folds after inflation; at most {ReadableNumber.Of(reheating.HighestTemperature)} "
                    + "GeV.");
        }

        if (summary.Normalization is { } factor)
        {
            yield return new("normalisation", "κ", ReadableNumber.Of(factor, 6), "The potential is κ times that of the file.");
        }

        if (summary.BlackHoles is { } holes)
        {
            yield return new(
                "black holes", "β", ReadableNumber.Of(holes.Fraction),
                $"At {ReadableNumber.Of(holes.Mass)} solar masses, σ² = {ReadableNumber.Of(holes.Variance)}; "
                + $"k = {ReadableNumber.Of(holes.Wavenumber)} Mpc⁻¹.");
        }

        if (summary.Today is { } today)
        {
            yield return new(
                "today", "N₀", ReadableNumber.Of(today.Efolds, 8),
                $"1 + z = {ReadableNumber.Of(Math.Exp(today.Efolds), 6)} at the beginning; φ = {Fields(today.Field)}.");
            yield return new("age", "H₀t₀", ReadableNumber.Of(today.Age, 8), "t counted as in the file, from time.from.");
            yield return new("dark energy", "Ω_φ", ReadableNumber.Of(today.OmegaField, 6), "Share of the fields in the energy, today.");
            yield return new(
                "its equation of state", "w₀, w_a",
                $"{ReadableNumber.Of(today.EquationOfState ?? double.NaN, 6)}, "
                + ReadableNumber.Of(today.EquationOfStateSlope ?? double.NaN, 5),
                "w = w₀ + w_a(1 − a/a₀) next to today.");
        }

        if (summary.Stochastic is { } stochastic)
        {
            foreach (Quantity quantity in Of(stochastic))
            {
                yield return quantity;
            }
        }

        if (summary.FriedmannResidual is { } residual)
        {
            yield return new(
                "Friedmann residual", "|3H²−ρ|/ρ", ReadableNumber.Of(residual, 2), "Largest over the output times, H integrated from Ḣ.");
        }
    }

    /// <summary>What a spectator is called: by its mass.</summary>
    /// <param name="summary">The universe.</param>
    /// <param name="number">Its number, from 0.</param>
    internal static string Spectator(UniverseSummary summary, int number) =>
        summary.Settings["perturbations"]?["spectator_masses"] is JsonArray masses && masses.Count > number
            && double.TryParse(masses[number]?.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double mass)
            ? $"spectator, m = {ReadableNumber.Of(mass, 6)}" : $"spectator {number + 1}";

    private static IEnumerable<Quantity> Of(StochasticSummary paths)
    {
        Quantity Statistic(string name, string symbol, StochasticStatistic found) => new(
            name, symbol,
            $"{ReadableNumber.Of(found.Value, 5)} ± {ReadableNumber.Of(found.Error, 2)}"
                + (found.Theory is { } theory ? $" (theory {ReadableNumber.Of(theory, 5)})" : ""),
            $"Of {ReadableNumber.Of((long)paths.Paths)} paths; twice the step changes it by {ReadableNumber.Of(found.StepError, 2)}"
            + (found.Theory is null ? "." : "; theory is an equation without paths."));
        return new[]
        {
            ("first passage", "⟨N⟩", paths.Efolds), ("its variance", "⟨δN²⟩", paths.Variance), ("its skewness", "γ₁", paths.Skewness),
            ("its kurtosis", "γ₂", paths.Kurtosis), ("stochastic power", "P_ζ", paths.Power),
            ("second barrier's share", "p₂", paths.FarShare), ("mean field", "⟨φ⟩", paths.Field),
            ("mean square", "⟨φ²⟩", paths.FieldSquare), ("fourth moment", "⟨φ⁴⟩", paths.FieldFourth),
        }.Where(one => one.Item3 is not null).Select(one => Statistic(one.Item1, one.Item2, one.Item3!));
    }

    private static Quantity Solved(string name, string symbol, double? value, double slowRoll, bool isSeveral) =>
        new(
            name, symbol, ReadableNumber.Of(value ?? double.NaN, 6),
            $"Solved; leading-order slow roll{(isSeveral ? " of one field along the gradient" : "")} says "
                + $"{ReadableNumber.Of(slowRoll, 5)}.");

    private static string Fields(double[] field) => string.Join(", ", field.Select(value => ReadableNumber.Of(value, 7)));
}
