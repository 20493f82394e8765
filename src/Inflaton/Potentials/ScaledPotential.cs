using System.Numerics.Tensors;

namespace Inflaton.Potentials;

/// <summary>κV: a potential times a number.</summary>
public sealed class ScaledPotential : SingleFieldPotential
{
    /// <summary>κV.</summary>
    /// <param name="potential">V.</param>
    /// <param name="scale">κ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">κ is not a positive number.</exception>
    public ScaledPotential(SingleFieldPotential potential, double scale)
    {
        Source = potential;
        Scale = Positive(scale, nameof(scale));
    }

    /// <summary>κV, a scale before V taken together with κ: V itself where they undo each other to rounding.</summary>
    /// <param name="potential">V.</param>
    /// <param name="scale">κ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">κ is not a positive number.</exception>
    public static SingleFieldPotential Of(SingleFieldPotential potential, double scale)
    {
        if (potential is ScaledPotential scaled)
        {
            (potential, scale) = (scaled.Source, scale * scaled.Scale);
        }

        return IsUnity(scale) ? potential : new ScaledPotential(potential, scale);
    }

    /// <summary>Whether a factor is 1 to rounding, as x · (1/x) is.</summary>
    /// <param name="factor">The factor.</param>
    public static bool IsUnity(double factor) => Math.Abs(factor - 1) <= Math.BitIncrement(1.0) - 1;

    /// <summary>V.</summary>
    public SingleFieldPotential Source { get; }

    /// <summary>κ.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string Name => Source.Name;

    /// <inheritdoc/>
    public override string Formula => Scale == 1 ? Source.Formula : $"{Text(Scale)} [{Source.Formula}]";

    /// <inheritdoc/>
    public override double? UniformCurvature => Scale * Source.UniformCurvature;

    /// <inheritdoc/>
    protected override Numerics.Expressions.Formula? OneField => Source.AsFormula(1) is { } formula
        ? Numerics.Expressions.Formula.Parse("k*v", ["v"], new Dictionary<string, double> { ["k"] = Scale }).Compose(formula)
        : null;

    /// <inheritdoc/>
    public override double Value(double field) => Scale * Source.Value(field);

    /// <inheritdoc/>
    public override double Slope(double field) => Scale * Source.Slope(field);

    /// <inheritdoc/>
    public override double Curvature(double field) => Scale * Source.Curvature(field);

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, Span<double> gradient)
    {
        Source.Gradient(field, gradient);
        TensorPrimitives.Multiply(gradient[..field.Length], Scale, gradient);
    }

    /// <inheritdoc/>
    public override void Curvatures(ReadOnlySpan<double> field, Span<double> curvatures)
    {
        Source.Curvatures(field, curvatures);
        TensorPrimitives.Multiply(curvatures[..field.Length], Scale, curvatures);
    }

    /// <summary>κ times that of V at e/κ.</summary>
    /// <param name="energy">e.</param>
    public override double LargestCurvature(double energy) => Scale * Source.LargestCurvature(energy / Scale);
}
