using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Scans;

/// <summary>
/// Makes the runs of a scan that its store does not have yet, several at a time. What is stored does not depend on how many, nor on how
/// often the scan was stopped on the way.
/// </summary>
public sealed class ScanRunner
{
    private const double MemoryShare = 0.75;

    private static readonly JsonSerializerOptions OneLine = new(OutputSummary.JsonOptions) { WriteIndented = false };

    private readonly ScanFile scan;
    private readonly IScanRows rows;
    private readonly ScanOptions options;
    private readonly ScanPlan plan;
    private readonly ScanQueue queue;
    private readonly Stopwatch watch = new();
    private readonly Lock counting = new();
    private readonly int before;
    private readonly int threads;
    private int made;
    private int troubled;
    private double busySeconds;
    private double plannedSeconds;
    private ExceptionDispatchInfo? failure;

    private ScanRunner(ScanFile scan, IScanRows rows, ScanOptions options)
    {
        (this.scan, this.rows, this.options) = (scan, rows, options);
        int[] runs = rows.ToDo();
        before = rows.Total - runs.Length;
        plan = ScanPlan.Of(scan, runs, options.Cancellation);
        threads = Math.Max(1, (options.Threads ?? options.Workers) / Math.Clamp(runs.Length, 1, options.Workers));
        queue = new ScanQueue(plan, options.Memory ?? MemoryShare * JobAllocation.UsableMemory);
    }

    /// <summary>Runs what is not done yet.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="rows">Its store, opened for writing, or that of a part of it.</param>
    /// <param name="options">Workers, memory, progress and cancellation.</param>
    public static ScanOutcome Run(ScanFile scan, IScanRows rows, ScanOptions options)
    {
        ArgumentNullException.ThrowIfNull(scan);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1);
        return new ScanRunner(scan, rows, options).Run();
    }

    private ScanOutcome Run()
    {
        watch.Restart();
        Report();
        using CancellationTokenRegistration stop = options.Cancellation.Register(queue.Close);
        Thread[] workers =
        [
            .. Enumerable.Range(1, Math.Min(options.Workers, Math.Max(plan.Order.Length, 1)))
                .Select(number => new Thread(Work) { IsBackground = true, Name = $"Scan {number}" }),
        ];
        foreach (Thread worker in workers)
        {
            worker.Start();
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }

        failure?.Throw();
        rows.RequireFolder();
        if (scan.ChangedInput() is { } changed)
        {
            throw new IOException(
                $"{changed}: was changed while the scan was at work, and the rows may be of both. Remove {rows.Path} and run the scan "
                + $"again.");
        }

        return new ScanOutcome(before + made, rows.Total, made, busySeconds, watch.Elapsed.TotalSeconds);
    }

    private void Work()
    {
        try
        {
            while (queue.Take() is { } index)
            {
                try
                {
                    if (Row(index) is { } row)
                    {
                        rows.Add(row);
                        Count(index, row);
                    }
                }
                finally
                {
                    queue.Release(index);
                }
            }
        }
        catch (Exception exception)
        {
            // The store failed, not a run: the scan cannot go on.
            Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
            queue.Close();
        }
    }

    /// <summary>Makes a run; null where it was stopped from outside.</summary>
    private ScanRow? Row(int index)
    {
        Stopwatch clock = Stopwatch.StartNew();
        IStudy study;
        try
        {
            study = scan.Run(index);
        }
        catch (ExperimentFileException exception)
        {
            return Failed(index, $"refused-{index}", new object?[scan.Parameters.Count], exception.Problems[0].ToString(), clock);
        }

        string hash = scan.Hash(study);
        IReadOnlyList<object?> parameters = scan.Values(study);
        if (!rows.TryBegin(index, hash, parameters, out string? state))
        {
            return null;
        }

        StudyResult result;
        try
        {
            result = study.Run(new StudyOptions
            {
                Threads = threads,
                Figures = false,
                StateDirectory = state,
                Clock = options.Clock,
                Cancellation = options.Cancellation,
            });
        }
        catch (OperationCanceledException) when (options.Cancellation.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            // Whatever one run meets, a data file or a solver, is a row of its own and no reason to stop the others.
            return Failed(
                index, hash, parameters, exception is OutOfMemoryException ? "The run does not fit in memory." : exception.Message, clock);
        }

        JsonNode summary = JsonSerializer.SerializeToNode(result.Outline, result.Outline.GetType(), OneLine)!;
        if (result.Outline.Outcome == StudyOutcome.Interrupted)
        {
            return null;
        }

        if (scan.Settings.Keep == "trajectories")
        {
            rows.AddTrajectories(index, result.Arrays);
        }

        return new ScanRow(
            index,
            hash,
            (string?)summary["status"] ?? JsonNamingPolicy.SnakeCaseLower.ConvertName($"{result.Outline.Outcome}"),
            result.Outline.Message,
            clock.Elapsed.TotalSeconds,
            RunEnvironment.Version,
            parameters,
            [.. scan.Measures.Select(measure => measure.In(summary))],
            scan.Settings.Keep == "measures" ? null : summary.ToJsonString(OneLine));
    }

    private ScanRow Failed(int index, string hash, IReadOnlyList<object?> parameters, string message, Stopwatch clock) => new(
        index, hash, "failed", message, clock.Elapsed.TotalSeconds, RunEnvironment.Version, parameters, new object?[scan.Measures.Count],
        null);

    private void Count(int index, ScanRow row)
    {
        lock (counting)
        {
            made++;
            troubled += row.Status is "completed" or "not_trained" ? 0 : 1;
            busySeconds += row.Seconds;
            plannedSeconds += plan.Cost(index).Seconds;
            Report();
        }
    }

    private void Report()
    {
        if (options.Progress is null)
        {
            return;
        }

        double elapsed = watch.Elapsed.TotalSeconds;
        double left = plan.SecondsToDo - plannedSeconds;
        options.Progress.Report(new ScanProgress(
            before + made, rows.Total, troubled, made / Math.Max(elapsed, 1e-9),
            plannedSeconds > 0 ? TimeSpan.FromSeconds(elapsed * left / plannedSeconds) : null));
    }
}
