using Inflaton.Experiments.Figures;
using Inflaton.Lattice;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Lattices;

/// <summary>The figures of a lattice, each left out where there is nothing to draw.</summary>
public static class LatticeFigures
{
    private const string Time = "time t (in 1/M_p)";
    private const int PanelHeight = 170;

    /// <summary>The figures in the order of a report.</summary>
    /// <param name="result">The lattice.</param>
    public static IReadOnlyList<Figure> Of(LatticeResult result)
    {
        LatticeArrays arrays = new(result);
        if (arrays.Series("time") is not { Length: > 1 } time)
        {
            return [];
        }

        return
        [
            .. new[]
            {
                Means(arrays, time), Energies(arrays, time), LatticeSpectrumFigures.Lines(arrays), LatticeSpectrumFigures.Map(arrays),
                LatticeSliceFigure.Of(arrays), Defects(arrays), GravitationalWaves(arrays), Histogram(arrays), Expansion(arrays, time),
                EquationOfState(arrays, time), Constraint(arrays, time),
            }.OfType<Figure>(),
        ];
    }

    private static Figure? Means(LatticeArrays arrays, double[] time)
    {
        List<(string, int[], double[], double[])> means = [], deviations = [];
        for (int c = 0; c < arrays.Fields; c++)
        {
            if (arrays.Column("mean", time.Length, c) is { } mean && arrays.Column("rms", time.Length, c) is { } rms)
            {
                means.Add((arrays.Label(c), [], time, mean));
                deviations.Add((arrays.Label(c), [], time, rms));
            }
        }

        Chart?[] charts =
        [
            new SeriesPlot("means", Time, "mean ⟨φ⟩") { Size = (Chart.ColumnWidth, PanelHeight) }.Of(means),
            new SeriesPlot("deviations", Time, "deviation √⟨(φ − ⟨φ⟩)²⟩") { LogY = true, Size = (Chart.ColumnWidth, PanelHeight) }.Of(
                deviations),
        ];
        return Named(
            "means", "Means and deviations", "Above the mean of each field over the sites, below how far its values spread around it.",
            "Means and standard deviations of the fields against time.", [.. charts.OfType<Chart>()]);
    }

    private static Figure? Energies(LatticeArrays arrays, double[] time)
    {
        List<(string, int[], double[], double[])> series = [];
        double[] total = new double[time.Length];
        foreach ((string name, string label) in new[]
        {
            ("kinetic", "kinetic"), ("gradient", "gradient"), ("potential", "potential"), ("fluids", "fluids"),
        })
        {
            if (arrays.Series(name, time.Length) is { } values)
            {
                series.Add((label, [], time, values));
                total = [.. total.Zip(values, (a, b) => a + b)];
            }
        }

        series.Add(("total", [6, 4], time, total));
        return Named(
            "energy", "Energies", "Mean energy densities: ½φ̇², ½(∇φ)²/a² and V. Gradients gain where waves grow.",
            "Energy densities against time.",
            new SeriesPlot("energy", Time, "energy density (in M_p⁴)") { LogY = true }.Of(series));
    }

    private static Figure? Defects(LatticeArrays arrays)
    {
        if (arrays.Summary.Defects is not { } found || arrays.Series("spectrum_time") is not { } times
            || arrays.Series(found.Kind, times.Length) is not { } amounts)
        {
            return null;
        }

        string what = found.Kind == DefectKind.Strings
            ? arrays.Summary.Dimensions == 2 ? "strings through the plane" : "comoving length of strings"
            : arrays.Summary.Dimensions switch
            {
                1 => "kinks",
                2 => "comoving length of walls",
                _ => "comoving area of walls",
            };
        bool expands = arrays.Series("spectrum_a", times.Length) is { } scale && scale[^1] > scale[0];
        return Named(
            "defects", "Topological defects",
            "What is left of the vacua's choices, against " + (expands ? "the scale factor." : "time.")
            + (found.Exponent is { } exponent
                ? $" Over the second half of the e-folds it goes as a to the power of {ReadableNumber.Of(exponent, 3)}; "
                    + "scaling in an era of radiation, as 1/η per length, is −1 for walls and −2 for strings through a plane."
                : ""),
            "Amount of topological defects.",
            new SeriesPlot("defects", expands ? "scale factor a" : Time, what) { LogX = expands, LogY = true }.Of(
                [(found.Kind, [], expands ? arrays.Series("spectrum_a")! : times, amounts)]));
    }

    private static Figure? GravitationalWaves(LatticeArrays arrays)
    {
        const int shown = 8;
        if (arrays.Series("spectrum_time") is not { } times || arrays.Series("k_mean") is not { } k
            || arrays.Array("gw_omega", times.Length, k.Length) is not { } omega)
        {
            return null;
        }

        int[] rows = Downsampling.Indices(times.Length, shown);
        return Named(
            "gravitational-waves", "Gravitational waves",
            "Ω_GW(k), energy of the waves per ln k over the critical density, at several times from dark to light.",
            "Spectra of gravitational waves.",
            new SeriesPlot("waves", "wave number k (comoving)", "Ω_GW per ln k")
            {
                LogX = true,
                LogY = true,
                Colours = TimeColours.Of(rows.Length),
            }.Of(
                [.. rows.Select(
                    row => ($"t = {ReadableNumber.Of(times[row])}", Array.Empty<int>(), k,
                        omega.Values[(row * k.Length)..((row + 1) * k.Length)]))]));
    }

