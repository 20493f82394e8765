using Inflaton.Duality;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Figures;

/// <summary>
/// The summary and the arrays of one run, as figures ask for them. An array that is absent, or whose shape does not fit the
/// summary, is not there: figures that need it are left out.
/// </summary>
/// <param name="summary">What the run found.</param>
/// <param name="arrays">
/// Arrays by the names of <c>trajectories.npz</c>. Optional beyond those: <c>test_loss_trained</c> and <c>test_loss_RUNG</c> [T],
/// <c>potential_field</c> and <c>potential_value</c> [P]. Modes of several outputs run over inputs and outputs, the output fastest, unless
/// all outputs share one kernel.
/// </param>
public sealed class RunData(RunSummary summary, IReadOnlyDictionary<string, NumericArray> arrays)
{
    /// <summary>What the run found.</summary>
    public RunSummary Summary => summary;

    /// <summary>Recorded epochs k, [T]; empty where none are stored.</summary>
    public double[] Epochs { get; } = arrays.GetValueOrDefault("epochs")?.Values ?? [];

    /// <summary>
    /// The predictions that there may be, from the coarsest to the finest: those the program comes with, and after them what else the run
    /// holds.
    /// </summary>
    public IReadOnlyList<Rung> Predictions { get; } =
    [
        .. Rung.Predictions,
        .. summary.LossPredicted.Keys.Except(Rung.Predictions.Select(rung => rung.Key)).Select((name, number) => Rung.Other(
            name, number,
            arrays.GetValueOrDefault(name)?.Shape.Count == (summary.Outputs > 1 ? 3 : 2) ? RungScope.Points : RungScope.Mean)),
    ];

    /// <summary>Those of the field at every input, best first for comparison with training.</summary>
    public IEnumerable<Rung> FieldPredictions => Predictions.Where(rung => rung.Scope == RungScope.Points)
        .Concat(Predictions.Where(rung => rung.Scope == RungScope.AroundMean));

    /// <summary>Number N of training inputs.</summary>
    public int Points { get; } = Math.Max(summary.TrainingPoints, 1);

    /// <summary>Number C of outputs.</summary>
    public int Outputs { get; } = Math.Max(summary.Outputs, 1);

    /// <summary>Rows of the kernel: N·C, or N where all outputs share it.</summary>
    public int KernelSide => summary.OutputKernel == "shared" ? Points : Points * Outputs;

    /// <summary>Time t by record: k√η, with a schedule Σ√ηₖ.</summary>
    public double[] Times { get; } = TimesOf(summary, arrays, "time", "epochs");

    /// <summary>Time t by epoch of the predicted lines.</summary>
    public double[] CurveTimes { get; } = TimesOf(summary, arrays, "curve_time", "curve_epochs");

    /// <summary>How many of the recorded epochs were trained, that of the start among them.</summary>
    public int RecordsTrained => Epochs.Count(epoch => epoch <= summary.EpochsTrained);

    /// <summary>The potential that the loss is, in the matching in force: s = 2/(1+γ) multiplies it in the leapfrog's.</summary>
    public string PotentialTerm => summary.Matching == "leapfrog" ? "sΘ₀ℓ" : "Θ₀ℓ";

    /// <summary>The array of a name, or null.</summary>
    /// <param name="name">Name in <c>trajectories.npz</c>.</param>
    public NumericArray? this[string name] => arrays.GetValueOrDefault(name);

    /// <summary>A series over the recorded epochs, or null; a run that ended early may hold fewer than T values.</summary>
    /// <param name="name">Name in <c>trajectories.npz</c>.</param>
    public double[]? Series(string name) =>
        this[name] is { Values: { Length: > 0 } values } && values.Length <= Epochs.Length ? values : null;

    /// <summary>
    /// A predicted series at its own epochs where the run holds it there, else at the recorded ones; null without either.
    /// </summary>
    /// <param name="name">Name in <c>trajectories.npz</c>, without <c>curve_</c>.</param>
    /// <param name="width">Values an epoch, 1 (default) or more, of which one is taken.</param>
    /// <param name="column">Which of them.</param>
    public (double[] Epochs, double[] Values)? Curve(string name, int width = 1, int column = 0) =>
        this["curve_epochs"]?.Values is { Length: > 0 } epochs && this[$"curve_{name}"]?.Values is { } values
            && values.Length == epochs.Length * width
            ? (epochs, [.. Enumerable.Range(0, epochs.Length).Select(i => values[(i * width) + column])])
            : null;

