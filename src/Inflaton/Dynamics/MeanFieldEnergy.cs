using Inflaton.Potentials;

namespace Inflaton.Dynamics;

/// <summary>
/// The energy that a network's mean output stands for, V(f̄) = Kℓ(f̄): a universe filled with it expands by what the network itself does.
/// </summary>
/// <param name="Potential">ℓ, the same at all inputs.</param>
/// <param name="Coupling">K = λ₁/N of the tangent kernel at the start; Θ₀ for a single input.</param>
public sealed record MeanFieldEnergy(Potential Potential, double Coupling)
{
    /// <summary>V(f̄).</summary>
    /// <param name="mean">f̄.</param>
    public double Value(double mean) => Coupling * Potential.Energy([mean]);

    /// <summary>V'(f̄), the force on the mean output.</summary>
    /// <param name="mean">f̄.</param>
    public double Slope(double mean)
    {
        Span<double> slope = [mean];
        Potential.Gradient(slope, slope);
        return Coupling * slope[0];
    }
}
