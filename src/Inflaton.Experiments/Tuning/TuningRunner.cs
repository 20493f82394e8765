using System.Diagnostics;
using Inflaton.Duality;
using Inflaton.Duality.Tuning;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Threading;
using Inflaton.Training;
using static Inflaton.Numerics.Notation.ReadableFormat;

namespace Inflaton.Experiments.Tuning;

/// <summary>Chooses learning rate and momentum of an experiment from the kernel at initialisation, held against trial trainings.</summary>
public static class TuningRunner
{
    private const double TargetShare = 0.1;
    private const double PrunedShare = 1e-4;
    private const int AmpleEpochs = 1_000_000;
    private const int ManyEpochs = 10_000;
    private const int DefaultEpochs = 600;
    private const double LargestDrift = 0.2;
    private const double LeastPlace = -4;
    private const double MostPlace = 5;

    private static readonly double[] TabulatedMomenta = [0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];

    /// <summary>Tunes an experiment. Its own learning rate and momentum are not used.</summary>
    /// <param name="file">A checked experiment file.</param>
    /// <param name="options">What to tune for.</param>
    /// <exception cref="ExperimentFileException">A file that it names cannot be used.</exception>
    public static TuningResult Of(ExperimentFile file, TuningOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        if (file.Settings.Optimizer is not GradientDescentSettings)
        {
            throw file.Refusal("optimizer", file.Settings.Optimizer.Key, TuningSettings.NotTunable, TuningSettings.TunableRemedy);
        }

        Stopwatch watch = Stopwatch.StartNew();

        // What is known before the trials is of no use in part; trials that are stopped keep what they found.
        using WorkerTeam team = new(options.Threads) { Cancellation = options.Cancellation };
        ExperimentSetup setup = ExperimentSetup.Of(file);
        FieldStart start = FieldStart.Of(setup, team);
        StartKernel moving = StartKernel.Of(setup, start, team);

        // A constant rate is chosen for the gradient of all rows; what practice adds has a search of its own.
        PredictionProblem problem = moving.Problem(setup, start, new GradientDescent(1), Matching.Leapfrog, [0], team) with
        {
            Batches = null,
        };
        double initialLoss = problem.LossOf(problem.InitialField);
        if (initialLoss < 0)
        {
            throw file.Refusal(
                "loss", null,
                Text($"is {initialLoss:G4} at the start, and tuning takes its lowest value to be 0"),
                "Add a constant to the loss, by which its lowest value is 0: training stays as it is.");
        }

        bool isQuadratic = setup.Loss.UniformCurvature is not null;
        TuningGoal goal = Goal(initialLoss, isQuadratic ? AmpleEpochs : ManyEpochs, file.Settings, options);
        double negligible = PrunedShare * (goal.TargetLoss ?? TargetShare * initialLoss);
        FrozenTraining spectrum = isQuadratic ? TrainingSpectrum.Of(problem).Pruned(negligible) : FrozenRecursion.Of(problem, negligible);
        double theta0 = Enumerable.Range(0, problem.Kernel.Rows).Average(i => problem.Kernel[i, i]);

        TrialTrainings? trials = options.Trials > 0 ? new(setup, start, moving.Natural, team, options.Progress) : null;
        PracticeTuning? practice = PracticeTuning.Of(setup, start, moving, problem, trials, options.Cancellation, team);
        team.Cancellation = trials is null ? options.Cancellation : CancellationToken.None;
        TriedChoice choice = trials is not null
            ? TriedChoice.Of(spectrum, trials, goal, options.Trials, options.Cancellation)
            : TriedChoice.Untried(spectrum, new KernelPath(problem, setup.Parameters, setup.Inputs, start.ReadOut, moving.Natural), goal);
        Recommendation best = choice.Best;
        int lossEpochs = options.Epochs ?? (file.Settings.Epochs > 0 ? file.Settings.Epochs : goal.Epochs);
        double seconds = watch.Elapsed.TotalSeconds;
        return new TuningResult
        {
            Name = file.Settings.Name,
            Goal = goal,
            Theta0 = theta0,
            InitialLoss = initialLoss,
            Modes = problem.Spectrum.Count,
            Best = best,
            ByMomentum = [.. TabulatedMomenta.Select(momentum => Best(spectrum, goal, theta0, momentum, lossEpochs))],
            Nearby = [.. Nearby(spectrum, goal, best)],
            Map = options.WithMap ? Map(spectrum, goal, theta0, lossEpochs) : [],
            ExpectedDrift = choice.Drift,
            Foretold = choice.Foretold,
            Trials = choice.Trials,
            Beside = choice.Beside,
            LossEpochs = lossEpochs,
            PyTorch = PyTorchTerms.Of(best, file.Settings.Loss, setup.Architecture.Outputs),
            Practice = practice,
            Warnings = [.. Warnings(choice, goal, options, initialLoss), .. Warnings(practice)],
            Seconds = seconds,
            Provenance = Provenance.Here(options.Threads),
            Settings = file.ResolvedJson(),
        };
    }

