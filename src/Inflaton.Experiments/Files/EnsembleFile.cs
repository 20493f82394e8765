using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// An ensemble file, read and checked as a whole: an experiment file with a section <c>ensemble</c>. Where the section is left out it
/// has its defaults, so that any experiment can be drawn many times.
/// </summary>
public sealed class EnsembleFile : StudyFile
{
    internal static readonly SectionKind<EnsembleStudySettings> Root = RootOf(Vocabulary.Standard);

    private EnsembleFile(SettingsTree tree, EnsembleStudySettings settings, MapNode resolved, Vocabulary vocabulary)
        : base(tree, resolved)
    {
        Settings = settings;
        Experiment = new ExperimentFile(
            tree.Without(EnsembleStudySettings.Section), settings.Experiment, resolved.Without([EnsembleStudySettings.Section]),
            vocabulary);
    }

    /// <summary>What the file says.</summary>
    public EnsembleStudySettings Settings { get; }

    /// <summary>The experiment that is drawn many times.</summary>
    public ExperimentFile Experiment { get; }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file; paths in it are relative to its folder.</param>
    /// <param name="overrides"><c>key=value</c> pairs applied in order before checking, as for <see cref="ExperimentFile"/>.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none.</exception>
    /// <exception cref="ExperimentFileException">The file or an override cannot be used; it lists everything wrong.</exception>
    public static EnsembleFile Read(string path, IEnumerable<string>? overrides = null, Vocabulary? vocabulary = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(SettingsTree.Read(path), overrides, ExperimentFile.AvailableMemory, vocabulary);
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
    public static EnsembleFile Parse(
        string text, string file, string directory, IEnumerable<string>? overrides = null, double? memory = null,
        Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);
        return Read(SettingsTree.Parse(text, file, directory), overrides, memory ?? ExperimentFile.AvailableMemory, vocabulary);
    }

    /// <summary>The file that settings would be read from, checked as any.</summary>
    /// <param name="settings">The experiment, and the ensemble of it.</param>
    /// <param name="directory">Folder that paths in it are relative to; default the current one.</param>
    /// <param name="memory">Bytes of memory that a run may use; null for what this machine has.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none; or no file can say it.</exception>
    /// <exception cref="NotSupportedException">A part of one's own does not say how it stands in a file.</exception>
    /// <exception cref="ExperimentFileException">They cannot be used; it lists everything wrong, by the keys that files have.</exception>
    public static EnsembleFile Of(
        EnsembleStudySettings settings, string directory = ".", double? memory = null, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Read(SettingsTree.Of(settings.Write, directory), null, memory ?? ExperimentFile.AvailableMemory, vocabulary);
    }

    /// <summary>Whether values are those of an ensemble: an experiment's, and the section <c>ensemble</c>.</summary>
    internal static bool Describes(Func<string, bool> has) => has("network") && has(EnsembleStudySettings.Section);

    /// <summary>A commented file to start from.</summary>
    /// <param name="name">Name of the experiment.</param>
    public static string Template(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Dictionary<string, string> values = new(ExperimentFile.TemplateOf(name)) { [$"{EnsembleStudySettings.Section}.draws"] = "1024" };
        return $"""
            # An ensemble of Inflaton: an experiment that is drawn many times, and what is measured of the networks.
            # Run it with: inflaton ensemble {name}.yaml
            # What is commented out shows a default, or an alternative to what is not.

            {TemplateWriter.Section(Root.Section, values)}
            """.ReplaceLineEndings("\n");
    }

    private static string Sections => DocumentationWriter
        .Sections(Root.Section.Find(EnsembleStudySettings.Section)!.Kind.Section!, EnsembleStudySettings.Section).TrimEnd();

    /// <summary>Documentation of what ensemble files have beside an experiment's keys, in Markdown.</summary>
    public static string Documentation() => $$"""
        # The ensemble file

        <!-- Generated from the code that reads the file; a test rewrites it with UPDATE_DOCS=1. -->

        An ensemble file is an [experiment file](experiment-file.md) with a section `ensemble`. `inflaton ensemble FILE` draws the network
        many times and measures correlators over the draws, for an experiment file without the section too: the option `--draws` stands
        for its key and comes before it.
        With a section `scan` beside it, `inflaton scan FILE` does so for many values of the experiment's keys.
        [ensembles.md](ensembles.md) says what is measured, what it is held against and what is written.

        ```yaml
        # yaml-language-server: $schema=PATH/ensemble.schema.json
        network:
          hidden: [64, 64]
          activation: erf
        data:
          interval: {from: -1, to: 1, points: 6}
          targets: [1, 0.5, 0, 0.2, 0.7, 1]
        loss:
          squared: {}
        optimizer:
          gradient_descent: {learning_rate: 0.1}
        epochs: 0
        ensemble: {draws: 4096, points: [0, 5]}
        ```

        {{Sections}}

        """.ReplaceLineEndings("\n");

    internal static EnsembleFile Read(SettingsTree tree, IEnumerable<string>? overrides, double memory, Vocabulary? vocabulary = null)
    {
        (SettingsTree read, EnsembleStudySettings settings, MapNode resolved) = FileReading.Whole(
            tree, overrides, vocabulary is null ? Root : RootOf(vocabulary.Checked()), ExperimentFile.DefaultName(tree), memory);
        return new EnsembleFile(read, settings, resolved, vocabulary ?? Vocabulary.Standard);
    }

    private static SectionKind<EnsembleStudySettings> RootOf(Vocabulary vocabulary) => new(r => EnsembleStudySettings.Read(r, vocabulary));
}
