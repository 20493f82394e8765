using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// A universe file, read and checked as a whole. Its keys are described once, in the settings records; reading, JSON Schema and
/// documentation all come from that description.
/// </summary>
public sealed class UniverseFile : CheckedFile<UniverseFile, UniverseSettings>, IStudyFormat<UniverseFile, UniverseSettings>
{
    /// <summary>The section that makes a universe a fit of one.</summary>
    internal const string FitSection = "fit";

    private UniverseFile(SettingsTree tree, UniverseSettings settings, MapNode resolved)
        : base(tree, settings, resolved)
    {
    }

    /// <summary>
    /// Whether a file is a universe rather than an experiment: whether it has a potential, and no network and nothing to fit.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ExperimentFileException">It cannot be read, or is not YAML.</exception>
    public static bool Describes(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        MapNode root = SettingsTree.Read(path).Root;
        return Describes(key => root.Find(key) is not null);
    }

    /// <summary>Whether values are those of a universe: a potential, and no network.</summary>
    internal static bool Describes(Func<string, bool> has) =>
        !has("network") && !has("lattice") && !has(FitSection) && (has("potential") || has("initial"));

    /// <summary>A commented file to start from: m²φ² inflation with its spectra.</summary>
    /// <param name="name">Name of the universe.</param>
    public static string Template(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Dictionary<string, string> values = new()
        {
            ["name"] = YamlWriter.Flow(new ScalarNode(Origin.Default, name, isQuoted: true)),
            ["potential.monomial.degree"] = "2",
            ["potential.monomial.mass"] = "5.884e-6",
            ["universe.friedmann"] = "{}",
            ["initial.phi"] = "17",
            ["time.to"] = "end_of_inflation",
            ["perturbations.pivot_efolds"] = "60",
        };
        return $"""
            # A universe of Inflaton: scalar fields, how their universe expands, and what to write down, in reduced Planck units.
            # Solve it with: inflaton universe {name}.yaml
            # What is commented out shows a default, or an alternative to what is not.

            {TemplateWriter.Section(Root.Section, values)}
            """.ReplaceLineEndings("\n");
    }

    /// <summary>Documentation of universe files key by key, in Markdown.</summary>
    public static string Documentation() => $$"""
        # The universe file

        <!-- Generated from the code that reads the file; a test rewrites it with UPDATE_DOCS=1. -->

        One YAML file describes a universe: the potential of its scalar fields, how it expands, where the fields begin, and what to write
        down. `inflaton universe FILE` solves it. Units are reduced Planck units, 8πG = c = ħ = 1. [universes.md](universes.md) says what is
        computed and how accurately.

        ```yaml
        # yaml-language-server: $schema=PATH/universe.schema.json
        name: chaotic-inflation
        potential:
          monomial: {degree: 2, mass: 5.884e-6}
        initial: {phi: 17}
        time: {to: end_of_inflation}
        perturbations: {pivot_efolds: 60}
        ```

        Everything wrong with a file is reported at once, each problem with its line, its key, the value and what to do; unknown keys are
        errors. The option `--set` replaces a value for one run, for instance by `potential.monomial.mass=1e-6`. The output folder gets
        `universe.yaml`, the same file with every default filled in.

        {{DocumentationWriter.Sections(Root.Section).TrimEnd()}}

        """.ReplaceLineEndings("\n");

    static StudyFormat<UniverseFile, UniverseSettings> IStudyFormat<UniverseFile, UniverseSettings>.Format => new(
        "universe", "inflaton new --universe", UniverseSettings.Read, (settings, section) => settings.Write(section),
        (tree, settings, resolved, _) => new UniverseFile(tree, settings, resolved));
}
