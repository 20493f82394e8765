using System.Numerics.Tensors;
using Inflaton.Numerics.Functions;
using Inflaton.Numerics.Notation;
using Inflaton.Potentials;

namespace Inflaton.Losses;

/// <summary>
/// Cross-entropy of C classes, ℓ = κ (ln Σ_c e^{f_c} − Σ_c y_c f_c) = −κ Σ_c y_c ln p_c with p the softmax of the C components of a point
/// and y the weights of its classes: 1 for its class and 0 elsewhere, or any numbers that sum to 1. It is the potential
/// <see cref="LogSumExpPotential"/> with a source κy. With smoothing ε of the labels y is replaced by (1 − ε)y + ε/C.
/// </summary>
public sealed class CrossEntropyLoss : Loss
{
    private const int MostOnStack = 512;
    private readonly int classes;

    /// <summary>A cross-entropy.</summary>
    /// <param name="classes">C, at least 2.</param>
    /// <param name="scale">κ, positive.</param>
    /// <param name="labelSmoothing">ε, at least 0 and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public CrossEntropyLoss(int classes, double scale = 1, double labelSmoothing = 0)
    {
        if (!(labelSmoothing >= 0 && labelSmoothing < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(labelSmoothing), labelSmoothing, "The smoothing of labels is at least 0 and below 1.");
        }

        LabelSmoothing = labelSmoothing;
        Potential = new LogSumExpPotential(classes, scale);
        this.classes = classes;
    }

    /// <summary>V = κ ln Σ e^f.</summary>
    public LogSumExpPotential Potential { get; }

    /// <summary>ε.</summary>
    public double LabelSmoothing { get; }

    /// <inheritdoc/>
    public override string Name => "cross_entropy";

    /// <inheritdoc/>
    public override string Formula => $"{Text(Potential.Scale)} (ln Σ e^f − Σ y f)"
        + (LabelSmoothing == 0 ? "" : $", labels smoothed by {Text(LabelSmoothing)}");

    /// <inheritdoc/>
    public override TargetRole Targets => TargetRole.Labels;

    /// <inheritdoc/>
    public override bool TargetsAreSource => true;

    /// <inheritdoc/>
    public override double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        if (field.Length != targets.Length || field.Length % classes != 0)
        {
            throw new ArgumentException(
                $"{field.Length} and {targets.Length} values do not belong to points of {classes} classes.", nameof(field));
        }

        Span<double> above = classes <= MostOnStack ? stackalloc double[classes] : new double[classes];
        double sum = 0;
        for (int point = 0; point < field.Length; point += classes)
        {
            // With f measured from its largest component, both terms stay small where the class is right.
            ReadOnlySpan<double> own = field.Slice(point, classes);
            TensorPrimitives.Subtract(own, TensorPrimitives.Max(own), above);
            double weighted = TensorPrimitives.Dot<double>(targets.Slice(point, classes), above);
            if (LabelSmoothing != 0)
            {
                weighted = ((1 - LabelSmoothing) * weighted) + (LabelSmoothing / classes * TensorPrimitives.Sum<double>(above));
            }

            Exponential.Evaluate(above, above);
            sum += Math.Log(TensorPrimitives.Sum<double>(above)) - weighted;
        }

        return Potential.Scale * sum;
    }

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient)
    {
        // κ(p − y), not κp − κy: where the class is right the difference is small.
        Potential.Probabilities(field, gradient);
        if (LabelSmoothing == 0)
        {
            TensorPrimitives.Subtract(gradient, targets, gradient);
        }
        else
        {
            for (int i = 0; i < gradient.Length; i++)
            {
                gradient[i] = gradient[i] - ((1 - LabelSmoothing) * targets[i]) - (LabelSmoothing / classes);
            }
        }

        TensorPrimitives.Multiply(gradient, Potential.Scale, gradient);
    }

    /// <inheritdoc/>
    public override void CurvatureProduct(
        ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result) =>
        Potential.CurvatureProduct(field, direction, result);

    /// <summary>Largest eigenvalue of κ (diag p − p pᵀ) over the points; at most κ/2.</summary>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">Of no matter.</param>
    public override double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) => Potential.LargestCurvature(field);

    /// <inheritdoc/>
    public override SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared) =>
        Potential.CurvatureBound(energy, shared);

    private static string Text(double value) => PlainNumber.Of(value);
}
