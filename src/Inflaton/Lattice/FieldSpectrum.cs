namespace Inflaton.Lattice;

/// <summary>Spectra of one field by bin, as <see cref="LatticeSpectrum"/> fills them.</summary>
/// <param name="bins">The bins.</param>
public sealed class FieldSpectrum(SpectrumBins bins)
{
    /// <summary>P(k) = ⟨|φ_k|²⟩/L^D with φ_k = dx^D Σ φ e^{−ikx}.</summary>
    public double[] Power { get; } = new double[bins.Count];

    /// <summary>⟨|φ̇_k|²⟩/L^D.</summary>
    public double[] VelocityPower { get; } = new double[bins.Count];

    /// <summary>
    /// n_k = ⟨ω_k|φ_k|² + |φ̇_k|²/ω_k⟩/2L^D with ω² = k_lat²/a² + ⟨V''⟩, wave vector by wave vector; ½ in the vacuum at a = 1. NaN,
    /// undefined, where one of the bin's ω² is not positive. The number of quanta in a comoving volume is a³n_k.
    /// </summary>
    public double[] Occupation { get; } = new double[bins.Count];
}
