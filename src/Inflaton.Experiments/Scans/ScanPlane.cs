using System.Globalization;
using Inflaton.Experiments.Figures;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Scans;

/// <summary>
/// The rows of a scan of universes in the plane of n_s and r: a line for each model, its points the scales that N* or reheating vary.
/// </summary>
public static class ScanPlane
{
    private const int LongestLabel = 70;
    private static readonly string[] Axes = ["n_s", "r"];

    /// <summary>The figure.</summary>
    /// <param name="store">The scan; it measures <c>n_s</c> and <c>r</c>, or keeps summaries.</param>
    /// <exception cref="ArgumentException">It has no such columns, or no row with both.</exception>
    public static Figure Of(ScanStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        string[] scales = [.. store.Parameters.Where(IsScale)], models = [.. store.Parameters.Where(one => !IsScale(one))];
        int missing = 0;
        OrderedDictionary<string, List<(double, double, string)>> lines = [];
        foreach (object?[] row in store.Rows([.. Axes, .. scales, .. models]))
        {
            if (row[0] is not double index || row[1] is not double ratio)
            {
                missing++;
                continue;
            }

            string name = Label(scales, row.AsSpan(2, scales.Length)), model = Label(models, row.AsSpan(2 + scales.Length));
            if (!lines.TryGetValue(model.Length == 0 ? store.Name : model, out List<(double, double, string)>? points))
            {
                lines[model.Length == 0 ? store.Name : model] = points = [];
            }

            points.Add((index, ratio, name));
        }

        string said = missing == 0 ? "" : $" {missing} rows without n_s and r are left out.";
        return TiltRatioFigure.Of(
            [.. lines.Select(line => new TiltRatioSeries(line.Key, line.Value, scales.Length == 1))],
            $"Lines and points: the rows of the scan {store.Name}.{said}")
            ?? throw new ArgumentException($"{store.Directory}: no finished run has n_s and r.");
    }

    private static bool IsScale(string path) =>
        path == "perturbations.pivot_efolds" || path.StartsWith("reheating.", StringComparison.Ordinal);

    private static string Label(string[] paths, ReadOnlySpan<object?> values)
    {
        List<string> parts = [];
        for (int i = 0; i < paths.Length; i++)
        {
            if (values[i] is { } value)
            {
                string shown = value is double number ? ReadableNumber.Of(number) : string.Create(CultureInfo.InvariantCulture, $"{value}");
                parts.Add($"{Short(paths[i])} {shown}");
            }
        }

        string whole = string.Join(", ", parts);
        return whole.Length <= LongestLabel ? whole : whole[..(LongestLabel - 1)] + "…";
    }

    /// <summary>A path without the section that all share.</summary>
    private static string Short(string path) => path.StartsWith("potential.", StringComparison.Ordinal) ? path["potential.".Length..]
        : path[(path.LastIndexOf('.') + 1)..];
}
