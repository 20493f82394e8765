using Inflaton.Training;
using Inflaton.Universe;

namespace Inflaton.Duality;

/// <summary>
/// f̈ + 3H ḟ + s F(f) = 0 with ḟ(0) = −v F(f₀), where F = Θ ∂𝓛/∂f is the force per unit time squared that gradient descent feels.
/// </summary>
/// <param name="Hubble">H, in units of inverse time, not negative; at t = 0 where it changes.</param>
/// <param name="ForceScale">s, dimensionless: 1 or 2/(1+γ).</param>
/// <param name="KickTime">v, in units of time: 0 or √η/2.</param>
public sealed record EquationOfMotion(double Hubble, double ForceScale, double KickTime)
{
    /// <summary>How H changes; null where it is constant.</summary>
    public Expansion? Expansion { get; init; }

    /// <summary>The mean field's energy, where it counts in H; null where it does not.</summary>
    public MeanFieldEnergy? Energy { get; init; }

    /// <summary>Where the force acts ahead of the field; null where it acts at the field.</summary>
    public LookAhead? Ahead { get; init; }

    /// <summary>𝓛_min of Born-Infeld motion, ḟ = (V/E)u and u̇ = −½(V/E + E/V)F with V = 𝓛 − 𝓛_min; null elsewhere.</summary>
    public double? BornInfeldMinimum { get; init; }

    /// <summary>Whether H is constant and the equation of a mode linear, so that <see cref="DampedMode"/> solves it.</summary>
    public bool IsDampedMode => Expansion is null && BornInfeldMinimum is null;

    /// <summary>Whether no equation is known: the optimiser is not <see cref="Optimizer.IsPredictable"/>.</summary>
    public bool IsUnknown => double.IsNaN(Hubble);

    /// <summary>3H.</summary>
    public double Friction => 3 * Hubble;

    /// <summary>Λ = 3H².</summary>
    public double Lambda => 3 * Hubble * Hubble;

    /// <summary>H at a time.</summary>
    /// <param name="time">t ≥ 0.</param>
    /// <param name="efolds">N = ln a since t = 0.</param>
    /// <param name="mean">f̄.</param>
    /// <param name="meanVelocity">Its derivative.</param>
    public double HubbleAt(double time, double efolds, double mean, double meanVelocity) => Expansion is null
        ? Hubble
        : Expansion.Hubble(time, efolds, Energy is null ? 0 : (0.5 * meanVelocity * meanVelocity) + Energy.Value(mean));

    /// <summary>s at a time.</summary>
    /// <param name="time">t ≥ 0.</param>
    public double ForceScaleAt(double time) => Ahead is { Momentum: null } ? 1 / Ahead.Inertia(time) : ForceScale;

    /// <summary>The equation that an optimiser follows.</summary>
    /// <param name="optimizer">
    /// The optimiser. One that lives in a universe and Born-Infeld's are second order in either matching; for one that is not predictable H is NaN.
    /// </param>
    /// <param name="matching">To which order.</param>
    /// <param name="mean">f̄ at t = 0, where H depends on it.</param>
    /// <exception cref="ArgumentException">No continuum equation is known for the optimiser.</exception>
    public static EquationOfMotion Of(Optimizer optimizer, Matching matching, double mean = 0) => optimizer switch
    {
        GradientDescent descent => Of(descent, matching),
        FriedmannOptimizer { Expansion: var expansion, Energy: var energy } =>
            new(expansion.Hubble(0, 0, energy?.Value(mean) ?? 0), 1, 0) { Expansion = expansion, Energy = energy },
        NesterovDescent nesterov => Of(nesterov, matching),
        BornInfeldDescent born => new(0, 1, 0) { BornInfeldMinimum = born.Minimum },
        { IsPredictable: false } => new(double.NaN, 1, 0),
        _ => throw new ArgumentException($"No continuum equation is known for the optimiser '{optimizer.Name}'.", nameof(optimizer)),
    };

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

    /// <summary>
    /// Nesterov's method: with constant μ the heavy ball's equation, with the schedule H = 1/(t + 3h) (leading) or 1/(t + 3h/2) (leapfrog); to
    /// second order the force acts ahead, for the schedule with the factor (t + 3h)/(t + 3h/2).
    /// </summary>
    private static EquationOfMotion Of(NesterovDescent optimizer, Matching matching)
    {
        double step = Math.Sqrt(optimizer.LearningRate);
        LookAhead? ahead = matching == Matching.Leapfrog ? new LookAhead(step, optimizer.Momentum) : null;
        if (optimizer.Momentum is { } momentum)
        {
            return Of(new GradientDescent(optimizer.LearningRate, momentum), matching) with { Ahead = ahead };
        }

        PowerLawExpansion expansion = new(1, ahead is null ? 3 * step : 1.5 * step);
        return new(expansion.Hubble(0, 0, 0), 1, ahead is null ? 0 : step / 2) { Expansion = expansion, Ahead = ahead };
    }
}
