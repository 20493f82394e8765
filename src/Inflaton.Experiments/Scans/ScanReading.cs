using System.Globalization;
using Inflaton.Data;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Scans;

/// <summary>Turns what a scan file names into axes, and finds what is wrong with it.</summary>
/// <param name="kind">What is scanned over.</param>
/// <param name="file">The whole file.</param>
/// <param name="problems">Receives what is wrong.</param>
internal sealed class ScanReading(StudyKind kind, SettingsTree file, List<FileProblem> problems)
{
    private const string SeedKey = "seed";
    private const int Batch = 2048;

    private StudyCost?[]? costs;

    /// <summary>
    /// What the runs cost at each value of the only axis beside the seeds, since its values were read with all else as it is in the runs;
    /// null where there are several axes.
    /// </summary>
    public IReadOnlyList<StudyCost?>? Costs => costs;

    /// <summary>A range of values.</summary>
    public static readonly SectionKind<ValueRange> Range = new(ValueRange.Read);

    private readonly IReadOnlyDictionary<string, ValueKind> known =
        Describe("", kind.Root.Section!).DistinctBy(entry => entry.Key).ToDictionary();

    /// <summary>The axes that the settings name, as far as they can be used.</summary>
    public IReadOnlyList<ScanAxis> Axes(ScanSettings settings)
    {
        List<ScanAxis> axes = [];
        List<string> taken = [];
        foreach ((string path, int i) in settings.Grid.Select((path, i) => (path, i)))
        {
            string key = $"scan.grid.{i}";
            if (IsFree(key, path, taken) && Values(key, path) is { } values)
            {
                axes.Add(new ScanAxis([path], [.. values.Items.Select(value => new[] { value })], values.IsLogarithmic));
            }
        }

        foreach ((ValueList<string> group, int i) in settings.Zip.Select((group, i) => (group, i)))
        {
            AddZipped(group, settings.Zip.Count == 1 && file.At("scan.zip.0") is ScalarNode ? "scan.zip" : $"scan.zip.{i}", taken, axes);
        }

        if (Seeds(settings) is { } seeds)
        {
            if (!known.ContainsKey(SeedKey))
            {
                Refuse("scan.seeds", null, $"varies the seed, and {kind.Name} files have none", "Name what is varied under grid or zip.");
                return axes;
            }

            if (taken.Contains(SeedKey))
            {
                Refuse("scan.seeds", null, "stands beside seed in grid or zip", "Keep one of the two.");
            }

            axes.Add(seeds);
        }

        return axes;
    }

    /// <summary>Refuses measures that summaries do not have, or that are columns already.</summary>
    public void CheckMeasures(ScanSettings settings, IReadOnlyList<ScanAxis> axes)
    {
        HashSet<string> columns = [.. axes.SelectMany(axis => axis.Columns)];
        HashSet<string> measured = [];
        foreach ((string path, int i) in settings.Measures.Select((path, i) => (path, i)))
        {
            string key = $"scan.measure.{i}";
            if (kind.Measures.TryFind(path, out string problem, out string remedy) is not { } found)
            {
                Refuse(key, path, problem, remedy);
            }
            else if (ScanStore.FixedColumns.Contains(path) || columns.Contains(path))
            {
                Refuse(key, path, "is in every row already", "Take it out.");
            }
            else if (found.FirstOrDefault(measure => !measured.Add(measure.Path)) is { } twice)
            {
                Refuse(key, path, $"names {twice.Path} again", "Name each measure once.");
            }
        }
    }

    /// <summary>Refuses more runs than there may be, before any of their values is looked at.</summary>
    /// <returns>Whether there are no more.</returns>
    public bool IsAffordable(IReadOnlyList<ScanAxis> axes)
    {
        double count = axes.Aggregate(1.0, (product, axis) => product * axis.Count);
        if (count > ScanFile.MostRuns)
        {
            string factors = string.Join(" × ", axes.Select(axis => axis.Count.ToString(CultureInfo.InvariantCulture)));
            Refuse(
                "scan", null,
                string.Create(CultureInfo.InvariantCulture, $"makes {factors} = {count:G6} runs, more than {ScanFile.MostRuns}"),
                "Take fewer values, or split the scan into several files.");
        }

        return count <= ScanFile.MostRuns;
    }

