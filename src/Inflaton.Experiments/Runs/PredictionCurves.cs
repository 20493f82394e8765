using Inflaton.Data;
using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// What figures draw of the predictions, at epochs of their own: what lies between two records is predicted too, and not a straight line. Every
/// rung is solved again at those epochs, and read out at once, so that no field is kept.
/// </summary>
internal static class PredictionCurves
{
    /// <summary>Most epochs of a curve.</summary>
    public const int Points = 400;

    /// <summary>Most modes whose amplitudes are kept, and shown.</summary>
    public const int Modes = 8;

    /// <summary>Values of one predicted field beyond which curves get fewer epochs.</summary>
    private const long MostValues = 1 << 24;

    /// <summary>Fewest epochs of a curve; where the field is larger than that, there are none.</summary>
    private const int LeastPoints = 100;

    /// <summary>The epochs: all of them where they are few, else three in four evenly and one in four by equal ratios, which the start needs.</summary>
    /// <param name="last">Last epoch K.</param>
    /// <param name="points">Most epochs, at least 8.</param>
    public static int[] Epochs(int last, int points = Points)
    {
        if (last < points)
        {
            return [.. Enumerable.Range(0, last + 1)];
        }

        int even = points * 3 / 4, rising = points - even;
        IEnumerable<int> evenly = Enumerable.Range(0, even).Select(i => (int)((long)last * i / (even - 1)));
        IEnumerable<int> byRatio = Enumerable.Range(0, rising).Select(i => (int)Math.Round(Math.Pow(last, (double)i / (rising - 1))));
        return [.. evenly.Concat(byRatio).Distinct().Order()];
    }

    /// <summary>The curves by their names in the arrays; none where every epoch is a record already, or where a field is too large to be solved again.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="problem">The problem of its predictions.</param>
    /// <param name="rungs">The rungs that were predicted.</param>
    public static OrderedDictionary<string, NumericArray> Of(ExperimentSetup setup, PredictionProblem problem, IEnumerable<string> rungs)
    {
        OrderedDictionary<string, NumericArray> curves = [];
        long values = problem.InitialField.Length + (problem.TestInitialField?.Length ?? 0);
        int points = (int)Math.Min(Points, MostValues / Math.Max(values, 1));
        if (setup.Settings.RecordEvery == 1 || points < LeastPoints)
        {
            return curves;
        }

        PredictionProblem dense = problem with { Epochs = Epochs(problem.Epochs[^1], points) };
        curves["curve_epochs"] = new NumericArray([dense.Epochs.Length], [.. dense.Epochs.Select(epoch => (double)epoch)]);
        foreach (string rung in rungs)
        {
            Add(curves, setup, dense, setup.File.Vocabulary.Rung(rung).Predict(dense));
        }

        return curves;
    }

    private static void Add(OrderedDictionary<string, NumericArray> curves, ExperimentSetup setup, PredictionProblem problem, Prediction prediction)
    {
        int epochs = problem.Epochs.Length, outputs = problem.Outputs;
        Trajectory field = prediction.Field;
        bool whole = setup.File.Vocabulary.Rung(prediction.Rung).Scope != RungScope.Mean;
        Put("loss", 1, time => [prediction.Loss[time]]);
        Put("mean", outputs, time => whole ? problem.Mean(field.At(time)) : field.At(time).ToArray());
        if (whole)
        {
            int modes = Math.Min(Modes, problem.Spectrum.Count);
            FieldHistory history = new(field.Values, problem.Points, outputs);
            double[][] spreads = [.. Enumerable.Range(0, outputs).Select(history.Spread)];
            Put("spread", outputs, time => [.. spreads.Select(spread => spread[time])]);
            Put("modes", modes, time => PredictedEnd.InModes(problem.Spectrum, field.At(time))[..modes]);
            if (setup.Labels is { } labels)
            {
                Put("accuracy", 1, time => [Classification.Accuracy(field.At(time), labels, outputs)]);
            }
        }

        if (prediction.TestField is { } test && setup.TestTargets is { } targets)
        {
            Put("test_loss", 1, time => [setup.Loss.Energy(test.At(time), targets) / setup.Data.TestPoints]);
            if (setup.TestLabels is { } testLabels)
            {
                Put("test_accuracy", 1, time => [Classification.Accuracy(test.At(time), testLabels, outputs)]);
            }
        }

        void Put(string what, int width, Func<int, double[]> at)
        {
            double[] values = new double[epochs * width];
            Array.Fill(values, double.NaN);
            for (int time = 0; time < field.Count; time++)
            {
                at(time).CopyTo(values, time * width);
            }

            curves[$"curve_{what}_{prediction.Rung}"] = new NumericArray(what is "mean" or "spread" or "modes" && width > 1 ? [epochs, width] : [epochs], values);
        }
    }
}
