using System.Diagnostics;
using Inflaton.Experiments.Scans;
using Inflaton.Experiments.Studies;

namespace Inflaton.Experiments.Paper;

/// <summary>
/// Reproduces the figures of Krippendorf and Spannowsky, Mach. Learn.: Sci. Technol. 3 (2022) 035011: runs the scans that are not done yet,
/// then holds the paper's claims against what is stored.
/// </summary>
public static class PaperStudy
{
    /// <summary>Runs what is not done and reads everything out of the databases.</summary>
    /// <param name="options">What to reproduce.</param>
    /// <returns>The result; null where it was stopped before all runs were done.</returns>
    /// <exception cref="ArgumentException">There is no such figure, or a scan lacks what a figure needs.</exception>
    /// <exception cref="Files.ExperimentFileException">
    /// A scan file cannot be used, or is not the one that the results belong to.
    /// </exception>
    public static PaperResult? Run(PaperOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        PaperFigure[] figures = [.. options.Figures.Distinct().Order().Select(Figure)];
        int[] numbers = [.. figures.Select(figure => figure.Number)];
        Stopwatch watch = Stopwatch.StartNew();
        IReadOnlyList<ScanFile> scans = PaperScans.Read(options.Scans, numbers);
        List<(ScanFile File, ScanStore Store)> stores = [];
        try
        {
            foreach (ScanFile scan in scans)
            {
                stores.Add((scan, ScanStore.Open(scan, PaperScans.Store(options.Output, scan.Path))));
            }

            if (!Make(stores, options))
            {
                return null;
            }

            double made = watch.Elapsed.TotalSeconds;
            Dictionary<int, FigureFinding> findings = figures.ToDictionary(
                figure => figure.Number,
                figure => figure.Of(RunTable.Of(
                    stores.Where(one => PaperScans.FiguresOf(one.File.Path).Contains(figure.Number)), figure.Columns) is { Count: > 0 } runs
                        ? runs
                        : throw new ArgumentException(
                            $"Figure {figure.Number}: none of its runs ended well. 'inflaton scan status' says what happened.")));
            PaperScan[] described = [.. stores.Select(one => Describe(one.File, one.Store, options.Output))];
            bool Trains(ScanFile scan) => scan.First is Runs.ExperimentStudy { File.Settings.Epochs: > 0 };
            PaperSummary summary = new()
            {
                Figures = numbers,
                Claims = [.. figures.SelectMany(figure => findings[figure.Number].Claims)],
                Scans = described,
                Trained = described.Where((_, i) => Trains(stores[i].File)).Sum(scan => scan.Runs - scan.Troubled),
                KernelsOnly = described.Where((_, i) => !Trains(stores[i].File)).Sum(scan => scan.Runs - scan.Troubled),
                Troubled = described.Sum(scan => scan.Troubled),
                Troubles =
                [
                    .. stores.SelectMany(one => one.Store.Status().Troubles
                        .Select(
                            trouble =>
                                $"{Path.GetFileName(one.File.Path)}, run {trouble.Run}: {trouble.Status}. {trouble.Message}")).Take(5),
                ],
                Version = RunEnvironment.Version,
                Host = RunEnvironment.Host,
                Workers = options.Workers,
                Timings = new Dictionary<string, double>
                {
                    ["runs"] = described.Sum(scan => scan.Seconds),
                    ["scans"] = made,
                    ["claims"] = watch.Elapsed.TotalSeconds - made,
                },
                Environment = RunEnvironment.Describe(),
            };
            return new PaperResult(
                summary, findings, figures.ToDictionary(figure => figure.Number, figure => figure.Title),
                [.. scans.Select(scan => (Path.GetFileName(scan.Path), File.ReadAllText(scan.Path)))]);
        }
        finally
        {
            stores.ForEach(one => one.Store.Dispose());
        }
    }

    private static PaperFigure Figure(int number) => PaperFigure.All.FirstOrDefault(figure => figure.Number == number)
        ?? throw new ArgumentException(
            $"{number} is no figure of the paper that is reproduced. Name figures from 1 to {PaperFigure.All.Count}.");

    private static bool Make(IReadOnlyList<(ScanFile File, ScanStore Store)> stores, PaperOptions options)
    {
        CombinedProgress? progress = options.Progress is null ? null : new(options.Progress, stores, options.Cancellation);
        for (int i = 0; i < stores.Count; i++)
        {
            progress?.Begin(i);
            if (stores[i].Store.Status().Done == stores[i].File.Count)
            {
                continue;
            }

            ScanOutcome outcome = ScanRunner.Run(stores[i].File, stores[i].Store, new ScanOptions
            {
                Workers = options.Workers,
                Progress = progress,
                Cancellation = options.Cancellation,
            });
            if (!outcome.IsComplete)
            {
                return false;
            }
        }

        return true;
    }

    private static PaperScan Describe(ScanFile scan, ScanStore store, string output)
    {
        ScanStatus status = store.Status();
        return new PaperScan(
            Path.GetFileName(scan.Path),
            Path.GetRelativePath(output, store.Database).Replace('\\', '/'),
            PaperScans.FiguresOf(scan.Path),
            status.Done,
            status.Counts.Where(count => count.Key is not ("completed" or "not_trained")).Sum(count => count.Value),
            status.Seconds,
            scan.Axes.ToDictionary(
                axis => string.Join(" + ", axis.Paths),
                IReadOnlyList<string> (axis) => [.. Enumerable.Range(0, axis.Count).Select(axis.Shown)]));
    }

    /// <summary>The progress of several scans as that of one: the time left counts those that are still to come.</summary>
    private sealed class CombinedProgress : IProgress<ScanProgress>
    {
        private readonly IProgress<ScanProgress> whole;
        private readonly Stopwatch watch = Stopwatch.StartNew();
        private readonly int[] counts;
        private readonly int[] before;
        private readonly double[] planned;
        private readonly double plannedAll;
        private int current;
        private int troubledBefore;
        private int troubled;

        public CombinedProgress(
            IProgress<ScanProgress> whole, IReadOnlyList<(ScanFile File, ScanStore Store)> stores, CancellationToken cancellation)
        {
            this.whole = whole;
            bool[][] done = [.. stores.Select(one => one.Store.Done())];
            counts = [.. stores.Select(one => one.File.Count)];
            before = [.. done.Select(one => one.Count(run => run))];
            planned = [.. stores.Select((one, i) => ScanPlan.Of(one.File, done[i], cancellation).SecondsToDo)];
            plannedAll = planned.Sum();
        }

        public void Begin(int scan)
        {
            current = scan;
            troubledBefore += troubled;
            troubled = 0;
        }

        public void Report(ScanProgress value)
        {
            troubled = value.Troubled;
            int done = counts.Take(current).Sum() + value.Done + before.Skip(current + 1).Sum();
            int made = done - before.Sum();
            double elapsed = watch.Elapsed.TotalSeconds;

            // Within a scan its own runner knows best; what comes after it costs as much more than planned as what was made.
            double finished = planned.Take(current).Sum(), after = planned.Skip(current + 1).Sum();
            double share = (double)(value.Done - before[current]) / Math.Max(1, counts[current] - before[current]);
            double behind = finished + (share * planned[current]);
            TimeSpan? left = value.Left is { } own && behind > 0 ? own + TimeSpan.FromSeconds(elapsed * after / behind) : null;
            whole.Report(
                new ScanProgress(
                    done, counts.Sum(), troubledBefore + troubled, made / Math.Max(elapsed, 1e-9), plannedAll > 0 ? left : null));
        }
    }
}