    /// <summary>Reads the experiment with every value of every axis once, the other axes at their first values.</summary>
    public void CheckValues(IReadOnlyList<ScanAxis> axes, SettingsTree plain, double memory, CancellationToken cancellation)
    {
        // Where an axis could not be read, its list is still in the way of a run, which is no problem of its own.
        bool isPartial = problems.Count > 0;
        SettingsTree first = axes.Aggregate(plain.Remembering(), (tree, axis) => axis.Apply(tree, 0, kind.Root));
        if (axes.Count == 0)
        {
            try
            {
                _ = kind.Read(first, null, memory);
            }
            catch (ExperimentFileException exception)
            {
                problems.AddRange(exception.Problems.Where(problem => !IsInTheWay(problem)));
            }
        }

        Func<IStudy, StudyCost> estimate = kind.Estimator();
        ScanAxis? only = axes.Where(axis => axis.Paths is not [SeedKey]).Take(2).ToArray() is [var single] ? single : null;
        foreach (ScanAxis axis in axes)
        {
            StudyCost?[]? costs = axis == only ? new StudyCost?[axis.Count] : null;
            this.costs ??= costs;
            bool isSeeds = axis.Paths is [SeedKey] && file.At(SeedKey) is not ListNode;
            ValueNode[]?[] resolved = new ValueNode[]?[isSeeds ? 1 : axis.Count];
            FileProblem[]?[] found = new FileProblem[]?[resolved.Length];

            // Where many of the values are wrong, the first say so, and nobody waits for the rest.
            for (int from = 0, to, wrong = 0; from < resolved.Length && wrong < ExperimentFileException.Listed; from = to)
            {
                to = Math.Min(from + Batch, resolved.Length);
                Parallel.For(from, to, ScanPlan.Threads(cancellation), point =>
                {
                    try
                    {
                        IStudy run = kind.Read(axis.Apply(first, point, kind.Root), null, memory);
                        SettingsTree values = new(run.File.Resolved, run.File.Path, plain.Directory);
                        resolved[point] = [.. axis.Paths.Select(path => values.At(path) ?? new ScalarNode(Origin.Default, ""))];
                        costs?[point] = estimate(run);
                    }
                    catch (ExperimentFileException exception)
                    {
                        found[point] = [.. exception.Problems.Select(problem => Advised(problem, axes))];
                    }
                });
                wrong += found[from..to].Count(one => one is not null);
            }

            problems.AddRange(
                found.SelectMany(one => one ?? []).Where(problem => !isPartial || IsScanned(problem, axes) || !IsInTheWay(problem)));
            CheckDistinct(axis, resolved);
        }
    }

    private void CheckDistinct(ScanAxis axis, ValueNode[]?[] resolved)
    {
        Dictionary<string, int> seen = [];
        for (int point = 0; point < resolved.Length; point++)
        {
            if (resolved[point] is { } values
                && !seen.TryAdd(string.Join('\n', values.Select(value => YamlWriter.Flow(value))), point))
            {
                Origin origin = axis.Value(point, 0).Origin;
                problems.Add(new FileProblem(
                    origin.File, origin.Line, string.Join(" + ", axis.Paths), axis.Shown(point), "is in the list already",
                    "Each run is made once: take one of them out."));
            }
        }
    }

    /// <summary>What is wrong with a value, said for one that is scanned over or could be.</summary>
    private FileProblem Advised(FileProblem problem, IReadOnlyList<ScanAxis> axes)
    {
        if (IsScanned(problem, axes))
        {
            return problem with { Remedy = $"{problem.Remedy} Each item under a scanned key is the whole value of one run." };
        }

        return file.At(problem.Key) is ListNode or MapNode { } && IsSeveral(file.At(problem.Key)!)
            && known.TryGetValue(problem.Key, out ValueKind? described) && !described.Accepts(file.At(problem.Key)!)
                ? problem with { Remedy = $"{problem.Remedy} To scan over it, name it under scan.grid." }
                : problem;
    }

    private static bool IsScanned(FileProblem problem, IReadOnlyList<ScanAxis> axes) => axes.SelectMany(axis => axis.Paths)
        .Any(path => problem.Key == path || problem.Key.StartsWith(path + ".", StringComparison.Ordinal));

    /// <summary>Whether the value is a list or range that may stand for the values of many runs.</summary>
    private bool IsInTheWay(FileProblem problem) => file.At(problem.Key) is { } node && IsSeveral(node);

    private static bool IsSeveral(ValueNode node) => node is ListNode || (node is MapNode map && map.Find(ValueRange.Mark) is not null);

    private void AddZipped(ValueList<string> group, string key, List<string> taken, List<ScanAxis> axes)
    {
        List<(IReadOnlyList<ValueNode> Items, bool IsLogarithmic)> columns = [];
        foreach ((string path, int i) in group.Select((path, i) => (path, i)))
        {
            if (IsFree($"{key}.{i}", path, taken) && Values($"{key}.{i}", path) is { } values)
            {
                columns.Add(values);
            }
        }

        if (columns.Count < group.Count)
        {
            return;
        }

        if (columns.Any(column => column.Items.Count != columns[0].Items.Count))
        {
            string counts = string.Join(", ", group.Select((path, i) => $"{columns[i].Items.Count} of {path}"));
            Refuse(key, null, $"pairs lists of unequal lengths: {counts}", "Give all of them the same number of values.");
            return;
        }

        axes.Add(new ScanAxis(
            [.. group],
            [.. Enumerable.Range(0, columns[0].Items.Count).Select(point => columns.Select(column => column.Items[point]).ToArray())],
            columns[0].IsLogarithmic));
    }

