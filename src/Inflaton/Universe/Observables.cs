namespace Inflaton.Universe;

/// <summary>What observers compare with, at one pivot scale; solved, not slow roll.</summary>
/// <param name="Efolds">N*: e-folds from k* = aH to the end.</param>
/// <param name="Wavenumber">k*, comoving, with a = 1 at the beginning.</param>
/// <param name="Field">φ where k* = aH.</param>
/// <param name="Amplitude">A_s = P_s(k*).</param>
/// <param name="SpectralIndex">n_s = 1 + d ln P_s/d ln k.</param>
/// <param name="Running">α_s = d²ln P_s/d(ln k)².</param>
/// <param name="TensorRatio">r = P_t/P_s.</param>
/// <param name="TensorIndex">n_t = d ln P_t/d ln k.</param>
public sealed record Observables(
    double Efolds,
    double Wavenumber,
    double[] Field,
    double Amplitude,
    double SpectralIndex,
    double Running,
    double TensorRatio,
    double TensorIndex);
