using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Scans;

/// <summary>A measure against a parameter: medians with the middle half and the whole range of the runs.</summary>
public static class ScanFigure
{
    private static readonly string[] Colours = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#111111", "#999999"];

    /// <summary>The figure.</summary>
    /// <param name="groups">Statistics by the parameter.</param>
    /// <param name="measure">Path of the measure.</param>
    /// <param name="by">Path of the parameter.</param>
    /// <param name="series">Path of the second parameter; null for none.</param>
    /// <param name="isMeasured">Whether the first column was measured: every run has a value of its own, and no line joins them.</param>
    public static Figure Of(
        IReadOnlyList<GroupStatistics> groups, string measure, string by, string? series = null, bool isMeasured = false)
    {
        ArgumentNullException.ThrowIfNull(groups);
        int without = 0;
        if (isMeasured)
        {
            // Runs without the first column have no place on its axis.
            without = groups.Where(group => group.Group is null).Sum(group => group.Count);
            groups = [.. groups.Where(group => group.Group is not null)];
        }

        bool isNumeric = groups.All(group => group.Group is long or double);
        double[] places = isNumeric ? [.. groups.Select(group => Convert.ToDouble(group.Group))] : [];
        bool isLogarithmic = places.Length > 2 && places.Min() > 0 && places.Max() / places.Min() >= 50;
        bool hasLogarithmicValues = groups.Count > 0 && groups.Min(group => group.Minimum) > 0
            && groups.Max(group => group.Maximum) / groups.Min(group => group.Minimum) >= 50;

        Table table = new("group", "series", "low", "lower", "median", "upper", "high", "mean", "runs");
        foreach (GroupStatistics group in groups)
        {
            table.Add(
                isNumeric ? PlotNumber.Of(Convert.ToDouble(group.Group)) : Label(group.Group), Label(group.Series),
                PlotNumber.Of(group.Minimum),
                PlotNumber.Of(group.LowerQuartile), PlotNumber.Of(group.Median), PlotNumber.Of(group.UpperQuartile),
                PlotNumber.Of(group.Maximum), PlotNumber.Of(group.Mean), group.Count);
        }

        Channel x = isNumeric
            ? Channel.Quantity("x", "group", by).With("scale.padding", 12).LogIf(isLogarithmic)
            : Channel.Category("x", "group", by).With("axis.labelAngle", 0);
        Channel Y(string field) => Channel.Quantity("y", field, measure).LogIf(hasLogarithmicValues);
        List<Channel> shared = [x];
        if (series is not null)
        {
            string[] names = [.. groups.Select(group => Label(group.Series)!.GetValue<string>()).Distinct()];
            shared.Add(
                Channel.Category("color", "series", series).Map(names.Select((name, i) => (name, (JsonNode)Colours[i % Colours.Length]))));
            if (!isNumeric)
            {
                shared.Add(Channel.Category("xOffset", "series"));
            }
        }

        Channel tooltip = Channel.Tooltip(
            ("group", by, null), ("series", series ?? "", null), ("median", "median", ".5g"), ("lower", "lower quartile", ".5g"),
            ("upper", "upper quartile", ".5g"), ("low", "smallest", ".5g"), ("high", "largest", ".5g"), ("runs", "runs", "d"));
        Layer Bar(double width, string low, string high) => Layer.Of("rule").Style("strokeWidth", width).Style("color", Colours[0])
            .Encode([.. shared, Y(low), new Channel("y2", JsonTree.Empty.With("field", high))]);
        List<Layer> layers = [Bar(1, "low", "high"), Bar(5, "lower", "upper")];
        if (isNumeric && !isMeasured)
        {
            layers.Add(Layer.Line(1.2).Style("color", Colours[0]).Encode([.. shared, Y("median")]));
        }

        layers.Add(Layer.Dots(60).Style("color", Colours[0]).Encode([.. shared, Y("median"), tooltip]));
        string title = $"{measure} by {by}{(series is null ? "" : $" and {series}")}";
        return new Figure(
            title.Replace(' ', '-').Replace("/", "-", StringComparison.Ordinal), title,
            isMeasured ? $"A dot is a run.{(without == 0 ? "" : $" {without} without {by} are left out.")}"
                : "Dots are medians over the runs, thick bars the middle half, thin ones the whole range.",
            Chart.Of(table, layers).Sized(Chart.ColumnWidth, 340).ToSpec(title));
    }

    /// <summary>Writes the figure as <c>NAME.vl.json</c> into a folder, which is made where it is missing.</summary>
    /// <param name="figure">The figure.</param>
    /// <param name="directory">The folder.</param>
    /// <returns>Path of the file.</returns>
    public static string Write(Figure figure, string directory)
    {
        ArgumentNullException.ThrowIfNull(figure);
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, figure.Name + FigureSet.Extension);
        WholeFile.WriteText(path, figure.Spec.ToJsonString() + "\n");
        return path;
    }

    private static JsonNode? Label(object? value) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{value ?? "none"}");
}
