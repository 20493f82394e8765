using System.Globalization;
using Inflaton.Duality;

namespace Inflaton.Experiments.Runs;

/// <summary>Where a run leaves the limits within which its predictions hold: see docs/accuracy.md.</summary>
public static class RunWarnings
{
    /// <summary>Overlap of the leading mode with the uniform vector below which there is no mean field in the sense of the duality.</summary>
    public const double LeastOverlap = 0.9;

    /// <summary>Relative drift of the kernel above which the frozen kernel is not to be relied on.</summary>
    public const double LargestDrift = 0.1;

    /// <summary>The warnings of a run.</summary>
    /// <param name="run">What was computed.</param>
    internal static IEnumerable<string> Of(RunReading run)
    {
        PredictionProblem problem = run.Problem;
        double overlap = problem.Spectrum.UniformOverlap;
        double limit = run.Modes.StabilityLimit;
        double domination = run.Theory.Domination;
        if (overlap < LeastOverlap)
        {
            yield return Text($"The leading mode is not uniform (overlap {overlap:F3} < {LeastOverlap}): mean_field, mean_kernel and, for losses that are not quadratic, perturbations do not describe this run. Add bias (bias_std), or bring the inputs closer together.");
        }

        if (problem.Potential.TargetsAreLabels && run.Settings.Predictions.Any(rung => rung is "mean_field" or "mean_kernel" or "perturbations"))
        {
            yield return "Targets are classes: mean_field and mean_kernel know no more than how frequent each class is, and perturbations holds only as long as the outputs differ little between inputs, compared with 1. Use frozen_kernel or discrete.";
        }

        if (domination < run.Settings.DominationRatio && problem.Equation.Expansion is null)
        {
            yield return Text($"The vacuum energy does not dominate: Λ is {domination:G3} times the field's energy at the start, below {run.Settings.DominationRatio:G3}. The network obeys its equation all the same, but a scalar field in a universe of its own would not have constant H. Lower the learning rate to {run.Theory.MaxLearningRate:G3} or the loss scale.");
        }

        if (problem.Optimizer.LearningRate >= limit)
        {
            yield return Text($"The learning rate {problem.Optimizer.LearningRate:G4} is above the stability limit {limit:G4}: training will diverge, or leave the kernel it started with.");
        }
        else if (run.Modes.Modes[0].Regime == DampingRegime.Underdamped && problem.Optimizer.LearningRate > limit / 2)
        {
            yield return Text($"The learning rate {problem.Optimizer.LearningRate:G4} is more than half of the stability limit {limit:G4}: the fastest mode moves by much of a period in one step, and the continuum predictions are poor there. discrete is not affected.");
        }

        if (run.Training?.KernelDrift[^1] is { } drift and > LargestDrift)
        {
            yield return Text($"The kernel moved by {drift:P0} during training: predictions with the kernel of epoch 0 are limited by that. A wider network moves less.");
        }

        foreach (Prediction prediction in run.Predictions.Values.Where(prediction => prediction.Message is not null))
        {
            yield return $"{prediction.Rung}: {prediction.Message}";
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