    private static TuningGoal Goal(double initialLoss, int ample, ExperimentSettings settings, TuningOptions options)
    {
        int epochs = options.Epochs ?? (options.TargetLoss is not null ? ample : settings.Epochs > 0 ? settings.Epochs : DefaultEpochs);
        return new TuningGoal(options.TargetLoss ?? (options.Epochs is null ? TargetShare * initialLoss : null), epochs);
    }

    private static RegimePoint Best(FrozenTraining spectrum, TuningGoal goal, double theta0, double momentum, int lossEpochs)
    {
        int count = spectrum.Effort.Tabulated;
        double[] rates = [.. Enumerable.Range(0, count)
            .Select(i => spectrum.RateAt(LeastPlace + (i * (MostPlace - LeastPlace) / (count - 1)), momentum))];
        double best = rates.MinBy(rate => goal.Cost(spectrum, rate, momentum));
        return RegimeMap.Of(spectrum, goal, theta0, [best], [momentum], lossEpochs)[0];
    }

    private static IEnumerable<(string Change, Recommendation There)> Nearby(FrozenTraining spectrum, TuningGoal goal, Recommendation best)
    {
        foreach (double factor in new[] { 0.25, 0.5, 0.8, 1.25, 2 })
        {
            yield return (Text($"η × {factor}"), Recommendation.At(spectrum, goal, factor * best.LearningRate, best.Momentum));
        }

        foreach (double factor in new[] { 0.25, 0.5, 2, 4 })
        {
            double momentum = 1 - Math.Min(1, factor * (1 - best.Momentum));
            yield return (Text($"(1−γ) × {factor}"), Recommendation.At(spectrum, goal, best.LearningRate, momentum));
        }
    }

    private static IReadOnlyList<RegimePoint> Map(FrozenTraining spectrum, TuningGoal goal, double theta0, int lossEpochs)
    {
        // η up to the stability limit of momentum and beyond, over three decades; 1 − γ over three decades.
        int points = spectrum.Effort.Map;
        double limit = spectrum.StabilityLimit(1);
        double top = 1.2 * (double.IsFinite(limit) ? limit : spectrum.RateAt(MostPlace, 1));
        double[] rates = [.. Enumerable.Range(0, points).Select(i => top * Math.Pow(10, -3.0 * (points - 1 - i) / (points - 1)))];
        double[] momenta = [.. Enumerable.Range(0, points).Select(i => 1 - Math.Pow(10, -3.0 * i / (points - 1)))];
        return RegimeMap.Of(spectrum, goal, theta0, rates, momenta, lossEpochs);
    }

