using System.Globalization;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Figures;

/// <summary>The spectrum of the kernel: which modes are heavy and roll, which are light and freeze.</summary>
public static class SpectrumFigure
{
    private static readonly (string Regime, string Colour)[] Regimes =
        [("underdamped", "#D55E00"), ("critical", "#111111"), ("overdamped", "#0072B2"), ("tachyonic", "#CC79A7"), ("unknown", "#999999")];

    /// <summary>The figure, or null where the kernel has no positive eigenvalue.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        RunSummary summary = run.Summary;
        double[] eigenvalues = summary.Eigenvalues;
        if (!eigenvalues.Any(value => double.IsFinite(value) && value > 0))
        {
            return null;
        }

        double? critical = CriticalEigenvalue(summary);
        Table table = new("index", "eigenvalue", "mass", "regime", "state", "change");
        foreach (int i in Downsampling.Indices(eigenvalues.Length, Downsampling.ScatterPoints))
        {
            ModeSummary? mode = i < summary.Modes.Count ? summary.Modes[i] : null;
            string regime = mode?.Regime ?? RegimeOf(eigenvalues[i], critical);
            bool frozen = mode?.Frozen ?? i >= eigenvalues.Length - summary.FrozenModes;
            table.Add(i + 1, PlotNumber.Positive(eigenvalues[i]), mode is null ? null : PlotNumber.Of(mode.MassSquared), regime,
                frozen ? "frozen" : "evolving", mode is null ? null : PlotNumber.Of(mode.PredictedChange));
        }

        bool longTail = eigenvalues.Length > 30;
        Channel index = Channel.Quantity("x", "index", "mode i").With("scale.padding", 9).With("axis.grid", false).With("axis.format", "d")
            .With("axis.tickMinStep", 1);
        if (longTail)
        {
            index = index.Log();
        }

        Channel eigenvalue = Channel.Quantity("y", "eigenvalue", "eigenvalue λᵢ of Θ").With("scale.padding", 9).Log();
        (string Regime, string Colour)[] present =
            [.. Regimes.Where(regime => table.ToJson()["values"]!.AsArray().Any(row => (string)row!["regime"]! == regime.Regime))];
        Layer dots = Layer.Of("point").Style("size", 52).Style("strokeWidth", 1.6).Style("opacity", 1).Style("clip", true).Encode(
            index, eigenvalue,
            Channel.Category("stroke", "regime").Map(present.Select(regime => (regime.Regime, (JsonNode)regime.Colour))),
            Channel.Category("shape", "state").Map([("evolving", "triangle-up"), ("frozen", "circle")]),
            Channel.Tooltip(
                ("index", "mode i", "d"), ("eigenvalue", "eigenvalue λᵢ", ".5g"), ("mass", "m² = λᵢℓ''/N", ".4g"),
                ("regime", "regime", null),
                ("state", "state", null), ("change", "predicted relative change", ".3g"))).Zoomable("spectrum_zoom");

        List<Layer> layers = [dots];
        double smallest = eigenvalues.Where(value => value > 0).Min();
        bool ruled = critical is { } line && double.IsFinite(line) && line > 0 && line < eigenvalues[0] * 1e3 && line > smallest * 1e-3;
        if (ruled)
        {
            Table rule = new("critical", "text");
            rule.Add(PlotNumber.Of(critical!.Value), "m = 3H/2: above oscillates, below creeps");
            Channel height = eigenvalue.With("field", "critical");
            layers.Insert(
                0, Layer.Of("rule").Style("strokeDash", new JsonArray(6, 4)).Style("color", ChartStyle.Grey).Over(rule).Encode(height));
            layers.Add(Layer.Of("text").Style("align", "right").Style("dy", -7).Style("color", ChartStyle.Grey).Over(rule).Encode(
                height, Channel.Constant("x", "width"), new Channel("text", JsonTree.Empty.With("field", "text"))));
        }

        string caption = string.Create(
            CultureInfo.InvariantCulture,
            $"Eigenvalues of the tangent kernel at initialisation; {summary.FrozenModes} of {eigenvalues.Length} modes are frozen. ")
            + "A mode's mass² is λᵢℓ''/N: heavier than 3H/2 it oscillates (underdamped), lighter it creeps (overdamped), and far lighter "
            + "it does not move within the run."
            + (ruled ? "" : " The line m = 3H/2 lies outside the figure.");
        return new Figure("spectrum", "Spectrum of the kernel", caption, Chart.Of(table, layers).Sized(Chart.ColumnWidth, 280)
            .ToSpec("Kernel eigenvalues against mode index, on logarithmic axes, coloured by damping regime."));
    }

    /// <summary>
    /// Eigenvalue λ at which m² = λℓ''/N is critically damped: m² = (3H/2)², times (1+γ)/2 in the leapfrog matching, whose equation
    /// carries that factor before f̈. Null where the summary holds no massive mode.
    /// </summary>
    /// <param name="summary">What the run found.</param>
    public static double? CriticalEigenvalue(RunSummary summary)
    {
        ModeSummary? massive = summary.Modes.FirstOrDefault(mode => mode.MassSquared > 0 && mode.Eigenvalue > 0);
        double inertia = summary.Matching == "leapfrog" ? (1 + summary.Momentum) / 2 : 1;
        return massive is null ? null : 2.25 * summary.Hubble * summary.Hubble * inertia * massive.Eigenvalue / massive.MassSquared;
    }

    private static string RegimeOf(double eigenvalue, double? critical) => critical switch
    {
        null => "unknown",
        { } line => eigenvalue < 0 ? "tachyonic" : eigenvalue > line ? "underdamped" : "overdamped",
    };
}
