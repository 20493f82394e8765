using Inflaton.Duality.Batches;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Networks;
using Inflaton.Training.Reduced;

namespace Inflaton.Experiments.Runs;

/// <summary>What an experiment will roughly cost.</summary>
public static class ExperimentCost
{
    private const double Rate = 1e10;
    private const double LayerOverhead = 1e-6;
    private const double ElementSeconds = 5e-9;

    // A rung in continuous time: its equation at all, and for each epoch that it goes through.
    private const double SolveSeconds = 1.5e-3;
    private const double SolvedEpochSeconds = 2e-6;

    // An entry of the kernel in a step of an order of the batches.
    private const double OrderSeconds = 1e-9;

    /// <summary>What the smallest run takes.</summary>
    internal const double Overhead = 1.5e-4;
    private const double TrainingUnit = 4e-11;
    private const double DrawingSeconds = 8e-9;
    private const int LikelyClasses = 10;

    /// <summary>The cost of an experiment.</summary>
    /// <param name="settings">What it does.</param>
    /// <param name="points">Number N of its inputs.</param>
    /// <param name="dimension">Dimension d of its inputs.</param>
    public static StudyCost Of(ExperimentSettings settings, int points, int dimension)
    {
        ArgumentNullException.ThrowIfNull(settings);
        int outputs = settings.Network.Outputs ?? settings.Data.Targets?[0].Count ?? OutputsOf(settings.Data.Source as FileSource);
        double weights = 0, widths = dimension, fan = dimension;
        foreach (int width in settings.Network.Hidden.Append(outputs))
        {
            weights += fan * width;
            widths += width;
            fan = width;
        }

        int blocks = ExperimentSetup.IsShared(settings, points, outputs) ? 1 : outputs;
        double size = (double)points * blocks;
        double kernel = ((((2 * outputs) + 2) * points * weights) + (points * (double)points * widths * outputs * blocks)) / Rate;
        double eigen = 8 * size * size * size / Rate;
        int steps = settings.StepsOf(points), rows = Math.Min(points, settings.Batches?.Size ?? points);
        double records = 1 + (steps / (double)settings.RecordEveryOf(steps));
        double prediction = settings.Predictions.Count * ((records * size * size) + (steps * size)) * outputs / blocks / Rate;
        int solved = steps == 0 ? 0 : settings.Predictions.Count(rung => rung is not ("discrete" or "ensemble"));
        prediction += solved * (SolveSeconds + (SolvedEpochSeconds * steps))
            + (settings.Predictions.Contains("ensemble") ? OrderSeconds * EnsembleRung.Draws * steps * size * rows : 0);
        double kernels = steps == 0 ? 1 : 2 + (settings.RecordKernelEvery is { } every ? steps / (double)every : 0);
        double tests = TestPoints(settings, points), both = settings.Posterior is { Covariance: true } ? points + tests : 0;
        eigen += 8 * both * both * both / Rate;
        return new StudyCost(
            Overhead + (DrawingSeconds * weights) + (kernels * kernel) + eigen + prediction
                + (steps == 0 ? 0 : (settings.Batches?.Seeds ?? 1) * Training(settings, rows, steps, dimension, outputs)),
            sizeof(double) * ((2 * weights) + (4 * points * widths * outputs) + (6 * size * size) + (8 * records * points * outputs))
            + PosteriorReading.Size(settings, points, tests, outputs).Bytes);
    }

    private static double TestPoints(ExperimentSettings settings, int points) => (settings.Data.Test, settings.Data.Source) switch
    {
        (TestGrid grid, _) => grid.Points,
        (TestPoints list, _) => list.Inputs.Count,
        (_, FileSource { TestFraction: var part }) => points * part / (1 - part),
        _ => 0,
    };

    /// <summary>How many classes there are is only known from the table.</summary>
    private static int OutputsOf(FileSource? file) => file is null ? 1 : file.Encoding == "number" ? file.Target.Count : LikelyClasses;

    /// <summary>Seconds of training.</summary>
    internal static double Training(ExperimentSetup setup) =>
        Training(setup.Settings, setup.Batches?.Size ?? setup.Inputs.Rows, setup.Steps, setup.Inputs.Columns, setup.Architecture.Outputs);

    /// <summary>
    /// Layers between hidden levels as the method that will be chosen trains them; first layer and read-out directly; activations, with
    /// their derivatives and what surrounds them, element by element. A rule that keeps copies of the parameters goes through those too.
    /// </summary>
    private static double Training(ExperimentSettings settings, int points, int steps, int dimension, int outputs)
    {
        NetworkSettings network = settings.Network;
        NetworkArchitecture architecture = network.Drawn(dimension, outputs);
        (double direct, double reduced) = TrainingCost.Predicted(architecture, points, steps, settings.Training.Tolerance);
        bool isReduced = MethodChoice.Reduces(settings, reduced == 0 ? 1 : direct / reduced);
        double ends = TrainingCost.Direct(points, dimension, architecture.Fan(1))
            + (architecture.Layers > 1 ? TrainingCost.Direct(points, architecture.Fan(architecture.Layers - 1), outputs) : 0);
        double elements = ElementSeconds * points * network.Hidden.Sum(width => (double)width);
        double step = (TrainingUnit * ends) + elements + (architecture.Layers * LayerOverhead);
        return (TrainingUnit * (isReduced ? reduced : direct)) + (steps * step * (1 + settings.Optimizer.RuleCopies));
    }
}
