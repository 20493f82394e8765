using Inflaton.Experiments.Figures;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;
using Inflaton.Universe;

namespace Inflaton.Experiments.Universes;

/// <summary>The figures of a universe, each left out where there is nothing to draw.</summary>
public static class UniverseFigures
{
    /// <summary>Modes up to which each is marked by a point: a line between more of them hides nothing.</summary>
    private const int CoarseModes = 100;

    /// <summary>The figures in the order of a report.</summary>
    /// <param name="result">The universe.</param>
    public static IReadOnlyList<Figure> Of(UniverseResult result) =>
        [.. new[]
        {
            Field(result), PathFigure.Of(result), Expansion(result), Epsilon(result), Shares(result), EquationOfState(result), Turn(result),
            Masses(result), Spectrum(result), Evolution(result), Plane(result), BlackHoles(result), Passage(result),
            StochasticPower(result), Distribution(result), Phase(result), Potential(result),
        }.OfType<Figure>()];

    private static Figure? Field(UniverseResult result) => Named(
        "field", "The field over time",
        "The field rolls down its potential, held back by the friction 3H of the expansion, and oscillates once H has fallen below "
        + "its mass.",
        "Field against time.",
        new SeriesPlot("field", "time t (in 1/M_p)", "field φ (in M_p)").Of(
            [.. Split(result, "phi").Select(field => (field.Label, Array.Empty<int>(), Values(result, "t"), field.Values))]));

    private static Figure? Expansion(UniverseResult result)
    {
        double[] efolds = Values(result, "efolds");
        List<(string, int[], double[], double[])> series = [];
        foreach ((string key, NumericArray array) in result.Arrays.Where(one => one.Key.StartsWith("density_", StringComparison.Ordinal)))
        {
            series.Add((key["density_".Length..].Replace('_', ' '), [], efolds, array.Values));
        }

        series.Add(("3H²", [6, 4], efolds, [.. Values(result, "hubble").Select(hubble => 3 * hubble * hubble)]));
        return Named(
            "energy", "Energy and expansion",
            $"Energy densities against the e-folds N = ln a; 3H² is their sum where the expansion is the Friedmann equation's "
            + $"({result.Summary.Expansion}).",
            "Energy densities and 3H² against e-folds.",
            new SeriesPlot("energy", "e-folds N = ln a", "energy density (in M_p⁴)") { LogY = true }.Of(series));
    }

    private static Figure? Epsilon(UniverseResult result) => Named(
        "epsilon", result.Summary.EndOfInflation is null ? "How the expansion slows down" : "The end of inflation",
        result.Summary.EndOfInflation is { } end
            ? ReadableFormat.Text($"ε = −Ḣ/H² against the e-folds. The expansion accelerates while ε < 1, here until N = {end.Efolds:F4}.")
            : "ε = −Ḣ/H² against the e-folds. The expansion accelerates while ε < 1.",
        "Epsilon against e-folds.",
        new SeriesPlot("epsilon", "e-folds N = ln a", "ε = −Ḣ/H²")
        {
            LogY = true,
        }.Of([("ε", [], Values(result, "efolds"), Values(result, "epsilon"))]));

    /// <summary>Whether there is more than one kind of energy to tell apart.</summary>
    private static bool HasShares(UniverseResult result) =>
        result.Summary.Today is not null || result.Arrays.Keys.Count(key => key.StartsWith("omega_", StringComparison.Ordinal)) > 1;

    private static Figure? Shares(UniverseResult result) => !HasShares(result) ? null : Named(
        "shares", "Shares of the energy",
        "Ω = ρ/3H² of the fields and of each fluid against the e-folds"
        + (result.Summary.Today is { } today ? ReadableFormat.Text($"; today is N = {today.Efolds:G6}.") : "."),
        "Shares of the energy against e-folds.",
        new SeriesPlot("shares", "e-folds N = ln a", "share Ω of the energy").Of(
            [.. result.Arrays.Where(one => one.Key.StartsWith("omega_", StringComparison.Ordinal)).Select(one =>
                (one.Key["omega_".Length..].Replace('_', ' '), Array.Empty<int>(), Values(result, "efolds"), one.Value.Values))]));

