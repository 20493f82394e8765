using System.Globalization;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Scans.Parts;

/// <summary>Why a run has no row though a task began it, in words, and the row that says so until it is made again.</summary>
internal static class KilledRun
{
    /// <summary>The row.</summary>
    /// <param name="run">The run.</param>
    /// <param name="message">Why.</param>
    /// <param name="measures">How many measures there would be.</param>
    public static ScanRow Row(OpenRun run, string message, int measures) => new(
        run.Start.Index, run.Start.Hash, ScanStore.Killed, message, 0, run.Task?.Version ?? "", run.Start.Parameters,
        new object?[measures], null);

    /// <summary>That the time of its task was over.</summary>
    public static string OutOfTime(OpenRun run) =>
        $"It was at work when the time of its task{Of(run)} was over. Give tasks more time (--time), or take more of them (--tasks).";

    /// <summary>That its task was ended for its memory.</summary>
    /// <param name="run">The run.</param>
    /// <param name="others">How many other runs were at work in it.</param>
    public static string OutOfMemory(OpenRun run, int others) =>
        $"Its task{Of(run)}{Size(run)} was ended for memory while it was at work{Beside(others)}. Give tasks more (--mem)"
        + $"{(others > 0 ? ", or fewer runs at the same time (--cpus-per-task)" : "")}.";

    /// <summary>That its task ended, and nobody knows why.</summary>
    /// <param name="run">The run.</param>
    /// <param name="others">How many other runs were at work in it.</param>
    public static string WithoutAWord(OpenRun run, int others) =>
        $"Its task{Of(run)}{Size(run)} ended without a word while it was at work{Beside(others)}: killed for memory, or the machine went "
        + "down.";

    /// <summary>That task after task died over it.</summary>
    public static string OverAndOver(OpenRun run) =>
        $"{ReadableNumber.Of(run.Deaths + 1)} tasks ended without a word while it was at work, the last{Of(run)}{Size(run)}: killed for "
        + "memory, or the machine went down. Give tasks more memory (--mem).";

    /// <summary>What a task is called.</summary>
    public static string Named(TaskEntry task) =>
        task.Job is { } job
            ? $"job {job} on {task.Host}"
            : string.Create(CultureInfo.InvariantCulture, $"process {task.Process} on {task.Host}");

    private static string Of(OpenRun run) => run.Task is { } task ? $" ({Named(task)})" : "";

    private static string Size(OpenRun run) =>
        run.Task is { } task ? $", which had {ReadableNumber.Of(task.Memory / (1L << 30), 3)} GiB," : "";

    private static string Beside(int others) =>
        others == 0 ? "" : $", and {ReadableNumber.Of(others)} other{(others == 1 ? "" : "s")} with it";
}