    /// <summary>What is to be said of a best peak.</summary>
    internal static IEnumerable<string> Warnings(PracticeTuning? practice)
    {
        if (practice is null)
        {
            yield break;
        }

        yield return "The recommendation is of a constant rate and the gradient of all rows, without schedule, warm-up, weight decay, "
            + "clipping and batches. With them the best peak is in the table of practice, by the kernel at the start.";
        PracticePoint best = practice.Best;
        if (best.Edge == PracticeEdge.NoGain)
        {
            yield return "With this schedule and these batches no peak of the learning rate ends with a loss below that of the start: the "
                + "table of practice has no best one.";
        }
        else if (best.Edge == PracticeEdge.Highest)
        {
            yield return Text($"By the kernel at the start the loss after {practice.Steps} steps still falls with the peak at ")
                + Text($"{best.LearningRate:G4}, {best.LimitShare:G3} times the limit of stability: ")
                + "the table of practice has no best one.";
        }

        if (best.Edge == PracticeEdge.None && !double.IsFinite(best.Loss))
        {
            yield return Text($"At the best peak {best.LearningRate:G6} of the table of practice the orders of the batches that chose it ")
                + Text($"converge, and of the {best.Orders} others that judge it one at least diverges: no loss is told there. ")
                + "Take a lower rate, or larger batches.";
        }

        if (practice.Decayed > RunWarnings.LargestDecay)
        {
            yield return Text($"Weight decay alone takes {practice.Decayed:P0} of the start's parameters at the best peak: ")
                + "what the table of practice says is of first order in that, and the kernel shrinks by a part of that order too.";
        }

        if (practice.Trained is [{ IsAsPredicted: false } first, ..])
        {
            PracticeTraining lowest = practice.Trained.MinBy(one => one.Loss)!;
            yield return Text($"At the peak {first.LearningRate:G6} of the table of practice the network ")
                + (double.IsFinite(first.Loss) ? Text($"ends at the loss {first.Loss:G4} where {first.Predicted:G4} is predicted")
                    : "diverges")
                + ": the kernel at the start does not describe it there. "
                + (lowest == first ? "Halves of it end no lower."
                    : double.IsFinite(lowest.Loss) ? Text($"Of its halves {lowest.LearningRate:G6} ends lowest, at {lowest.Loss:G4}.")
                    : "Its halves do so too: take a much lower one, or widen the layers.");
        }
        else if (practice.Trained.Count == 0 && best.LimitShare > 1)
        {
            yield return Text($"The peak {best.LearningRate:G6} of the table of practice is {best.LimitShare:G3} times the limit of ")
                + "stability of the kernel at the start, which may answer to modes that grow. Hold it against a training (--trials).";
        }
    }

    private static IEnumerable<string> Warnings(TriedChoice choice, TuningGoal goal, TuningOptions options, double initialLoss)
    {
        Recommendation best = choice.Best;
        if (!double.IsFinite(choice.Drift))
        {
            yield return options.Trials == 0
                ? "The kernel is foretold to blow up at any of these rates, and nothing is recommended without training: allow --trials."
                : choice.Trials.Count == 0 ? "Stopped before anything was tried: nothing is recommended."
                : "Every choice that was tried diverged or raised the loss: the kernel blows up at any of these rates. "
                    + "Allow for more --trials, widen the layers, or give the outputs less to learn "
                    + "(targets of order 1, standardize: true).";
            yield break;
        }

        if (goal.TargetLoss is { } reached && initialLoss <= reached)
        {
            yield return Text($"The loss to reach, {reached:G4}, is reached before the first epoch: it is {initialLoss:G4} at the start. ")
                + "Any rate that is stable does as well, and the choice says nothing: give a lower target_loss, or epochs alone.";
        }

        if (goal.TargetLoss is { } target && !double.IsFinite(best.Epochs))
        {
            yield return Text(
                $"The loss {target:G4} is out of reach in {goal.Epochs} epochs: the recommendation makes the loss after them smallest, "
                    + $"{best.Loss:G4} from {initialLoss:G4}.");
        }

        if (!choice.IsSturdy)
        {
            string beside = string.Join("; ", choice.Beside.Select(one => Text($"η = {one.LearningRate:G6}: ") + (
                one.Diverged ? "diverges"
                    : one.Epochs is { } epochs ? Text($"{epochs} epochs") : Text($"loss {one.Loss:G4} after {one.Trained} epochs"))));
            yield return $"The choice holds for these weights and this rate, digit by digit, and not for their neighbours ({beside}): "
                + "it lies where the kernel of the start would not be stable all along, and which rates train there is a matter of chance. "
                + "Where that will not do, take a quarter of the rate, or widen the layers.";
        }

        if (choice.Foretold is { IsWhole: false } foretold)
        {
            yield return Text(
                $"How far the kernel changes could not be followed all the way, and was stated after {foretold.Epochs} epochs: "
                    + $"the end of the way goes by the last kernel, or was not gone at all, ")
                + "and how far off the stated change is, is not known. Hold the choice against trainings (--trials).";
        }

        if (choice.Drift > LargestDrift)
        {
            yield return Text($"The kernel {ForetoldDrift.Verb(choice.Foretold)} by about {choice.Drift:P0} until then, ")
                + "which the theory of the kernel at the start leaves out: the weights have to move far for these targets in layers this "
                + "narrow. "
                + (options.Trials == 0 ? "Hold the choice against trainings (--trials), or widen the layers."
                    : "Widen the layers for its predictions to hold.");
        }
    }
}
