using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Losses;
using Inflaton.Training;
using static Inflaton.Numerics.Notation.ReadableFormat;

namespace Inflaton.Experiments.Runs;

/// <summary>Where a run leaves the limits within which its predictions hold: see docs/accuracy.md.</summary>
public static class RunWarnings
{
    /// <summary>
    /// Overlap of the leading mode with the uniform vector below which there is no mean field in the sense of the duality.
    /// </summary>
    public const double LeastOverlap = 0.9;

    /// <summary>‖Θu − (uᵀΘu)u‖/(uᵀΘu) of the uniform vector u up to which there is a mean field among equal eigenvalues.</summary>
    public const double LargestResidual = 0.01;

    /// <summary>
    /// Largest part of the field's amplitude by which a network may leave the lattice that it simulates without a warning.
    /// </summary>
    public const double LargestLatticeError = 0.1;

    /// <summary>Relative drift of the kernel above which the frozen kernel is not to be relied on.</summary>
    public const double LargestDrift = 0.1;

    /// <summary>
    /// Part of the start's parameters that weight decay may take without a warning: predictions are of first order in it.
    /// </summary>
    public const double LargestDecay = 0.1;

    /// <summary>The warnings of a run, what weighs most first.</summary>
    /// <param name="run">What was computed.</param>
    internal static IEnumerable<string> Of(RunReading run)
    {
        PredictionProblem problem = run.Problem;
        if (!problem.Optimizer.IsPredictable)
        {
            yield return $"Nothing is predicted: {problem.Optimizer.Name} divides each parameter's step by the size of its own gradient, "
                + "so that the field does not follow from the kernel. Hubble parameter, damping and freezing have no meaning here.";
        }

        double limit = run.Modes.StabilityLimit;
        foreach (Prediction prediction in run.Predictions.Values.Where(prediction => prediction.Message is not null)
            .OrderBy(prediction => prediction.IsComplete))
        {
            yield return $"{prediction.Rung}: {prediction.Message}";
        }

        double peak = problem.Optimizer.PeakRateIn(problem.Epochs[^1]);
        if (peak > limit)
        {
            yield return Text(
                $"The learning rate {peak:G4} is above the stability limit "
                    + $"{limit:G4}{(problem.Loss.UniformCurvature is null ? " of kernel and loss at the start" : "")}: "
                    + $"training will diverge, or leave the kernel {(problem.Loss.UniformCurvature is null ? "or the region " : "")}it "
                    + $"started with.");
        }
        else if (peak > run.Modes.StabilityLimitThroughout)
        {
            yield return Text(
                $"The learning rate {peak:G4} is below the stability limit {limit:G4} at the start, "
                    + $"but above {run.Modes.StabilityLimitThroughout:G4}, the limit with the largest curvature that the loss can reach on "
                    + $"the way: training may diverge or keep oscillating there.");
        }
        else if (run.Modes.Modes[0].Regime == DampingRegime.Underdamped && peak > limit / 2)
        {
            yield return Text(
                $"The learning rate {peak:G4} is more than half of the stability limit {limit:G4}: "
                    + $"the fastest mode moves by much of a period in one step, and the continuum predictions are poor there. "
                    + $"discrete is not affected.");
        }

        if (run.Phase is { Predicted: { } predicted, Happened: { } happened, IsNearLimit: false } phase && predicted != happened)
        {
            yield return Text(
                $"The training was to be {predicted} and was {happened}: ηm² is {phase.StepMassSquared:G3} at the start, the edge of "
                    + $"stability {phase.Edge:G3}")
                + (phase.DivergentAbove is { } above ? Text($", the limit of divergence {above:G3}. ") : ". ")
                + (happened == "unfinished" ? "More epochs would show whether the loss comes back."
                    : predicted == "lazy" && run.Setup.Batches is not null
                    ? "The noise of the batches lifts the loss, or kernel or curvature grew on the way."
                    : predicted == "lazy" ? "Kernel or curvature grew on the way."
                    : "The limit is an estimate, from narrower networks of other draws.");
        }

        if (LatticeSummary.Of(run) is { Error: > LargestLatticeError and { } error } lattice)
        {
            bool fromKernel = lattice.KernelError > error / 2;
            string cause = fromKernel
                ? "because the kernel's eigenvalues differ. Add optimizer.natural, or widen the network"
                : "because its kernel moves. Raise network.output_scale, or widen the network";
            yield return Text($"The network leaves the lattice that it simulates by {error:P0} of the field's amplitude, {cause}.");
        }

        foreach (Prediction prediction in run.Diverged)
        {
            yield return $"{prediction.Rung} is left out. {prediction.Message}";
        }

        InteractionSummary? interactions = run.Interactions;
        if (interactions is { Size: > InteractionSummary.LargestSize and < double.PositiveInfinity })
        {
            yield return Text(
                $"The next order in 1/width changes the field by {interactions.Size:P0} of what the leading order does: "
                + $"above {InteractionSummary.LargestSize:P0} the expansion does not converge at this width. "
                + $"{Wider(interactions)}");
        }

        if (interactions is
            { Feedback: > InteractionSummary.LargestFeedback and { } feedback, Size: <= InteractionSummary.LargestSize })
        {
            yield return Text(
                $"What the next order in 1/width does to itself is {feedback:P0} of it: the expansion does not converge here, "
                + $"because the kernel's change is not small beside the small eigenvalues that this training waits for. "
                + $"next_order may be worse than discrete. {Wider(interactions)}");
        }

        if (interactions is { Defect: > InteractionSummary.LargestDefect and { } defect, Size: <= InteractionSummary.LargestSize })
        {
            yield return Text(
                $"The network itself, evaluated where it is predicted to go, differs from the next order in 1/width by {defect:P0} "
                + $"of what that changes: the expansion does not hold here, and next_order may be no better than discrete. "
                + $"{Wider(interactions)}");
        }

        if (interactions is { Neglected: > InteractionSummary.LargestNeglected and var neglected })
        {
            yield return Text(
                $"The directions of next_order leave out {neglected:P0} of the kernel's change: "
                + $"the parameters move in more of them. Set interactions.modes higher, or interactions.tolerance lower.");
        }

        if (BackgroundSummary.Of(run) is { Error: > BackgroundFields.Tolerance } background)
        {
            string fields = background.Modes == 1 ? "field leaves" : "fields leave";
            yield return Text(
                $"background: {background.Modes} background {fields} frozen_kernel by {background.Error:P0} of the field's motion. "
                + $"An error of {BackgroundFields.Tolerance:P0} needs {background.ModesNeeded} (background.modes).");
        }

        if (run.Training?.KernelDrift[^1] is { } drift and > LargestDrift)
        {
            yield return Text(
                $"The kernel moved by {drift:P0} during training: predictions with the kernel of epoch 0 are limited by that. "
                    + $"A wider network moves less.");
        }

        if (problem.Optimizer is GradientDescent optimizer && problem.Epochs[^1] is > 0 and var steps)
        {
            if (optimizer.WeightDecay > 0 && optimizer.PartDecayed(steps) is > LargestDecay and var lost)
            {
                yield return Text(
                    $"Weight decay alone takes {lost:P0} of the start's parameters in {steps} steps: predictions are of first order in "
                    + $"that, and the kernel shrinks by a part of that order too. Lower optimizer.gradient_descent.weight_decay, or train "
                    + $"for fewer steps.");
            }

            if (run.Settings.Optimizer is GradientDescentSettings { WarmUp: var warmUp } && warmUp > steps)
            {
                yield return Text(
                    $"The warm-up of {warmUp} steps is longer than the run of {steps}: the learning rate ends at "
                    + $"{(double)steps / warmUp:P0} of what the file asks for, and nothing follows the warm-up.");
            }
        }

        foreach (string text in IsAboutTheMean(run) ? OfTheMean(run) : [])
        {
            yield return text;
        }

        if (run.Settings.OutputKernel == "auto" && run.Settings.Kernel == "empirical" && run.Setup.SharesKernel)
        {
            yield return Text(
                $"output_kernel: auto is shared: one kernel stands for all {problem.Outputs} outputs, "
                    + $"since N·C = {problem.InitialField.Length} is above {ExperimentSetup.MostModesInFull}. "
                    + $"It leaves out what differs between outputs, of the order 1/√n.");
        }

        foreach (string warning in run.Posterior?.Warnings ?? [])
        {
            yield return warning;
        }

        if (run.Posterior?.Summary.Message is { } message)
        {
            yield return message;
        }
    }

