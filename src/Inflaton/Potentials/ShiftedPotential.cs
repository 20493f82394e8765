using System.Numerics.Tensors;

namespace Inflaton.Potentials;

/// <summary>V(φ + s): a potential of a field that is measured from elsewhere.</summary>
public sealed class ShiftedPotential : SingleFieldPotential
{
    private readonly SingleFieldPotential source;

    private ShiftedPotential(SingleFieldPotential source, double shift) => (this.source, Shift) = (source, shift);

    /// <summary>s, in units of the field.</summary>
    public double Shift { get; }

    /// <inheritdoc/>
    public override string Name => source.Name;

    /// <inheritdoc/>
    public override string Formula => $"{source.Formula} at φ + {Text(Shift)}";

    /// <inheritdoc/>
    public override double? UniformCurvature => source.UniformCurvature;

    /// <summary>V(φ + s): V itself for s = 0, and one shift of what is shifted already.</summary>
    /// <param name="potential">V.</param>
    /// <param name="shift">s, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException">s is not finite.</exception>
    public static SingleFieldPotential Of(SingleFieldPotential potential, double shift)
    {
        if (potential is ShiftedPotential shifted)
        {
            (potential, shift) = (shifted.source, shift + shifted.Shift);
        }

        return shift == 0 ? potential
            : double.IsFinite(shift) ? new ShiftedPotential(potential, shift)
            : throw new ArgumentOutOfRangeException(nameof(shift), shift, "The shift must be a finite number.");
    }

    /// <inheritdoc/>
    protected override Numerics.Expressions.Formula? OneField => source.AsFormula(1)?.Compose(Of("phi + s", ("s", Shift)));

    /// <inheritdoc/>
    public override double Value(double field) => source.Value(field + Shift);

    /// <inheritdoc/>
    public override double Slope(double field) => source.Slope(field + Shift);

    /// <inheritdoc/>
    public override double Curvature(double field) => source.Curvature(field + Shift);

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, Span<double> gradient)
    {
        TensorPrimitives.Add(field, Shift, gradient);
        source.Gradient(gradient[..field.Length], gradient);
    }

    /// <inheritdoc/>
    public override void Curvatures(ReadOnlySpan<double> field, Span<double> curvatures)
    {
        TensorPrimitives.Add(field, Shift, curvatures);
        source.Curvatures(curvatures[..field.Length], curvatures);
    }

    /// <summary>That of V.</summary>
    /// <param name="energy">e.</param>
    public override double LargestCurvature(double energy) => source.LargestCurvature(energy);
}
