namespace Inflaton.Universe;

/// <summary>Power per logarithm of the wavenumber, P(k) = k³|·|²/2π², of modes that have left the horizon.</summary>
/// <param name="Wavenumbers">k, comoving, with a = 1 at the beginning.</param>
/// <param name="Scalar">P_s of the curvature perturbation 𝓡; NaN where it is not that of one field alone, or a mode could not be followed.</param>
/// <param name="Tensor">P_t = 8k³|h|²/2π² of gravitational waves, both polarisations.</param>
/// <param name="Spectators">P of each spectator field, in units of the Planck mass squared.</param>
/// <param name="Message">What went wrong with a mode; null where nothing did.</param>
public sealed record PowerSpectrum(double[] Wavenumbers, double[] Scalar, double[] Tensor, IReadOnlyList<double[]> Spectators, string? Message);