    private static Figure? EquationOfState(UniverseResult result) => !HasShares(result) ? null : Named(
        "equation-of-state", "Equation of state",
        "w = p/ρ of the fields and of everything against the e-folds. The expansion accelerates where that of everything is below −1/3.",
        "Equation of state against e-folds.",
        new SeriesPlot("equation_of_state", "e-folds N = ln a", "w = p/ρ").Of(
            [("fields", [], Values(result, "efolds"), Values(result, "w_field")),
             ("total", [5, 4], Values(result, "efolds"), Values(result, "w_total"))]));

    private static Figure? Turn(UniverseResult result) => !result.Arrays.TryGetValue("turn_rate", out NumericArray? turn) ? null : Named(
        "turn-rate", "The turn of the path",
        "ω against the e-folds: by how many radians in an e-fold the path of the fields turns"
        + (result.Summary.Fields == 2 ? ", positive to the left. " : ". ")
        + "Where it turns, entropy perturbations become curvature perturbations.",
        "Turn rate against e-folds.",
        new SeriesPlot("turn_rate", "e-folds N = ln a", "turn rate ω (radians in an e-fold)")
            .Of([("ω", [], Values(result, "efolds"), turn.Values)]));

    private static Figure? Masses(UniverseResult result)
    {
        if (!result.Arrays.TryGetValue("mode_masses", out NumericArray? masses))
        {
            return null;
        }

        int fields = result.Summary.Fields;
        double[] efolds = Values(result, "efolds");
        List<(string, int[], double[], double[])> series =
            [.. Enumerable.Range(0, fields).Select(c => (
                $"mode {c + 1}", Array.Empty<int>(), efolds,
                Enumerable.Range(0, efolds.Length).Select(t => SignedRoot(masses.Values[(t * fields) + c])).ToArray()))];
        if (result.Arrays.TryGetValue("entropy_mass", out NumericArray? entropy))
        {
            series.Add(("entropy", [5, 4], efolds, [.. entropy.Values.Select(SignedRoot)]));
        }

        return Named(
            "mode-masses", "Masses of the modes",
            "m/H of the perturbations' modes against the e-folds, −|m|/H where m² < 0"
            + (entropy is null ? "" : ", and of the entropy perturbation outside the horizon")
            + ". Modes above 3/2 oscillate and decay; those far below 1 stay.",
            "Masses of the modes over the Hubble parameter against e-folds.",
            new SeriesPlot("mode_masses", "e-folds N = ln a", "mass m/H").Of(series));
    }

    private static double SignedRoot(double squared) => Math.CopySign(Math.Sqrt(Math.Abs(squared)), squared);

    private static Figure? Spectrum(UniverseResult result)
    {
        if (!result.Arrays.TryGetValue("k", out NumericArray? k))
        {
            return null;
        }

        string time = result.Summary.SpectrumEfolds is { } efolds ? $" at N = {ReadableNumber.Of(efolds, 5)}" : "";
        Chart? Panel(string name, string title, params IEnumerable<(string Label, string Array, int[] Dash)> lines)
        {
            List<(string, int[], double[], double[])> series =
                [.. lines.Where(line => result.Arrays.ContainsKey(line.Array)).Select(line => (
                    line.Label, line.Dash, k.Values, Values(result, line.Array)))];
            return Lines(name, title, series);
        }

        Chart? Lines(string name, string title, IReadOnlyList<(string, int[], double[], double[])> series) => series.Count == 0 ? null
            : new SeriesPlot(name, "wavenumber k/k*", title + time)
            {
                LogX = true,
                LogY = true,
                HasDots = k.Values.Length <= CoarseModes,
                Size = (Chart.ColumnWidth, 200),
            }.Of(series);

        Chart?[] panels =
        [
            Panel(
                "spectrum", "P_s per ln k", ("curvature", "power_scalar", []), ("curvature, slow roll", "slow_roll_scalar", [5, 4])),
            Panel("entropy", "P_S per ln k", ("entropy", "power_isocurvature", [])),
            Panel(
                "tensors", "P_t per ln k", ("gravitational waves", "power_tensor", []),
                ("gravitational waves, slow roll", "slow_roll_tensor", [5, 4])),
            Lines("spectators", "P of spectators (in M_p²)", [.. Spectators(result, k.Values)]),
        ];
        Chart[] drawn = [.. panels.OfType<Chart>()];
        return Named(
            "spectrum", "Power spectra",
            "Power of quantum fluctuations that were stretched out of the horizon, against the wavenumber over the pivot's: solved mode "
            + "by mode from the Bunch-Davies vacuum, and by leading-order slow roll at the pivot. All modes are those of one time"
            + $"{time}; the pivot k* is {ReadableNumber.Of(Radiation.Pivot)} Mpc⁻¹ today.",
            "Scalar and tensor power spectra against wavenumber.", drawn.Length == 0 ? null
                : Chart.Grid(1, drawn).With("resolve.scale.color", "independent").With("resolve.scale.strokeDash", "independent"));
    }

