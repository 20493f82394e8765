using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;

namespace Inflaton.Experiments.Paper;

/// <summary>Distributions of a positive quantity over a logarithmic axis, one line a group.</summary>
internal static class Distribution
{
    private const int Bins = 36;
    private const int PanelWidth = 305;
    private const int PanelHeight = 190;

    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"];

    /// <summary>The chart.</summary>
    /// <param name="quantity">Title of the horizontal axis.</param>
    /// <param name="legend">Title of the legend.</param>
    /// <param name="groups">Label and values of each group; what is not positive is left out.</param>
    /// <param name="least">Smallest value that is shown; smaller ones count in the first bin. Null for the smallest that there is.</param>
    public static Chart Of(string quantity, string legend, IReadOnlyList<(string Label, double[] Values)> groups, double? least = null)
    {
        double[] all = [.. groups.SelectMany(group => group.Values).Where(value => value > 0 && double.IsFinite(value))];
        double low = Math.Log(Math.Max(least ?? 0, all.Length == 0 ? 1 : all.Min())),
        high = Math.Log(all.Length == 0 ? 10 : all.Max() * 1.0001);
        double width = Math.Max((high - low) / Bins, 1e-9);
        Table table = new("from", "to", "group", "share", "count");
        foreach ((string label, double[] values) in groups)
        {
            int[] counts = new int[Bins];
            foreach (double value in values.Where(value => value > 0 && double.IsFinite(value)))
            {
                counts[Math.Clamp((int)((Math.Log(value) - low) / width), 0, Bins - 1)]++;
            }

            for (int i = 0; i < Bins; i++)
            {
                table.Add(
                    PlotNumber.Of(Math.Exp(low + (i * width)), 4), PlotNumber.Of(Math.Exp(low + ((i + 1) * width)), 4), label,
                    PlotNumber.Of(counts[i] / (double)Math.Max(1, values.Length), 4), counts[i]);
            }

            table.Add(PlotNumber.Of(Math.Exp(high), 4), PlotNumber.Of(Math.Exp(high), 4), label, 0, 0);
        }

        Channel x = Channel.Quantity("x", "from", quantity).Log(),
        y = Channel.Quantity("y", "share", "share of the runs").With("scale.zero", true);
        Channel colour = Channel.Category("color", "group", legend)
            .Map(groups.Select((group, i) => (group.Label, (JsonNode)Colours[i % Colours.Length]))).With("legend.symbolOpacity", 1);
        Channel tooltip = Channel.Tooltip(("group", legend, null), ("from", "from", ".4g"), ("to", "to", ".4g"), ("count", "runs", "d"));
        return Chart.Of(
            table,
            Layer.Of("area").Style("interpolate", "step-after").Style("opacity", 0.12).Encode(x, y.With("stack", null), colour),
            Layer.Line(1.6).Style("interpolate", "step-after").Encode(x, y, colour, tooltip)).Sized(PanelWidth, PanelHeight);
    }
}
