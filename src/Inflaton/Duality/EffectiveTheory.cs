using Inflaton.Dynamics;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>
/// The field theory that a network under momentum gradient descent stands for, in one matching: friction 3H, vacuum energy Λ = 3H² and
/// potential V = Λ + s Θ₀ ℓ. Units: reduced Planck mass 1, time k√η.
/// </summary>
public sealed record EffectiveTheory
{
    private EffectiveTheory(
        Optimizer optimizer, Matching matching, double theta0, double initialLoss, int epochs, double ratio, double mean)
    {
        Matching = matching;
        Equation = optimizer.Equation(matching, mean);
        Hubble = Equation.Hubble;
        Lambda = Equation.Lambda;
        HubbleTime = 1 / Hubble;
        EpochsPerHubbleTime = 1 / (Hubble * Math.Sqrt(optimizer.LearningRate));
        Efolds = optimizer.EfoldsAfter(epochs, matching, mean);
        double energy = Equation.ForceScale * theta0 * initialLoss;
        Domination = energy < 0 ? double.NaN : Lambda / Math.Abs(energy);

        // Λ goes as 1/η at fixed γ in either matching; the H of a universe does not know η.
        MaxLearningRate = optimizer.RateDecidesHubble ? optimizer.LearningRate * Domination / ratio : double.NaN;
    }

    /// <summary>The matching.</summary>
    public Matching Matching { get; }

    /// <summary>The equation of motion.</summary>
    public EquationOfMotion Equation { get; }

    /// <summary>Hubble parameter H = (1−γ)/(3√η) (leading) or 2(1−γ)/(3(1+γ)√η) (leapfrog).</summary>
    public double Hubble { get; }

    /// <summary>Cosmological constant Λ = 3H².</summary>
    public double Lambda { get; }

    /// <summary>1/H: the Hubble time and, with c = 1, the Hubble length.</summary>
    public double HubbleTime { get; }

    /// <summary>Epochs per Hubble time, 1/(H√η).</summary>
    public double EpochsPerHubbleTime { get; }

    /// <summary>e-folds N_e = H K √η, or ∫H dt where H changes.</summary>
    public double Efolds { get; }

    /// <summary>
    /// Λ/(s Θ₀ ℓ(f₀)): vacuum energy over the field's energy at the start; infinite where that is 0, NaN where it is negative.
    /// </summary>
    public double Domination { get; }

    /// <summary>
    /// The learning rate at which the domination is the asked-for ratio R: (1−γ)²/(3RΘ₀ℓ(f₀)) in the leading matching; NaN where H does not
    /// depend on the learning rate, and where the domination is NaN.
    /// </summary>
    public double MaxLearningRate { get; }

    /// <summary>The theory of a network at initialisation.</summary>
    /// <param name="optimizer">The optimiser.</param>
    /// <param name="matching">Leading or leapfrog.</param>
    /// <param name="theta0">Θ₀: mean diagonal entry of the kernel, not negative.</param>
    /// <param name="initialLoss">ℓ(f₀): mean loss at the start.</param>
    /// <param name="epochs">K.</param>
    /// <param name="ratio">R, the domination that is asked for, positive; 10 by custom.</param>
    /// <param name="mean">f̄ at the start, on which H may depend.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ratio"/> is not positive.</exception>
    public static EffectiveTheory Of(
        Optimizer optimizer, Matching matching, double theta0, double initialLoss, int epochs, double ratio = 10, double mean = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratio);
        return new EffectiveTheory(optimizer, matching, theta0, initialLoss, epochs, ratio, mean);
    }

    /// <summary>V(φ) = Λ + s Θ₀ ℓ for a given mean loss ℓ at φ.</summary>
    /// <param name="theta0">Θ₀.</param>
    /// <param name="loss">ℓ(φ).</param>
    public double Potential(double theta0, double loss) => Lambda + (Equation.ForceScale * theta0 * loss);
}
