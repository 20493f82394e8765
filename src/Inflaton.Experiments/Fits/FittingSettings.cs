using Inflaton.Experiments.Files;
using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Fits;

/// <summary>Everything that a fit file says: a universe, and what of it is fitted to what.</summary>
/// <param name="Universe">The universe; what is fitted takes the place of its values.</param>
/// <param name="Fit">What is fitted.</param>
public sealed record FittingSettings(UniverseSettings Universe, FitSettings Fit)
{
    /// <summary>The section that a universe file does not have.</summary>
    internal const string Section = UniverseFile.FitSection;

    internal void Write(SectionWriter section)
    {
        Universe.Write(section);
        section.Section(Section, Fit.Write);
    }

    internal static FittingSettings Read(SectionReader r, Vocabulary vocabulary)
    {
        UniverseSettings universe = UniverseSettings.Read(r, vocabulary);
        FitSettings fit = r.Required(Section, Kinds.Section(FitSettings.Read), "What is fitted to what, and how long.");
        r.Check(
            universe.Perturbations is not null, "perturbations", "are missing, and there is nothing to compare",
            "Give perturbations: {}.", "fit");
        return new FittingSettings(universe, fit);
    }
}
