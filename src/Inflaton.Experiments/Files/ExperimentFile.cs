using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// An experiment file, read and checked as a whole. Its keys are described once, in the settings records; reading, JSON Schema,
/// documentation and template all come from that description.
/// </summary>
public sealed class ExperimentFile : StudyFile
{
    internal static readonly SectionKind<ExperimentSettings> Root = RootOf(Vocabulary.Standard);

    private static readonly Dictionary<string, string> TemplateValues = new()
    {
        ["epochs"] = "1000",
        ["network.weight_std"] = "1.5",
        ["network.bias_std"] = "1.0",
        ["data.interval.hubble_lengths"] = "0.1",
        ["loss.power.scale"] = "0.01",
        ["loss.power.minimum"] = "5",
        ["optimizer.gradient_descent.learning_rate"] = "0.1111111111111111",
        ["optimizer.gradient_descent.momentum"] = "0",
        ["record_every"] = "10",
    };

    /// <summary>A file that has been checked.</summary>
    internal ExperimentFile(SettingsTree tree, ExperimentSettings settings, MapNode resolved, Vocabulary vocabulary)
        : base(tree, resolved) => (Settings, Vocabulary) = (settings, vocabulary);

    /// <summary>What the file says.</summary>
    public ExperimentSettings Settings { get; }

    /// <summary>What the names in it stand for.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file; paths in it are relative to its folder.</param>
    /// <param name="overrides">
    /// <c>key=value</c> pairs applied in order before checking, the key being a dotted path (<c>network.hidden.0</c> for an item of a list)
    /// and the value YAML. Setting one of several alternatives takes the others away. Paths in them are relative to the file's folder too.
    /// </param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none.</exception>
    /// <exception cref="ExperimentFileException">The file or an override cannot be used; it lists everything wrong.</exception>
    public static ExperimentFile Read(string path, IEnumerable<string>? overrides = null, Vocabulary? vocabulary = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(SettingsTree.Read(path), overrides, AvailableMemory, vocabulary);
    }

    /// <summary>Reads and checks the text of a file.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">What to call it in messages; its name without ending is the default name of the experiment.</param>
    /// <param name="directory">Folder that paths in it are relative to.</param>
    /// <param name="overrides">As for <see cref="Read(string, IEnumerable{string}?, Vocabulary?)"/>.</param>
    /// <param name="memory">Bytes of memory that a run may use; null for what this machine has.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none.</exception>
    /// <exception cref="ExperimentFileException">It cannot be used; it lists everything wrong.</exception>
    public static ExperimentFile Parse(
        string text, string file, string directory, IEnumerable<string>? overrides = null,
        double? memory = null, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);
        return Read(SettingsTree.Parse(text, file, directory), overrides, memory ?? AvailableMemory, vocabulary);
    }

    /// <summary>The file that settings would be read from, checked as any; what is computed cannot tell the two.</summary>
    /// <param name="settings">The experiment.</param>
    /// <param name="directory">Folder that paths in it are relative to; default the current one.</param>
    /// <param name="memory">Bytes of memory that a run may use; null for what this machine has.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none; or no file can say it.</exception>
    /// <exception cref="NotSupportedException">A part of one's own does not say how it stands in a file.</exception>
    /// <exception cref="ExperimentFileException">They cannot be used; it lists everything wrong, by the keys that files have.</exception>
    public static ExperimentFile Of(
        ExperimentSettings settings, string directory = ".", double? memory = null, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Read(SettingsTree.Of(settings.Write, directory), null, memory ?? AvailableMemory, vocabulary);
    }

    /// <summary>A commented file to start from: perturbations on an interval, which needs no data file.</summary>
    /// <param name="name">Name of the experiment.</param>
    public static string Template(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return $"""
            # An experiment of Inflaton: a network, what it is trained on, and what theory predicts for it.
            # Run it with: inflaton run {FileName(name, "experiment")}.yaml
            # What is commented out shows a default, or an alternative to what is not.

            {TemplateWriter.Section(Root.Section, TemplateOf(name))}
            """.ReplaceLineEndings("\n");
    }

    /// <summary>The values that such a file has.</summary>
    /// <param name="name">Name of the experiment.</param>
    internal static Dictionary<string, string> TemplateOf(string name) => new(TemplateValues)
    {
        ["name"] = YamlWriter.Flow(new ScalarNode(Origin.Default, name, isQuoted: true)),
        ["seed"] = "1",
    };

    /// <summary>Documentation of experiment files key by key, in Markdown.</summary>
    public static string Documentation() => $"""
        # The experiment file

        <!-- Generated from the code that reads the file; a test rewrites it with UPDATE_DOCS=1. -->

        One YAML file describes an experiment: a network, the data it is trained on, the loss, the optimiser, and what to predict and
        record. `inflaton new NAME` writes a commented one to start from, `inflaton run FILE` runs it.

        - Everything wrong with a file is reported at once, each problem with its line, its key, the value and what to do. Unknown keys are
          errors.
        - Numbers are those of YAML 1.2 (`0.1`, `.5`, `1e-3`; not `1_000`, infinity or NaN). Whole numbers may also be written as `1e3` or
          `1.0`. Anchors, aliases and tags are refused.
        - Paths are relative to the folder of the file.
        - `--set key=value` replaces a value for one run: `--set network.hidden=[64,64]`, `--set network.hidden.0=64`,
          `--set optimizer.gradient_descent.momentum=0.5`. Setting one of several alternatives (`--set data.circle.points=8`) takes the
          others away.
        - The output folder gets `experiment.yaml`, the same file with every default filled in. Running it gives the same bits. Its paths
          are relative to that folder.
        - Editors complete and check the file with [`experiment.schema.json`](experiment.schema.json); for those that use the YAML language
          server, the line `# yaml-language-server: $schema=PATH/experiment.schema.json` at the top names it.

        What `inflaton new` writes:

        ```yaml
        {Template("my-experiment").TrimEnd()}
        ```

        {DocumentationWriter.Sections(Root.Section).TrimEnd()}

        """.ReplaceLineEndings("\n");

    internal static ExperimentFile Read(SettingsTree tree, IEnumerable<string>? overrides, double memory, Vocabulary? vocabulary = null)
    {
        (SettingsTree read, ExperimentSettings settings, MapNode resolved) = FileReading.Whole(
            tree, overrides, vocabulary is null ? Root : RootOf(vocabulary.Checked()), DefaultName(tree, "experiment"), memory);
        return new ExperimentFile(read, settings, resolved, vocabulary ?? Vocabulary.Standard);
    }

    private static SectionKind<ExperimentSettings> RootOf(Vocabulary vocabulary) => new(r => ExperimentSettings.Read(r, vocabulary));

    internal static double AvailableMemory => JobAllocation.UsableMemory;
}
