using System.Numerics.Tensors;
using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Dynamics;

/// <summary>
/// The motion of L = −V √(1 − θ̇²/V) with V = 𝓛 − 𝓛_min: ḟ = (V/E)u and u̇ = −½(V/E + E/V)F, from rest. No friction; all modes share one
/// speed limit, and have no equations of their own. Source: De Luca and Silverstein, Proc. ICML 2022, arXiv:2201.11137.
/// </summary>
public sealed record BornInfeldMotion : EquationOfMotion
{
    /// <summary>Born-Infeld motion.</summary>
    /// <param name="minimum">𝓛_min.</param>
    public BornInfeldMotion(double minimum)
        : base(new DeSitterExpansion(0)) => Minimum = minimum;

    /// <summary>𝓛_min.</summary>
    public double Minimum { get; }

    /// <inheritdoc/>
    public override bool HasModes => false;

    /// <summary>½(V/E + E/V), the part of −∇𝓛 that π̇ is; 1 at the start.</summary>
    /// <param name="potential">V, positive.</param>
    /// <param name="energy">E, positive.</param>
    public static double Push(double potential, double energy) => ((potential / energy) + (energy / potential)) / 2;

    /// <summary>V/E = 2E/(π² + √(π⁴ + 4E²)), the part of π that θ̇ is.</summary>
    /// <param name="squaredMomentum">π² = Σ_θ π_θ².</param>
    /// <param name="energy">E, positive.</param>
    public static double Velocity(double squaredMomentum, double energy) =>
        2 * energy / (squaredMomentum + Math.Sqrt((squaredMomentum * squaredMomentum) + (4 * energy * energy)));

    private protected override ISystem System(FieldForce force, ReadOnlySpan<double> initial) =>
        new Motion(Minimum, force.Loss(initial) - Minimum, force);

    private sealed class Motion(double minimum, double energy, FieldForce force) : ISystem
    {
        private readonly int fields = force.Count;

        public int Dimension => 2 * fields;

        public void Derivative(double t, ReadOnlySpan<double> y, Span<double> dydt)
        {
            ReadOnlySpan<double> field = y[..fields];
            Span<double> acceleration = dydt.Slice(fields, fields);
            double potential = force.Loss(field) - minimum;
            force.Evaluate(1, field, acceleration);
            TensorPrimitives.Multiply(acceleration, -Push(potential, energy), acceleration);
            TensorPrimitives.Multiply(y.Slice(fields, fields), potential / energy, dydt[..fields]);
        }
    }
}
