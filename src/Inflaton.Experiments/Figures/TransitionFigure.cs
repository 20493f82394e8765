using System.Numerics.Tensors;
using Inflaton.Experiments.Runs;
using Inflaton.Lattice;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Figures;

/// <summary>
/// A phase transition in both pictures, network beside lattice: defects and order parameter over time, spectra and the fields at the end.
/// </summary>
public static class TransitionFigure
{
    private const int PanelHeight = 150;
    private const int LinePoints = 400;
    private const int Half = (Chart.ColumnWidth / 2) - 45;
    private const string Place = "place x (comoving)";
    private static readonly string[] Colours = [Rung.Lattice.Colour, Rung.Trained.Colour];

    /// <summary>The figure; null where the potential has no defects and the lattice one dimension, or the run holds no lattice.</summary>
    /// <param name="run">The run.</param>
    public static Figure? Of(RunData run)
    {
        if (run.Summary.Lattice is not { } summary || (summary.Defects is null && summary.Dimensions == 1)
            || summary.Sites != run.Points)
        {
            return null;
        }

        FieldHistory? trained = run.Field(Rung.Trained.Key), lattice = run.Field(Rung.Lattice.Key);
        Chart?[] charts =
        [
            OverTime(run, $"{summary.Defects}", What(summary)),
            OverTime(run, "order", "order parameter √⟨φ²⟩"),
            Distance(run, trained, lattice),
            Spectra(run),
            .. Fields(summary, run.Outputs, trained, lattice),
        ];
        Chart[] drawn = [.. charts.OfType<Chart>()];
        string left = summary is { Defects: not null, Direct.Defects: { } direct, Trained.Defects: { } own }
            ? $" At the end the network has {ReadableNumber.Of(own)}, the lattice {ReadableNumber.Of(direct)} ({What(summary)})." : "";
        return drawn.Length == 0 ? null : new Figure(
            "transition", "Phase transition: network and lattice",
            "The same field simulated by the network and by the lattice alone: "
            + $"{(summary.Defects is null ? "" : "defects and ")}order parameter over time, power per ln k and the field at the end.{left}",
            Chart.Grid(2, drawn).With("resolve.scale.color", "independent").With("resolve.scale.strokeDash", "independent")
                .With("resolve.scale.shape", "independent").ToSpec("Defects, order parameter, spectra and fields of network and lattice."));
    }

    private static string What(LatticeSummary summary) => (summary.Defects, summary.Dimensions) switch
    {
        (DefectKind.Strings, 2) => "strings through the plane",
        (DefectKind.Strings, _) => "comoving length of strings",
        (_, 1) => "kinks",
        (_, 2) => "comoving length of walls",
        _ => "comoving area of walls",
    };

    private static Chart? OverTime(RunData run, string quantity, string title)
    {
        List<Curve> curves = [];
        foreach (Rung rung in new[] { Rung.Trained, Rung.Lattice })
        {
            if (run.Series($"{quantity}_{rung.Key}") is { } values)
            {
                curves.Add(Curve.Of(rung, values));
            }
        }

        return curves.Count == 0 ? null : Small(run, quantity, title, isLogarithmic: false).Of(curves).Sized(Half, PanelHeight);
    }

    private static TimePlot Small(RunData run, string name, string title, bool isLogarithmic) => new(run, name, title)
    {
        LeastAxisWidth = 40,
        LinePoints = LinePoints,
        EpochTitle = "epoch k",
        Logarithmic = isLogarithmic,
    };

    /// <summary>How far network and lattice are apart.</summary>
    private static Chart? Distance(RunData run, FieldHistory? trained, FieldHistory? lattice)
    {
        if (trained is null || lattice is null)
        {
            return null;
        }

        double[] distance = [.. Enumerable.Range(0, Math.Min(trained.Records, lattice.Records)).Select(record =>
            TensorPrimitives.Distance(trained.At(record), lattice.At(record)) / Math.Sqrt(run.Points))];
        return Small(run, "transition_distance", "√⟨(φ − φ_lattice)²⟩", isLogarithmic: true)
            .Of([Curve.Of(Rung.Trained, distance) with { Dotted = false }]).Sized(Half, PanelHeight);
    }

