using System.Numerics.Tensors;
using Inflaton.Duality;
using Inflaton.Duality.Interactions;
using Inflaton.Dynamics;

namespace Inflaton.Experiments.Runs;

/// <summary>How the kernel's motion was taken into account, and how far the expansion in 1/width is to be trusted.</summary>
/// <param name="Method"><c>modes</c> or <c>path</c>.</param>
/// <param name="Modes">Number m of directions; null with <c>path</c>.</param>
/// <param name="Vertices">Products of two and of three of them that were kept; null with <c>path</c>.</param>
/// <param name="Places">Places on the way at which the network was evaluated; null with <c>modes</c>.</param>
/// <param name="Neglected">
/// The part of the kernel's change that the directions leave out, measured at the end of the frozen kernel's path, from 0; null with
/// <c>path</c>, which has no directions: <paramref name="Defect"/> says what is left there.
/// </param>
/// <param name="Size">
/// Largest change of the field by the next order, over the largest that the leading order makes: the expansion parameter.
/// </param>
/// <param name="WidthNeeded">
/// Width of the narrowest hidden layer with which <paramref name="Size"/> would be <see cref="LargestSize"/> at most,
/// <paramref name="Feedback"/> <see cref="LargestFeedback"/> and <paramref name="Defect"/> <see cref="LargestDefect"/>, if all fell as
/// 1/width from here; null where it is infinite.
/// </param>
/// <param name="Feedback">
/// What the next order does to itself: the largest difference of the field with and without its own part in the forces on it, over its
/// largest change; of the order that is left out, so that it is small where the expansion converges. Null where only
/// <c>next_order_continuum</c> was made, and with <c>path</c>.
/// </param>
/// <param name="Defect">
/// With <c>path</c> how far the field goes from the prediction when that is corrected by what the network itself does where it is predicted
/// to go, over the largest change of the field by the next order: an estimate of the error that is left. Null with <c>modes</c>, and where
/// the expansion does not converge.
/// </param>
public sealed record InteractionSummary(
    string Method, int? Modes, int? Vertices, int? Places, double? Neglected, double Size, int? WidthNeeded, double? Feedback,
    double? Defect)
{
    /// <summary>How far the kernel moves in an e-fold, over the whole run; null in summaries of earlier versions.</summary>
    public KernelChange? KernelChangePerEfold { get; init; }

    /// <summary>Defect above which the expansion is said not to hold.</summary>
    public const double LargestDefect = 0.5;

    /// <summary>Feedback above which the expansion is said not to converge.</summary>
    public const double LargestFeedback = 0.2;

    /// <summary>Size of the next order over the leading one above which the expansion is not to be trusted.</summary>
    public const double LargestSize = 0.1;

    /// <summary>Part of the kernel's change that directions may leave out without a warning.</summary>
    public const double LargestNeglected = 0.1;

    /// <summary>What rounding leaves of a field, of its largest change.</summary>
    private const double Rounding = 1e-12;

    /// <summary>Measures the expansion of a run; null where no rung of it was made.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="problem">What was predicted, at the records.</param>
    /// <param name="predictions">The predictions by rung.</param>
    internal static InteractionSummary? Of(
        ExperimentSetup setup, PredictionProblem problem, IReadOnlyDictionary<string, Prediction> predictions)
    {
        if (problem.Interactions?.Known is not { } known)
        {
            return null;
        }

        bool isOfOrder = problem.Batches is not null;
        problem = problem with { Batches = null, Solver = problem.Solver with { Reached = null } };

        // With batches the expansion is that of the gradient of all inputs.
        Prediction? steps = isOfOrder && predictions.Values.Any(one => one.Rung == "next_order" || one.Ensemble?.LossDrift is not null)
            ? new NextOrderRung().Predict(problem)
            : predictions.GetValueOrDefault("next_order");
        if ((steps ?? predictions.GetValueOrDefault("next_order_continuum")) is not { } next)
        {
            return null;
        }

        Prediction leading = steps is null
            ? predictions.GetValueOrDefault("frozen_kernel") ?? new FrozenKernelRung().Predict(problem)
            : (isOfOrder ? null : predictions.GetValueOrDefault("discrete")) ?? new DiscreteRung().Predict(problem);
        double moved = MovedBy(problem, leading.Field);
        double size = next.IsComplete ? SizeOf(moved, leading.Field, next.Field) : double.PositiveInfinity;
        double? feedback = steps is null ? null : FeedbackOf(problem, leading, steps);
        double change = next.IsComplete && next.Field.Count == leading.Field.Count
            ? ErrorBudget.Maximum(next.Field.Minus(leading.Field))
            : double.NaN;
        // Of a network that is linear in its weights both are rounding.
        double? defect = known.Defect is not { } left || !double.IsFinite(left) ? null : left <= Rounding * moved ? 0 : left / change;
        double width = setup.Architecture.Fans.Skip(1).SkipLast(1).DefaultIfEmpty(1).Min()
            * Math.Max(size / LargestSize, Math.Max((feedback ?? 0) / LargestFeedback, (defect ?? 0) / LargestDefect));
        return new InteractionSummary(
            known.Method == InteractionMethod.Path ? "path" : "modes", known.Couplings?.Moves.Count, known.Couplings?.Terms,
            known.Couplings is null ? known.Nodes : null, known.Neglected, size,
            width < int.MaxValue ? Math.Max(1, (int)Math.Ceiling(width)) : null,
            feedback, defect is { } part && double.IsFinite(part) ? part : null);
    }

    private static double? FeedbackOf(PredictionProblem problem, Prediction leading, Prediction next)
    {
        if (!next.IsComplete || NextOrderRung.Expanded(problem) is not { } expanded)
        {
            return null;
        }

        double change = ErrorBudget.Maximum(next.Field.Minus(leading.Field));
        return !expanded.IsComplete ? double.PositiveInfinity
            : change == 0 ? 0 : ErrorBudget.Maximum(next.Field.Minus(expanded.Field)) / change;
    }

    private static double SizeOf(double moved, Trajectory leading, Trajectory next) =>
        leading.Count == 0 || next.Count < leading.Count ? double.PositiveInfinity
            : moved == 0 ? 0 : ErrorBudget.Maximum(next.Minus(leading)) / moved;

    /// <summary>Largest distance of a field from its start.</summary>
    private static double MovedBy(PredictionProblem problem, Trajectory leading)
    {
        double moved = 0;
        double[] displacement = new double[problem.InitialField.Length];
        for (int t = 0; t < leading.Count; t++)
        {
            TensorPrimitives.Subtract(leading.At(t), problem.InitialField, displacement);
            moved = Math.Max(moved, Math.Abs(TensorPrimitives.MaxMagnitude<double>(displacement)));
        }

        return moved;
    }
}

/// <summary>‖Θ_K − Θ₀‖/‖Θ₀‖ (Frobenius) over the e-folds of the run: how much a network learns features.</summary>
/// <param name="Predicted">
/// To leading order in 1/width, the weights taken along the way of the frozen kernel; null where the optimiser is no heavy ball.
/// </param>
/// <param name="Measured">Of the trained network; null when nothing was trained to its end.</param>
public sealed record KernelChange(double? Predicted, double? Measured);
