namespace Inflaton.Universe;

/// <summary>What observers compare with, at one pivot scale; solved, not slow roll.</summary>
public sealed record Observables
{
    /// <summary>N*: e-folds from k* = aH to the end.</summary>
    public required double Efolds { get; init; }

    /// <summary>ln k*, comoving, with a = 1 at the beginning.</summary>
    public required double LogWavenumber { get; init; }

    /// <summary>φ where k* = aH, length C.</summary>
    public required double[] Field { get; init; }

    /// <summary>dφ/dN there.</summary>
    public required double[] FieldSlope { get; init; }

    /// <summary>The spectra at k*.</summary>
    public required PowerSpectrum Spectrum { get; init; }

    /// <summary>n_s = 1 + d ln P_s/d ln k; NaN where there is no curvature perturbation.</summary>
    public required double SpectralIndex { get; init; }

    /// <summary>α_s = d²ln P_s/d(ln k)².</summary>
    public required double Running { get; init; }

    /// <summary>n_t = d ln P_t/d ln k.</summary>
    public required double TensorIndex { get; init; }

    /// <summary>By how much the last two spacings of the derivative n_s differ, and what the modes' own errors make in it.</summary>
    public required double SpectralIndexError { get; init; }

    /// <summary>The same for α_s.</summary>
    public required double RunningError { get; init; }

    /// <summary>k*; infinite beyond what a number holds.</summary>
    public double Wavenumber => Math.Exp(LogWavenumber);

    /// <summary>A_s = P_s(k*).</summary>
    public double Amplitude => Spectrum.Scalar[0];

    /// <summary>P_t(k*).</summary>
    public double TensorAmplitude => Spectrum.Tensor[0];

    /// <summary>r = P_t/P_s.</summary>
    public double TensorRatio => TensorAmplitude / Amplitude;
}
