namespace Inflaton.Universe;

/// <summary>
/// What curvature and entropy perturbations outside the horizon become: (𝓡, S₁ … S_{C−1}) at the end from those at a scale's horizon exit,
/// k/aH → 0, on the solutions that have forgotten how they began.
/// </summary>
public sealed record TransferFunctions
{
    /// <summary>N of the horizon exit.</summary>
    public required double Exit { get; init; }

    /// <summary>N at the end.</summary>
    public required double End { get; init; }

    /// <summary>
    /// C × C: row 0 is 𝓡 at the end, row i the S_i of <see cref="PowerSpectrum.EntropyDirections"/>; column 0 is 𝓡 at the exit, column j
    /// the S_j there. The first column is (1, 0 … 0), exactly so where the slow solution is one.
    /// </summary>
    public required double[] Matrix { get; init; }

    /// <summary>e_i at the exit, (C − 1) × C.</summary>
    public required double[] EntropyDirections { get; init; }

    /// <summary>ω at the exit, radians in an e-fold.</summary>
    public required double TurnRate { get; init; }

    /// <summary>M_ss + 3ω² at the exit, in units of H²; NaN for more than two fields.</summary>
    public required double EntropyMass { get; init; }

    /// <summary>T_RS of two fields: 𝓡 at the end by S at the exit, both to the left of the path.</summary>
    public double CurvatureFromEntropy => Matrix[1];

    /// <summary>T_SS of two fields.</summary>
    public double EntropyFromEntropy => Matrix[3];
}
