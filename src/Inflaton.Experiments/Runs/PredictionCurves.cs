using Inflaton.Data;
using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// What figures draw of the predictions, at epochs of their own: what lies between two records is predicted too, and not a straight line.
/// Every rung is solved once, at the records and at these epochs, and read out at once, so that no field is kept beside those of the
/// records.
/// </summary>
internal sealed class PredictionCurves
{
    /// <summary>Most epochs of a curve.</summary>
    public const int Points = 400;

    /// <summary>Most modes whose amplitudes are kept, and shown.</summary>
    public const int Modes = 8;

    /// <summary>Values of one predicted field beyond which curves get fewer epochs.</summary>
    private const long MostValues = 1 << 24;

    /// <summary>Fewest epochs of a curve; where the field is larger than that, there are none.</summary>
    private const int LeastPoints = 100;

    /// <summary>
    /// The epochs: all of them where they are few, else three in four evenly and one in four by equal ratios, which the start needs.
    /// </summary>
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

    private readonly ExperimentSetup setup;
    private readonly int[] epochs;
    private readonly int[] records;
    private readonly int[] curve;

    private PredictionCurves(ExperimentSetup setup, PredictionProblem problem, int[] epochs)
    {
        this.setup = setup;
        this.epochs = epochs;
        int[] all = [.. problem.Epochs.Union(epochs).Order()];
        records = [.. problem.Epochs.Select(epoch => Array.BinarySearch(all, epoch))];
        curve = [.. epochs.Select(epoch => Array.BinarySearch(all, epoch))];
        Problem = problem with { Epochs = all };
        Arrays["curve_epochs"] = new NumericArray([epochs.Length], [.. epochs.Select(epoch => (double)epoch)]);
        if (problem.Optimizer.Schedule is not null)
        {
            Arrays["curve_time"] = new NumericArray([epochs.Length], problem.Optimizer.TimesAt(epochs));
        }
    }

    /// <summary>The problem at the records and at the epochs of the curves.</summary>
    public PredictionProblem Problem { get; }

    /// <summary>The curves by their names in the arrays.</summary>
    public OrderedDictionary<string, NumericArray> Arrays { get; } = [];

    /// <summary>
    /// The curves of a run; null where every epoch is a record already, or where a field is too large for so many epochs.
    /// </summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="problem">The problem of its predictions, at the records.</param>
    public static PredictionCurves? Of(ExperimentSetup setup, PredictionProblem problem)
    {
        long values = problem.InitialField.Length + (problem.TestInitialField?.Length ?? 0);
        int points = (int)Math.Min(Points, MostValues / Math.Max(values, 1));
        return setup.RecordEvery == 1 || points < LeastPoints ? null : new(setup, problem, Epochs(problem.Epochs[^1], points));
    }

    /// <summary>Keeps the curves of a prediction, and gives what it says at the records.</summary>
    /// <param name="whole">The prediction of <see cref="Problem"/>.</param>
    public Prediction Read(Prediction whole)
    {
        Add(whole.At(curve));
        return whole.At(records);
    }

    private void Add(Prediction prediction)
    {
        PredictionProblem problem = Problem;
        int outputs = problem.Outputs;
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
            Put("modes", modes, time => PredictedEnd.InModes(problem.Spectrum, field.At(time), modes));
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
            double[] values = new double[epochs.Length * width];
            Array.Fill(values, double.NaN);
            for (int time = 0; time < field.Count; time++)
            {
                at(time).CopyTo(values, time * width);
            }

            Arrays[$"curve_{what}_{prediction.Rung}"] = new NumericArray(
                what is "mean" or "spread" or "modes" && width > 1 ? [epochs.Length, width] : [epochs.Length], values);
        }
    }
}
