using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>
/// A lattice file, read and checked as a whole. Its keys are described once, in the settings records; reading, JSON Schema and
/// documentation all come from that description.
/// </summary>
public sealed class LatticeFile : CheckedFile<LatticeFile, LatticeSettings>, IStudyFormat<LatticeFile, LatticeSettings>
{
    private LatticeFile(SettingsTree tree, LatticeSettings settings, MapNode resolved)
        : base(tree, settings, resolved)
    {
    }

    /// <summary>Whether values are those of a lattice: sites, and no network.</summary>
    internal static bool Describes(Func<string, bool> has) => has("lattice") && !has("network");

    /// <summary>A commented file to start from: preheating after λφ⁴ inflation, small enough to end in seconds.</summary>
    /// <param name="name">Name of the lattice.</param>
    public static string Template(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Dictionary<string, string> values = new()
        {
            ["name"] = YamlWriter.Flow(new ScalarNode(Origin.Default, name, isQuoted: true)),
            ["potential.expression"] = "\"lambda/4*phi1^4 + g2/2*phi1^2*phi2^2\"",
            ["potential.parameters"] = "{lambda: 0.04, g2: 0.08}",
            ["lattice.dimensions"] = "3",
            ["lattice.sites"] = "32",
            ["lattice.length"] = "40",
            ["universe.friedmann"] = "{}",
            ["initial.phi"] = "[0.9, 0]",
            ["initial.phidot"] = "[-0.05, 0]",
            ["initial.fluctuations"] = "{vacuum: {cutoff: auto, seed: 1}}",
            ["time.step"] = "auto",
            ["time.to"] = "60",
        };
        return $$"""
            # A lattice of Inflaton: scalar fields in space, how their universe expands, and what to write down, in reduced Planck units.
            # Run it with: inflaton lattice {{name}}.yaml
            # What is commented out shows a default, or an alternative to what is not.

            {{TemplateWriter.Section(Root.Section, values)}}
            """.ReplaceLineEndings("\n");
    }

    /// <summary>Documentation of lattice files key by key, in Markdown.</summary>
    public static string Documentation() => $$$$"""
        # The lattice file

        <!-- Generated from the code that reads the file; a test rewrites it with UPDATE_DOCS=1. -->

        One YAML file describes scalar fields on a periodic lattice: their potential, the sites, how the universe expands, where the fields
        begin, and what to write down. `inflaton lattice FILE` runs it. Units are reduced Planck units, 8πG = c = ħ = 1.
        [lattice.md](lattice.md) says what is computed, what is written and how accurately.

        ```yaml
        # yaml-language-server: $schema=PATH/lattice.schema.json
        name: preheating
        potential: {expression: "lambda/4*phi1^4 + g2/2*phi1^2*phi2^2", parameters: {lambda: 0.04, g2: 0.08}}
        lattice: {dimensions: 3, sites: 64, length: 40}
        universe: {friedmann: {}}
        initial: {phi: [0.9, 0], phidot: [-0.05, 0], fluctuations: {vacuum: {cutoff: auto, seed: 1}}}
        time: {step: auto, to: 60, points: 121}
        record: {spectra_every: 10, slices_every: 10, snapshots: [5, 20, 60]}
        ```

        Everything wrong with a file is reported at once, each problem with its line, its key, the value and what to do; unknown keys are
        errors. Paths are relative to the folder of the file. The option `--set` replaces a value for one run, for instance by
        `lattice.sites=128`. The output folder gets `lattice.yaml`, the same file with every default filled in.

        {{{{DocumentationWriter.Sections(Root.Section).TrimEnd()}}}}

        """.ReplaceLineEndings("\n");

    static StudyFormat<LatticeFile, LatticeSettings> IStudyFormat<LatticeFile, LatticeSettings>.Format => new(
        "lattice", "inflaton new --lattice", LatticeSettings.Read, (settings, section) => settings.Write(section),
        (tree, settings, resolved, _) => new LatticeFile(tree, settings, resolved));
}
