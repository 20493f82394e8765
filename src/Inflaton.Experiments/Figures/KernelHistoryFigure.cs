using System.Globalization;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Figures;

/// <summary>How the kernel and its collective variables move along the training.</summary>
public static class KernelHistoryFigure
{
    private const int PanelPoints = 120;

    private static readonly string[] ClassColours =
        ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#999999", "#882255", "#44AA99", "#117733"];

    private static readonly (string Array, string Title, bool ByClass)[] Panels =
    [
        ("kernel_drift_history", "drift ‖ΔΘ‖/‖Θ‖", false),
        ("sharpness_history", "sharpness ηm²_max", false),
        ("collective_mean_trace", "Tr Θ/dim", true),
        ("collective_entropy_ratio", "entropy S/ln dim", true),
        ("collective_effective_rank", "effective rank e^S", true),
        ("collective_leading_ratio", "hierarchy λ₁/λ₂", true),
        ("collective_cosine_entropy_ratio", "cosine entropy, over ln dim", true),
    ];

    /// <summary>The figure, or null where the kernel was recorded at the start and the end alone.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        if (run.Over("kernel_epochs") is not { Epochs.Length: > 2 } records)
        {
            return null;
        }

        (string Name, string Title, List<Curve> Curves)[] panels =
            [.. Panels.Select(panel => (panel.Array, panel.Title, CurvesOf(records, panel.Array, panel.ByClass)))
                .Where(panel => panel.Item3.Count > 0)];
        if (panels.Length == 0)
        {
            return null;
        }

        const int columns = 2;
        int shown = Math.Min(panels.Length, columns), width = ((Chart.ColumnWidth + 60) / shown) - 62;
        List<Curve> legend = [.. panels.SelectMany(panel => panel.Curves).DistinctBy(curve => curve.Label)];
        string pick = $"{panels[0].Name}_pick";
        Chart[] charts = [.. panels.Select((panel, i) => new TimePlot(records, panel.Name, panel.Title)
        {
            Legend = legend,
            PickName = i == 0 ? null : pick,
            LeastAxisWidth = 30,
            LinePoints = PanelPoints,
            EpochTitle = i >= panels.Length - columns ? "epoch k" : null,
        }.Of(panel.Curves).Sized(width, 150))];
        bool classes = panels.Any(panel => panel.Curves.Count > 2);
        string caption = string.Create(
            CultureInfo.InvariantCulture,
            $"The kernel at {records.Epochs.Length} epochs of the training: how far it is from that of epoch 0, and what its spectrum "
            + $"says as a whole.")
            + (run.Summary.Sharpness is { } sharpness ? string.Create(CultureInfo.InvariantCulture, $" Above a sharpness of "
            + $"{ReadableNumber.Round(sharpness.Edge, 4)} a step is unstable.") : "")
            + (classes ? " Coloured: the kernel between the inputs of one class alone." : "")
            + " The predictions hold the kernel of epoch 0 fixed.";
        return new Figure(
            "kernel_history", "The kernel along the training", caption,
            Chart.Grid(columns, charts).ToSpec("Drift and collective variables of the kernel against epoch."));
    }

    private static List<Curve> CurvesOf(RunData records, string name, bool byClass)
    {
        List<Curve> curves = [];
        if (byClass && records[$"{name}_by_class"] is { Shape: [int rows, int classes] } split && rows == records.Epochs.Length)
        {
            curves.AddRange(Enumerable.Range(0, Math.Min(classes, ClassColours.Length)).Select(c => new Curve(
                records.Summary.Classes is { } names && c < names.Count ? $"class {names[c]}" : $"class {c}", ClassColours[c], [],
                Column(split, c, classes))));
        }

        if (records.Series(name) is { } whole)
        {
            curves.Add(new Curve("all inputs", "#111111", [], whole));
        }

        if (name == "sharpness_history" && curves.Count > 0 && records.Summary.Sharpness is { } sharpness)
        {
            curves.Add(new Curve("edge of stability", "#D55E00", [4, 3], [.. records.Epochs.Select(_ => sharpness.Edge)]));
        }

        return curves;
    }

    private static double[] Column(NumericArray array, int column, int columns) =>
        [.. Enumerable.Range(0, array.Values.Length / columns).Select(row => array.Values[(row * columns) + column])];
}
