using Inflaton.Experiments.Figures;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Universes;

/// <summary>The figures of a universe, each left out where there is nothing to draw.</summary>
public static class UniverseFigures
{
    /// <summary>The figures in the order of a report.</summary>
    /// <param name="result">The universe.</param>
    public static IReadOnlyList<Figure> Of(UniverseResult result) =>
        [.. new[] { Field(result), Expansion(result), Epsilon(result), Spectrum(result), Plane(result), BlackHoles(result), Phase(result),
        Potential(result) }.OfType<Figure>()];

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
        "epsilon", "The end of inflation",
        result.Summary.EndOfInflation is { } end
            ? ReadableFormat.Text($"ε = −Ḣ/H² against the e-folds. The expansion accelerates while ε < 1, here until N = {end.Efolds:F4}.")
            : "ε = −Ḣ/H² against the e-folds. The expansion accelerates while ε < 1.",
        "Epsilon against e-folds.",
        new SeriesPlot("epsilon", "e-folds N = ln a", "ε = −Ḣ/H²")
        {
            LogY = true,
        }.Of([("ε", [], Values(result, "efolds"), Values(result, "epsilon"))]));

    private static Figure? Spectrum(UniverseResult result)
    {
        if (!result.Arrays.TryGetValue("k", out NumericArray? k))
        {
            return null;
        }

        List<(string, int[], double[], double[])> series = [];
        void Add(string label, string array, params int[] dash)
        {
            if (result.Arrays.TryGetValue(array, out NumericArray? power))
            {
                series.Add((label, dash, k.Values, power.Values));
            }
        }

        Add("curvature P_s", "power_scalar");
        Add("gravitational waves P_t", "power_tensor");
        Add("curvature, slow roll", "slow_roll_scalar", 5, 4);
        Add("gravitational waves, slow roll", "slow_roll_tensor", 5, 4);
        if (result.Arrays.TryGetValue("power_spectators", out NumericArray? spectators))
        {
            int modes = k.Values.Length;
            for (int i = 0; i < spectators.Shape[0]; i++)
            {
                series.Add(($"spectator {i + 1}", [2, 2], k.Values, spectators.Values[(i * modes)..((i + 1) * modes)]));
            }
        }

        return Named(
            "spectrum", "Power spectra",
            "Power of quantum fluctuations that were stretched out of the horizon, against the wavenumber over the pivot's: solved mode "
            + "by mode from the Bunch-Davies vacuum, and by leading-order slow roll at the pivot.",
            "Scalar and tensor power spectra against wavenumber.",
            new SeriesPlot("spectrum", "wavenumber k/k*", "power per ln k") { LogX = true, LogY = true }.Of(series));
    }

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
        $"V(φ) = {result.Summary.Potential} over the range that the field passes through.",
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
