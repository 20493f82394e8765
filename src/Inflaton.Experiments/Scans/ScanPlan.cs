using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Scans;

/// <summary>
/// The runs that are still to be made, the longest first, so that no long one is left over at the end when the other workers are idle.
/// Holds a few numbers a run and never a run itself.
/// </summary>
public sealed class ScanPlan
{
    private const int ListedRefusals = 5;

    /// <summary>Beside its own time a run takes this long, to be read and written.</summary>
    private const double SecondsARun = 1e-3;

    // A login node has many processors, and may allow few threads.
    private const int MostThreads = 8;

    private readonly ScanFile scan;
    private readonly float[] seconds;
    private readonly float[] bytes;
    private readonly Func<IStudy, StudyCost> estimate;
    private readonly List<string> refusals = [];

    private ScanPlan(ScanFile scan, int[] estimated, int[] runs, CancellationToken cancellation)
    {
        this.scan = scan;
        estimate = scan.Kind.Estimator();
        seconds = new float[scan.Count];
        bytes = new float[scan.Count];
        try
        {
            Parallel.ForEach(
                estimated.CountBy(scan.FirstButForSeed), Threads(cancellation), one => Estimate(one.Key, one.Value));
        }
        catch (OperationCanceledException)
        {
            Order = [];
            return;
        }

        foreach (int index in estimated)
        {
            int first = scan.FirstButForSeed(index);
            (seconds[index], bytes[index]) = (seconds[first], bytes[first]);
        }

        Order = [.. runs];
        float[] keys = [.. Order.Select(index => -seconds[index])];
        Array.Sort(keys, Order, Comparer<float>.Default);
        Seconds = estimated.Sum(index => (double)seconds[index]);
        SecondsToDo = Order.Sum(index => (double)seconds[index]);
    }

    /// <summary>Indices of the runs that are not done, the longest first; empty where planning was stopped.</summary>
    public int[] Order { get; }

    /// <summary>Estimated time of the whole scan on one thread, as far as it was looked at.</summary>
    public double Seconds { get; }

    /// <summary>Estimated time of what is not done, on one thread.</summary>
    public double SecondsToDo { get; }

    /// <summary>How many runs combine values that do not go together; they become rows with that message.</summary>
    public int Refused { get; private set; }

    /// <summary>What is wrong with the first of them.</summary>
    public IReadOnlyList<string> Refusals => refusals;

    /// <summary>Plans a scan.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="done">Which runs are done.</param>
    /// <param name="cancellation">Stops the planning.</param>
    public static ScanPlan Of(ScanFile scan, bool[] done, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(done);
        int[] all = [.. Enumerable.Range(0, scan.Count)];
        return new ScanPlan(scan, all, [.. all.Where(index => !done[index])], cancellation);
    }

    /// <summary>Plans some runs of a scan, and looks at no others.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="runs">Their indices from 0.</param>
    /// <param name="cancellation">Stops the planning.</param>
    internal static ScanPlan Of(ScanFile scan, int[] runs, CancellationToken cancellation = default) =>
        new(scan, runs, runs, cancellation);

    /// <summary>How to read the files of many runs: on as many threads as any machine allows.</summary>
    /// <param name="cancellation">Stops the reading.</param>
    internal static ParallelOptions Threads(CancellationToken cancellation) => new()
    {
        CancellationToken = cancellation,
        MaxDegreeOfParallelism = Math.Min(MostThreads, RunEnvironment.Threads(null)),
    };

    /// <summary>Estimated cost of a run, its reading and writing included.</summary>
    /// <param name="index">From 0.</param>
    public StudyCost Cost(int index) => new(seconds[index], bytes[index]);

    /// <summary>Estimates a run, and with it those that differ from it in their seed alone.</summary>
    /// <param name="index">Its index from 0.</param>
    /// <param name="runs">How many there are.</param>
    private void Estimate(int index, int runs)
    {
        try
        {
            StudyCost cost = scan.KnownCost(index) ?? estimate(scan.Run(index));
            (seconds[index], bytes[index]) = ((float)(cost.Seconds + SecondsARun), (float)cost.Bytes);
        }
        catch (ExperimentFileException exception)
        {
            lock (refusals)
            {
                Refused += runs;
                if (refusals.Count < ListedRefusals)
                {
                    refusals.Add(exception.Problems[0].ToString());
                }
            }
        }
    }
}
