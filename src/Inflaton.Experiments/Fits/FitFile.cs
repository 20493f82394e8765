using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Fits;

/// <summary>
/// A fit file, read and checked as a whole: a universe file with a section <c>fit</c>. It makes the universe of any values of the
/// parameters that are fitted.
/// </summary>
public sealed class FitFile : CheckedFile<FitFile, FittingSettings>, IStudyFormat<FitFile, FittingSettings>
{
    private readonly SettingsTree universe;
    private readonly Vocabulary vocabulary;

    private FitFile(SettingsTree tree, FittingSettings settings, MapNode resolved, Vocabulary vocabulary)
        : base(tree, settings, resolved)
    {
        this.vocabulary = vocabulary;
        universe = tree.Without(FittingSettings.Section);

        // That every parameter is a key that takes numbers, and that they go together.
        Middle = At([.. settings.Fit.Parameters.Select(parameter => parameter.Prior.Quantile(0.5))]);
    }

    /// <summary>The universe in the middle of all priors.</summary>
    internal UniverseFile Middle { get; }

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

        return UniverseFile.Read(changed, null, vocabulary: vocabulary);
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

    static StudyFormat<FitFile, FittingSettings> IStudyFormat<FitFile, FittingSettings>.Format => new(
        "fit", "inflaton new --fit", FittingSettings.Read, (settings, section) => settings.Write(section),
        (tree, settings, resolved, vocabulary) => new FitFile(tree, settings, resolved, vocabulary));
}
