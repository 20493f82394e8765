using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>
/// f̈ + 3H ḟ + s F(f) = 0 with ḟ(0) = −v F(f₀), where F = Θ ∂𝓛/∂f is the force per unit time squared that gradient descent feels.
/// </summary>
/// <param name="Hubble">H, in units of inverse time, not negative.</param>
/// <param name="ForceScale">s, dimensionless: 1 or 2/(1+γ).</param>
/// <param name="KickTime">v, in units of time: 0 or √η/2.</param>
public sealed record EquationOfMotion(double Hubble, double ForceScale, double KickTime)
{
    /// <summary>3H.</summary>
    public double Friction => 3 * Hubble;

    /// <summary>Λ = 3H².</summary>
    public double Lambda => 3 * Hubble * Hubble;

    /// <summary>The equation that a heavy ball follows.</summary>
    /// <param name="optimizer">η and γ.</param>
    /// <param name="matching">To which order.</param>
    public static EquationOfMotion Of(GradientDescent optimizer, Matching matching)
    {
        double step = Math.Sqrt(optimizer.LearningRate);
        double damping = (1 - optimizer.Momentum) / step;
        double inertia = (1 + optimizer.Momentum) / 2;
        return matching switch
        {
            Matching.Leading => new(damping / 3, 1, 0),
            Matching.Leapfrog => new(damping / inertia / 3, 1 / inertia, step / 2),
            _ => throw new ArgumentOutOfRangeException(nameof(matching), matching, "There is no such matching."),
        };
    }
}
