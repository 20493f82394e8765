using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// A tuning file, read and checked as a whole: an experiment file with a section <c>tune</c>. Where the section is left out it has its
/// defaults, so that any experiment can be tuned.
/// </summary>
public sealed class TuningFile : CheckedFile<TuningFile, TuningSettings>, IStudyFormat<TuningFile, TuningSettings>
{
    private TuningFile(SettingsTree tree, TuningSettings settings, MapNode resolved, Vocabulary vocabulary)
        : base(tree, settings, resolved)
    {
        Experiment = new ExperimentFile(
            tree.Without(TuningSettings.Section), settings.Experiment, resolved.Without([TuningSettings.Section]), vocabulary);
    }

    /// <summary>The experiment that is tuned.</summary>
    public ExperimentFile Experiment { get; }

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

    static StudyFormat<TuningFile, TuningSettings> IStudyFormat<TuningFile, TuningSettings>.Format => new(
        "experiment", "inflaton new --tuning", TuningSettings.Read, (settings, section) => settings.Write(section),
        (tree, settings, resolved, vocabulary) => new TuningFile(tree, settings, resolved, vocabulary));
}
