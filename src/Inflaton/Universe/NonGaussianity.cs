namespace Inflaton.Universe;

/// <summary>
/// Local non-Gaussianity by δN: (6/5) f_NL = N_a N_b N_ab/(N_c N_c)², N being the e-folds from a flat slice where a scale leaves the
/// horizon to a slice of uniform density at the end, as a function of φ there with dφ/dN held. In curved spaces of fields derivatives are
/// covariant. What the fields' own fluctuations have of it at the horizon exit, of the order of the slow-roll parameters, is not in it:
/// with one field, where δN gives (5/6)N''/N'², it is as large.
/// </summary>
public sealed record NonGaussianity
{
    /// <summary>f_NL; NaN where N has no derivatives.</summary>
    public required double Value { get; init; }

    /// <summary>Its error: by how much finer spacings of the differences still differ.</summary>
    public required double Error { get; init; }

    /// <summary>
    /// df_NL/dN at the last slice, over the half e-fold before it: 0 where nothing but 𝓡 is left; where it is not, what is seen later is
    /// something else. NaN where the exit is less than an e-fold away.
    /// </summary>
    public required double Drift { get; init; }

    /// <summary>
    /// By how much f_NL changes where velocities at the exit follow the potential, δ(dφ/dN) = −δ(V'/V), instead of being held: of the order
    /// of the slow-roll parameters relative to it, and a measure of what δN from a horizon exit leaves open.
    /// </summary>
    public required double VelocityEffect { get; init; }

    /// <summary>N_a = ∂N/∂φ_a at the exit, length C.</summary>
    public required double[] Gradient { get; init; }

    /// <summary>Error of the derivatives along an orthonormal basis, the largest.</summary>
    public required double GradientError { get; init; }

    /// <summary>N from the exit to the last slice.</summary>
    public required double Efolds { get; init; }
}