    /// <summary>The spectra of spectators, named by their masses.</summary>
    private static IEnumerable<(string, int[], double[], double[])> Spectators(UniverseResult result, double[] wavenumbers)
    {
        if (!result.Arrays.TryGetValue("power_spectators", out NumericArray? spectators))
        {
            yield break;
        }

        int modes = wavenumbers.Length;
        for (int i = 0; i < spectators.Shape[0]; i++)
        {
            yield return (UniverseQuantity.Spectator(result.Summary, i), [], wavenumbers,
                spectators.Values[(i * modes)..((i + 1) * modes)]);
        }
    }

    private static Figure? Evolution(UniverseResult result) =>
        !result.Arrays.TryGetValue("evolution_efolds", out NumericArray? efolds) ? null : Named(
        "evolution", "Curvature and entropy along the way",
        "Power of the pivot's mode, of 𝓡 and of S summed over its directions, against the e-folds: what it would be if the spectra were "
        + "taken there. 𝓡 goes on where the path turns and there is entropy left.",
        "Curvature and entropy power of the pivot's mode against e-folds.",
        new SeriesPlot("evolution", "e-folds N = ln a", "power of the pivot's mode") { LogY = true }.Of(
            [("curvature R", [], efolds.Values, Values(result, "evolution_scalar")),
             ("entropy S", [5, 4], efolds.Values, Values(result, "evolution_isocurvature"))]));

    private static Figure? Plane(UniverseResult result)
    {
        if (result.Summary is not { SpectralIndex: { } index, TensorRatio: { } ratio, Pivot: { } pivot })
        {
            return null;
        }

        List<TiltRatioSeries> series = [];
        if (result.Arrays.TryGetValue("track_efolds", out NumericArray? efolds))
        {
            double[] indices = Values(result, "track_n_s"), ratios = Values(result, "track_r");
            series.Add(new TiltRatioSeries(
                "N* from 50 to 60", [.. efolds.Values.Select((n, i) => (indices[i], ratios[i], $"N* = {ReadableNumber.Of(n)}"))]));
        }

        series.Add(new TiltRatioSeries(result.Summary.Name, [(index, ratio, $"N* = {ReadableNumber.Of(pivot.Efolds)}")], IsLine: false));
        return TiltRatioFigure.Of(series, "This universe at its N*, and what it would be with 50, 55 and 60 e-folds.");
    }

    private static Figure? BlackHoles(UniverseResult result) => !result.Arrays.TryGetValue("black_hole_mass", out NumericArray? mass)
        || !Values(result, "black_hole_fraction").Any(fraction => fraction > 0)
        ? null
        : Named(
            "black-holes", "Primordial black holes",
            "Share of the energy in black holes when they form, by Press and Schechter, against their mass: "
            + "exponentially sensitive to threshold, window and the tail of the fluctuations, hence orders of magnitude only.",
            "Fraction in black holes against their mass.",
            new SeriesPlot("black_holes", "mass M (in solar masses)", "fraction β") { LogX = true, LogY = true }
                .Of([("β", [], mass.Values, Values(result, "black_hole_fraction"))]));

    private static Figure? Passage(UniverseResult result) => !result.Arrays.TryGetValue("passage_bins", out NumericArray? bins)
        ? null
        : Named(
            "first-passage", "First passages",
            $"Density of the e-folds until a path under noise comes to an absorbing barrier, of "
            + $"{result.Summary.Stochastic?.Arrived} paths. The tail falls exponentially.",
            "Histogram of first passage times.",
            new SeriesPlot("first_passage", "e-folds N to the first passage", "probability density") { LogY = true }
                .Of([("paths", [], bins.Values, Values(result, "passage_density"))]));

