namespace Inflaton.Universe;

/// <summary>
/// What observers measure in, in the reduced Planck units 8πG = c = ħ = k_B = 1. Constants: CODATA 2018, and the IAU's parsec and Sun.
/// </summary>
public static class PlanckUnits
{
    /// <summary>The reduced Planck mass √(ħc/8πG) in GeV.</summary>
    public const double MassInGev = 2.435323e18;

    /// <summary>1 Mpc⁻¹ in reduced Planck masses.</summary>
    public const double InverseMegaparsec = 1.973269804e-16 / 3.0856775814913673e22 / MassInGev;

    /// <summary>1 K in reduced Planck masses.</summary>
    public const double Kelvin = 8.617333262e-14 / MassInGev;

    /// <summary>The mass of the Sun in reduced Planck masses.</summary>
    public const double SolarMass = 1.98841e30 * 5.609588603e26 / MassInGev;
}
