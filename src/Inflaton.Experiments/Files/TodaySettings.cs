using Inflaton.Experiments.Files.Reading;
using Inflaton.Numerics.Notation;
using Inflaton.Universe;

namespace Inflaton.Experiments.Files;

/// <summary>When is today, from which redshifts are counted: section <c>today</c>.</summary>
/// <param name="DarkEnergy">Ω of fields and vacuum energy; null where e-folds are given.</param>
/// <param name="Efolds">N = ln a₀; null where a share is given.</param>
public sealed record TodaySettings(double? DarkEnergy = null, double? Efolds = null)
{
    /// <summary>Today in a universe.</summary>
    /// <param name="cosmology">The universe, expanding by the Friedmann equation.</param>
    /// <param name="longest">e-folds that it is followed for.</param>
    /// <param name="problem">Why there is none; empty where there is.</param>
    public Today? In(Cosmology cosmology, double longest, out string problem)
    {
        if (DarkEnergy is { } share)
        {
            return Today.OfShare(cosmology, share, longest, out problem);
        }

        // Output times in t end at some N, which is that of e-folds to rounding.
        const double rounding = 1e-9;
        double efolds = Efolds ?? 0;
        if (efolds > longest + (rounding * Math.Max(1, longest)))
        {
            problem = ReadableFormat.Text($"today.efolds = {efolds:G6} is after the last output time, at N = {longest:G6}");
            return null;
        }

        return Today.After(cosmology, efolds, out problem);
    }

    internal void Write(SectionWriter section) => section.Add("omega_dark_energy", DarkEnergy).Add("efolds", Efolds);

    internal static TodaySettings Read(SectionReader r) => r.ExactlyOneOf(
        new Alternative<TodaySettings>(
            "omega_dark_energy", Kinds.Number(above: 0, below: 1).As(value => new TodaySettings(DarkEnergy: value)),
            "Ω of the fields and of vacuum energy together: today is where it first comes to this.", "0.69"),
        new Alternative<TodaySettings>(
            "efolds", Kinds.Number(atLeast: 0).As(value => new TodaySettings(Efolds: value)),
            "N = ln a of today, not after the last output time.", "8"));
}
