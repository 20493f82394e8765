using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Fits;

/// <summary>
/// A fit file, read and checked as a whole: a universe file with a section <c>fit</c>. It makes the universe of any values of the
/// parameters that are fitted.
/// </summary>
public sealed class FitFile : StudyFile
{
    internal static readonly SectionKind<FittingSettings> Root = RootOf(Vocabulary.Standard);

    private readonly SettingsTree universe;
    private readonly Vocabulary? vocabulary;

    private FitFile(SettingsTree tree, FittingSettings settings, MapNode resolved, Vocabulary? vocabulary)
        : base(tree, resolved)
    {
        (Settings, this.vocabulary) = (settings, vocabulary);
        universe = tree.Without(FittingSettings.Section);

        // That every parameter is a key that takes numbers, and that they go together.
        Middle = At([.. settings.Fit.Parameters.Select(parameter => parameter.Prior.Quantile(0.5))]);
    }

    /// <summary>What the file says.</summary>
    public FittingSettings Settings { get; }

    /// <summary>The universe in the middle of all priors.</summary>
    internal UniverseFile Middle { get; }

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides"><c>key=value</c> pairs applied in order before checking, as for <see cref="ExperimentFile"/>.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none.</exception>
    /// <exception cref="ExperimentFileException">The file or an override cannot be used; it lists everything wrong.</exception>
    public static FitFile Read(string path, IEnumerable<string>? overrides = null, Vocabulary? vocabulary = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(SettingsTree.Read(path, "inflaton new --fit"), overrides, ExperimentFile.AvailableMemory, vocabulary);
    }

    /// <summary>Reads and checks the text of a file.</summary>
    /// <param name="text">YAML.</param>
    /// <param name="file">What to call it in messages; its name without ending is the default name of the universe.</param>
    /// <param name="overrides">As for <see cref="Read(string, IEnumerable{string}?, Vocabulary?)"/>.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none.</exception>
    /// <exception cref="ExperimentFileException">It cannot be used; it lists everything wrong.</exception>
    public static FitFile Parse(string text, string file, IEnumerable<string>? overrides = null, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrEmpty(file);
        return Read(SettingsTree.Parse(text, file, "."), overrides, ExperimentFile.AvailableMemory, vocabulary);
    }

    /// <summary>The file that settings would be read from, checked as any.</summary>
    /// <param name="settings">The universe, and what of it is fitted.</param>
    /// <param name="vocabulary">What it can name; null for <see cref="Vocabulary.Standard"/>.</param>
    /// <exception cref="ArgumentException">A name of the vocabulary stands for two things, or is none; or no file can say it.</exception>
    /// <exception cref="NotSupportedException">A part of one's own does not say how it stands in a file.</exception>
    /// <exception cref="ExperimentFileException">They cannot be used; it lists everything wrong, by the keys that files have.</exception>
    public static FitFile Of(FittingSettings settings, Vocabulary? vocabulary = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Read(SettingsTree.Of(settings.Write, "."), null, ExperimentFile.AvailableMemory, vocabulary);
    }

    /// <summary>The universe of some values of the parameters.</summary>
    /// <param name="values">A value for each parameter, in the file's order.</param>
    /// <exception cref="ExperimentFileException">No universe has these values.</exception>
    public UniverseFile At(ReadOnlySpan<double> values)
    {
        SettingsTree changed = universe;
        ValueList<FitParameter> parameters = Settings.Fit.Parameters;
        for (int i = 0; i < parameters.Count; i++)
        {
            Origin origin = Tree.At($"{FittingSettings.Section}.parameters.{i}")?.Origin ?? Origin.Default;
            changed = changed.With(parameters[i].Key, new ScalarNode(origin, CoreNumber.Text(values[i])), UniverseFile.Root);
        }

        return UniverseFile.Read(changed, null, vocabulary);
    }

    /// <summary>Whether values are those of a fit: a universe's, and the section <c>fit</c>.</summary>
    internal static bool Describes(Func<string, bool> has) => has(FittingSettings.Section) && !has("network") && !has("lattice");

    /// <summary>A commented file to start from: height and N* of a plateau, from published measurements.</summary>
    /// <param name="name">Name of the fit.</param>
    public static string Template(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Dictionary<string, string> values = new()
        {
            ["name"] = YamlWriter.Flow(new ScalarNode(Origin.Default, name, isQuoted: true)),
            ["potential.starobinsky.height"] = "1.0e-10",
            ["universe.friedmann"] = "{}",
            ["initial.phi"] = "6",
            ["time.to"] = "end_of_inflation",
            ["perturbations.pivot_efolds"] = "55",
            ["perturbations.modes"] = "2",
            ["fit.parameters"] =
                "[{key: potential.starobinsky.height, log_uniform: [1.0e-11, 1.0e-9]}, "
                + "{key: perturbations.pivot_efolds, uniform: [45, 65]}]",
            ["fit.likelihood.published.set"] = "planck_bicep_keck_2018",
        };
        return $"""
            # A fit of Inflaton: a universe, which of its numbers are fitted, and to what.
            # Run it with: inflaton fit {name}.yaml
            # What is commented out shows a default, or an alternative to what is not.

            {TemplateWriter.Section(Root.Section, values)}
            """.ReplaceLineEndings("\n");
    }

    /// <summary>JSON Schema (draft 2020-12) of fit files.</summary>
    public static string Schema() => SchemaWriter.File(Root.Section, "Inflaton fit");

    /// <summary>Documentation of what fit files have beside a universe's keys, in Markdown.</summary>
    public static string Documentation() => $$"""
        # The fit file

        <!-- Generated from the code that reads the file; a test rewrites it with UPDATE_DOCS=1. -->

        A fit file is a [universe file](universe-file.md) with a section `fit`, which says which of its numbers are fitted to what.
        `inflaton fit FILE` draws them from their posterior. What is fitted takes the place of the values that the universe has in the
        file. [fits.md](fits.md) says what is computed and how far to trust it.

        ```yaml
        # yaml-language-server: $schema=PATH/fit.schema.json
        potential:
          starobinsky: {height: 1.0e-10}
        initial: {phi: 6}
        time: {to: end_of_inflation}
        perturbations: {pivot_efolds: 55, modes: 2}
        fit:
          parameters:
            - {key: potential.starobinsky.height, log_uniform: [1.0e-11, 1.0e-9]}
            - {key: perturbations.pivot_efolds, uniform: [45, 65]}
          likelihood:
            published: {set: planck_bicep_keck_2018}
        ```

        {{DocumentationWriter.Sections(Root.Section.Find(FittingSettings.Section)!.Kind.Section!, FittingSettings.Section).TrimEnd()}}

        """.ReplaceLineEndings("\n");

    internal static FitFile Read(SettingsTree tree, IEnumerable<string>? overrides, double memory, Vocabulary? vocabulary = null)
    {
        (SettingsTree read, FittingSettings settings, MapNode resolved) = FileReading.Whole(
            tree, overrides, vocabulary is null ? Root : RootOf(vocabulary.Checked()), DefaultName(tree, "fit"), memory);
        return new FitFile(read, settings, resolved, vocabulary);
    }

    private static SectionKind<FittingSettings> RootOf(Vocabulary vocabulary) => new(r => FittingSettings.Read(r, vocabulary));
}