    private bool IsFree(string key, string path, List<string> taken)
    {
        string? other = taken.FirstOrDefault(one => one == path
            || one.StartsWith(path + ".", StringComparison.Ordinal) || path.StartsWith(one + ".", StringComparison.Ordinal));
        if (other is not null)
        {
            Refuse(
                key, path, other == path ? "is varied already" : $"overlaps with {other}, which is varied already",
                other == path ? "Name each key once." : "Vary one of the two.");
            return false;
        }

        taken.Add(path);
        return true;
    }

    /// <summary>The values of a key that is to be varied.</summary>
    private (IReadOnlyList<ValueNode> Items, bool IsLogarithmic)? Values(string key, string path)
    {
        ValueNode? node = file.Without("scan").At(path);
        switch (node)
        {
            case null:
                string? near = known.ContainsKey(path) ? null : NearestName.Find(path, known.Keys);
                Refuse(
                    key, path,
                    known.ContainsKey(path) ? "has no values in the file" : $"is not a key of {kind.Name} files",
                    known.ContainsKey(path) ? $"Give {path} a list of values."
                        : near is null ? $"Name a key by its dotted path, for example {kind.ExampleKey}." : $"Did you mean {near}?");
                return null;
            case ListNode { Items.Count: 0 }:
                RefuseAt(node, path, "is an empty list", "Give at least one value.");
                return null;
            case ListNode list:
                return (list.Items, false);
            case MapNode map when map.Find(ValueRange.Mark) is not null:
                int before = problems.Count;
                FileReading reading = new(file.Directory, "scan", double.PositiveInfinity);
                Reading<ValueRange> range = Range.Read(reading, path, map);
                problems.AddRange(reading.Problems);
                if (problems.Count > before)
                {
                    return null;
                }

                bool isWhole = known.TryGetValue(path, out ValueKind? described) && (string?)described.Schema()["type"] is "integer";
                return ([.. range.Value.Values(isWhole).Select(value => ValueRange.Node(map.Origin, value, isWhole))],
                range.Value.IsLogarithmic);
            default:
                RefuseAt(
                    node, path, $"is a {(node is MapNode ? "section" : "single value")}, but is to be varied",
                    $"Give a list{(node is MapNode ? " of such sections" : " or {from: …, to: …, steps: …}")}, or take it out of "
                    + $"{key[..key.LastIndexOf('.')]}.");
                return null;
        }
    }

    private ScanAxis? Seeds(ScanSettings settings)
    {
        if (settings.SeedList is { } list)
        {
            return Seeds(list);
        }

        if (settings.SeedCount is not { } count)
        {
            return null;
        }

        ulong first = file.At(SeedKey) is ScalarNode scalar && CoreNumber.TryInteger(scalar, out System.Numerics.BigInteger seed)
            && seed >= 0 && seed <= ulong.MaxValue - (ulong)count ? (ulong)seed : 1;
        return Seeds(Enumerable.Range(0, count).Select(i => first + (ulong)i));
    }

    private ScanAxis Seeds(IEnumerable<ulong> seeds)
    {
        Origin origin = file.At("scan.seeds")!.Origin;
        return new ScanAxis(
            [SeedKey], [.. seeds.Select(
                seed => new ValueNode[] { new ScalarNode(origin, seed.ToString(CultureInfo.InvariantCulture)) })], false);
    }

    private void Refuse(string key, string? value, string problem, string remedy) =>
        problems.Add(new FileProblem(file.File, file.At(key)?.Origin.Line ?? 0, key, value, problem, remedy));

    private void RefuseAt(ValueNode node, string key, string problem, string remedy) =>
        problems.Add(new FileProblem(node.Origin.File, node.Origin.Line, key, node is MapNode ? null : node.Shown, problem, remedy));

    private static IEnumerable<KeyValuePair<string, ValueKind>> Describe(string path, SectionDescription section)
    {
        foreach (KeyDescription key in section.Keys)
        {
            string name = path.Length == 0 ? key.Name : $"{path}.{key.Name}";
            yield return KeyValuePair.Create(name, key.Kind);
            foreach (KeyValuePair<string, ValueKind> inner in key.Kind.Sections.SelectMany(below => Describe(name, below)))
            {
                yield return inner;
            }
        }
    }
}
