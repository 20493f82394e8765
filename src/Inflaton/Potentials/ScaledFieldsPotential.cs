using System.Globalization;
using System.Numerics.Tensors;

namespace Inflaton.Potentials;

/// <summary>κV of a potential that couples several fields; <see cref="ScaledPotential"/> is that of one.</summary>
internal sealed class ScaledFieldsPotential : Potential
{
    private readonly Potential source;
    private readonly double scale;

    /// <summary>κV.</summary>
    /// <param name="source">V.</param>
    /// <param name="scale">κ, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">κ is not a positive number.</exception>
    public ScaledFieldsPotential(Potential source, double scale)
    {
        this.source = source;
        this.scale = scale > 0 && double.IsFinite(scale)
            ? scale
            : throw new ArgumentOutOfRangeException(nameof(scale), scale, "scale must be a positive number.");
    }

    /// <inheritdoc/>
    public override string Name => source.Name;

    /// <inheritdoc/>
    public override string Formula =>
        scale == 1 ? source.Formula : string.Create(CultureInfo.InvariantCulture, $"{scale:R} [{source.Formula}]");

    /// <inheritdoc/>
    public override int? Components => source.Components;

    /// <inheritdoc/>
    public override double? UniformCurvature => scale * source.UniformCurvature;

    /// <inheritdoc/>
    public override double Energy(ReadOnlySpan<double> field) => scale * source.Energy(field);

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, Span<double> gradient)
    {
        source.Gradient(field, gradient);
        TensorPrimitives.Multiply(gradient[..field.Length], scale, gradient);
    }

    /// <inheritdoc/>
    public override void CurvatureProduct(ReadOnlySpan<double> field, ReadOnlySpan<double> direction, Span<double> result)
    {
        source.CurvatureProduct(field, direction, result);
        TensorPrimitives.Multiply(result[..field.Length], scale, result);
    }

    /// <inheritdoc/>
    public override double LargestCurvature(ReadOnlySpan<double> field) => scale * source.LargestCurvature(field);

    /// <summary>κ times that of V at e/κ.</summary>
    /// <param name="energy">Σ κV at the start.</param>
    /// <param name="shared">What counts of it; see <see cref="Potential.CurvatureBound"/>.</param>
    public override SymmetricProduct? CurvatureBound(double energy, double shared) =>
        source.CurvatureBound(energy / scale, shared / scale) is not { } bound ? null : (direction, result) =>
        {
            bound(direction, result);
            TensorPrimitives.Multiply(result[..direction.Length], scale, result);
        };

    /// <inheritdoc/>
    public override Numerics.Expressions.Formula? AsFormula(int fields) => source.AsFormula(fields) is { } formula
        ? Numerics.Expressions.Formula.Parse("k*v", ["v"], new Dictionary<string, double> { ["k"] = scale }).Compose(formula)
        : null;
}
