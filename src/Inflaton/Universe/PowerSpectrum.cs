namespace Inflaton.Universe;

/// <summary>
/// Power per logarithm of the wavenumber, P(k) = k³|·|²/2π², of all modes at one and the same time. A mode that could not be followed is
/// NaN, in that quantity alone.
/// </summary>
public sealed record PowerSpectrum
{
    /// <summary>ln k, comoving, with a = 1 at the beginning.</summary>
    public required double[] LogWavenumbers { get; init; }

    /// <summary>N at which the powers hold.</summary>
    public required double Efolds { get; init; }

    /// <summary>P_s of the curvature perturbation 𝓡; NaN where there is none.</summary>
    public required double[] Scalar { get; init; }

    /// <summary>P_t = 8k³|h|²/2π² of gravitational waves, both polarisations.</summary>
    public required double[] Tensor { get; init; }

    /// <summary>P of each spectator field, in units of the Planck mass squared.</summary>
    public required IReadOnlyList<double[]> Spectators { get; init; }

    /// <summary>
    /// P_S of the entropy perturbations S_i = e_i·Q/|φ'|, summed over the C − 1 directions e_i across the path; empty for one field.
    /// </summary>
    public required double[] Isocurvature { get; init; }

    /// <summary>
    /// Correlation of 𝓡 and S: P_𝓡S/√(P_𝓡 P_S), S to the left of the path of two fields; with more, √(ΣP_𝓡Sᵢ²/P_𝓡 P_S), not negative;
    /// empty for one field.
    /// </summary>
    public required double[] Correlation { get; init; }

    /// <summary>
    /// Power of (𝓡, S₁ … S_{C−1}) among themselves, C × C for each wavenumber, in the directions of <see cref="EntropyDirections"/>.
    /// </summary>
    public required IReadOnlyList<double[]> Matrix { get; init; }

    /// <summary>e_i at the end, (C − 1) × C; empty for one field.</summary>
    public required double[] EntropyDirections { get; init; }

    /// <summary>d ln P_s/dN at the end: what a mode that has frozen does not have.</summary>
    public required double[] ScalarDrift { get; init; }

    /// <summary>Relative error of P_s that vacuum, steps and handing over make.</summary>
    public required double[] ScalarError { get; init; }

    /// <summary>A sentence for each mode that could not be followed; empty where all could.</summary>
    public required IReadOnlyList<string> Messages { get; init; }

    /// <summary>The first of the messages; null where there is none.</summary>
    public string? Message => Messages.Count > 0 ? Messages[0] : null;

    /// <summary>k, comoving, with a = 1 at the beginning; infinite beyond what a number holds.</summary>
    public double[] Wavenumbers => [.. LogWavenumbers.Select(log => Math.Exp(log))];
}
