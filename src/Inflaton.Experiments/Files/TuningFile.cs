using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// A tuning file, read and checked as a whole: an experiment file with a section <c>tune</c>. Where the section is left out it has its
/// defaults, so that any experiment can be tuned.
/// </summary>
public sealed class TuningFile : StudyFile
{
    internal static readonly SectionKind<TuningSettings> Root = RootOf(Vocabulary.Standard);

    private TuningFile(SettingsTree tree, TuningSettings settings, MapNode resolved, Vocabulary vocabulary)
        : base(tree, resolved)
    {
        Settings = settings;
        Experiment = new ExperimentFile(
            tree.Without(TuningSettings.Section), settings.Experiment, resolved.Without([TuningSettings.Section]), vocabulary);
    }

    /// <summary>What the file says.</summary>
    public TuningSettings Settings { get; }

    /// <summary>The experiment that is tuned.</summary>
    public ExperimentFile Experiment { get; }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file; paths in it are relative to its folder.</param>
    /// <param name="overrides"><c>key=value</c> pairs applied in order before checking, as for <see cref="ExperimentFile"/>.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none.</exception>
    /// <exception cref="ExperimentFileException">The file or an override cannot be used; it lists everything wrong.</exception>
    public static TuningFile Read(string path, IEnumerable<string>? overrides = null, Vocabulary? vocabulary = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(SettingsTree.Read(path, "inflaton new --tuning"), overrides, ExperimentFile.AvailableMemory, vocabulary);
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
    public static TuningFile Parse(
        string text, string file, string directory, IEnumerable<string>? overrides = null,
        double? memory = null, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);
        return Read(SettingsTree.Parse(text, file, directory), overrides, memory ?? ExperimentFile.AvailableMemory, vocabulary);
    }

    /// <summary>The file that settings would be read from, checked as any.</summary>
    /// <param name="settings">The experiment, and what it is tuned for.</param>
    /// <param name="directory">Folder that paths in it are relative to; default the current one.</param>
    /// <param name="memory">Bytes of memory that a run may use; null for what this machine has.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none; or no file can say it.</exception>
    /// <exception cref="NotSupportedException">A part of one's own does not say how it stands in a file.</exception>
    /// <exception cref="ExperimentFileException">They cannot be used; it lists everything wrong, by the keys that files have.</exception>
    public static TuningFile Of(TuningSettings settings, string directory = ".", double? memory = null, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Read(SettingsTree.Of(settings.Write, directory), null, memory ?? ExperimentFile.AvailableMemory, vocabulary);
    }

    /// <summary>Whether values are those of a tuning: an experiment's, and the section <c>tune</c>.</summary>
    internal static bool Describes(Func<string, bool> has) => has("network") && has(TuningSettings.Section);

    /// <summary>A commented file to start from.</summary>
    /// <param name="name">Name of the experiment.</param>
    public static string Template(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Dictionary<string, string> values =
            new(ExperimentFile.TemplateOf(name)) { [$"{TuningSettings.Section}.trials"] = $"{TuneSettings.DefaultTrials}" };
        return $"""
            # A tuning of Inflaton: an experiment whose learning rate and momentum are chosen, and what they are chosen for.
            # Run it with: inflaton tune {name}.yaml
            # What is commented out shows a default, or an alternative to what is not.

            {TemplateWriter.Section(Root.Section, values)}
            """.ReplaceLineEndings("\n");
    }

    /// <summary>Documentation of what tuning files have beside an experiment's keys, in Markdown.</summary>
    public static string Documentation() => $$"""
        # The tuning file

        <!-- Generated from the code that reads the file; a test rewrites it with UPDATE_DOCS=1. -->

        A tuning file is an [experiment file](experiment-file.md) with a section `tune`, which says what learning rate and momentum are
        chosen for. `inflaton tune FILE` chooses them, for an experiment file without the section too: the options `--target-loss`,
        `--epochs`, `--trials` and `--verify` stand for its keys and come before them. With a section `scan` beside it, `inflaton scan FILE`
        tunes for many values of the experiment's keys. [scans.md](scans.md#choosing-learning-rate-and-momentum) says how the choice is made
        and what is written.

        ```yaml
        # yaml-language-server: $schema=PATH/tuning.schema.json
        network:
          hidden: [64]
          activation: erf
        data:
          interval: {from: -1, to: 1, points: 6}
          targets: [1, 0.5, 0, 0.2, 0.7, 1]
        loss:
          squared: {}
        optimizer:
          gradient_descent: {learning_rate: auto}
        epochs: 200
        tune: {trials: 3}
        ```

        {{DocumentationWriter.Sections(Root.Section.Find(TuningSettings.Section)!.Kind.Section!, TuningSettings.Section).TrimEnd()}}

        """.ReplaceLineEndings("\n");

    internal static TuningFile Read(SettingsTree tree, IEnumerable<string>? overrides, double memory, Vocabulary? vocabulary = null)
    {
        (SettingsTree read, TuningSettings settings, MapNode resolved) = FileReading.Whole(
            tree, overrides, vocabulary is null ? Root : RootOf(vocabulary.Checked()), DefaultName(tree, "experiment"), memory);
        return new TuningFile(read, settings, resolved, vocabulary ?? Vocabulary.Standard);
    }

    private static SectionKind<TuningSettings> RootOf(Vocabulary vocabulary) => new(r => TuningSettings.Read(r, vocabulary));
}
