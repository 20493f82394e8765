using System.Globalization;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;

namespace Inflaton.Experiments.Scans;

/// <summary>A map of a measure that is a word: a mark for each run, coloured by it.</summary>
public static class CategoryFigure
{
    private static readonly string[] Colours = ["#0072B2", "#E69F00", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#111111", "#999999"];

    // The phases of training in the order of their learning rates; other words follow as they come.
    private static readonly string[] First = ["lazy", "catapult", "divergent", "unfinished"];

    /// <summary>The figure.</summary>
    /// <param name="places">The runs.</param>
    /// <param name="measure">Path of the measure.</param>
    /// <param name="by">Path of the first column.</param>
    /// <param name="series">Path of the second; null for none.</param>
    public static Figure Of(IReadOnlyList<CategoryPlace> places, string measure, string by, string? series = null)
    {
        ArgumentNullException.ThrowIfNull(places);
        bool isNumeric = places.Count > 0 && places.All(place => double.IsFinite(place.Number));
        bool isLogarithmic = isNumeric && places.Min(place => place.Number) > 0
            && places.Max(place => place.Number) / places.Min(place => place.Number) >= 8;
        string[] words =
        [
            .. places.Select(place => place.Category).Distinct()
                .OrderBy(word => Array.IndexOf(First, word) is >= 0 and var known ? known : First.Length)
                .ThenBy(word => word, StringComparer.Ordinal),
        ];
        Table table = new("group", "series", "category");
        foreach (CategoryPlace place in places)
        {
            table.Add(isNumeric ? PlotNumber.Of(place.Number) : Label(place.Group), Label(place.Series), place.Category);
        }

        Channel x = isNumeric
            ? Channel.Quantity("x", "group", by).With("scale.padding", 12).LogIf(isLogarithmic)
            : Channel.Category("x", "group", by).With("axis.labelAngle", 0);
        Layer marks = Layer.Dots(90).Style("opacity", 0.75).Encode(
            x, Channel.Category("y", "series", series ?? "").With("axis.labelLimit", 220),
            Channel.Category("color", "category", measure).Map(words.Select((word, i) => (word, (JsonNode)Colours[i % Colours.Length]))),
            Channel.Category("yOffset", "category").Map(words.Select((word, i) => (word, (JsonNode)(double)(4 + (6 * i))))),
            Channel.Tooltip(("group", by, isNumeric ? ".5g" : null), ("series", series ?? "", null), ("category", measure, null)));
        int rows = Math.Max(1, places.Select(place => $"{place.Series}").Distinct().Count());
        string title = $"{measure} by {by}{(series is null ? "" : $" and {series}")}";
        return new Figure(
            title.Replace(' ', '-').Replace("/", "-", StringComparison.Ordinal), title, "A dot is a run.",
            Chart.Of(table, marks).Sized(Chart.ColumnWidth - 60, 60 + (44 * rows)).ToSpec(title));
    }

    private static JsonNode? Label(object? value) => string.Create(CultureInfo.InvariantCulture, $"{value ?? "all"}");
}
