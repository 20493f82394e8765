using Inflaton.Numerics.Functions;
using Inflaton.Numerics.Notation;
using Inflaton.Potentials;

namespace Inflaton.Losses;

/// <summary>
/// Binary cross-entropy of an output with the part y ∈ [0, 1] that its class has, ℓ = κ (ln(1 + e^f) − y f) = −κ (y ln p +
/// (1 − y) ln(1 − p)) with p = 1/(1 + e^{−f}); several outputs are questions of their own. It is the potential
/// <see cref="SoftplusPotential"/> with a source κy.
/// </summary>
/// <param name="scale">κ, positive.</param>
/// <exception cref="ArgumentOutOfRangeException">κ is not a positive number.</exception>
public sealed class BinaryCrossEntropyLoss(double scale = 1) : Loss
{
    /// <summary>V = κ ln(1 + e^f).</summary>
    public SoftplusPotential Potential { get; } = new(scale);

    /// <inheritdoc/>
    public override string Name => "bce_with_logits";

    /// <inheritdoc/>
    public override string Formula => $"{PlainNumber.Of(Potential.Scale)} (ln(1 + e^f) − y f)";

    /// <inheritdoc/>
    public override TargetRole Targets => TargetRole.Labels;

    /// <inheritdoc/>
    public override bool TargetsAreSource => true;

    /// <inheritdoc/>
    public override double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        Check(field, targets);
        double sum = 0;
        for (int i = 0; i < field.Length; i++)
        {
            // Both terms are small where the class is right, and nothing cancels.
            sum += (targets[i] == 0 ? 0 : targets[i] * Softplus.Evaluate(-field[i]))
                + (targets[i] == 1 ? 0 : (1 - targets[i]) * Softplus.Evaluate(field[i]));
        }

        return Potential.Scale * sum;
    }

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient)
    {
        Check(field, targets);
        for (int i = 0; i < field.Length; i++)
        {
            gradient[i] = Potential.Scale
                * (((1 - targets[i]) * Logistic.Evaluate(field[i])) - (targets[i] * Logistic.Evaluate(-field[i])));
        }
    }

    /// <inheritdoc/>
    public override void CurvatureProduct(
        ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result) =>
        Potential.CurvatureProduct(field, direction, result);

    /// <inheritdoc/>
    public override double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) => Potential.LargestCurvature(field);

    /// <inheritdoc/>
    public override SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared) =>
        Potential.CurvatureBound(energy, shared);

    private static void Check(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        if (field.Length != targets.Length)
        {
            throw new ArgumentException($"{field.Length} outputs and {targets.Length} targets do not belong together.", nameof(field));
        }
    }
}
