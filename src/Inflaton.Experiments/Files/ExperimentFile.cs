using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// An experiment file, read and checked as a whole. Its keys are described once, in the settings records; reading, JSON Schema,
/// documentation and template all come from that description.
/// </summary>
public sealed class ExperimentFile : CheckedFile<ExperimentFile, ExperimentSettings>, IStudyFormat<ExperimentFile, ExperimentSettings>
{
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
        : base(tree, settings, resolved) => Vocabulary = vocabulary;

    /// <summary>What the names in it stand for.</summary>
    public Vocabulary Vocabulary { get; }

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

    static StudyFormat<ExperimentFile, ExperimentSettings> IStudyFormat<ExperimentFile, ExperimentSettings>.Format => new(
        "experiment", "inflaton new", ExperimentSettings.Read, (settings, section) => settings.Write(section),
        (tree, settings, resolved, vocabulary) => new ExperimentFile(tree, settings, resolved, vocabulary));
}
