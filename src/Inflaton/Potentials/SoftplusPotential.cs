using Inflaton.Numerics.Functions;

namespace Inflaton.Potentials;

/// <summary>
/// V = κ ln(1 + e^φ), the free energy of two states of energies 0 and −φ: 0 far below, κφ far above. V' = κp with p = 1/(1 + e^{−φ}),
/// V'' = κp(1 − p), at most κ/4.
/// </summary>
public sealed class SoftplusPotential : SingleFieldPotential
{
    /// <summary>A softplus.</summary>
    /// <param name="scale">κ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">κ is not a positive number.</exception>
    public SoftplusPotential(double scale = 1) => Scale = Positive(scale, nameof(scale));

    /// <summary>κ.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string Name => "softplus";

    /// <inheritdoc/>
    public override string Formula => $"{Text(Scale)} ln(1 + e^φ)";

    /// <inheritdoc/>
    public override double Value(double field) => Scale * Softplus.Evaluate(field);

    /// <inheritdoc/>
    public override double Slope(double field) => Scale * Logistic.Evaluate(field);

    /// <inheritdoc/>
    public override double Curvature(double field) => Scale * (Logistic.Evaluate(field) * Logistic.Evaluate(-field));

    /// <summary>κ/4, that of φ = 0.</summary>
    /// <param name="energy">Of no matter.</param>
    public override double LargestCurvature(double energy) => Scale / 4;
}
