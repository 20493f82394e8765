using Inflaton.Experiments.Files;
using Inflaton.Lattice;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// When a lattice stops to be looked at: output times, equally spaced in t or in e-folds, and snapshots between them. Steps are as long as
/// may be and such that all of these are met exactly. All that it knows is in a few numbers, so that a run that goes on takes the very same
/// steps.
/// </summary>
internal sealed class LatticeSchedule
{
    /// <summary>Part of a step, or of the time, that is as good as none.</summary>
    private const double Rounding = 1e-9;

    private const double EfoldsRounding = 1e-12;

    private readonly LatticeTimeSettings time;
    private readonly double[] snapshots;

    /// <summary>The schedule of a file.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="longest">The longest step.</param>
    public LatticeSchedule(LatticeSettings settings, double longest)
    {
        time = settings.Time;
        Longest = longest;
        snapshots = [.. settings.Record.Snapshots];
        if (time.To is { } to)
        {
            double spacing = to / (time.Points - 1);
            (_, FirstStep) = Steps(spacing);
        }
        else
        {
            FirstStep = longest;
        }
    }

    /// <summary>The longest step.</summary>
    public double Longest { get; }

    /// <summary>The step to begin with.</summary>
    public double FirstStep { get; }

    /// <summary>Output times that were met.</summary>
    public int Outputs { get; private set; }

    /// <summary>Snapshots that were met.</summary>
    public int Snapshots { get; private set; }

    /// <summary>Steps to the next stop, or to the next look at where it is.</summary>
    public long StepsLeft { get; private set; }

    /// <summary>Whether all is done.</summary>
    public bool IsDone => Outputs == time.Points;

    /// <summary>Where it stands.</summary>
    public double[] State => [Outputs, Snapshots, StepsLeft];

    /// <summary>Goes on from where it stood.</summary>
    /// <param name="state">From <see cref="State"/>.</param>
    /// <returns>Whether it can stand there.</returns>
    public bool TryRestore(double[] state)
    {
        if (!state.All(count => count >= 0 && count < 1L << 53 && double.IsInteger(count)) || state[0] > time.Points
            || state[1] > snapshots.Length)
        {
            return false;
        }

        (Outputs, Snapshots, StepsLeft) = ((int)state[0], (int)state[1], (long)state[2]);
        return true;
    }

    /// <summary>Whether the next stops are not behind what the steps that are left lead to.</summary>
    public bool IsAheadOf(LatticeEvolution evolution)
    {
        double reached = evolution.Time + (StepsLeft * evolution.TimeStep), slack = 1e-6 * Longest;
        bool output = time.To is null
            ? NextEfolds - evolution.Efolds >= -1e-6 * Math.Max(1, NextEfolds)
            : OutputTime(Outputs) - reached >= -slack;
        return IsDone || (output && (Snapshots == snapshots.Length || snapshots[Snapshots] - reached >= -slack));
    }

    /// <summary>How much is done, 0 to 1.</summary>
    public double Fraction(LatticeEvolution evolution) =>
        Math.Clamp(time.To is { } to ? evolution.Time / to : evolution.Efolds / time.Efolds!.Value, 0, 1);

    /// <summary>Steps in all, as far as that can be told.</summary>
    public long? TotalSteps => time.To is not { } to ? null : (long)Math.Ceiling((to / FirstStep) - Rounding);

    /// <summary>Says that some steps were done.</summary>
    public void Done(long steps) => StepsLeft -= steps;

    /// <summary>What is to be done where no steps are left: whether this is an output time, and whether a snapshot is due.</summary>
    public (bool Output, bool Snapshot) Due(LatticeEvolution evolution) => Due(evolution.Time, evolution.Efolds);

    /// <summary>What is to be done at a time where no steps are left.</summary>
    /// <param name="now">t.</param>
    /// <param name="efolds">N then.</param>
    public (bool Output, bool Snapshot) Due(double now, double efolds)
    {
        if (StepsLeft > 0)
        {
            return (false, false);
        }

        bool output =
            !IsDone && (time.To is null
                ? NextEfolds - efolds <= EfoldsRounding * Math.Max(1, NextEfolds)
                : IsAt(now, OutputTime(Outputs)));
        bool snapshot = Snapshots < snapshots.Length && IsAt(now, snapshots[Snapshots]);
        return (output, snapshot);
    }

    /// <summary>t of the stop: the time that was asked for, which the evolution's is to rounding.</summary>
    public double TimeOf(LatticeEvolution evolution) =>
        time.To is not null && Outputs < time.Points && IsAt(evolution.Time, OutputTime(Outputs)) ? OutputTime(Outputs)
        : Snapshots < snapshots.Length && IsAt(evolution.Time, snapshots[Snapshots]) ? snapshots[Snapshots]
        : evolution.Time;

    /// <summary>Says that what was due is done.</summary>
    public void Met(bool output, bool snapshot)
    {
        Outputs += output ? 1 : 0;
        Snapshots += snapshot ? 1 : 0;
    }

    /// <summary>Sets the evolution's step and the number of steps to the next stop.</summary>
    public void Aim(LatticeEvolution evolution)
    {
        double step = Aim(evolution.Time, evolution.Efolds, evolution.Hubble);
        if (evolution.TimeStep != step)
        {
            evolution.ChangeStep(step);
        }
    }

    /// <summary>Sets the number of steps to the next stop.</summary>
    /// <param name="now">t.</param>
    /// <param name="efolds">N then.</param>
    /// <param name="hubble">H then.</param>
    /// <returns>Their length.</returns>
    public double Aim(double now, double efolds, double hubble)
    {
        double snapshot = Snapshots < snapshots.Length ? snapshots[Snapshots] - now : double.PositiveInfinity, step;
        if (time.To is null)
        {
            // H does not grow, so that this never leads beyond the e-folds; the last steps approach them as Newton's method does.
            double ahead = (NextEfolds - efolds) / hubble;
            double near = Math.Min(ahead, snapshot);
            (StepsLeft, step) = near >= Longest * (1 + Rounding) && (snapshot > ahead || near > 2 * Longest)
                ? ((long)(near / Longest), Longest)
                : snapshot <= ahead ? Steps(snapshot) : (1, ahead);
            return step;
        }

        double next = OutputTime(Outputs) - now;
        bool isRegular = Outputs > 0 && snapshot >= next * (1 - Rounding) && IsAt(now, OutputTime(Outputs - 1));
        (StepsLeft, step) = isRegular ? Steps(time.To.Value / (time.Points - 1)) : Steps(Math.Min(next, snapshot));
        return step;
    }

    private double NextEfolds => time.Efolds!.Value * Outputs / (time.Points - 1);

    private double OutputTime(int index) => index == time.Points - 1 ? time.To!.Value : time.To!.Value * index / (time.Points - 1);

    private (long Count, double Step) Steps(double span)
    {
        long count = Math.Max(1, (long)Math.Ceiling((span / Longest) - Rounding));
        return (count, span / count);
    }

    private bool IsAt(double now, double then) => Math.Abs(now - then) <= Rounding * Math.Min(Longest, Math.Max(then, Longest));
}
