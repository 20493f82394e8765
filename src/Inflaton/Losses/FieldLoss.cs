using Inflaton.Potentials;

namespace Inflaton.Losses;

/// <summary>A potential of the field itself, ℓ(f) = V(f): the loss of a network that has no targets.</summary>
/// <param name="potential">V.</param>
public sealed class FieldLoss(Potential potential) : Loss
{
    /// <summary>V.</summary>
    public Potential Potential { get; } = potential;

    /// <inheritdoc/>
    public override string Name => Potential.Name;

    /// <inheritdoc/>
    public override string Formula => $"{Potential.Formula}, φ = f";

    /// <inheritdoc/>
    public override TargetRole Targets => TargetRole.None;

    /// <inheritdoc/>
    public override double? UniformCurvature => Potential.UniformCurvature;

    /// <inheritdoc/>
    public override double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) => Potential.Energy(field);

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient) =>
        Potential.Gradient(field, gradient);

    /// <inheritdoc/>
    public override void CurvatureProduct(
        ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result) =>
        Potential.CurvatureProduct(field, direction, result);

    /// <inheritdoc/>
    public override double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) => Potential.LargestCurvature(field);

    /// <inheritdoc/>
    public override SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared) =>
        Potential.CurvatureBound(energy, shared);

    /// <inheritdoc/>
    public override Potential SharedPotential(ReadOnlySpan<double> targets) => Potential;
}
