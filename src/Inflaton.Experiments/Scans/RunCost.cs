using Inflaton.Experiments.Files;

namespace Inflaton.Experiments.Scans;

/// <summary>
/// What a run will roughly cost on one thread. Only ratios matter, for the order of the runs and the time left; memory is an upper bound.
/// </summary>
/// <param name="Seconds">Time on a core of 10¹⁰ multiply-adds a second and 10¹⁰ bytes of memory traffic a second.</param>
/// <param name="Bytes">Memory at the peak.</param>
public readonly record struct RunCost(double Seconds, double Bytes)
{
    private const double Rate = 1e10;
    private const double Overhead = 1e-3;
    private const double LayerOverhead = 3e-6;
    private const double DrawingSeconds = 8e-9;
    private const int LikelyClasses = 10;

    /// <summary>The cost of a run.</summary>
    /// <param name="settings">What it does.</param>
    /// <param name="points">Number N of its inputs.</param>
    /// <param name="dimension">Dimension d of its inputs.</param>
    public static RunCost Of(ExperimentSettings settings, int points, int dimension)
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

        double size = (double)points * outputs;
        int layers = settings.Network.Hidden.Count + 1;

        // Forward, backward and gradient are three products; the weights are read twice, they and their velocity read and written once.
        double epoch = Math.Max(3 * points * weights / Rate, 6 * sizeof(double) * weights / Rate) + (layers * LayerOverhead);
        double kernel = ((((2 * outputs) + 2) * points * weights) + (points * (double)points * widths * outputs * outputs)) / Rate;
        double eigen = 8 * size * size * size / Rate;
        double records = 1 + (settings.Epochs / (double)settings.RecordEvery);
        double prediction = settings.Predictions.Count * ((records * size * size) + (settings.Epochs * size)) / Rate;
        double kernels = settings.Epochs == 0 ? 1 : 2 + (settings.RecordKernelEvery is { } every ? settings.Epochs / (double)every : 0);
        return new RunCost(
            Overhead + (DrawingSeconds * weights) + (kernels * kernel) + eigen + prediction + (settings.Epochs * epoch),
            sizeof(double) * ((2 * weights) + (4 * points * widths * outputs) + (6 * size * size) + (8 * records * size)));
    }

    /// <summary>How many classes there are is only known from the table.</summary>
    private static int OutputsOf(FileSource? file) => file is null ? 1 : file.Encoding == "number" ? file.Target.Count : LikelyClasses;
}
