using Inflaton.Dynamics;

namespace Inflaton.Duality.ClosedForm;

/// <summary>Learning rates at which a mode of given mass² changes its character.</summary>
public static class CriticalDamping
{
    /// <summary>The largest stable learning rate, 2(1+γ)/m²; infinite where m² vanishes.</summary>
    /// <param name="massSquared">m² of the stiffest mode, λ₁κ/N.</param>
    /// <param name="momentum">γ.</param>
    public static double Stable(double massSquared, double momentum) => ModeAnalysis.StabilityLimitOf(massSquared, momentum);

    /// <summary>η at which the recursion itself has a double root, (1 − √γ)²/m²: above it the mode rings.</summary>
    /// <param name="massSquared">m² of the mode, positive.</param>
    /// <param name="momentum">γ, 0 ≤ γ &lt; 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static double Discrete(double massSquared, double momentum)
    {
        Check(massSquared, momentum);
        double gap = (1 - momentum) / (1 + Math.Sqrt(momentum));
        return gap * gap / massSquared;
    }

    /// <summary>η at which the continuum is critically damped, m = 3H/2: (1−γ)²/4m² (leading) or (1−γ)²/(2(1+γ)m²) (leapfrog).</summary>
    /// <param name="massSquared">m² of the mode, positive.</param>
    /// <param name="momentum">γ, 0 ≤ γ &lt; 1.</param>
    /// <param name="matching">Which continuum.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public static double Continuum(double massSquared, double momentum, Matching matching)
    {
        Check(massSquared, momentum);
        double damping = (1 - momentum) * (1 - momentum);
        return matching == Matching.Leading ? damping / (4 * massSquared) : damping / (2 * (1 + momentum) * massSquared);
    }

    private static void Check(double massSquared, double momentum)
    {
        if (!(massSquared > 0 && double.IsFinite(massSquared)))
        {
            throw new ArgumentOutOfRangeException(nameof(massSquared), massSquared, "The mass² must be a positive number.");
        }

        if (!(momentum >= 0 && momentum < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "The momentum must be at least 0 and below 1.");
        }
    }
}