    /// <summary>What holds of the dual universe, where the run has no mean field that it could be the universe of.</summary>
    /// <param name="run">What was computed.</param>
    internal static IEnumerable<string> Notes(RunReading run)
    {
        if (double.IsPositiveInfinity(run.Modes.StabilityLimit) && run.Problem.Optimizer.IsPredictable)
        {
            yield return "The stability limit at the start is infinite, since nothing pulls the field back where it starts: "
                + "the loss's curvature there is below zero, or too small for doubles. "
                + (run.Modes.StabilityLimitThroughout is { } on
                    ? Text($"The limit on the way is {on}.")
                    : "No limit on the way is known.");
        }

        if (run.Interactions is { Method: "modes" } && !run.Setup.Architecture.Activation.IsSmooth)
        {
            yield return $"The activation {run.Setup.Architecture.Activation} has a kink: what units do that switch between on and off "
                + "during the training is not in next_order by interactions.method modes. With path it is.";
        }

        if (!run.Modes.FollowsModes)
        {
            yield return "Which modes freeze is not known, and none is counted: the equation of their motion could not be followed to the "
                + "end. Their predicted changes are those until there.";
        }

        foreach (string text in IsAboutTheMean(run) ? [] : OfTheMean(run))
        {
            yield return text;
        }

        if (run.InitialLoss < 0 && run.Problem.Optimizer is { IsPredictable: true, RateDecidesHubble: true })
        {
            yield return Text($"Whether the vacuum energy dominates is not defined: the loss at the start is {run.InitialLoss:G3}, and no ")
                + "ratio to a negative energy says that. Add a constant to the loss, by which its lowest value is 0; predictions and "
                + "training stay as they are.";
        }
    }

