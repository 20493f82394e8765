namespace Inflaton.Lattice;

/// <summary>
/// A Gaussian state of free fields on a lattice: the variances of the waves of wave vector k = 2πn/L, whose zero mode stays untouched.
/// </summary>
/// <param name="Seed">Any number; the same seed draws the same waves, on any lattice of the same L that holds them.</param>
/// <param name="Cutoff">
/// Largest 2π|n|/L that is drawn, above 0; infinite for all that the lattice holds. Not k_lat, so that it is the same at any resolution.
/// </param>
public abstract record Fluctuations(ulong Seed, double Cutoff)
{
    /// <summary>The wave of a unit volume: φ_k = A z₁ and φ̇_k = B z₁ + C z₂ with independent z of ⟨|z|²⟩ = 1.</summary>
    /// <param name="frequency">ω.</param>
    /// <param name="share">L^D over the number of waves drawn.</param>
    internal abstract (double A, double B, double C) Wave(double frequency, double share);
}

/// <summary>
/// The vacuum, ⟨|φ_k|²⟩ = L^D/2ω and ⟨|φ̇_k|²⟩ = L^D ω/2 at a = 1, ω² = k_lat² + m². With H &gt; 0 that of de Sitter space (Bunch and
/// Davies), exact for m = 0, k_lat included: ⟨|φ_k|²⟩ = L^D (1 + H²/ω²)/2ω, ⟨|φ̇_k|²⟩ = L^D ω/2 and ⟨φ̇_k φ_k*⟩ = −L^D H/2ω; for a mass it
/// holds up to terms of m²H²/ω⁴.
/// </summary>
/// <param name="Seed">Of the draw.</param>
/// <param name="Cutoff">Largest 2π|n|/L.</param>
/// <param name="Hubble">H at the beginning, at least 0; 0 for the vacuum of space at rest.</param>
public sealed record VacuumState(ulong Seed, double Cutoff = double.PositiveInfinity, double Hubble = 0) : Fluctuations(Seed, Cutoff)
{
    internal override (double A, double B, double C) Wave(double frequency, double share)
    {
        double ratio = Hubble / frequency, a = Math.Sqrt((1 + (ratio * ratio)) / (2 * frequency));
        return (a, -ratio / (2 * a), Math.Sqrt(frequency / (2 * (1 + (ratio * ratio)))));
    }
}

/// <summary>
/// Bose-Einstein occupation n = 1/(e^{ω/T} − 1): ⟨|φ_k|²⟩ = L^D n/ω and ⟨|φ̇_k|²⟩ = L^D ωn, without the vacuum's ½ unless asked for.
/// </summary>
/// <param name="Seed">Of the draw.</param>
/// <param name="Temperature">T, positive.</param>
/// <param name="Cutoff">Largest 2π|n|/L.</param>
/// <param name="WithVacuum">Whether to take n + ½.</param>
public sealed record ThermalState(
    ulong Seed, double Temperature, double Cutoff = double.PositiveInfinity, bool WithVacuum = false) : Fluctuations(Seed, Cutoff)
{
    internal override (double A, double B, double C) Wave(double frequency, double share)
    {
        // e^x − 1 by sinh, which loses no digits at small x.
        double x = frequency / Temperature, quanta = Math.Exp(-x / 2) / (2 * Math.Sinh(x / 2));
        quanta += WithVacuum ? 0.5 : 0;
        return (Math.Sqrt(quanta / frequency), 0, Math.Sqrt(quanta * frequency));
    }
}

/// <summary>
/// White noise: all waves drawn have the same variance, such that ⟨φ²⟩ and ⟨φ̇²⟩ over the lattice are, on average over seeds, as asked for.
/// </summary>
/// <param name="Seed">Of the draw.</param>
/// <param name="Rms">√⟨φ²⟩, at least 0.</param>
/// <param name="RmsVelocity">√⟨φ̇²⟩, at least 0.</param>
/// <param name="Cutoff">Largest 2π|n|/L.</param>
public sealed record WhiteNoise(ulong Seed, double Rms, double RmsVelocity = 0, double Cutoff = double.PositiveInfinity) : Fluctuations(
    Seed, Cutoff)
{
    internal override (double A, double B, double C) Wave(double frequency, double share) =>
        (Rms * Math.Sqrt(share), 0, RmsVelocity * Math.Sqrt(share));
}
