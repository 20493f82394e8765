using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// An ensemble file, read and checked as a whole: an experiment file with a section <c>ensemble</c>. Where the section is left out it
/// has its defaults, so that any experiment can be drawn many times.
/// </summary>
public sealed class EnsembleFile : CheckedFile<EnsembleFile, EnsembleStudySettings>, IStudyFormat<EnsembleFile, EnsembleStudySettings>
{
    private EnsembleFile(SettingsTree tree, EnsembleStudySettings settings, MapNode resolved, Vocabulary vocabulary)
        : base(tree, settings, resolved)
    {
        Experiment = new ExperimentFile(
            tree.Without(EnsembleStudySettings.Section), settings.Experiment, resolved.Without([EnsembleStudySettings.Section]),
            vocabulary);
    }

    /// <summary>The experiment that is drawn many times.</summary>
    public ExperimentFile Experiment { get; }

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

    static StudyFormat<EnsembleFile, EnsembleStudySettings> IStudyFormat<EnsembleFile, EnsembleStudySettings>.Format => new(
        "experiment", "inflaton new", EnsembleStudySettings.Read, (settings, section) => settings.Write(section),
        (tree, settings, resolved, vocabulary) => new EnsembleFile(tree, settings, resolved, vocabulary));
}
