namespace Inflaton.Potentials;

/// <summary>κV: a potential times a number.</summary>
public sealed class ScaledPotential : PointPotential
{
    private readonly PointPotential potential;

    /// <summary>κV.</summary>
    /// <param name="potential">V.</param>
    /// <param name="scale">κ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">κ is not a positive number.</exception>
    public ScaledPotential(PointPotential potential, double scale)
    {
        this.potential = potential;
        Scale = Positive(scale, nameof(scale));
    }

    /// <summary>κV, a scale before V taken together with κ: V itself where they undo each other to rounding.</summary>
    /// <param name="potential">V.</param>
    /// <param name="scale">κ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">κ is not a positive number.</exception>
    public static PointPotential Of(PointPotential potential, double scale)
    {
        if (potential is ScaledPotential scaled)
        {
            (potential, scale) = (scaled.potential, scale * scaled.Scale);
        }

        return IsUnity(scale) ? potential : new ScaledPotential(potential, scale);
    }

    /// <summary>Whether a factor is 1 to rounding, as x · (1/x) is.</summary>
    /// <param name="factor">The factor.</param>
    public static bool IsUnity(double factor) => Math.Abs(factor - 1) <= Math.BitIncrement(1.0) - 1;

    /// <summary>κ.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string Name => potential.Name;

    /// <inheritdoc/>
    public override string Formula => Scale == 1 ? potential.Formula : $"{Text(Scale)} [{potential.Formula}]";

    /// <inheritdoc/>
    public override double? UniformCurvature => Scale * potential.UniformCurvature;

    /// <inheritdoc/>
    public override bool UsesTargets => potential.UsesTargets;

    /// <inheritdoc/>
    public override bool DependsOnResidualOnly => potential.DependsOnResidualOnly;

    /// <inheritdoc/>
    public override double Value(double field, double target) => Scale * potential.Value(field, target);

    /// <inheritdoc/>
    public override double Slope(double field, double target) => Scale * potential.Slope(field, target);

    /// <inheritdoc/>
    public override double Curvature(double field, double target) => Scale * potential.Curvature(field, target);

    /// <inheritdoc/>
    public override SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared) =>
        potential.CurvatureBound(targets, energy / Scale, shared / Scale) is not { } bound ? null : (direction, result) =>
        {
            bound(direction, result);
            System.Numerics.Tensors.TensorPrimitives.Multiply(result, Scale, result);
        };

    /// <summary>κ times that of V at e/κ.</summary>
    /// <param name="energy">e.</param>
    public override double LargestCurvature(double energy) => Scale * potential.LargestCurvature(energy / Scale);
}
