using Inflaton.Experiments.Studies;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary>Progress on the error stream: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class ProgressDisplay
{
    private static readonly string[] Titles = ["Preparing", "Kernel", "Predicting", "Training", "Solving", "Writing"];

    /// <summary>Does some work while its progress is shown.</summary>
    public static T While<T>(Terminal terminal, bool quiet, Func<IProgress<StudyProgress>?, T> work)
    {
        if (quiet)
        {
            return work(null);
        }

        if (!terminal.ErrorIsTerminal)
        {
            return work(new Lines(terminal.Error));
        }

        return terminal.ErrorConsole().Progress()
            .AutoClear(true)
            .Columns(new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new Bar(context.AddTask("Preparing"))));
    }

    /// <summary>One bar that begins anew with each phase.</summary>
    private sealed class Bar(ProgressTask task) : IProgress<StudyProgress>
    {
        private StudyPhase? phase;

        public void Report(StudyProgress value)
        {
            if (phase != value.Phase)
            {
                phase = value.Phase;
                task.Value = 0;
            }

            task.Description = Markup.Escape($"{Titles[(int)value.Phase]}: {value.Detail}");
            task.Value = 100 * value.Fraction;
        }
    }

    /// <summary>A line for each phase and each tenth of the training.</summary>
    private sealed class Lines(TextWriter writer) : IProgress<StudyProgress>
    {
        private (StudyPhase Phase, int Tenth)? last;

        public void Report(StudyProgress value)
        {
            (StudyPhase, int) now = (value.Phase, value.Phase == StudyPhase.Training ? (int)(10 * value.Fraction) : 0);
            if (last != now)
            {
                last = now;
                writer.WriteLine($"{Titles[(int)value.Phase]}: {value.Detail}");
            }
        }
    }
}