    /// <summary>
    /// Whether most happens so early that epochs are better drawn by their ratios: half of the way of the loss within a thirtieth of the
    /// run.
    /// </summary>
    public bool EpochsByRatio { get; private init; } = HappensEarly(summary, arrays);

    /// <summary>A field over the training inputs, or null.</summary>
    /// <param name="name">Name in <c>trajectories.npz</c>.</param>
    public FieldHistory? Field(string name) => History(name, Points);

    /// <summary>A field over the test inputs, or null.</summary>
    /// <param name="name">Name in <c>trajectories.npz</c>.</param>
    public FieldHistory? TestField(string name) => summary.TestPoints > 0 ? History(name, summary.TestPoints) : null;

    /// <summary>A mean over the inputs, [T] or [T, C], or null.</summary>
    /// <param name="name">Name in <c>trajectories.npz</c>.</param>
    public FieldHistory? MeanField(string name) => History(name, 1);

    /// <summary>A square array over the rows of the kernel, or null.</summary>
    /// <param name="name">Name in <c>trajectories.npz</c>.</param>
    public double[]? Square(string name)
    {
        long side = KernelSide;
        return this[name] is { } array && array.Values.LongLength == side * side ? array.Values : null;
    }

    /// <summary>
    /// The same run with its series over other epochs, such as those at which the kernel was recorded; null without these.
    /// </summary>
    /// <param name="epochs">Name in <c>trajectories.npz</c> of the epochs.</param>
    public RunData? Over(string epochs)
    {
        if (this[epochs] is not { Values.Length: > 0 } axis)
        {
            return null;
        }

        Dictionary<string, NumericArray> others = new(arrays) { ["epochs"] = axis };
        others.Remove("time");
        if (this[epochs.Replace("epochs", "time", StringComparison.Ordinal)] is { } times)
        {
            others["time"] = times;
        }

        return new RunData(summary, others) { EpochsByRatio = EpochsByRatio };
    }

    private static double[] TimesOf(
        RunSummary summary, IReadOnlyDictionary<string, NumericArray> arrays, string times, string epochs) =>
        arrays.GetValueOrDefault(times)?.Values
            ?? [.. (arrays.GetValueOrDefault(epochs)?.Values ?? []).Select(epoch => epoch * Math.Sqrt(summary.LearningRate))];

    private static bool HappensEarly(RunSummary summary, IReadOnlyDictionary<string, NumericArray> arrays)
    {
        const double part = 30, fewest = 100;
        if (summary.Epochs < fewest || summary.Status == RunStatus.Diverged)
        {
            return false;
        }

        foreach ((string epochs, string loss) in new[]
        {
            ("curve_epochs", "curve_loss_discrete"), ("curve_epochs", "curve_loss_frozen_kernel"), ("epochs", "loss_trained"),
            ("epochs", "loss_discrete"),
            ("epochs", "loss_frozen_kernel"),
        })
        {
            if (arrays.GetValueOrDefault(epochs)?.Values is { Length: > 2 } at && arrays.GetValueOrDefault(loss)?.Values is { } values
                && values.Length == at.Length
                && values.All(double.IsFinite))
            {
                bool positive = values.All(value => value > 0);
                double[] way = [.. values.Select(value => positive ? Math.Abs(Math.Log(value / values[0])) : Math.Abs(value - values[0]))];
                double whole = way.Max();
                return whole > 0 && at[Array.FindIndex(way, one => one >= whole / 2)] <= summary.Epochs / part;
            }
        }

        return false;
    }

    private FieldHistory? History(string name, int points)
    {
        double[]? values = this[name]?.Values;
        int components = points * Outputs;
        return values is { Length: > 0 } && values.Length % components == 0 && values.Length / components <= Epochs.Length
            ? new FieldHistory(values, points, Outputs)
            : null;
    }
}