    /// <summary>
    /// Whether the mean over the inputs moves as one field of the duality: classes have none that says which input is which.
    /// </summary>
    private static bool HasMeanField(RunReading run) => run.Problem.Loss.Targets != TargetRole.Labels && HasUniformMode(run);

    private static bool HasUniformMode(RunReading run) =>
        run.Problem.Spectrum.UniformOverlap >= LeastOverlap || run.Problem.Spectrum.UniformResidual <= LargestResidual;

    /// <summary>Whether what holds of the mean and its universe is a warning of the run, and no note.</summary>
    private static bool IsAboutTheMean(RunReading run) =>
        HasMeanField(run) || OnlyTheMeanIsPredicted(run) || run.Problem.Loss is LatticeLoss;

    /// <summary>Whether predictions were asked for, but none of the whole field.</summary>
    private static bool OnlyTheMeanIsPredicted(RunReading run) =>
        run.Predictions.Count > 0 && !run.Predictions.Keys.Any(rung => run.Setup.File.Vocabulary.Rung(rung).Scope == RungScope.Points);

    private static IEnumerable<string> OfTheMean(RunReading run)
    {
        PredictionProblem problem = run.Problem;
        if (!HasUniformMode(run))
        {
            string remedy = problem.Loss is LatticeLoss
                ? "Add optimizer.natural, with which every field is a mode."
                : "For a mean field add bias (bias_std), or bring the inputs closer together.";
            yield return Text(
                $"The leading mode is not uniform (overlap {problem.Spectrum.UniformOverlap:G3}, below {LeastOverlap}): mean_field, "
                    + $"mean_kernel and, for losses that are not quadratic, perturbations do not describe this run. {remedy}");
        }

        if (problem.Loss.Targets == TargetRole.Labels
            && run.Settings.Predictions.Any(rung => run.Setup.File.Vocabulary.Rung(rung).Scope != RungScope.Points))
        {
            yield return "Targets are classes: mean_field and mean_kernel know no more than how frequent each class is, "
                + "and perturbations holds only as long as the outputs differ little between inputs, compared with 1. "
                + "Use frozen_kernel or discrete.";
        }

        if (run.Theory.Domination < run.Settings.DominationRatio && problem.Optimizer.RateDecidesHubble)
        {
            yield return Text(
                $"The vacuum energy does not dominate: Λ is {run.Theory.Domination:G3} times the field's energy at the start, "
                    + $"below {run.Settings.DominationRatio:G3}. The network obeys its equation all the same, "
                    + $"but a scalar field in a universe of its own would not have constant H. ")
                    + (run.Theory.MaxLearningRate > 0
                        ? Text($"For the duality lower the learning rate to {run.Theory.MaxLearningRate:G3} or the loss scale.")
                        : "No learning rate above 0 would do: lower the loss scale or network.output_scale.");
        }
    }

    /// <summary>The width that would do, where the run knows it.</summary>
    private static string Wider(InteractionSummary interactions) => interactions.WidthNeeded is { } width
        ? Text($"A width of about {width} would do, or fewer epochs.")
        : "Widen the network, or train fewer epochs.";
}