    private static Figure? Histogram(LatticeArrays arrays)
    {
        const int shown = 5;
        if (arrays.Series("histogram_time") is not { } times || arrays.Rows("histogram", times.Length) is not { Rank: 3 } density
            || arrays.Rows("histogram_edges", times.Length) is not { Rank: 3 } edges || edges.Shape[2] != density.Shape[2] + 1)
        {
            return null;
        }

        List<Chart> charts = [];
        for (int c = 0; c < arrays.Fields; c++)
        {
            List<(string, int[], double[], double[])> series = [];
            foreach (int row in Downsampling.Indices(times.Length, shown))
            {
                double[] edge = LatticeArrays.Part(edges, row, c).ToArray();
                // A field that is still the same everywhere has no distribution to draw.
                if (edge[^1] - edge[0] > 1e-9 * Math.Abs(edge[^1]))
                {
                    series.Add(
                        ($"t = {ReadableNumber.Of(times[row])}", [], [.. edge.Zip(edge.Skip(1), (a, b) => (a + b) / 2)],
                            LatticeArrays.Part(density, row, c).ToArray()));
                }
            }

            if (new SeriesPlot($"histogram{c + 1}", $"value of {arrays.Label(c)}", "probability density")
            { LogY = true, Size = (Chart.ColumnWidth, 200), Colours = TimeColours.Of(series.Count) }.Of(series) is { } chart)
            {
                charts.Add(chart);
            }
        }

        return Named(
            "histogram", "Distribution of the values",
            "How often each value occurs over the sites. Gaussian fields give parabolas; in two vacua there are two peaks.",
            "Probability density of the fields' values at several times.", [.. charts]);
    }

    private static Figure? Expansion(LatticeArrays arrays, double[] time) =>
        arrays.Series("a", time.Length) is not { } scale || arrays.Series("hubble", time.Length) is not { } hubble
            || hubble.All(value => value == 0) ? null : Named(
            "expansion", "Expansion", $"Scale factor a and Hubble parameter H ({arrays.Summary.Expansion}).",
            "Scale factor and Hubble parameter against time.",
            [
                .. new[]
                {
                    new SeriesPlot("scale", Time, "scale factor a") { Size = (Chart.ColumnWidth, PanelHeight) }.Of(
                        [("a", [], time, scale)]),
                    new SeriesPlot("hubble", Time, "H (in M_p)") { LogY = true, Size = (Chart.ColumnWidth, PanelHeight) }.Of(
                        [("H", [], time, hubble)]),
                }.OfType<Chart>(),
            ]);

    private static Figure? EquationOfState(LatticeArrays arrays, double[] time) =>
        arrays.Series("equation_of_state", time.Length) is not { } state ? null : Named(
            "equation-of-state", "Equation of state",
            "w = p/ρ of the fields at each output time"
                + (arrays.Summary.EquationOfState is { } mean
                    ? $"; over the last quarter of the time it is {ReadableNumber.Of(mean, 3)} on average."
                    : ".")
            + " Radiation has 1/3, matter 0.",
            "Equation of state against time.",
            new SeriesPlot("state", Time, "w = p/ρ").Of(
                [("w", [], time, state), ("1/3", [3, 3], [time[0], time[^1]], [1.0 / 3, 1.0 / 3])]));

    private static Figure? Constraint(LatticeArrays arrays, double[] time)
    {
        if (arrays.Series("constraint", time.Length) is { } constraint && constraint.Any(double.IsFinite))
        {
            return Named(
                "constraint", "Friedmann constraint",
                "|3H² − ρ|/ρ, measured and not imposed: it is the error of the steps.", "Friedmann constraint against time.",
                new SeriesPlot("constraint", Time, "|3H² − ρ|/ρ") { LogY = true }.Of(
                    [("constraint", [], time, [.. constraint.Select(Math.Abs)])]));
        }

        if (arrays.Summary.EnergyDrift is null)
        {
            return null;
        }

        double[] kinetic = arrays.Series("kinetic", time.Length)!;
        double[] gradient = arrays.Series("gradient", time.Length)!;
        double[] potential = arrays.Series("potential", time.Length)!;
        double[] total = [.. Enumerable.Range(0, time.Length).Select(i => kinetic[i] + gradient[i] + potential[i])];
        return Named(
            "constraint", "Conservation of energy",
            "|ρ − ρ(0)|/ρ(0) in a space that does not expand: the error of the steps.", "Drift of the energy against time.",
            new SeriesPlot("constraint", Time, "|ρ − ρ(0)|/ρ(0)") { LogY = true }.Of(
                [("drift", [], time, [.. total.Select(value => Math.Abs((value / total[0]) - 1))])]));
    }

    /// <summary>A figure of charts below each other; null where there are none.</summary>
    internal static Figure? Named(string name, string title, string caption, string description, params IReadOnlyList<Chart?> charts) =>
        charts switch
        {
            [] or [null] => null,
            [{ } one] => new Figure(name, title, caption, one.ToSpec(description)),
            _ => new Figure(name, title, caption, Chart.Grid(1, charts.OfType<Chart>()).ToSpec(description)),
        };
}
