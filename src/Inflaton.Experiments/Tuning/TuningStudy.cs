using System.Diagnostics;
using Inflaton.Duality;
using Inflaton.Duality.Tuning;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Experiments.Tuning;

/// <summary>Chooses learning rate and momentum of an experiment from the kernel at initialisation; nothing is trained.</summary>
public static class TuningStudy
{
    private const double TargetShare = 0.1;
    private const double PrunedShare = 1e-4;
    private const int AmpleEpochs = 1_000_000;
    private const int ManyEpochs = 10_000;
    private const int DefaultEpochs = 600;
    private const double DriftPerLayer = 0.5;
    private const double LeastGrowth = 1.02;
    private const double MostGrowth = 1.3;
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
            throw new ExperimentFileException(new FileProblem(
                file.Path, 0, "optimizer", file.Settings.Optimizer.Key, "is not gradient_descent, whose learning rate and momentum are what is tuned",
                "Tune with --set optimizer.gradient_descent.learning_rate=auto, which takes the file's optimiser away."));
        }

        Stopwatch watch = Stopwatch.StartNew();
        using WorkerTeam team = new(options.Threads);
        ExperimentSetup setup = ExperimentSetup.Of(file);
        PredictionProblem problem = Problem(setup, team);
        double initialLoss = problem.Loss(problem.InitialField);
        bool isQuadratic = setup.Potential.UniformCurvature is not null;
        TuningGoal goal = Goal(initialLoss, isQuadratic ? AmpleEpochs : ManyEpochs, file.Settings, options);
        double negligible = PrunedShare * (goal.TargetLoss ?? TargetShare * initialLoss);
        FrozenTraining spectrum = isQuadratic ? TrainingSpectrum.Of(problem).Pruned(negligible) : FrozenRecursion.Of(problem, negligible);
        double theta0 = Enumerable.Range(0, problem.Kernel.Rows).Average(i => problem.Kernel[i, i]);

        double drift = Drift(Rough(spectrum, goal), file.Settings.Network);
        Recommendation best = Recommendation.For(spectrum, goal, Math.Clamp(1 + drift, LeastGrowth, MostGrowth));
        double seconds = watch.Elapsed.TotalSeconds;
        return new TuningResult
        {
            Name = file.Settings.Name,
            Goal = goal,
            Theta0 = theta0,
            InitialLoss = initialLoss,
            Modes = problem.Spectrum.Count,
            Best = best,
            ByMomentum = [.. TabulatedMomenta.Select(momentum => Best(spectrum, goal, theta0, momentum))],
            Nearby = [.. Nearby(spectrum, goal, best)],
            Map = options.WithMap ? Map(spectrum, goal, theta0) : [],
            ExpectedDrift = drift,
            Warnings = [.. Warnings(best, goal, initialLoss, drift)],
            Seconds = seconds,
            Provenance = Provenance.Here(options.Threads),
            Settings = file.ResolvedJson(),
        };
    }

    private static PredictionProblem Problem(ExperimentSetup setup, WorkerTeam team)
    {
        FieldStart start = FieldStart.Of(setup, team);
        StartKernel moving = StartKernel.Of(setup, start, team);
        return new PredictionProblem
        {
            Kernel = moving.Kernel,
            Spectrum = moving.Spectrum,
            Copies = setup.SharesKernel ? setup.Architecture.Outputs : 1,
            InitialField = start.Field,
            Targets = setup.Targets,
            Potential = setup.Potential,
            Optimizer = new GradientDescent(1),
            Matching = Matching.Leapfrog,
            Epochs = [0],
            Team = team,
        };
    }

    private static TuningGoal Goal(double initialLoss, int ample, ExperimentSettings settings, TuningOptions options)
    {
        int epochs = options.Epochs ?? (options.TargetLoss is not null ? ample : settings.Epochs > 0 ? settings.Epochs : DefaultEpochs);
        return new TuningGoal(options.TargetLoss ?? (options.Epochs is null ? TargetShare * initialLoss : null), epochs);
    }

    /// <summary>
    /// The kernel is a sum over the neurons of each layer, whose weights move by ‖Δθ‖/√n each: its relative change is of that order. The
    /// factor is what networks of one and two layers on the samples' data show, within a factor of two.
    /// </summary>
    private static double Drift(Recommendation best, NetworkSettings network) =>
        network.Hidden.Count == 0 ? 0 : DriftPerLayer * network.Hidden.Count * best.WeightDisplacement / Math.Sqrt(network.Hidden.Min());

    /// <summary>A fair choice; how far the weights move until the target hardly depends on which.</summary>
    private static Recommendation Rough(FrozenTraining spectrum, TuningGoal goal)
    {
        double momentum = TabulatedMomenta.MinBy(one => goal.Cost(spectrum, spectrum.StabilityLimit(one) / 2, one));
        return Recommendation.At(spectrum, goal, spectrum.StabilityLimit(momentum) / 2, momentum);
    }

    private static RegimePoint Best(FrozenTraining spectrum, TuningGoal goal, double theta0, double momentum)
    {
        int count = spectrum.Effort.Tabulated;
        double[] rates = [.. Enumerable.Range(0, count).Select(i => spectrum.RateAt(LeastPlace + (i * (MostPlace - LeastPlace) / (count - 1)), momentum))];
        double best = rates.MinBy(rate => goal.Cost(spectrum, rate, momentum));
        return RegimeMap.Of(spectrum, goal, theta0, [best], [momentum])[0];
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

    private static IReadOnlyList<RegimePoint> Map(FrozenTraining spectrum, TuningGoal goal, double theta0)
    {
        // η up to the stability limit of momentum and beyond, over three decades; 1 − γ over three decades.
        int points = spectrum.Effort.Map;
        double top = 1.2 * spectrum.StabilityLimit(1);
        double[] rates = [.. Enumerable.Range(0, points).Select(i => top * Math.Pow(10, -3.0 * (points - 1 - i) / (points - 1)))];
        double[] momenta = [.. Enumerable.Range(0, points).Select(i => 1 - Math.Pow(10, -3.0 * i / (points - 1)))];
        return RegimeMap.Of(spectrum, goal, theta0, rates, momenta);
    }

    private static IEnumerable<string> Warnings(Recommendation best, TuningGoal goal, double initialLoss, double drift)
    {
        if (goal.TargetLoss is { } target && !double.IsFinite(best.Epochs))
        {
            yield return Text($"The loss {target:G4} is out of reach in {goal.Epochs} epochs: the recommendation makes the loss after them smallest, {best.Loss:G4} from {initialLoss:G4}.");
        }

        if (drift > LargestDrift)
        {
            yield return Text($"The kernel is expected to change by about {drift:P0} until then, which the theory leaves out: the weights have to move far for these targets in layers this narrow. Widen the layers, or take less than the recommended learning rate.");
        }
    }

    private static string Text(FormattableString text) => ReadableFormat.Text(text);
}
