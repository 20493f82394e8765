using System.Buffers;
using System.Numerics.Tensors;
using Inflaton.Numerics.Notation;
using Inflaton.Potentials;

namespace Inflaton.Losses;

/// <summary>A loss of which each of the C outputs counts by a weight, Σ_c w_c ℓ(f_c; y_c); for losses that are sums over outputs.</summary>
public sealed class WeightedLoss : Loss
{
    private readonly double[] weights;

    /// <summary>A weighted loss.</summary>
    /// <param name="loss">ℓ, a sum over single outputs: it does not couple those of a point.</param>
    /// <param name="weights">w, one positive number an output.</param>
    /// <exception cref="ArgumentException">A weight is no positive number, or there is none; or ℓ couples outputs or points.</exception>
    public WeightedLoss(Loss loss, IReadOnlyList<double> weights)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(weights);
        if (weights.Count == 0 || weights.Any(weight => !(weight > 0 && double.IsFinite(weight))))
        {
            throw new ArgumentException(
                $"[{string.Join(", ", weights)}] are no weights: give a positive number for each output.", nameof(weights));
        }

        if (loss.CouplesPoints || loss is CrossEntropyLoss or ResidualLoss { Potential: not SingleFieldPotential }
            or FieldLoss { Potential: not SingleFieldPotential })
        {
            throw new ArgumentException($"{loss} is no sum over outputs, of which each could have a weight.", nameof(loss));
        }

        (Loss, this.weights) = (loss, [.. weights]);
    }

    /// <summary>ℓ.</summary>
    public Loss Loss { get; }

    /// <summary>w, one an output.</summary>
    public IReadOnlyList<double> Weights => weights;

    /// <inheritdoc/>
    public override string Name => Loss.Name;

    /// <inheritdoc/>
    public override string Formula =>
        $"{Loss.Formula}, outputs weighted by {string.Join(", ", weights.Select(PlainNumber.Of))}";

    /// <summary>That of ℓ; outputs of unlike weights share no equation, so that a target that is an origin is a parameter here.</summary>
    public override TargetRole Targets => IsEven || Loss.Targets != TargetRole.Origin ? Loss.Targets : TargetRole.Parameter;

    /// <inheritdoc/>
    public override double? UniformCurvature => IsEven ? Loss.UniformCurvature * weights[0] : null;

    /// <inheritdoc/>
    public override bool TargetsAreSource => Loss.TargetsAreSource;

    private bool IsEven => !weights.AsSpan().ContainsAnyExcept(weights[0]);

    /// <inheritdoc/>
    public override double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) =>
        OverOutputs(field, targets, 0, static (loss, f, y, weight, sum) => sum + (weight * loss.Energy(f, y)));

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient)
    {
        Loss.Gradient(field, targets, gradient);
        Weigh(gradient);
    }

    /// <inheritdoc/>
    public override void CurvatureProduct(
        ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result)
    {
        Loss.CurvatureProduct(field, targets, direction, result);
        Weigh(result);
    }

    /// <inheritdoc/>
    public override double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) => OverOutputs(
        field, targets, double.NegativeInfinity,
        static (loss, f, y, weight, largest) => Math.Max(largest, weight * loss.LargestCurvature(f, y)));

    /// <summary>
    /// W^½ K̄ W^½ with the K̄ of ℓ at the energy E/min w, beyond which ℓ of no output grows. Outputs of unlike weights do not share their
    /// energy as <paramref name="shared"/> has it, so that all of it counts.
    /// </summary>
    /// <param name="targets">y, length N·C.</param>
    /// <param name="energy">E.</param>
    /// <param name="shared">Not used.</param>
    public override SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared)
    {
        double most = energy / TensorPrimitives.Min<double>(weights);
        if (Loss.CurvatureBound(targets, most, most) is not { } bound)
        {
            return null;
        }

        double[] roots = [.. weights.Select(Math.Sqrt)];
        return (direction, result) =>
        {
            double[] rented = ArrayPool<double>.Shared.Rent(direction.Length);
            Span<double> weighed = rented.AsSpan(0, direction.Length);
            for (int i = 0; i < weighed.Length; i++)
            {
                weighed[i] = direction[i] * roots[i % roots.Length];
            }

            bound(weighed, result);
            for (int i = 0; i < result.Length; i++)
            {
                result[i] *= roots[i % roots.Length];
            }

            ArrayPool<double>.Shared.Return(rented);
        };
    }

    private void Weigh(Span<double> values)
    {
        Check(values.Length);
        for (int point = 0; point < values.Length; point += weights.Length)
        {
            Span<double> own = values.Slice(point, weights.Length);
            TensorPrimitives.Multiply(own, weights, own);
        }
    }

    /// <summary>Folds something over the outputs, each with its part of the field.</summary>
    private double OverOutputs(
        ReadOnlySpan<double> field, ReadOnlySpan<double> targets, double start,
        Func<Loss, ReadOnlySpan<double>, ReadOnlySpan<double>, double, double, double> fold)
    {
        Check(field.Length);
        if (targets.Length != field.Length)
        {
            throw new ArgumentException($"{field.Length} outputs and {targets.Length} targets do not belong together.", nameof(field));
        }

        int points = field.Length / weights.Length;
        double[] rented = ArrayPool<double>.Shared.Rent(2 * points);
        Span<double> f = rented.AsSpan(0, points), y = rented.AsSpan(points, points);
        double result = start;
        for (int c = 0; c < weights.Length; c++)
        {
            for (int x = 0; x < points; x++)
            {
                (f[x], y[x]) = (field[(x * weights.Length) + c], targets[(x * weights.Length) + c]);
            }

            result = fold(Loss, f, y, weights[c], result);
        }

        ArrayPool<double>.Shared.Return(rented);
        return result;
    }

    private void Check(int length)
    {
        if (length % weights.Length != 0)
        {
            throw new ArgumentException($"{length} values do not belong to points of {weights.Length} outputs.", nameof(length));
        }
    }
}
