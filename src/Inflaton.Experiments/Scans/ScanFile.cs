using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Scans;

/// <summary>
/// A scan: the file of a study in which some values are lists or ranges, and a section <c>scan</c> that says which. Its runs are made one
/// at a time when they are asked for, so that a scan of a million runs takes no more memory than one of ten.
/// </summary>
public sealed class ScanFile
{
    /// <summary>The largest number of runs.</summary>
    public const int MostRuns = 1_000_000;

    private const string Section = "scan";
    private const string SeedKey = "seed";

    private static readonly SectionKind<ScanSettings> ScanSection = new(ScanSettings.Read);

    private readonly SettingsTree tree;
    private readonly double memory;
    private readonly SettingsTree described;
    private readonly Dictionary<string, string> contents;
    private readonly IReadOnlyList<StudyCost?>? costs;

    private ScanFile(
        StudyKind kind, SettingsTree tree, double memory, ScanSettings settings, MapNode resolvedSection, IReadOnlyList<ScanAxis> axes,
        IReadOnlyList<StudyCost?>? costs)
    {
        (Kind, this.tree, this.memory, Settings, Axes, this.costs) = (kind, tree, memory, settings, axes, costs);
        Count = axes.Aggregate(1, (product, axis) => product * axis.Count);
        Measures = [.. settings.Measures.SelectMany(kind.Measures.Of)];
        Parameters = [.. axes.SelectMany(axis => axis.Columns)];
        First = Run(0);
        described = Describe(resolvedSection);
        Description = YamlWriter.Block(described.Root, tree.Directory);
        Inputs = InputFile.In(described.Root);
        contents = Inputs.ToDictionary(input => input.Path, input => input.Sha256, StringComparer.Ordinal);
    }

    /// <summary>What is scanned over.</summary>
    public StudyKind Kind { get; }

    /// <summary>The file as the user named it.</summary>
    public string Path => tree.File;

    /// <summary>What the section <c>scan</c> says.</summary>
    public ScanSettings Settings { get; }

    /// <summary>What is varied; the last one varies fastest.</summary>
    public IReadOnlyList<ScanAxis> Axes { get; }

    /// <summary>Number of runs, 1 to <see cref="MostRuns"/>.</summary>
    public int Count { get; }

    /// <summary>Dotted paths of the keys in which the runs differ: a column of the results each.</summary>
    public IReadOnlyList<string> Parameters { get; }

    /// <summary>What is read out of each run: a column of the results each.</summary>
    public IReadOnlyList<Measure> Measures { get; }

    /// <summary>The first run.</summary>
    public IStudy First { get; }

    /// <summary>
    /// The scan in one spelling, all defaults filled in: two scans are the same if and only if these texts are. Paths are relative to the
    /// folder of the scan file.
    /// </summary>
    public string Description { get; }

    /// <summary>The files that any of the runs is made from, with what was in them when the scan was read.</summary>
    public IReadOnlyList<InputFile> Inputs { get; }

    /// <summary>Reads and checks a scan file.</summary>
    /// <param name="path">The file; paths in it are relative to its folder.</param>
    /// <param name="cancellation">Stops the checks of its values, of which there may be many.</param>
    /// <exception cref="ExperimentFileException">It cannot be used; everything wrong is listed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ScanFile Read(string path, CancellationToken cancellation = default) =>
        ReadWithMemory(path, StudyFile.AvailableMemory, cancellation);

