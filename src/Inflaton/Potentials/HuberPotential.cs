using System.Numerics.Tensors;

namespace Inflaton.Potentials;

/// <summary>
/// Huber's function: ½κφ² for |φ| ≤ δ and κδ(|φ| − ½δ) beyond; quadratic near the minimum, a linear slope far from it.
/// V'' jumps at |φ| = δ, where continuum predictions lose order. Source: Huber, Ann. Math. Statist. 35 (1964) 73.
/// </summary>
public sealed class HuberPotential : SingleFieldPotential
{
    /// <summary>Huber's function.</summary>
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
    public override string Formula =>
        $"{Text(Scale)} · ½φ² for |φ| ≤ {Text(Delta)}, else {Text(Scale)} · {Text(Delta)} (|φ| − {Text(Delta / 2)})";

    /// <inheritdoc/>
    public override double Value(double field)
    {
        double distance = Math.Abs(field);
        return distance <= Delta ? 0.5 * Scale * distance * distance : Scale * Delta * (distance - (0.5 * Delta));
    }

    /// <inheritdoc/>
    public override double Slope(double field) => double.IsNaN(field) ? field : Scale * Math.Clamp(field, -Delta, Delta);

    /// <inheritdoc/>
    public override double Curvature(double field) => Math.Abs(field) <= Delta ? Scale : 0;

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, Span<double> gradient)
    {
        // The smaller and the larger of two numbers are NaN where one of them is.
        TensorPrimitives.Max(field, -Delta, gradient);
        TensorPrimitives.Min(gradient[..field.Length], Delta, gradient);
        TensorPrimitives.Multiply(gradient[..field.Length], Scale, gradient);
    }

    /// <summary>κ, that of the minimum.</summary>
    /// <param name="energy">Of no matter.</param>
    public override double LargestCurvature(double energy) => Scale;
}
