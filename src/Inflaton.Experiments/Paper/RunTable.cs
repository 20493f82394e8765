using System.Globalization;
using System.Text.Json;
using Inflaton.Experiments.Scans;

namespace Inflaton.Experiments.Paper;

/// <summary>
/// Finished runs of one or several scans as columns, read from their databases. What a scan does not vary is in its columns too, as the
/// constant that its file gives.
/// </summary>
public sealed class RunTable
{
    private static readonly string[] WellEnded = ["completed", "not_trained"];

    private readonly Dictionary<string, object?[]> columns;

    internal RunTable(Dictionary<string, object?[]> columns, int troubled)
    {
        this.columns = columns;
        Troubled = troubled;
        Count = columns.Values.FirstOrDefault()?.Length ?? 0;
    }

    /// <summary>Number of runs that ended well: the rows.</summary>
    public int Count { get; }

    /// <summary>Number of runs that diverged or failed, which are no rows.</summary>
    public int Troubled { get; }

    /// <summary>Reads columns of several scans.</summary>
    /// <param name="scans">The scans with their stores.</param>
    /// <param name="names">
    /// Dotted paths of keys and measures; <c>depth</c> and <c>width</c> stand for the number and the width of hidden layers.
    /// </param>
    /// <exception cref="ArgumentException">A scan neither measures nor sets one of them.</exception>
    public static RunTable Of(IEnumerable<(ScanFile File, ScanStore Store)> scans, params IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(scans);
        names = [.. names.Distinct()];
        string[] stored = [.. names.Select(name => name is "depth" or "width" ? "network.hidden" : name)];
        List<object?[]> rows = [];
        int troubled = 0;
        foreach ((ScanFile file, ScanStore store) in scans)
        {
            bool[] varies = [.. stored.Select(name => store.Parameters.Contains(name) || store.Measures.Contains(name))];
            object?[] constants = [.. file.Values(file.First, stored)];
            if (stored.Where((_, i) => !varies[i] && constants[i] is null).FirstOrDefault() is { } missing)
            {
                throw new ArgumentException($"{file.Path}: has no {missing}. Name it under scan.measure, or give the key a value.");
            }

            foreach (object?[] row in store.Rows(["status", .. stored.Where((_, i) => varies[i])]))
            {
                if (!WellEnded.Contains((string)row[0]!))
                {
                    troubled++;
                    continue;
                }

                int next = 1;
                rows.Add([.. stored.Select((_, i) => varies[i] ? row[next++] : constants[i])]);
            }
        }

        return new RunTable(
            names.Select((name, i) => (name, column: rows.Select(row => Derived(name, row[i])).ToArray()))
                .ToDictionary(pair => pair.name, pair => pair.column),
            troubled);
    }

    /// <summary>A column of numbers; NaN where a run has none.</summary>
    /// <param name="name">One of the columns.</param>
    public double[] Numbers(string name) => [.. columns[name].Select(value => value switch
    {
        double number => number,
        long whole => whole,
        _ => double.NaN,
    })];

    /// <summary>A column as text.</summary>
    /// <param name="name">One of the columns.</param>
    public string[] Texts(string name) =>
        [.. columns[name].Select(value => string.Create(CultureInfo.InvariantCulture, $"{value ?? "none"}"))];

    /// <summary>The distinct values of a column as text, numbers in order, words as they come.</summary>
    /// <param name="name">One of the columns.</param>
    public string[] Values(string name) =>
        [.. columns[name].Zip(Texts(name)).DistinctBy(pair => pair.Second)
            .OrderBy(pair => pair.First is string or null ? 0 : Convert.ToDouble(pair.First, CultureInfo.InvariantCulture))
            .Select(pair => pair.Second)];

    /// <summary>The rows that satisfy a condition.</summary>
    /// <param name="condition">Told the row's index.</param>
    public RunTable Where(Func<int, bool> condition)
    {
        int[] kept = [.. Enumerable.Range(0, Count).Where(condition)];
        return new RunTable(
            columns.ToDictionary(column => column.Key, column => kept.Select(row => column.Value[row]).ToArray()), Troubled);
    }

    /// <summary>The rows with a value in a column, as text.</summary>
    /// <param name="name">One of the columns.</param>
    /// <param name="value">The value as <see cref="Texts"/> gives it.</param>
    public RunTable With(string name, string value)
    {
        string[] texts = Texts(name);
        return Where(row => texts[row] == value);
    }

    private static object? Derived(string name, object? value) => name switch
    {
        "depth" => (long)Widths(value).Length,
        "width" => (long)Widths(value)[0],
        _ => value,
    };

    private static int[] Widths(object? hidden) => JsonSerializer.Deserialize<int[]>((string)hidden!)!;
}
