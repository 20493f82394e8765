using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// A kernel file: the tangent kernel of a network trained elsewhere, or of the limit of infinite width, on inputs from a file.
/// </summary>
public sealed class KernelFile : CheckedFile<KernelFile, KernelSettings>, IStudyFormat<KernelFile, KernelSettings>
{
    private KernelFile(SettingsTree tree, KernelSettings settings, MapNode resolved)
        : base(tree, settings, resolved)
    {
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

    static StudyFormat<KernelFile, KernelSettings> IStudyFormat<KernelFile, KernelSettings>.Format => new(
        "kernel", "inflaton new --kernel", KernelSettings.Read, (settings, section) => settings.Write(section),
        (tree, settings, resolved, _) => new KernelFile(tree, settings, resolved));
}
