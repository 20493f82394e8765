namespace Inflaton.Experiments.Scans.Parts;

/// <summary>What the entries of a part amount to: which runs were begun and not finished, and why.</summary>
internal sealed class PartHistory
{
    private readonly Dictionary<int, OpenRun> open = [];
    private long taskBegin;

    /// <summary>The task that worked on it last; null for none.</summary>
    public TaskEntry? Task { get; private set; }

    /// <summary>Byte behind the last entry.</summary>
    public long End { get; private set; }

    /// <summary>Runs that were begun and have no row.</summary>
    public IReadOnlyCollection<OpenRun> Open => open.Values;

    /// <summary>
    /// Byte from which on the file has to be read again to know the runs that are open, and that of the line of the task that is at work
    /// there.
    /// </summary>
    public (long Bytes, long Task) Unsettled =>
        open.Values.Select(run => (run.Begin, run.TaskBegin)).DefaultIfEmpty((End, taskBegin)).Min();

    /// <summary>Takes one more entry.</summary>
    public void Add(PlacedEntry placed)
    {
        End = placed.End;
        switch (placed.Entry)
        {
            case TaskEntry task:
                // What a task before left without a word is what it died of.
                foreach (OpenRun run in open.Values.Where(run => run.Why is null).ToArray())
                {
                    open[run.Start.Index] = run with { Why = OpenRun.Died };
                }

                (Task, taskBegin) = (task, placed.Begin);
                break;
            case StartEntry start:
                int deaths = open.TryGetValue(start.Index, out OpenRun? before)
                    ? before.Deaths + (before.Why == OpenRun.Died ? 1 : 0)
                    : 0;
                open[start.Index] = new OpenRun(start, placed.Begin, Task, taskBegin, deaths, null);
                break;
            case RowEntry { Row: var row }:
                open.Remove(row.Index);
                break;
            case EndEntry end:
                // Runs that a task before was stopped over, and this one has not begun, are not its own.
                foreach (OpenRun run in open.Values.Where(run => run.TaskBegin == taskBegin).ToArray())
                {
                    open[run.Start.Index] = run with { Why = end.Why };
                }

                break;
        }
    }
}

/// <summary>A run that was begun and not finished.</summary>
/// <param name="Start">What was written when it began.</param>
/// <param name="Begin">Where.</param>
/// <param name="Task">The task that made it.</param>
/// <param name="TaskBegin">Where that task is written.</param>
/// <param name="Deaths">How many tasks before that one died while they made it.</param>
/// <param name="Why"><see cref="Died"/>, or one of the words of <see cref="EndEntry"/>; null while it is at work, or nobody knows.</param>
internal sealed record OpenRun(StartEntry Start, long Begin, TaskEntry? Task, long TaskBegin, int Deaths, string? Why)
{
    /// <summary>The task ended without a word.</summary>
    public const string Died = "died";
}