    /// <summary>Reads and checks a scan file that is run on another machine.</summary>
    /// <param name="path">The file; paths in it are relative to its folder.</param>
    /// <param name="memory">Bytes of memory that a run may use there.</param>
    /// <param name="cancellation">Stops the checks of its values.</param>
    /// <exception cref="ExperimentFileException">It cannot be used; everything wrong is listed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ScanFile ReadWithMemory(string path, double memory, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(SettingsTree.Read(path), memory, cancellation);
    }

    /// <summary>Reads and checks the text of a scan file.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">What to call it in messages.</param>
    /// <param name="directory">Folder that paths in it are relative to.</param>
    /// <exception cref="ExperimentFileException">It cannot be used; everything wrong is listed.</exception>
    public static ScanFile Parse(string text, string file, string directory)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);
        return Read(SettingsTree.Parse(text, file, directory), StudyFile.AvailableMemory);
    }

    /// <summary>JSON Schema (draft 2020-12) of the scan files of a kind of study.</summary>
    /// <param name="kind">What is scanned over.</param>
    public static string Schema(StudyKind kind) =>
        SchemaWriter.File(
            ScanSchema.Of(kind.Root.Section!, Section, ScanSection.Section, ScanReading.Range.Section),
            kind == StudyCatalogue.Experiment ? "Inflaton scan" : $"Inflaton scan of {kind.Name}s");

    /// <summary>The study that a run is.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    /// <exception cref="ExperimentFileException">The values do not go together; each alone does.</exception>
    public IStudy Run(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        SettingsTree run = tree;
        for (int i = Axes.Count - 1; i >= 0; i--)
        {
            (index, int point) = Math.DivRem(index, Axes[i].Count);
            run = Axes[i].Apply(run, point, Kind.Root);
        }

        return Kind.Read(run, null, memory);
    }

    /// <summary>The first of the runs that differ from one in their seed alone: they cost the same, and are refused alike.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    internal int FirstButForSeed(int index)
    {
        int rest = index, place = 1;
        for (int i = Axes.Count - 1; i >= 0; i--)
        {
            (rest, int point) = Math.DivRem(rest, Axes[i].Count);
            index -= Axes[i].Paths is [SeedKey] ? point * place : 0;
            place *= Axes[i].Count;
        }

        return index;
    }

    /// <summary>What a run costs, as far as that is known since its values were checked; null where it is to be estimated.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> − 1.</param>
    internal StudyCost? KnownCost(int index)
    {
        if (costs is null)
        {
            return null;
        }

        for (int i = Axes.Count - 1; i >= 0; i--)
        {
            (index, int point) = Math.DivRem(index, Axes[i].Count);
            if (Axes[i].Paths is not [SeedKey])
            {
                return costs[point];
            }
        }

        return null;
    }

    /// <summary>
    /// SHA-256 of a run's file with every default filled in, and of the contents of the files that it names, in hexadecimal: what a run is
    /// known by.
    /// </summary>
    /// <param name="run">One of this scan's runs.</param>
    public string Hash(IStudy run)
    {
        string settings = run.File.ResolvedYaml(tree.Directory);
        IEnumerable<string> named = InputFile.PathsIn(run.File.Resolved)
            .Select(path => $"# {Relative(path)} {contents.GetValueOrDefault(path)}\n");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(named.Prepend(settings)))));
    }

    /// <summary>A path as it is written in <see cref="Description"/>.</summary>
    internal string Relative(string path) => System.IO.Path.GetRelativePath(tree.Directory, path).Replace('\\', '/');

    /// <summary>The first of <see cref="Inputs"/> that has other contents now, or is gone; null where there is none.</summary>
    public string? ChangedInput()
    {
        foreach (InputFile input in Inputs)
        {
            if (!File.Exists(input.Path) || InputFile.Of(input.Path) != input)
            {
                return input.Path;
            }
        }

        return null;
    }

    /// <summary>
    /// The values of <see cref="Parameters"/> in a run, in order: whole numbers as <see cref="long"/>, numbers as <see cref="double"/>,
    /// lists and words as text, null where the run has no such key.
    /// </summary>
    /// <param name="run">One of this scan's runs.</param>
    public IReadOnlyList<object?> Values(IStudy run) => Values(run, Parameters);

    /// <summary>The values of any keys in a run, as <see cref="Values(IStudy)"/> gives those that are varied.</summary>
    /// <param name="run">One of this scan's runs.</param>
    /// <param name="paths">Dotted paths.</param>
    public IReadOnlyList<object?> Values(IStudy run, IEnumerable<string> paths)
    {
        SettingsTree resolved = new(run.File.Resolved, run.File.Path, tree.Directory);
        return [.. paths.Select(path => resolved.At(path) is { } node ? Value(node) : null)];
    }

    private object? Value(ValueNode node) => node switch
    {
        ScalarNode { IsNull: true } => null,
        ScalarNode { Flag: { } flag } => flag ? 1L : 0L,
        ScalarNode { IsPath: false } scalar when CoreNumber.TryInteger(scalar, out BigInteger whole) && whole <= long.MaxValue =>
            (long)whole,
        ScalarNode { IsPath: false } scalar when CoreNumber.Parse(scalar, out double number) == NumberReading.Number => number,
        ScalarNode { IsPath: false } scalar => scalar.Text,
        _ => YamlWriter.Flow(node, tree.Directory),
    };

    private static ScanFile Read(SettingsTree file, double memory, CancellationToken cancellation = default)
    {
        if (file.Root.Find(Section) is not { } entry)
        {
            throw new ExperimentFileException(new FileProblem(
                file.File, 0, Section, null, "is missing",
                $"Add a section scan with grid, zip or seeds, and measure; 'inflaton {StudyCatalogue.Of(file.Root).Command}' runs a file "
                + $"without."));
        }

        FileReading reading = new(file.Directory, "scan", memory);
        ValueSlot slot = new(reading, Section, entry.Value, null);
        Reading<ScanSettings>? section = ScanSection.Read(slot);
        List<FileProblem> problems = reading.Problems;
        StudyKind kind = StudyCatalogue.Of(file.Root);
        ScanReading scan = new(kind, file, problems);
        SettingsTree plain = file.Without(Section);

        // What a section says that is wrong in part cannot be told from what stands in for it: the rest of the file is checked alone.
        bool isWhole = section is not null && problems.Count == 0;
        IReadOnlyList<ScanAxis> axes = isWhole ? scan.Axes(section!.Value) : [];
        bool isAffordable = true;
        if (isWhole)
        {
            scan.CheckMeasures(section!.Value, axes);
            isAffordable = scan.IsAffordable(axes);
        }

        if (isAffordable)
        {
            scan.CheckValues(axes, plain, memory, cancellation);
        }

        return section is null || problems.Count > 0
            ? throw Refused(file, problems)
            : new ScanFile(kind, plain, memory, section.Value, (MapNode)section.Resolved, axes, scan.Costs);
    }

    private static ExperimentFileException Refused(SettingsTree file, List<FileProblem> problems) =>
        new(problems.Distinct().OrderBy(problem => problem.File == file.File).ThenBy(problem => problem.Line));

    private SettingsTree Describe(MapNode section)
    {
        SettingsTree all = new(First.File.Resolved, Path, tree.Directory);
        foreach (ScanAxis axis in Axes.Where(axis => axis.Paths is not [SeedKey] || Settings.Grid.Contains(SeedKey)))
        {
            for (int i = 0; i < axis.Paths.Count; i++)
            {
                int path = i;
                ValueNode values = new ListNode(
                    Origin.Default, [.. Enumerable.Range(0, axis.Count).Select(point => axis.Value(point, path))]);
                all = all.With(axis.Paths[i], values, Kind.Root);
            }
        }

        return all.With(Section, section);
    }
}
