namespace Inflaton.Experiments.Scans;

/// <summary>A measure that is a word, over the runs of a scan: where along a number each of its words is found.</summary>
/// <param name="Series">Value of a second column; null where there is none.</param>
/// <param name="Group">Value of the first column where it is no number; null where it is one.</param>
/// <param name="Category">The word; <c>none</c> of runs that have none.</param>
/// <param name="Count">Number of runs.</param>
/// <param name="Smallest">Smallest number of the first column among them; NaN where it is no number.</param>
/// <param name="Largest">The largest.</param>
public sealed record CategoryRange(object? Series, object? Group, string Category, int Count, double Smallest, double Largest)
{
    /// <summary>The word of a run that has none.</summary>
    public const string None = "none";

    /// <summary>Whether a measure is a word: whether no run has a number of it and one has a word.</summary>
    /// <param name="store">The scan.</param>
    /// <param name="measure">A measure, or a path into the summaries.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static bool IsWord(ScanStore store, string measure)
    {
        ArgumentNullException.ThrowIfNull(store);
        bool found = false;
        foreach (object?[] row in store.Rows([measure]))
        {
            if (row[0] is long or double)
            {
                return false;
            }

            found |= row[0] is string;
        }

        return found;
    }

    /// <summary>The ranges, by series and group, words in alphabetical order.</summary>
    /// <param name="places">The runs, as <see cref="CategoryFigure"/> draws them.</param>
    public static IReadOnlyList<CategoryRange> Of(IReadOnlyList<CategoryPlace> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        return
        [
            .. places.GroupBy(place => (place.Series, Group: double.IsNaN(place.Number) ? place.Group : null, place.Category))
                .Select(group => new CategoryRange(
                    group.Key.Series, group.Key.Group, group.Key.Category, group.Count(), group.Min(place => place.Number),
                    group.Max(place => place.Number)))
                .OrderBy(one => Order(one.Series)).ThenBy(one => $"{one.Series}", StringComparer.Ordinal)
                .ThenBy(one => $"{one.Group}", StringComparer.Ordinal).ThenBy(one => one.Smallest),
        ];

        static double Order(object? value) => value switch { long number => number, double number => number, _ => 0 };
    }
}

/// <summary>One run in a map of categories.</summary>
/// <param name="Group">Value of the first column.</param>
/// <param name="Number">The same as a number; NaN where it is none.</param>
/// <param name="Series">Value of the second column; null where there is none.</param>
/// <param name="Category">The word.</param>
public sealed record CategoryPlace(object? Group, double Number, object? Series, string Category)
{
    /// <summary>The runs of a scan that have a value in the first column.</summary>
    /// <param name="store">The scan.</param>
    /// <param name="measure">A measure that is a word.</param>
    /// <param name="by">A parameter or a measure.</param>
    /// <param name="series">A second one; null for none.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static IReadOnlyList<CategoryPlace> Of(ScanStore store, string measure, string by, string? series = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        return
        [
            .. store.Rows([measure, by, .. series is null ? Array.Empty<string>() : [series]]).Where(row => row[1] is not null)
                .Select(row => new CategoryPlace(
                    row[1], row[1] switch { long number => number, double number => number, _ => double.NaN },
                    series is null ? null : row[2], row[0] as string ?? CategoryRange.None)),
        ];
    }
}
