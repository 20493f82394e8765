using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Scans;

/// <summary>A measure over all runs that share a parameter's value.</summary>
/// <param name="Group">Value of the parameter: a number or a text; null where runs have none.</param>
/// <param name="Series">Value of a second parameter; null where there is none.</param>
/// <param name="Count">Number of runs with a finite value.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Standard deviation of the sample (n − 1); 0 for a single run.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="LowerQuartile">Value below which a quarter lies, interpolated.</param>
/// <param name="Median">Value below which half lies.</param>
/// <param name="UpperQuartile">Value below which three quarters lie.</param>
/// <param name="Maximum">Largest value.</param>
public sealed record GroupStatistics(
    object? Group,
    object? Series,
    int Count,
    double Mean,
    double Deviation,
    double Minimum,
    double LowerQuartile,
    double Median,
    double UpperQuartile,
    double Maximum)
{
    /// <summary>Statistics of a measure by one or two parameters, numbers in order and texts in the order of the runs.</summary>
    /// <param name="store">The scan.</param>
    /// <param name="measure">A measure, or a path into the summaries.</param>
    /// <param name="by">A parameter.</param>
    /// <param name="series">A second one; null for none.</param>
    /// <exception cref="ArgumentException">There is no such column, or the measure is no number.</exception>
    public static IReadOnlyList<GroupStatistics> Of(ScanStore store, string measure, string by, string? series = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        OrderedDictionary<(object, object), List<double>> groups = [];
        foreach (object?[] row in store.Rows([measure, by, .. series is null ? Array.Empty<string>() : [series]]))
        {
            double value = row[0] switch
            {
                null => double.NaN,
                double number => number,
                long number => number,
                object text => throw new ArgumentException($"{measure}: is no number ({text}). Name a measure that is one."),
            };
            if (double.IsFinite(value))
            {
                (object, object) key = (row[1] ?? DBNull.Value, series is null ? DBNull.Value : row[2] ?? DBNull.Value);
                if (!groups.TryGetValue(key, out List<double>? values))
                {
                    groups[key] = values = [];
                }

                values.Add(value);
            }
        }

        IEnumerable<GroupStatistics> all = groups.Select(group => Of(
            group.Key.Item1 is DBNull ? null : group.Key.Item1, group.Key.Item2 is DBNull ? null : group.Key.Item2,
            [.. group.Value.Order()]));
        return [.. all.OrderBy(one => Order(one.Series)).ThenBy(one => Order(one.Group))];
    }

    private static double Order(object? value) => value switch { long number => number, double number => number, _ => 0 };

    private static GroupStatistics Of(object? group, object? series, double[] sorted)
    {
        double mean = sorted.Average();
        double squares = sorted.Sum(value => (value - mean) * (value - mean));
        return new GroupStatistics(
            group, series, sorted.Length, mean, sorted.Length > 1 ? Math.Sqrt(squares / (sorted.Length - 1)) : 0,
            sorted[0], OrderStatistics.OfSorted(sorted, 0.25), OrderStatistics.OfSorted(sorted, 0.5),
            OrderStatistics.OfSorted(sorted, 0.75), sorted[^1]);
    }
}
