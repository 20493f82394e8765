using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// A kernel file: the tangent kernel of a network trained elsewhere, or of the limit of infinite width, on inputs from a file.
/// </summary>
public sealed class KernelFile : StudyFile
{
    internal static readonly SectionKind<KernelSettings> Root = RootOf(Vocabulary.Standard);

    private KernelFile(SettingsTree tree, KernelSettings settings, MapNode resolved)
        : base(tree, resolved) => Settings = settings;

    /// <summary>What the file says.</summary>
    public KernelSettings Settings { get; }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file; paths in it are relative to its folder.</param>
    /// <param name="overrides"><c>key=value</c> pairs applied in order before checking, as for <see cref="ExperimentFile"/>.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none.</exception>
    /// <exception cref="ExperimentFileException">The file or an override cannot be used; it lists everything wrong.</exception>
    public static KernelFile Read(string path, IEnumerable<string>? overrides = null, Vocabulary? vocabulary = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(SettingsTree.Read(path, "inflaton new --kernel"), overrides, vocabulary);
    }

    /// <summary>Reads and checks the text of a file.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">What to call it in messages; its name without ending is the default name of the kernel.</param>
    /// <param name="directory">Folder that paths in it are relative to.</param>
    /// <param name="overrides">As for <see cref="Read(string, IEnumerable{string}?, Vocabulary?)"/>.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none.</exception>
    /// <exception cref="ExperimentFileException">It cannot be used; it lists everything wrong.</exception>
    public static KernelFile Parse(
        string text, string file, string directory, IEnumerable<string>? overrides = null, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);
        return Read(SettingsTree.Parse(text, file, directory), overrides, vocabulary);
    }

    /// <summary>The file that settings would be read from, checked as any.</summary>
    /// <param name="settings">The kernel.</param>
    /// <param name="directory">Folder that paths in it are relative to; default the current one.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none; or no file can say it.</exception>
    /// <exception cref="ExperimentFileException">They cannot be used; it lists everything wrong, by the keys that files have.</exception>
    public static KernelFile Of(KernelSettings settings, string directory = ".", Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Read(SettingsTree.Of(settings.Write, directory), null, vocabulary);
    }

    /// <summary>Whether values are those of a kernel: inputs from a file, and neither an experiment's nor a universe's.</summary>
    internal static bool Describes(Func<string, bool> has) =>
        has("inputs") && !has("network") && !has("data") && !has("lattice") && !has("potential") && !has("initial");

    /// <summary>A commented file to start from: the limit of infinite width.</summary>
    /// <param name="name">Name of the kernel.</param>
    public static string Template(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Dictionary<string, string> values = new()
        {
            ["name"] = YamlWriter.Flow(new ScalarNode(Origin.Default, name, isQuoted: true)),
            ["inputs"] = "samples/data/diabetes.csv",
            ["ignore"] = "[progression]",
            ["kernel"] = "infinite",
            ["hidden"] = "[512, 512]",
            ["weight_std"] = "1.5",
            ["learning_rate"] = "0.1",
        };
        return $$"""
            # A kernel of Inflaton: the tangent kernel of a network that was trained elsewhere, or of the limit of infinite width, on the
            # inputs of a file.
            # Take it with: inflaton kernel {{name}}.yaml
            # What is commented out shows a default, or an alternative to what is not. Put your own inputs in the place of those here.

            {{TemplateWriter.Section(Root.Section, values)}}
            """.ReplaceLineEndings("\n");
    }

    /// <summary>Documentation of kernel files key by key, in Markdown.</summary>
    public static string Documentation() => $$"""
        # The kernel file

        <!-- Generated from the code that reads the file; a test rewrites it with UPDATE_DOCS=1. -->

        One YAML file describes a tangent kernel: of a network that was trained elsewhere, or of the limit of infinite width, on the inputs
        of a file. `inflaton kernel FILE` takes it, with its spectrum, its collective variables and, given a learning rate, the effective
        theory of training on it; with a section `scan` beside it, `inflaton scan FILE` takes many.
        [kernels.md](kernels.md#a-network-trained-elsewhere) says what is computed and written.

        ```yaml
        # yaml-language-server: $schema=PATH/kernel.schema.json
        name: diabetes-limit
        inputs: samples/data/diabetes.csv
        ignore: [progression]
        kernel: infinite
        hidden: [512, 512]
        activation: erf
        weight_std: 1.5
        learning_rate: 0.1
        ```

        Everything wrong with a file is reported at once, each problem with its line, its key, the value and what to do; unknown keys are
        errors. Paths are relative to the folder of the file. The option `--set` replaces a value for one run, for instance by
        `weight_std=2`. The output folder gets `kernel.yaml`, the same file with every default filled in.

        {{DocumentationWriter.Sections(Root.Section).TrimEnd()}}

        """.ReplaceLineEndings("\n");

    internal static KernelFile Read(SettingsTree tree, IEnumerable<string>? overrides, Vocabulary? vocabulary = null)
    {
        (SettingsTree read, KernelSettings settings, MapNode resolved) = FileReading.Whole(
            tree, overrides, vocabulary is null ? Root : RootOf(vocabulary.Checked()),
            DefaultName(tree, "kernel"), double.PositiveInfinity);
        return new KernelFile(read, settings, resolved);
    }

    private static SectionKind<KernelSettings> RootOf(Vocabulary vocabulary) => new(r => KernelSettings.Read(r, vocabulary));
}
