using Inflaton.Experiments.Files.Reading;
using Inflaton.Universe;

namespace Inflaton.Experiments.Files;

/// <summary>Primordial black holes: section <c>black_holes</c>.</summary>
/// <param name="Threshold">δ_c &gt; 0; default 0.45.</param>
/// <param name="Efficiency">γ, above 0 and up to 1; default 0.2.</param>
/// <param name="Degrees">
/// Degrees of freedom g when the scale comes back into the horizon, at least 1; default that of the Standard Model.
/// </param>
public sealed record BlackHoleSettings(double Threshold = 0.45, double Efficiency = 0.2, double Degrees = Radiation.StandardModelDegrees)
{
    internal void Write(SectionWriter section) =>
        section.Add("threshold", Threshold).Add("efficiency", Efficiency).Add("degrees_of_freedom", Degrees);

    internal static BlackHoleSettings Read(SectionReader r) => new(
        r.WithDefault("threshold", Kinds.Number(above: 0), "0.45", "δ_c: how much denser than the mean a patch must be to collapse."),
        r.WithDefault(
            "efficiency", Kinds.Number(above: 0, atMost: 1), "0.2",
            "γ: the part of the mass within the horizon that a black hole takes."),
        r.WithDefault(
            "degrees_of_freedom", Kinds.Number(atLeast: 1), "106.75",
            "g of the radiation when the scale comes back into the horizon; 10.75 for masses of about that of the Sun and more."));
}
