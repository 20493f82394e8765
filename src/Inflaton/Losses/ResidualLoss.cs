using System.Buffers;
using System.Numerics.Tensors;
using Inflaton.Potentials;

namespace Inflaton.Losses;

/// <summary>A potential around each target, ℓ(f; y) = V(f − y).</summary>
/// <param name="potential">V.</param>
public class ResidualLoss(Potential potential) : Loss
{
    private const int MostOnStack = 256;

    /// <summary>V.</summary>
    public Potential Potential { get; } = potential;

    /// <inheritdoc/>
    public override string Name => Potential.Name;

    /// <inheritdoc/>
    public override string Formula => $"{Potential.Formula}, φ = f − y";

    /// <inheritdoc/>
    public sealed override TargetRole Targets => TargetRole.Origin;

    /// <inheritdoc/>
    public sealed override double? UniformCurvature => Potential.UniformCurvature;

    /// <inheritdoc/>
    public sealed override double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        double[]? rented = field.Length > MostOnStack ? ArrayPool<double>.Shared.Rent(field.Length) : null;
        Span<double> residual = rented is null ? stackalloc double[field.Length] : rented.AsSpan(0, field.Length);
        TensorPrimitives.Subtract(field, targets, residual);
        double energy = Potential.Energy(residual);
        if (rented is not null)
        {
            ArrayPool<double>.Shared.Return(rented);
        }

        return energy;
    }

    /// <inheritdoc/>
    public sealed override void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient)
    {
        TensorPrimitives.Subtract(field, targets, gradient);
        Potential.Gradient(gradient, gradient);
    }

    /// <inheritdoc/>
    public sealed override void CurvatureProduct(
        ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result)
    {
        TensorPrimitives.Subtract(field, targets, result);
        Potential.CurvatureProduct(result, direction, result);
    }

    /// <inheritdoc/>
    public sealed override double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        double[] residual = new double[field.Length];
        TensorPrimitives.Subtract(field, targets, residual);
        return Potential.LargestCurvature(residual);
    }

    /// <inheritdoc/>
    public sealed override SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared) =>
        Potential.CurvatureBound(energy, shared);

    /// <summary>V(φ − y) where all targets are the same y: V itself for 0, and for others where it is a potential of one field.</summary>
    /// <param name="targets">y, at least one.</param>
    public sealed override Potential? SharedPotential(ReadOnlySpan<double> targets) =>
        !targets.ContainsAnyExcept(0) ? Potential
        : !targets.ContainsAnyExcept(targets[0]) && Potential is SingleFieldPotential single ? ShiftedPotential.Of(single, -targets[0])
        : null;
}
