namespace Inflaton.Potentials;

/// <summary>V(φ + s): a potential of a field that is measured from elsewhere.</summary>
public sealed class ShiftedPotential : PointPotential
{
    private readonly PointPotential potential;

    private ShiftedPotential(PointPotential potential, double shift) => (this.potential, Shift) = (potential, shift);

    /// <summary>s, in units of the field.</summary>
    public double Shift { get; }

    /// <inheritdoc/>
    public override string Name => potential.Name;

    /// <inheritdoc/>
    public override string Formula => $"{potential.Formula} at φ + {Text(Shift)}";

    /// <inheritdoc/>
    public override double? UniformCurvature => potential.UniformCurvature;

    /// <inheritdoc/>
    public override bool UsesTargets => potential.UsesTargets;

    /// <inheritdoc/>
    public override bool DependsOnResidualOnly => potential.DependsOnResidualOnly;

    /// <summary>V(φ + s): V itself for s = 0, and one shift of what is shifted already.</summary>
    /// <param name="potential">V.</param>
    /// <param name="shift">s, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">s is not finite.</exception>
    public static PointPotential Of(PointPotential potential, double shift)
    {
        if (potential is ShiftedPotential shifted)
        {
            (potential, shift) = (shifted.potential, shift + shifted.Shift);
        }

        return shift == 0 ? potential
            : double.IsFinite(shift) ? new ShiftedPotential(potential, shift)
            : throw new ArgumentOutOfRangeException(nameof(shift), shift, "The shift must be a finite number.");
    }

    /// <inheritdoc/>
    public override double Value(double field, double target) => potential.Value(field + Shift, target);

    /// <inheritdoc/>
    public override double Slope(double field, double target) => potential.Slope(field + Shift, target);

    /// <inheritdoc/>
    public override double Curvature(double field, double target) => potential.Curvature(field + Shift, target);

    /// <inheritdoc/>
    public override SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared) =>
        potential.CurvatureBound(targets, energy, shared);

    /// <summary>That of V.</summary>
    /// <param name="energy">e.</param>
    public override double LargestCurvature(double energy) => potential.LargestCurvature(energy);
}
