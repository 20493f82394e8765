using Inflaton.Experiments.Files;
using Inflaton.Lattice;
using Inflaton.Numerics.Notation;

namespace Inflaton.Experiments.Lattices;

/// <summary>What a lattice will roughly cost, told from its file alone.</summary>
/// <param name="Seconds">Time on one thread.</param>
/// <param name="Bytes">Memory at the peak.</param>
/// <param name="Step">Its steps, which meet the output times; to given e-folds the longest.</param>
/// <param name="Steps">How many; to given e-folds, which the fields decide, an estimate by their uniform part.</param>
public sealed record LatticeCost(double Seconds, double Bytes, double Step, double Steps)
{
    /// <summary>Short steps by which e-folds that are asked for are met, where they are not counted.</summary>
    private const double StepsToMeet = 3;

    /// <summary>Looks at an interval between outputs that are never needed.</summary>
    private const int MostLooks = 64;

    // Measured on one core in double precision.
    private const double SecondsAtLeast = 1e-4;
    private const double SecondsPerStep = 2e-7;
    private const double SecondsPerSite = 1.3e-9;
    private const double SecondsPerSiteUncompiled = 6e-9;
    private const double SecondsPerDrawnSite = 5e-7;
    private const double SecondsPerMeasuredSite = 1.2e-7;
    private const double BytesAtLeast = 1 << 20;

    /// <summary>The cost of a file.</summary>
    /// <param name="settings">The file.</param>
    public static LatticeCost Of(LatticeSettings settings) => Of(settings, FluctuationStrength.Of, foresees: true);

    /// <summary>The cost of a file that is to be run.</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="ExperimentFileException">It takes more steps than any machine does.</exception>
    public static LatticeCost Of(LatticeFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        LatticeCost cost = Of(file.Settings);
        return cost.Steps <= LatticeRunner.MostSteps ? cost : throw file.Refusal(
            file.Settings.Time.To is null ? "time.efolds" : "time.to", null,
            $"takes {(double.IsFinite(cost.Steps) ? $"about {ReadableNumber.Of(cost.Steps, 2)}" : "more than 10³⁰⁰")} steps of "
                + $"{ReadableNumber.Of(cost.Step, 3)}"
                + $"{(cost.IsFollowed ? "" : ", if it goes on as it can be followed")}: more than can be done",
            "End before, or give fields and times in units in which V'' and the spacing are nearer to 1.");
    }

    /// <summary>t at which uniform fields stop to expand, and the lattice is expected to; null where they do not before its end.</summary>
    public double? Recollapse { get; private init; }

    /// <summary>Whether the uniform fields were followed to the end; else the number of steps is a guess.</summary>
    public bool IsFollowed { get; private init; } = true;

    /// <summary>The cost of a file.</summary>
    /// <param name="settings">The file.</param>
    /// <param name="strength">Finds what its fields are at the beginning, where that decides how long it takes.</param>
    /// <param name="foresees">Whether to look for a recollapse where the end is a time.</param>
    internal static LatticeCost Of(
        LatticeSettings settings, Func<LatticeSettings, LatticePotential, FluctuationStrength> strength, bool foresees = false)
    {
        LatticeMethod method = LatticeMethod.Find(settings.Method)!;
        LatticePotential potential = settings.CreatePotential();
        LatticeFields point = new(new LatticeGrid(1, 1), settings.Fields);
        for (int c = 0; c < settings.Fields; c++)
        {
            point.SetField(c, [settings.Initial.Field[c]]);
        }

        double curvature = potential.LargestCurvature(point),
        stable = LatticeEvolution.StableStep(method, settings.Lattice.Create(), 1, Math.Max(0, curvature));
        double automatic = LatticeRunner.AutomaticStep(stable, curvature, LatticeStart.Hubble(settings, potential));
        LatticeSchedule schedule = new(settings, LatticeRunner.StepOf(settings.Time, automatic));
        LatticeDuration duration = LatticeDuration.Of(settings, potential, strength, foresees);
        double steps = Count(settings, schedule, duration);
        double sites = Math.Pow(settings.Lattice.Sites, settings.Lattice.Dimensions) * settings.Fields;
        double site = potential.IsCompiled ? SecondsPerSite : SecondsPerSiteUncompiled;
        double single = settings.Lattice.Precision == LatticePrecision.Single ? 0.5 : 1,
        waves = settings.GravitationalWaves ? 6.0 / settings.Fields : 0;
        double measured = settings.Record.SpectraEvery > 0 ? (double)settings.Time.Points / settings.Record.SpectraEvery : 0;
        return new LatticeCost(
            SecondsAtLeast + (settings.Initial.Fluctuations is null ? 0 : SecondsPerDrawnSite * sites) + (SecondsPerStep * steps)
                + (site * single * method.Stages * steps * sites * (1 + waves))
                + (SecondsPerMeasuredSite * measured * sites),
            BytesAtLeast + settings.Memory, schedule.FirstStep, steps)
        {
            Recollapse = duration.Recollapses ? duration.End : null,
            IsFollowed = duration.IsFollowed,
        };
    }

    /// <summary>Goes through the schedule as the run will, without the fields.</summary>
    private static double Count(LatticeSettings settings, LatticeSchedule schedule, LatticeDuration duration)
    {
        double most = duration.End / schedule.Longest;
        if (!(most <= LatticeRunner.MostSteps))
        {
            return most;
        }

        double even = duration.End / schedule.FirstStep;
        if (settings.Time.To is not null && settings.Record.Snapshots.Count == 0)
        {
            return duration.Recollapses ? Math.Ceiling(even) : Math.Round(even);
        }

        double guess = Math.Ceiling(even) + (settings.Time.To is null ? StepsToMeet * (settings.Time.Points - 1) : 0);
        if (settings.Time.To is null && !duration.IsFollowed)
        {
            return guess;
        }

        double steps = 0, now = 0;
        for (long look = 0; look < (long)MostLooks * (settings.Time.Points + settings.Record.Snapshots.Count); look++)
        {
            (double efolds, double hubble) = duration.At(now);
            (bool output, bool snapshot) = schedule.Due(now, efolds);
            schedule.Met(output, snapshot);
            if (schedule.IsDone || (duration.Recollapses && now >= duration.End))
            {
                return steps;
            }

            double step = schedule.Aim(now, efolds, hubble);
            steps += schedule.StepsLeft;
            now += schedule.StepsLeft * step;
            schedule.Done(schedule.StepsLeft);
        }

        return guess;
    }
}
