using System.Numerics.Tensors;
using Inflaton.Losses;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;

namespace Inflaton.Duality;

/// <summary>
/// The uniform background around which the ladder's lower rungs expand: every point has the same residual, b_x = y_x + f̄ − ȳ (b_x = f̄
/// without targets, and where targets are labels), output by output.
/// </summary>
internal sealed class MeanBackground
{
    private readonly PredictionProblem problem;
    private readonly double[] meanTarget;
    private readonly double[] targets;
    private readonly double[] background;
    private readonly double[] derivative;
    private readonly double[] direction;

    public MeanBackground(PredictionProblem problem)
    {
        this.problem = problem;
        meanTarget = problem.Mean(problem.Targets);

        // Where all points share one equation a single one stands for them all; so it does for labels, in which ℓ is linear.
        targets = problem.Loss.PointsShareEquation || problem.Loss.Targets == TargetRole.Labels ? meanTarget : problem.Targets;
        background = new double[targets.Length];
        derivative = new double[targets.Length];
        direction = new double[targets.Length];
    }

    /// <summary>b on the points that stand for all, given f̄.</summary>
    public ReadOnlySpan<double> At(ReadOnlySpan<double> mean)
    {
        Fill(mean, targets, background);
        return background;
    }

    /// <summary>b_x on all points.</summary>
    public void Fill(ReadOnlySpan<double> mean, ReadOnlySpan<double> targets, Span<double> background)
    {
        for (int i = 0; i < background.Length; i++)
        {
            int c = i % problem.Outputs;
            background[i] = problem.Loss.Targets == TargetRole.Labels ? mean[c] : targets[i] + (mean[c] - meanTarget[c]);
        }
    }

    /// <summary>⟨ℓ(b)⟩ over the inputs.</summary>
    public double Loss(ReadOnlySpan<double> mean) => problem.Loss.Energy(At(mean), targets) * problem.Outputs / targets.Length;

    /// <summary>⟨ℓ'(b)⟩ over the inputs, output by output.</summary>
    public void MeanGradient(ReadOnlySpan<double> mean, Span<double> gradient)
    {
        problem.Loss.Gradient(At(mean), targets, derivative);
        Average(gradient);
    }

    /// <summary>Why no mean field starts, where the slope at b is no number; null where it is one.</summary>
    /// <param name="mean">f̄.</param>
    public string? Overflow(ReadOnlySpan<double> mean)
    {
        ReadOnlySpan<double> field = At(mean);
        problem.Loss.Gradient(field, targets, derivative);
        if (TensorPrimitives.IsFiniteAll<double>(derivative))
        {
            return null;
        }

        double least = TensorPrimitives.Min(field), most = TensorPrimitives.Max(field);
        return "Not finite: the mean field has every input as far from its target as the mean is, outputs of "
            + ReadableFormat.Text($"{least:G4} to {most:G4}, where the loss's slope leaves the numbers. ")
            + "Scale the targets down, or write the loss in f − y.";
    }

    /// <summary>ℓ''(b) where all points have the same.</summary>
    /// <param name="mean">f̄.</param>
    /// <param name="curvature">Receives ∂²ℓ/∂f_c∂f_d, [C, C].</param>
    public void Curvature(ReadOnlySpan<double> mean, Matrix<double> curvature)
    {
        ReadOnlySpan<double> field = At(mean);
        for (int c = 0; c < field.Length; c++)
        {
            direction.AsSpan().Clear();
            direction[c] = 1;
            problem.Loss.CurvatureProduct(field, targets, direction, curvature.Row(c));
        }
    }

    /// <summary>⟨ℓ''(b)⟩ over the inputs, output by output.</summary>
    public void MeanCurvature(ReadOnlySpan<double> mean, Span<double> curvature) =>
        MeanCurvature(problem.Loss, At(mean), targets, direction, derivative, curvature);

    /// <summary>
    /// ⟨ℓ''⟩ over the inputs, output by output: the second derivative along a shift of one output at all inputs, for which neither the
    /// other outputs nor differences between inputs count.
    /// </summary>
    internal static void MeanCurvature(
        Loss loss, ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> direction, Span<double> product,
        Span<double> curvature)
    {
        int outputs = curvature.Length, points = field.Length / outputs;
        for (int c = 0; c < outputs; c++)
        {
            for (int i = 0; i < direction.Length; i++)
            {
                direction[i] = i % outputs == c ? 1 : 0;
            }

            loss.CurvatureProduct(field, targets, direction, product);
            curvature[c] = 0;
            for (int i = c; i < product.Length; i += outputs)
            {
                curvature[c] += product[i] / points;
            }
        }
    }

    private void Average(Span<double> result)
    {
        int points = derivative.Length / problem.Outputs;
        result.Clear();
        for (int i = 0; i < derivative.Length; i++)
        {
            result[i % problem.Outputs] += derivative[i] / points;
        }
    }
}
