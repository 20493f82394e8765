using Inflaton.Experiments.Files.Reading;

namespace Inflaton.Experiments.Files;

/// <summary>A potential that is scaled until its universe is as observed: section <c>normalize</c>.</summary>
/// <param name="Amplitude">A_s at the pivot, positive.</param>
public sealed record NormalizationSettings(double Amplitude)
{
    internal void Write(SectionWriter section) => section.Add("A_s", Amplitude);

    internal static NormalizationSettings Read(SectionReader r) => new(
        r.Required("A_s", Kinds.Number(above: 0), "Amplitude P_s at the pivot scale that the potential is scaled to.", "2.1e-9"));
}
