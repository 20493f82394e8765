using System.Diagnostics;
using System.Globalization;
using Inflaton.Experiments.Scans;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary>Progress of a scan on the error stream: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class ScanProgressDisplay
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenBars = TimeSpan.FromMilliseconds(100);

    /// <summary>Does some work while its progress is shown.</summary>
    public static T While<T>(Terminal terminal, bool quiet, Func<IProgress<ScanProgress>?, T> work)
    {
        if (quiet)
        {
            return work(null);
        }

        if (!terminal.ErrorIsTerminal)
        {
            return work(new Reporter(BetweenLines, progress => terminal.Error.WriteLine(Line(progress))));
        }

        return terminal.ErrorConsole().Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                ProgressTask task = context.AddTask("Planning");
                return work(new Reporter(BetweenBars, progress =>
                {
                    task.MaxValue = progress.Total;
                    task.Value = progress.Done;
                    task.Description = Markup.Escape(Line(progress));
                }));
            });
    }

    /// <summary>Progress on one line.</summary>
    internal static string Line(ScanProgress progress)
    {
        string troubled = progress.Troubled > 0 ? $", {progress.Troubled} did not end well" : "";
        string rate = progress.Rate >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{progress.Rate:F1} runs/s")
            : progress.Rate > 0 ? $"{ScanCommand.Duration(1 / progress.Rate)} a run"
            : "starting";
        string left = progress.Left is { } time && progress.Done < progress.Total
            ? $", {ScanCommand.Duration(time.TotalSeconds)} left"
            : "";
        return $"Scan: {progress.Done} of {progress.Total}{troubled}, {rate}{left}";
    }

    /// <summary>Passes on the first report, the last, and between them not too many.</summary>
    private sealed class Reporter(TimeSpan between, Action<ScanProgress> show) : IProgress<ScanProgress>
    {
        private readonly Stopwatch watch = new();

        public void Report(ScanProgress value)
        {
            if (!watch.IsRunning || watch.Elapsed >= between || value.Done == value.Total)
            {
                watch.Restart();
                show(value);
            }
        }
    }
}