    private static Figure? StochasticPower(UniverseResult result)
    {
        if (!result.Arrays.TryGetValue("stochastic_field", out NumericArray? field))
        {
            return null;
        }

        List<(string, int[], double[], double[])> series = [("paths", [], field.Values, Values(result, "stochastic_power"))];
        foreach ((string label, string name) in new[] { ("theory", "stochastic_power_theory"), ("classical", "classical_power") })
        {
            if (result.Arrays.TryGetValue(name, out NumericArray? power))
            {
                series.Add((label, [5, 4], field.Values, power.Values));
            }
        }

        return Named(
            "stochastic-power", "Power by stochastic δN",
            "P_ζ = d⟨δN²⟩/d⟨N⟩ against the field at which a scale leaves the horizon: of the paths, by the backward equation, and "
            + "classically, (H/2π)² over the roll of an e-fold squared.",
            "Power spectrum by stochastic delta N against field.",
            new SeriesPlot("stochastic_power", "field φ (in M_p)", "P_ζ") { LogY = true }.Of(series));
    }

    private static Figure? Distribution(UniverseResult result)
    {
        if (!result.Arrays.TryGetValue("field_bins", out NumericArray? field))
        {
            return null;
        }

        List<(string, int[], double[], double[])> series = [("paths", [], field.Values, Values(result, "field_density"))];
        if (result.Arrays.TryGetValue("field_density_theory", out NumericArray? theory))
        {
            series.Add(("stationary", [5, 4], field.Values, theory.Values));
        }

        return Named(
            "distribution", "Distribution of the field",
            "Density of the field at the last time, of many paths under noise, and the stationary one: e^{−8π²V/3H⁴} in de Sitter space.",
            "Histogram of the field with the stationary density.",
            new SeriesPlot("distribution", "field φ (in M_p)", "probability density").Of(series));
    }

    private static Figure? Phase(UniverseResult result) => Named(
        "phase", "Phase portrait",
        "Velocity against field." + (result.Summary.EndOfInflation is null ? "" : " Slow roll is the attractor that the path hugs.")
            + (Split(result, "phidot").Any(velocity => Oscillates(velocity.Values))
                ? " The spiral is the oscillation around the minimum." : ""),
        "Velocity against field.",
        new SeriesPlot("phase", "field φ (in M_p)", "velocity φ̇ (in M_p²)").Of(
            [.. Split(result, "phi")
                .Zip(Split(result, "phidot"), (field, velocity) => (field.Label, Array.Empty<int>(), field.Values, velocity.Values))]));

    /// <summary>Whether a velocity changes its sign twice, as it does within one oscillation.</summary>
    private static bool Oscillates(double[] velocities)
    {
        const int once = 2;
        double[] moving = [.. velocities.Where(velocity => velocity != 0)];
        return moving.Zip(moving.Skip(1)).Count(pair => (pair.First > 0) != (pair.Second > 0)) >= once;
    }

    private static Figure? Potential(UniverseResult result) =>
        !result.Arrays.TryGetValue("potential_field", out NumericArray? field) ? null : Named(
        "potential", "The potential",
        $"V(φ) = {result.Summary.PotentialNotation ?? result.Summary.Potential} over the range that the field passes through.",
        "Potential against field.",
        new SeriesPlot("potential", "field φ (in M_p)", "potential V (in M_p⁴)")
            .Of([("V", [], field.Values, Values(result, "potential_value"))]));

    private static Figure? Named(string name, string title, string caption, string description, Chart? chart) =>
        chart is null ? null : new Figure(name, title, caption, chart.ToSpec(description));

    private static double[] Values(UniverseResult result, string name) => result.Arrays[name].Values;

    /// <summary>An array of the fields, field by field.</summary>
    private static IEnumerable<(string Label, double[] Values)> Split(UniverseResult result, string name)
    {
        double[] all = Values(result, name);
        int fields = result.Summary.Fields;
        return Enumerable.Range(0, fields).Select(c => (
            fields == 1 ? "φ" : $"φ{c + 1}", Enumerable.Range(0, all.Length / fields).Select(t => all[(t * fields) + c]).ToArray()));
    }
}