    /// <summary>Power per ln k at the last record.</summary>
    private static Chart? Spectra(RunData run)
    {
        if (run["k_mean"]?.Values is not { Length: > 2 } k)
        {
            return null;
        }

        int dimensions = run.Summary.Lattice!.Dimensions;
        List<(string, int[], double[], double[])> series = [];
        foreach (Rung rung in new[] { Rung.Lattice, Rung.Trained })
        {
            if (run[$"spectrum_{rung.Key}"] is { Rank: 2 } spectrum && spectrum.Shape[1] == k.Length && spectrum.Shape[0] > 0)
            {
                double[] power = spectrum.Values[^k.Length..];
                series.Add((
                    rung.Label, DashOf(rung), k,
                    [.. power.Select((value, bin) => SpectrumBins.Dimensionless(value, k[bin], dimensions))]));
            }
        }

        return new SeriesPlot("transition_spectrum", "wave number k (comoving)", "power per ln k at the end")
        {
            LogX = true,
            LogY = true,
            Size = (Half, PanelHeight),
            Colours = Colours,
        }.Of(series);
    }

    private static int[] DashOf(Rung rung) => rung == Rung.Trained ? [2, 3] : [];

    /// <summary>The first output at the last record: of one dimension against place, of two by colour, side by side.</summary>
    private static IEnumerable<Chart?> Fields(LatticeSummary summary, int outputs, FieldHistory? trained, FieldHistory? lattice)
    {
        (Rung Rung, double[] Values)[] fields =
        [
            .. new[] { (Rung.Lattice, Field: lattice), (Rung.Trained, Field: trained) }.Where(one => one.Field is { Records: > 0 })
                .Select(one => (one.Item1, End(one.Field!))),
        ];

        string name = outputs == 1 ? "φ" : "φ1";
        if (summary.Dimensions == 1)
        {
            double[] places = [.. Enumerable.Range(0, summary.Sites).Select(site => site * summary.Spacing)];
            SeriesPlot plot = new("transition_field", Place, $"{name} at the end")
            {
                Size = (Chart.ColumnWidth, PanelHeight),
                Colours = Colours,
            };
            yield return plot.Of([.. fields.Select(one => (one.Rung.Label, DashOf(one.Rung), places, one.Values))]);
        }

        if (summary.Dimensions != 2)
        {
            yield break;
        }

        double largest = fields.SelectMany(one => one.Values).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        int side = (int)Math.Round(Math.Sqrt(summary.Sites));
        foreach ((Rung rung, double[] values) in fields)
        {
            Table table = new("x", "right", "y", "top", "value");
            for (int site = 0; site < values.Length; site++)
            {
                (int row, int column) = Math.DivRem(site, side);
                double left = column * summary.Spacing, bottom = row * summary.Spacing;
                table.Add(
                    PlotNumber.Of(left, 5), PlotNumber.Of(left + summary.Spacing, 5), PlotNumber.Of(bottom, 5),
                    PlotNumber.Of(bottom + summary.Spacing, 5), PlotNumber.Of(values[site], 4));
            }

            Layer cells = Layer.Of("rect").Style("aria", false).Encode(
                Channel.Quantity("x", "x", Place).With("scale.nice", false), new Channel("x2", JsonTree.Empty.With("field", "right")),
                Channel.Quantity("y", "y", "place y").With("scale.nice", false), new Channel("y2", JsonTree.Empty.With("field", "top")),
                Channel.Quantity("color", "value", name).With("scale.scheme", "blueorange")
                    .Domain(largest > 0 ? (-largest, largest) : null));
            yield return Chart.Of(table, cells).Sized(Half - 60, Half - 60).With("title.text", $"{rung.Label} at the end");
        }
    }

    private static double[] End(FieldHistory field) =>
        [.. Enumerable.Range(0, field.Points).Select(point => field[field.Records - 1, point, 0])];
}
