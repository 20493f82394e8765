using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;
using Spectre.Console;

namespace Inflaton.Cli;

/// <summary>Progress on the error stream: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class ProgressDisplay
{
    private static readonly string[] Titles = ["Preparing", "Kernel", "Predicting", "Training", "Solving", "Writing"];

    /// <summary>Does some work while its progress is shown.</summary>
    /// <param name="terminal">Whose error stream shows it.</param>
    /// <param name="quiet">Whether nothing is to be shown.</param>
    /// <param name="silence">How long work may take before lines tell of it; a bar is there from the beginning.</param>
    /// <param name="work">The work, told whom to report to; null for nobody.</param>
    public static T While<T>(Terminal terminal, bool quiet, TimeSpan silence, Func<IProgress<StudyProgress>?, T> work)
    {
        if (quiet)
        {
            return work(null);
        }

        if (!terminal.ErrorIsTerminal)
        {
            using Lines lines = new(terminal.Error, silence);
            return work(lines);
        }

        return terminal.ErrorConsole().Progress()
            .AutoClear(true)
            .Columns(
                new SpinnerColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(),
                new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => work(new Bar(context.AddTask("Preparing"))));
    }

    /// <summary>
    /// Where a study stands, in words: its phase, what is in hand, and what is known, such as <c>Training: epoch 10 of 60, loss 0.12</c>.
    /// </summary>
    public static string Text(StudyProgress value) =>
        $"{Titles[(int)value.Phase]}: "
        + $"{string.Join(", ", [Part(value), .. value.Values.Select(one => $"{Words(one.Name)} {ReadableNumber.Of(one.Value)}")])}";

    private static string Part(StudyProgress value) => (value.Phase, value.Part) switch
    {
        (StudyPhase.Preparing, "data") => "reading data, drawing weights",
        (StudyPhase.Training, "trained" or "trial") => $"epoch {ReadableNumber.Of(value.Step)} of {ReadableNumber.Of(value.Steps)}",
        (StudyPhase.Solving, "lattice") => $"lattice, {ReadableNumber.Percent(value.Fraction)} of the time",
        (_, var part) => IsCounted(value) ? $"{Words(part)} {ReadableNumber.Of(value.Step)} of {ReadableNumber.Of(value.Steps)}" : part,
    };

    /// <summary>Whether the phase goes by steps, rather than by a few parts with names of their own.</summary>
    private static bool IsCounted(StudyProgress value) => value.Phase == StudyPhase.Training || value.Steps >= 10;

    private static string Words(string name) => name.Replace('_', ' ');

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

            task.Description = Markup.Escape(Text(value));
            task.Value = 100 * value.Fraction;
        }
    }

    /// <summary>
    /// A line for each part of a phase, and for each tenth of one that goes by steps. What is in hand when a first silence ends is told
    /// then.
    /// </summary>
    private sealed class Lines : IProgress<StudyProgress>, IDisposable
    {
        private readonly Lock gate = new();
        private readonly TextWriter writer;
        private readonly Timer? silence;
        private StudyProgress? unsaid;
        private bool speaks;
        private (StudyPhase Phase, string Part, int Tenth)? last;

        public Lines(TextWriter writer, TimeSpan silence)
        {
            (this.writer, speaks) = (writer, silence == TimeSpan.Zero);
            this.silence = speaks ? null : new Timer(_ => Speak(), null, silence, Timeout.InfiniteTimeSpan);
        }

        public void Report(StudyProgress value)
        {
            lock (gate)
            {
                if (speaks)
                {
                    Say(value);
                }
                else
                {
                    unsaid = value;
                }
            }
        }

        public void Dispose()
        {
            lock (gate)
            {
                unsaid = null;
            }

            silence?.Dispose();
        }

        private void Speak()
        {
            lock (gate)
            {
                speaks = true;
                if (unsaid is { } value)
                {
                    Say(value);
                }
            }
        }

        private void Say(StudyProgress value)
        {
            (StudyPhase, string, int) now = IsCounted(value)
                ? (value.Phase, "", (int)(10 * value.Fraction))
                : (value.Phase, value.Part, 0);
            if (last != now)
            {
                last = now;
                writer.WriteLine(Text(value));
            }
        }
    }
}
