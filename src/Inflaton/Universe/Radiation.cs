namespace Inflaton.Universe;

/// <summary>
/// The hot universe that follows on inflation, in thermal equilibrium with no chemical potentials: ρ = (π²/30) g T⁴,
/// entropy s = (2π²/45) g T³, the same g for both. Entropy is conserved: g a³T³ is that of today.
/// </summary>
public static class Radiation
{
    /// <summary>The pivot scale of observers, in Mpc⁻¹.</summary>
    public const double Pivot = 0.05;

    /// <summary>Temperature of the microwave background today in kelvin (Fixsen, ApJ 707 (2009) 916).</summary>
    public const double TemperatureToday = 2.7255;

    /// <summary>Degrees of freedom of entropy today: photons, and three neutrinos that were colder by (4/11)^⅓, 2 + 6 · ⅞ · 4/11.</summary>
    public const double DegreesToday = 43.0 / 11;

    /// <summary>Degrees of freedom of the Standard Model far above 100 GeV.</summary>
    public const double StandardModelDegrees = 106.75;

    /// <summary>ρ in reduced Planck units.</summary>
    /// <param name="temperature">T in reduced Planck masses.</param>
    /// <param name="degrees">g.</param>
    public static double Density(double temperature, double degrees) => Math.PI * Math.PI / 30 * degrees * Math.Pow(temperature, 4);

    /// <summary>T in reduced Planck masses.</summary>
    /// <param name="density">ρ in reduced Planck units.</param>
    /// <param name="degrees">g.</param>
    public static double Temperature(double density, double degrees) => Math.Pow(30 * density / (Math.PI * Math.PI * degrees), 0.25);

    /// <summary>ln(a₀/a), from a temperature to today.</summary>
    /// <param name="temperature">T in reduced Planck masses.</param>
    /// <param name="degrees">g at that temperature.</param>
    public static double LogExpansionUntilToday(double temperature, double degrees) =>
        Math.Log(temperature / (TemperatureToday * PlanckUnits.Kelvin)) + (Math.Log(degrees / DegreesToday) / 3);
}
