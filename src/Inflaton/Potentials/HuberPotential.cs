namespace Inflaton.Potentials;

/// <summary>
/// Huber's loss: ½κr² for |r| ≤ δ and κδ(|r| − ½δ) beyond, r = f − y; quadratic near the minimum, a linear slope far from it.
/// ℓ'' jumps at |r| = δ, where continuum predictions lose order. Source: Huber, Ann. Math. Statist. 35 (1964) 73.
/// </summary>
public sealed class HuberPotential : PointPotential
{
    /// <summary>A Huber loss.</summary>
    /// <param name="scale">κ, positive.</param>
    /// <param name="delta">δ, positive, in units of the field.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not a positive number.</exception>
    public HuberPotential(double scale, double delta)
    {
        Scale = Positive(scale, nameof(scale));
        Delta = Positive(delta, nameof(delta));
    }

    /// <summary>κ.</summary>
    public double Scale { get; }

    /// <summary>δ.</summary>
    public double Delta { get; }

    /// <inheritdoc/>
    public override string Name => "huber";

    /// <inheritdoc/>
    public override string Formula => $"{Text(Scale)} · ½r² for |r| ≤ {Text(Delta)}, else {Text(Scale)} · {Text(Delta)} (|r| − {Text(Delta / 2)}), r = f − y";

    /// <inheritdoc/>
    public override double Value(double field, double target)
    {
        double distance = Math.Abs(field - target);
        return distance <= Delta ? 0.5 * Scale * distance * distance : Scale * Delta * (distance - (0.5 * Delta));
    }

    /// <inheritdoc/>
    public override double Slope(double field, double target)
    {
        double residual = field - target;
        return double.IsNaN(residual) ? residual : Scale * Math.Clamp(residual, -Delta, Delta);
    }

    /// <inheritdoc/>
    public override double Curvature(double field, double target) => Math.Abs(field - target) <= Delta ? Scale : 0;

    /// <summary>κ, that of the minimum.</summary>
    /// <param name="energy">Of no matter.</param>
    public override double LargestCurvature(double energy) => Scale;
}
