using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Scans;

/// <summary>Keys that are varied together, with the values that they take.</summary>
public sealed class ScanAxis
{
    private readonly IReadOnlyList<ValueNode[]> points;

    internal ScanAxis(IReadOnlyList<string> paths, IReadOnlyList<ValueNode[]> points, bool isLogarithmic) =>
        (Paths, this.points, IsLogarithmic) = (paths, points, isLogarithmic);

    /// <summary>Dotted paths of the keys: one, or several that are zipped.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>How many values they take.</summary>
    public int Count => points.Count;

    /// <summary>Whether the values were given as a range of equal ratios.</summary>
    public bool IsLogarithmic { get; }

    /// <summary>The values on one line, one of each key.</summary>
    /// <param name="point">From 0 to <see cref="Count"/> − 1.</param>
    public string Shown(int point) => string.Join(" + ", points[point].Select(value => value.Shown ?? "null"));

    internal ValueNode Value(int point, int path) => points[point][path];

    /// <summary>A tree with the keys set to one of their values.</summary>
    internal SettingsTree Apply(SettingsTree tree, int point, ValueKind description)
    {
        for (int i = 0; i < Paths.Count; i++)
        {
            tree = tree.With(Paths[i], points[point][i], description);
        }

        return tree;
    }

    /// <summary>
    /// Columns that tell the values apart: the path of a plain value or a list; of sections, the paths of all that is in any of them.
    /// </summary>
    internal IEnumerable<string> Columns => Paths.SelectMany((path, i) => points.SelectMany(point => Leaves(path, point[i]))).Distinct();

    private static IEnumerable<string> Leaves(string path, ValueNode node) => node is MapNode { Entries.Count: > 0 } map
        ? map.Entries.SelectMany(entry => Leaves($"{path}.{entry.Key}", entry.Value))
        : [path];
}
