namespace Inflaton.Dynamics;

/// <summary>
/// What taking the gradient ahead of the parameters makes of the equation of motion: the force acts at f + τ ḟ, with τ = μh.
/// </summary>
/// <param name="Step">h.</param>
/// <param name="Momentum">μ; null for Nesterov's schedule, μ = k/(k+3) at t = kh.</param>
public sealed record LookAhead(double Step, double? Momentum)
{
    /// <summary>τ, in units of time.</summary>
    /// <param name="time">t ≥ 0.</param>
    public double Time(double time) => Step * MomentumAt(time);

    /// <summary>(1+μ)/2, what multiplies f̈ where the force has no factor.</summary>
    /// <param name="time">t ≥ 0.</param>
    public double Inertia(double time) => (1 + MomentumAt(time)) / 2;

    private double MomentumAt(double time) => Momentum ?? (time / (time + (3 * Step)));
}
