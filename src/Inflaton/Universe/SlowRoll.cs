namespace Inflaton.Universe;

/// <summary>
/// Slow-roll parameters of a potential and, to leading order, the spectra they give. Good to about 1e-3 in n_s and several per cent in r:
/// for a first look, not a substitute for the solved perturbations. Source: Liddle and Lyth, Phys. Rep. 231 (1993) 1.
/// </summary>
/// <param name="Energy">V, with the vacuum energy of the expansion.</param>
/// <param name="Epsilon">ε_V = |V'|²/(2V²).</param>
/// <param name="Eta">η_V = V''/V, with several fields along the gradient, or the largest where there is none.</param>
public readonly record struct SlowRoll(double Energy, double Epsilon, double Eta)
{
    /// <summary>n_s = 1 − 6ε_V + 2η_V.</summary>
    public double SpectralIndex => 1 - (6 * Epsilon) + (2 * Eta);

    /// <summary>r = 16ε_V.</summary>
    public double TensorRatio => 16 * Epsilon;

    /// <summary>A_s = V/(24π²ε_V).</summary>
    public double Amplitude => Energy / (24 * Math.PI * Math.PI * Epsilon);
}
