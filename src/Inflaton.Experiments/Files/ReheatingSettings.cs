using Inflaton.Experiments.Files.Reading;
using Inflaton.Universe;

namespace Inflaton.Experiments.Files;

/// <summary>From the end of inflation to radiation: section <c>reheating</c>.</summary>
/// <param name="Temperature">T in GeV where all is radiation; null where e-folds are given.</param>
/// <param name="Efolds">N_re, not negative; null where a temperature is given.</param>
/// <param name="EquationOfState">w until then, above −1/3 and up to 1; default 0.</param>
/// <param name="Degrees">Degrees of freedom g of the radiation, at least 1; default that of the Standard Model.</param>
public sealed record ReheatingSettings(
    double? Temperature = null, double? Efolds = null, double EquationOfState = 0, double Degrees = Radiation.StandardModelDegrees)
{
    /// <summary>Reheating after inflation has ended with some H.</summary>
    /// <param name="hubble">H.</param>
    /// <exception cref="ArgumentOutOfRangeException">The universe is never that hot.</exception>
    public Reheating After(double hubble) => Temperature is { } temperature
        ? Reheating.To(hubble, temperature, EquationOfState, Degrees)
        : Reheating.Lasting(hubble, Efolds ?? 0, EquationOfState, Degrees);

    internal void Write(SectionWriter section) => section
        .Add("temperature", Temperature)
        .Add("efolds", Efolds)
        .Add("w", EquationOfState)
        .Add("degrees_of_freedom", Degrees);

    internal static ReheatingSettings Read(SectionReader r)
    {
        ReheatingSettings how = r.ExactlyOneOf(
            new Alternative<ReheatingSettings>(
                "temperature", Kinds.Number(above: 0, unit: "GeV").As(value => new ReheatingSettings(Temperature: value)),
                "Temperature in GeV at which all energy is radiation.", "1.0e9"),
            new Alternative<ReheatingSettings>(
                "efolds", Kinds.Number(atLeast: 0).As(value => new ReheatingSettings(Efolds: value)),
                "e-folds from the end of inflation until all energy is radiation; 0 for at once.", "10"));
        ReheatingSettings settings = how with
        {
            EquationOfState = r.WithDefault(
                "w", Kinds.Number(atMost: 1), "0", "w = p/ρ until then; 0 for oscillations in ½m²φ², 1/3 in λφ⁴."),
            Degrees = r.WithDefault(
                "degrees_of_freedom", Kinds.Number(atLeast: 1), "106.75",
                "g of the radiation. That of the Standard Model above 100 GeV when left out; 10.75 at 10 MeV."),
        };
        r.Check(
            !(settings.Temperature <= Radiation.TemperatureToday * PlanckUnits.Kelvin * PlanckUnits.MassInGev), "temperature",
            "is not above that of today, 2.7255 K", "Give a higher one.");
        r.Check(settings.EquationOfState > -1.0 / 3, "w", "is not above −1/3, where inflation would go on", "Give w above −1/3.");
        return settings;
    }
}
