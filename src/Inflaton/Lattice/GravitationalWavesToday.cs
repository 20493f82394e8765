namespace Inflaton.Lattice;

/// <summary>
/// What gravitational waves of the end of a simulation are today. Entropy in a comoving volume is kept from the beginning of the era of radiation on, with g
/// relativistic kinds of particles there (of energy and of entropy alike): f = (k/a)(a/a₀)/2π and h²Ω_GW,0 = Ω_GW (g/2)(g_s0/g)^{4/3} h²Ω_γ,0, where
/// a/a₀ = (g_s0/g)^{1/3} T₀/T and ρ = π²gT⁴/30 were the radiation there at once. Where N e-folds with the equation of state w lie between, f has another
/// factor e^{−N(1−3w)/4} and Ω one of e^{−N(1−3w)}. T₀ = 2.7255 K, h²Ω_γ,0 = 2.473·10⁻⁵, g_s0 = 3.931. Waves after the simulation's end are left out, as is
/// the damping by free-streaming neutrinos.
/// </summary>
/// <param name="RelativisticDegrees">g, positive; 106.75 are all particles of the Standard Model.</param>
/// <param name="EfoldsToRadiation">N, at least 0.</param>
/// <param name="EquationOfState">w during N.</param>
public sealed record GravitationalWavesToday(double RelativisticDegrees = 106.75, double EfoldsToRadiation = 0, double EquationOfState = 1.0 / 3)
{
    /// <summary>k_B·2.7255 K/ħ, in 1/s.</summary>
    private const double Temperature = 2.7255 * 1.380649e-23 / 1.054571817e-34;

    private const double PhotonDensity = 2.473e-5;
    private const double EntropyDegrees = 3.931;

    /// <summary>h²Ω_GW today over Ω_GW then.</summary>
    public double DensityFactor =>
        RelativisticDegrees / 2 * Math.Pow(EntropyDegrees / RelativisticDegrees, 4.0 / 3) * PhotonDensity * Math.Exp(-EfoldsToRadiation * (1 - (3 * EquationOfState)));

    /// <summary>f today, in Hz.</summary>
    /// <param name="waveNumber">k, comoving.</param>
    /// <param name="scaleFactor">a then.</param>
    /// <param name="density">ρ then, all of it, positive, in the same units as k.</param>
    public double Frequency(double waveNumber, double scaleFactor, double density) =>
        waveNumber / scaleFactor / Math.Pow(density, 0.25) / (2 * Math.PI)
        * Math.Pow(Math.PI * Math.PI * RelativisticDegrees / 30, 0.25) * Math.Cbrt(EntropyDegrees / RelativisticDegrees) * Temperature
        * Math.Exp(-EfoldsToRadiation * (1 - (3 * EquationOfState)) / 4);
}
