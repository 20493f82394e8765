using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Studies;

/// <summary>
/// A sort of study: how its files are described and read, what they cost, and what can be measured of what comes out. To add one: derive
/// from this class, implement <see cref="IStudy"/>, show its results by a presenter, and name both in the catalogue.
/// </summary>
public abstract class StudyKind
{
    private readonly Lazy<SummaryMeasures> measures;

    /// <summary>Finds the measures when they are first asked for.</summary>
    protected StudyKind() => measures = new Lazy<SummaryMeasures>(() => new SummaryMeasures(Summary, NamedMeasures));

    /// <summary>The noun: <c>experiment</c>, <c>universe</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The noun with its article.</summary>
    public string NameWithArticle => $"{(Name is ['a' or 'e' or 'i' or 'o', ..] ? "an" : "a")} {Name}";

    /// <summary>The command that runs a file of this kind.</summary>
    public abstract string Command { get; }

    /// <summary>A key of such files, for messages.</summary>
    public abstract string ExampleKey { get; }

    /// <summary>Name of the file of the arrays in a folder of results.</summary>
    public abstract string ArraysFile { get; }

    /// <summary>Name of the file with every default filled in there.</summary>
    public abstract string SettingsFile { get; }

    /// <summary>What <c>inflaton schema</c> calls the schema of scans over such files.</summary>
    public virtual string ScanSchema => $"{Name}-scan";

    /// <summary>What can be read out of the summaries.</summary>
    public SummaryMeasures Measures => measures.Value;

    /// <summary>What describes the whole file.</summary>
    internal abstract ValueKind Root { get; }

    /// <summary>Type of the summary.</summary>
    protected abstract Type Summary { get; }

    /// <summary>Names that sections of the summary have of their own rather than of the type, by the dotted path of the section.</summary>
    protected virtual IReadOnlyDictionary<string, IReadOnlyList<string>> NamedMeasures { get; } =
        new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Whether a file is of this kind, by its keys.</summary>
    /// <param name="has">Whether the file has a key at its root.</param>
    internal abstract bool Describes(Func<string, bool> has);

    /// <summary>Whether a file can be read as one of this kind, by its keys; by default one that is.</summary>
    /// <param name="has">Whether the file has a key at its root.</param>
    internal virtual bool Reads(Func<string, bool> has) => Describes(has);

    /// <summary>A commented file to start from.</summary>
    /// <param name="name">Name of the study.</param>
    public abstract string Template(string name);

    /// <summary>JSON Schema (draft 2020-12) of such files.</summary>
    public string Schema() => SchemaWriter.File(Root.Section!, $"Inflaton {Name}");

    /// <summary>Documentation of such files key by key, in Markdown.</summary>
    public abstract string Documentation();

    /// <summary>What a study of this kind found, from its files.</summary>
    /// <param name="summaryFile">Path of the summary.</param>
    /// <param name="arrays">The arrays.</param>
    /// <param name="resolvedYaml">The file with every default filled in.</param>
    /// <exception cref="FormatException">The summary is damaged; the message names the file and says why.</exception>
    public abstract StudyResult Restore(string summaryFile, IReadOnlyDictionary<string, NumericArray> arrays, string resolvedYaml);

    /// <summary>Reads and checks a file whole.</summary>
    /// <param name="tree">The values as written.</param>
    /// <param name="overrides"><c>key=value</c> pairs, applied in order.</param>
    /// <param name="memory">Bytes of memory that a run may use.</param>
    /// <exception cref="ExperimentFileException">Anything is wrong; it lists everything.</exception>
    internal abstract IStudy Read(SettingsTree tree, IEnumerable<string>? overrides, double memory);

    /// <summary>
    /// What estimates the costs of studies of this kind; it may be asked by several threads, and reads each table of data once.
    /// </summary>
    internal abstract Func<IStudy, StudyCost> Estimator();
}
