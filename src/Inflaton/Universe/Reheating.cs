using Inflaton.Numerics.Notation;

namespace Inflaton.Universe;

/// <summary>
/// From the end of inflation to today: the universe expands by N_re e-folds with p = wρ until all of it is radiation of temperature T,
/// ρ_end e^{−3(1+w)N_re} = (π²/30) g T⁴, and conserves entropy from then on. A scale with k = a*H*, N* e-folds before the end, is seen
/// today as k/a₀ = H* e^{−N*−N_re} (g₀/g)^{1/3} T₀/T.
/// </summary>
public sealed record Reheating
{
    private const double Spacing = 0.25;
    private const int Halvings = 48;

    private Reheating(double efolds, double temperature, double highest, double degrees)
    {
        (Efolds, Temperature, HighestTemperature) = (efolds, temperature * PlanckUnits.MassInGev, highest * PlanckUnits.MassInGev);
        LogExpansion = efolds + Radiation.LogExpansionUntilToday(temperature, degrees);
        LogHubble = 0.5 * Math.Log(Radiation.Density(temperature, degrees) / 3);
    }

    /// <summary>N_re, not negative.</summary>
    public double Efolds { get; }

    /// <summary>T where the universe is radiation, in GeV.</summary>
    public double Temperature { get; }

    /// <summary>T if it were radiation at the end of inflation already, in GeV.</summary>
    public double HighestTemperature { get; }

    /// <summary>ln(a₀/a_end), from the end of inflation to today.</summary>
    public double LogExpansion { get; }

    /// <summary>
    /// k = aH today in Mpc⁻¹, where all is radiation: smaller scales come back into the horizon earlier, while the universe expands by w.
    /// </summary>
    public double Wavenumber => Math.Exp(LogHubble + Efolds - LogExpansion) / PlanckUnits.InverseMegaparsec;

    private double LogHubble { get; }

    /// <summary>Reheating that takes some e-folds.</summary>
    /// <param name="hubble">H at the end of inflation, positive; the density is 3H².</param>
    /// <param name="efolds">N_re, not negative.</param>
    /// <param name="equationOfState">w, above −1/3 and up to 1.</param>
    /// <param name="degrees">g of the radiation, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is outside its range, or the universe is colder then than it is today.
    /// </exception>
    public static Reheating Lasting(double hubble, double efolds, double equationOfState, double degrees)
    {
        Check(hubble, equationOfState, degrees);
        ArgumentOutOfRangeException.ThrowIfNegative(efolds);
        double density = 3 * hubble * hubble;
        double highest = Radiation.Temperature(density, degrees), log = Math.Log(highest) - (0.75 * (1 + equationOfState) * efolds);
        return log > Math.Log(Radiation.TemperatureToday * PlanckUnits.Kelvin)
            ? new Reheating(
                efolds, Radiation.Temperature(density * Math.Exp(-3 * (1 + equationOfState) * efolds), degrees), highest, degrees)
            : throw new ArgumentOutOfRangeException(
                nameof(efolds), efolds,
                ReadableFormat.Text($"After {efolds:G4} e-folds of reheating with w = {equationOfState:G4} the universe is at 10^")
                + ReadableFormat.Text($"{(log + Math.Log(PlanckUnits.MassInGev)) / Math.Log(10):F0} GeV, colder than the one of today."));
    }

    /// <summary>Reheating that ends at some temperature.</summary>
    /// <param name="hubble">H at the end of inflation, positive; the density is 3H².</param>
    /// <param name="temperature">T in GeV, positive.</param>
    /// <param name="equationOfState">w, above −1/3 and up to 1.</param>
    /// <param name="degrees">g of the radiation, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is outside its range, or the universe is never that hot, or hotter today.
    /// </exception>
    public static Reheating To(double hubble, double temperature, double equationOfState, double degrees)
    {
        Check(hubble, equationOfState, degrees);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        double density = 3 * hubble * hubble;
        double highest = Radiation.Temperature(density, degrees);
        double given = temperature / PlanckUnits.MassInGev;
        if (!(given > Radiation.TemperatureToday * PlanckUnits.Kelvin))
        {
            throw new ArgumentOutOfRangeException(
                nameof(temperature), temperature,
                ReadableFormat.Text($"Radiation of {temperature:G4} GeV is colder than that of today, {Radiation.TemperatureToday} K."));
        }

        double efolds = 4 * Math.Log(highest / given) / (3 * (1 + equationOfState));
        return efolds >= 0
            ? new Reheating(efolds, given, highest, degrees)
            : throw new ArgumentOutOfRangeException(
                nameof(temperature), temperature,
                ReadableFormat.Text($"The universe is never as hot as {temperature:G4} GeV: all the energy at the end of inflation makes ")
                + ReadableFormat.Text($"{highest * PlanckUnits.MassInGev:G4} GeV."));
    }

    /// <summary>
    /// N* of a scale of today: where k = aH for the last time before the end of inflation. Null where that was before the beginning.
    /// </summary>
    /// <param name="wavenumber">k/a₀ in Mpc⁻¹, positive.</param>
    /// <param name="logWavenumber">ln(aH) with a = 1 at the end of inflation, by the e-folds left.</param>
    /// <param name="longest">The e-folds that there are.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is within the horizon to the end.</exception>
    public double? PivotEfolds(double wavenumber, Func<double, double> logWavenumber, double longest)
    {
        double sought = Math.Log(wavenumber * PlanckUnits.InverseMegaparsec) + LogExpansion;
        if (!(logWavenumber(0) > sought))
        {
            double last = Math.Exp(logWavenumber(0) - LogExpansion) / PlanckUnits.InverseMegaparsec;
            throw new ArgumentOutOfRangeException(
                nameof(wavenumber), wavenumber,
                ReadableFormat.Text(
                    $"The scale of {wavenumber:G4} Mpc⁻¹ is within the horizon to the end: the last one to leave is {last:G4} Mpc⁻¹."));
        }

        for (double from = 0; from < longest; from += Spacing)
        {
            double late = from, early = Math.Min(from + Spacing, longest);
            if (logWavenumber(early) > sought)
            {
                continue;
            }

            for (int i = 0; i < Halvings; i++)
            {
                double middle = 0.5 * (late + early);
                (late, early) = logWavenumber(middle) > sought ? (middle, early) : (late, middle);
            }

            return 0.5 * (late + early);
        }

        return null;
    }

    private static void Check(double hubble, double equationOfState, double degrees)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hubble);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degrees);
        if (!(equationOfState is > -1.0 / 3 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(equationOfState), equationOfState, "w must be above −1/3, where inflation ends, and up to 1.");
        }
    }
}
