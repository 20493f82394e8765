using System.Diagnostics;
using System.Globalization;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Lattice;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Lattices;

/// <summary>
/// Runs the lattice of a file: sets the fields, moves them on to all times that are asked for, writes down, and keeps states to go on from.
/// </summary>
public sealed class LatticeRunner
{
    /// <summary>The step of <c>time.step: auto</c>, of the longest stable one.</summary>
    private const double AutomaticShare = 0.2;

    /// <summary>
    /// And at most so much of 1/√|V''|, so that fields that oscillate or fall as a whole, and the constraint with them, are as good as the
    /// waves.
    /// </summary>
    private const double AutomaticPhase = 0.1;

    /// <summary>And at most so much of the Hubble time 1/H, within which velocities are slowed down.</summary>
    private const double AutomaticExpansion = 0.1;

    /// <summary>More steps than these are of a file whose units are wrong.</summary>
    internal const double MostSteps = 1e13;

    private const long ChunkSites = 1 << 16;
    private const double LastPart = 0.75;

    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(50);

    private readonly LatticeFile file;
    private readonly LatticeOptions options;
    private readonly WorkerTeam team;
    private readonly LatticeSettings settings;
    private readonly LatticePotential potential;
    private readonly Expansion expansion;
    private readonly LatticeMethod method;
    private readonly LatticeRecorder recorder;
    private readonly LatticeStateFile? stateFile;
    private readonly LatticeWarnings warnings;
    private readonly DefectLaw defects;
    private readonly List<string> notes = [];
    private double stable;
    private readonly Stopwatch total = Stopwatch.StartNew();
    private readonly Stopwatch stepping = new();
    private readonly Stopwatch measuring = new();
    private readonly SinceSaved sinceSave;
    private readonly Stopwatch sinceReport = new();

    private LatticeRunner(LatticeFile file, LatticeOptions options, WorkerTeam team)
    {
        (this.file, this.options, this.team) = (file, options, team);
        sinceSave = new SinceSaved(options);
        settings = file.Settings;
        potential = settings.CreatePotential();
        expansion = settings.Universe.Create();
        method = LatticeMethod.Find(settings.Method)!;
        recorder = new LatticeRecorder(settings, potential, team);
        stateFile = StudyState.FolderOf(options) is { } folder ? new LatticeStateFile(folder, file) : null;
        warnings = new LatticeWarnings(settings);
        defects = new DefectLaw(settings.Lattice, potential);
    }

    /// <summary>Runs a lattice.</summary>
    /// <param name="file">A checked lattice file.</param>
    /// <param name="options">Threads, folder, whether to go on, progress and cancellation; null for the defaults.</param>
    /// <exception cref="ExperimentFileException">The start file, the step or the energy at the beginning cannot be used.</exception>
    /// <exception cref="ArgumentException">There is no state to go on from, or it is of another file.</exception>
    public static LatticeResult Run(LatticeFile file, LatticeOptions? options = null)
    {
        options ??= new LatticeOptions();
        // The team does not know of the cancellation: a step that has begun is finished, so that the fields are all at one time.
        using WorkerTeam team = new(options.Threads);
        return StudyState.GoOn(
            options.StateDirectory, LatticeStateFile.Name, () => new LatticeRunner(file, options with { Resume = true }, team).Run(),
            () => new LatticeRunner(file, options, team).Run());
    }

    private LatticeResult Run()
    {
        options.Progress?.Report(new StudyProgress(StudyPhase.Preparing, "fields"));
        (LatticeEvolution evolution, LatticeSchedule schedule) = Begin();
        double prepared = total.Elapsed.TotalSeconds;
        long before = evolution.Steps;
        bool interrupted = false;
        try
        {
            Evolve(evolution, schedule);
        }
        catch (OperationCanceledException) when (options.Cancellation.IsCancellationRequested)
        {
            interrupted = true;
            Save(evolution, schedule);
        }

        return Result(evolution, schedule, evolution.Steps - before, prepared, interrupted);
    }

    /// <summary>Refuses single precision where densities and slopes would be lost below its smallest numbers, or its largest.</summary>
    private void RequireRange(LatticeFields fields)
    {
        if (fields.Precision != LatticePrecision.Single)
        {
            return;
        }

        const double smallest = 1e-30, largest = 1e30;
        const int most = 512;
        int every = Math.Max(1, fields.Grid.Sites / most);
        double density = 0;
        double[] point = new double[fields.Components];
        for (int site = 0; site < fields.Grid.Sites; site += every)
        {
            double kinetic = 0;
            for (int c = 0; c < point.Length; c++)
            {
                double momentum = 0;
                fields.CopyField(c, new Span<double>(ref point[c]), site);
                fields.CopyMomentum(c, new Span<double>(ref momentum), site);
                kinetic += momentum * momentum / 2;
            }

            density = Math.Max(density, Math.Max(kinetic, Math.Abs(potential.Value(point))));
        }

        if (density is > 0 and < smallest or > largest)
        {
            throw file.Refusal(
                "lattice.precision", "single",
                ReadableFormat.Text($"does not hold energies like those at the beginning, {density:G3}: numbers of single precision reach ")
                    + "from 1e-38 to 3e38, and need room around",
                "Take double, or other units: fields and times that are not so far from 1.");
        }
    }

    private (LatticeEvolution Evolution, LatticeSchedule Schedule) Begin()
    {
        if (options.Resume)
        {
            return GoOn();
        }

        LatticeFields fields = LatticeStart.Of(file, potential, team);
        RequireRange(fields);
        double curvature = potential.LargestCurvature(fields);
        stable = LatticeEvolution.StableStep(method, fields.Grid, 1, Math.Max(0, curvature));
        LatticeSchedule schedule = new(settings, LongestStep(curvature));
        Note(schedule);
        try
        {
            LatticeEvolution evolution = new(fields, potential, expansion, method, schedule.FirstStep, team);
            if (evolution.Status != LatticeStatus.Sound)
            {
                throw file.Refusal(
                    "initial", null, "starts fields whose energy is not a number: V has none there, or they are too large for doubles",
                    "Give other fields, weaker fluctuations, or another potential.");
            }

            if (recorder.Waves is { } waves)
            {
                evolution.Accompany(waves);
            }

            return (evolution, schedule);
        }
        catch (ArgumentException exception)
        {
            string problem = ReadableMessage.Of(exception).TrimEnd('.');
            throw exception.ParamName == "fields"
                ? file.Refusal("initial.phi", null, $"start no universe: {char.ToLowerInvariant(problem[0])}{problem[1..]}",
                    "Give other fields, add a constant to the potential, or give universe.friedmann.fluids.vacuum.")
                : file.Refusal("time.step", null, $"does not go with the method: {char.ToLowerInvariant(problem[0])}{problem[1..]}",
                    "Give a shorter step, or method: leapfrog.");
        }
    }

    private (LatticeEvolution Evolution, LatticeSchedule Schedule) GoOn()
    {
        LatticeStateFile kept = stateFile
            ?? throw new ArgumentException("A state to go on from is in a folder: give one.", nameof(options));
        LatticeFields fields = new(settings.Lattice.Create(), settings.Fields, settings.Lattice.Precision);
        (LatticeState state, LatticeSchedule schedule, stable, IReadOnlyDictionary<string, NumericArray> further) =
            kept.Read(fields, recorder.Series);
        if (!recorder.HasMet(schedule.Outputs, schedule.Snapshots))
        {
            throw kept.Incomplete();
        }

        Note(schedule);
        LatticeEvolution evolution = new(fields, potential, expansion, method, state, team);
        if (!schedule.IsAheadOf(evolution))
        {
            throw kept.Incomplete();
        }

        if (recorder.Waves is { } restored)
        {
            for (int i = 0; i < GravitationalWaves.Components.Count; i++)
            {
                Restore($"strain_{i}", restored.Strain(i));
                Restore($"rate_{i}", restored.Momentum(i));
            }

            evolution.Accompany(restored, goesOn: true);
        }

        return (evolution, schedule);

        void Restore(string name, Span<double> into)
        {
            if (further.GetValueOrDefault(name)?.Values is not { } values || values.Length != into.Length)
            {
                throw kept.Incomplete();
            }

            values.CopyTo(into);
        }
    }

    private void Note(LatticeSchedule schedule) => notes.Add(settings.Time.Step is null
        ? $"Steps of {ReadableNumber.Of(schedule.FirstStep)}; the longest stable one at the beginning is {ReadableNumber.Of(stable)}."
        : $"Steps of {ReadableNumber.Of(schedule.FirstStep)}, "
            + $"{ReadableNumber.Percent(schedule.FirstStep / stable)} of the longest stable one at the beginning.");

    private double LongestStep(double curvature)
    {
        if (settings.Time.Step is { } step)
        {
            return step <= stable ? step : throw file.Refusal(
                "time.step", null,
                $"is longer than the longest stable step of {method.Name} on this lattice, {ReadableNumber.Round(stable * (1 - 5e-4), 4)}, "
                    + "beyond which its shortest waves grow without end",
                "Give a shorter one; auto takes a fifth of the longest, for accuracy.");
        }

        // H does not grow, so that e-folds take at least so long.
        double hubble = LatticeStart.Hubble(settings, potential), automatic = AutomaticStep(stable, curvature, hubble);
        (string key, double end) = settings.Time.To is { } to ? ("time.to", to) : ("time.efolds", settings.Time.Efolds!.Value);
        double span = settings.Time.To ?? (end / hubble);
        if (span / automatic > MostSteps && double.IsFinite(span))
        {
            throw file.Refusal(
                key, string.Create(CultureInfo.InvariantCulture, $"{end:R}"),
                $"takes {ReadableNumber.Of(span / automatic, 2)} steps of {ReadableNumber.Of(automatic, 3)}: "
                + "the longest stable step on this lattice, whose largest V'' is "
                + $"{ReadableNumber.Of(curvature, 3)}, is {ReadableNumber.Of(stable, 3)}, and the Hubble time 1/H "
                + $"{(hubble == 0 ? "without end" : ReadableNumber.Of(1 / hubble, 3))}",
                "End before, or give fields and times in units in which V'', H and the spacing are nearer to 1.");
        }

        return StepOf(settings.Time, automatic);
    }

    /// <summary>The longest step: the file's, or that of <c>time.step: auto</c>; from output to output where nothing oscillates.</summary>
    /// <param name="time">The file's section.</param>
    /// <param name="automatic">From <see cref="AutomaticStep"/>.</param>
    internal static double StepOf(LatticeTimeSettings time, double automatic) =>
        time.Step ?? (double.IsFinite(automatic) ? automatic : (time.To ?? 1) / (time.Points - 1));

    /// <summary>The step of <c>time.step: auto</c>; infinite where nothing oscillates or expands.</summary>
    /// <param name="stable">The longest stable step at the beginning.</param>
    /// <param name="curvature">The largest V'' at the beginning.</param>
    /// <param name="hubble">H of the means at the beginning.</param>
    public static double AutomaticStep(double stable, double curvature, double hubble) =>
        Math.Min(Math.Min(AutomaticShare * stable, AutomaticPhase / Math.Sqrt(Math.Abs(curvature))), AutomaticExpansion / hubble);

    private void Evolve(LatticeEvolution evolution, LatticeSchedule schedule)
    {
        long chunk = Math.Max(1, ChunkSites / ((long)evolution.Fields.Grid.Sites * settings.Fields));
        while (true)
        {
            Measure(evolution, schedule);
            if (schedule.IsDone || evolution.Status != LatticeStatus.Sound)
            {
                return;
            }

            stepping.Start();
            if (schedule.StepsLeft == 0)
            {
                schedule.Aim(evolution);
            }

            long before = evolution.Steps;
            try
            {
                evolution.Advance(Math.Min(chunk, schedule.StepsLeft), options.Cancellation);
            }
            finally
            {
                stepping.Stop();
                schedule.Done(evolution.Steps - before);
            }

            if (options.SaveEvery > TimeSpan.Zero && sinceSave.Elapsed >= options.SaveEvery)
            {
                Save(evolution, schedule);
            }

            Report(evolution, schedule);
        }
    }

    /// <summary>Writes down what is due.</summary>
    private void Measure(LatticeEvolution evolution, LatticeSchedule schedule)
    {
        if (evolution.Status == LatticeStatus.NotFinite)
        {
            // What is written down ends where there were numbers.
            return;
        }

        (bool output, bool snapshot) = schedule.Due(evolution);
        bool broken = evolution.Status == LatticeStatus.Recollapsed && !output;
        if (!output && !snapshot && !broken)
        {
            return;
        }

        measuring.Start();
        double time = schedule.TimeOf(evolution);
        if (output || broken)
        {
            bool isLast = broken || schedule.Outputs == settings.Time.Points - 1;
            warnings.Look(evolution, time, recorder.IsOfSpectra(isLast) ? potential.LargestCurvature(evolution.Fields) : null);
            recorder.Output(evolution, time, isLast);
            Show(evolution, time);
        }

        if (snapshot)
        {
            recorder.Snapshot(evolution, time);
        }

        schedule.Met(output, snapshot);
        measuring.Stop();
        if (options.SaveEvery == TimeSpan.Zero && evolution.Steps > 0)
        {
            Save(evolution, schedule);
        }
    }

    private void Save(LatticeEvolution evolution, LatticeSchedule schedule)
    {
        if (evolution.Status != LatticeStatus.Sound)
        {
            // There is nothing to go on with.
            return;
        }

        IEnumerable<KeyValuePair<string, NumericArray>> further = recorder.Waves is not { } waves ? []
            : GravitationalWaves.Components.SelectMany((_, i) => new[]
            {
                KeyValuePair.Create($"strain_{i}", new NumericArray([waves.Strain(i).Length], waves.Strain(i).ToArray())),
                KeyValuePair.Create($"rate_{i}", new NumericArray([waves.Momentum(i).Length], waves.Momentum(i).ToArray())),
            });
        StudyState.BeforeWriting(options);
        stateFile?.Write(evolution, schedule, stable, recorder.Series, further);
        sinceSave.Restart();
    }

    private void Report(LatticeEvolution evolution, LatticeSchedule schedule)
    {
        if (options.Progress is not { } progress || (sinceReport.IsRunning && sinceReport.Elapsed < BetweenReports))
        {
            return;
        }

        sinceReport.Restart();
        double done = schedule.Fraction(evolution), elapsed = total.Elapsed.TotalSeconds;
        const long parts = 1000;
        progress.Report(new StudyProgress(StudyPhase.Solving, "lattice", (long)(done * parts), parts)
        {
            Values =
            [
                new NamedValue("time", evolution.Time),
                new NamedValue("efolds", evolution.Efolds),
                .. done > 0 ? [new NamedValue("seconds_left", elapsed * (1 - done) / done)] : (NamedValue[])[],
            ],
        });
    }

    private void Show(LatticeEvolution evolution, double time)
    {
        if (options.Watching(StudyPhase.Solving, "phi") is not { } observer)
        {
            return;
        }

        int sites = evolution.Fields.Grid.Sites;
        double[] all = new double[sites * settings.Fields];
        for (int c = 0; c < settings.Fields; c++)
        {
            evolution.Fields.CopyField(c, all.AsSpan(c * sites, sites));
        }

        observer(new FieldState(time, evolution.Efolds, all));
    }

    private LatticeResult Result(
        LatticeEvolution evolution, LatticeSchedule schedule, long steps, double prepared, bool interrupted)
    {
        OrderedDictionary<string, NumericArray> arrays = recorder.Arrays();
        double[] time = arrays["time"].Values, constraint = arrays["constraint"].Values;
        LatticeRunStatus status = interrupted ? LatticeRunStatus.Interrupted
            : evolution.Status == LatticeStatus.NotFinite ? LatticeRunStatus.Diverged
            : evolution.Status == LatticeStatus.Recollapsed ? LatticeRunStatus.Recollapsed
            : LatticeRunStatus.Completed;
        int fields = settings.Fields;
        bool isLost = status == LatticeRunStatus.Diverged;
        LatticeRunSummary summary = new()
        {
            Name = settings.Name,
            Version = RunEnvironment.Version,
            Status = status,
            Message = Message(status, evolution, arrays),
            Potential = potential.Formula,
            Expansion = expansion.Formula,
            Fields = fields,
            Dimensions = settings.Lattice.Dimensions,
            Sites = evolution.Fields.Grid.Sites,
            Length = settings.Lattice.Length,
            Spacing = settings.Lattice.Spacing,
            Method = method.Name,
            Order = method.Order,
            Steps = evolution.Steps,
            TimeStep = schedule.FirstStep,
            LargestStableStep = double.IsFinite(stable) ? stable : null,
            EndTime = status is LatticeRunStatus.Completed || isLost ? time[^1] : evolution.Time,
            Efolds = isLost ? Math.Log(arrays["a"].Values[^1]) : evolution.Efolds,
            ScaleFactor = isLost ? arrays["a"].Values[^1] : evolution.ScaleFactor,
            HubbleInitial = arrays["hubble"].Values.FirstOrDefault(evolution.Hubble),
            HubbleFinal = isLost ? arrays["hubble"].Values[^1] : evolution.Hubble,
            Constraint = expansion.IsSelfConsistent ? LatticeWarnings.LargestConstraint(constraint, status) : null,
            EnergyDrift = settings.Universe.IsStatic ? Drift(arrays) : null,
            EquationOfState = Pressure(arrays),
            Mean = [.. arrays["mean"].Values.TakeLast(fields)],
            Rms = [.. arrays["rms"].Values.TakeLast(fields)],
            Energy = isLost
                ? new LatticeEnergySummary(arrays["kinetic"].Values[^1], arrays["gradient"].Values[^1], arrays["potential"].Values[^1])
                : new LatticeEnergySummary(evolution.Energy.Kinetic, evolution.Energy.Gradient, evolution.Energy.Potential),
            Defects = defects.Of(arrays),
            GravitationalWaves = Waves(arrays),
            SiteStepsPerSecond = steps == 0
                ? 0
                : steps * (double)evolution.Fields.Grid.Sites / Math.Max(stepping.Elapsed.TotalSeconds, 1e-9),
            FieldBytes = evolution.Fields.Size,
            // Where numbers end, what led there is one thing, and the message says it.
            Warnings = isLost ? [] : [.. warnings.Of(arrays, status), .. defects.Warnings(arrays)],
            Notes = notes,
            Timings = new Dictionary<string, double>
            {
                ["start"] = prepared,
                ["evolution"] = stepping.Elapsed.TotalSeconds,
                ["measuring"] = measuring.Elapsed.TotalSeconds,
                ["total"] = total.Elapsed.TotalSeconds,
            },
            Threads = options.Threads,
            Host = RunEnvironment.Host,
            Environment = RunEnvironment.Describe(),
            Settings = file.ResolvedJson(options.OutputDirectory),
        };
        return new LatticeResult(summary, arrays, file.ResolvedYaml(options.OutputDirectory)) { Record = settings.Record };
    }

    private string? Message(LatticeRunStatus status, LatticeEvolution evolution, OrderedDictionary<string, NumericArray> arrays)
    {
        double hubble = arrays["hubble"].Values[^1], before = arrays["potential"].Values[0], last = arrays["potential"].Values[^1];
        string until = $"Arrays and numbers are those up to t = {ReadableNumber.Of(arrays["time"].Values[^1])}.";
        string at = $"At t = {ReadableNumber.Of(evolution.Time)} (step {ReadableNumber.Of(evolution.Steps)})";
        return status switch
        {
            LatticeRunStatus.Interrupted =>
                $"{at} it was stopped.{(stateFile is null ? "" : $" The same command with --resume goes on from {stateFile.Path}.")}",
            LatticeRunStatus.Diverged when evolution.IsSelfConsistent && evolution.TimeStep * hubble > 1 =>
                $"{at} the scale factor left the finite numbers: steps of {ReadableNumber.Of(evolution.TimeStep)} are too long "
                    + $"beside the Hubble time, {ReadableNumber.Of(1 / hubble, 3)}. Give a shorter time.step. {until}",
            LatticeRunStatus.Diverged when last < Math.Min(before, 0) =>
                $"{at} a field left the finite numbers: the potential falls without end where the fields went, ⟨V⟩ from "
                    + $"{ReadableNumber.Of(before, 3)} to {ReadableNumber.Of(last, 3)}. Give another potential, or end before. {until}",
            LatticeRunStatus.Diverged =>
                $"{at} a field left the finite numbers: where the fields went the potential falls without end, or is so steep that steps "
                    + $"of {ReadableNumber.Of(evolution.TimeStep)} are too long ({ReadableNumber.Of(stable)} was stable at the beginning). "
                    + $"Give a shorter time.step, or another potential. {until}",
            LatticeRunStatus.Recollapsed =>
                $"{at} H came down to 0: from here the universe contracts, which is not followed. "
                    + "A potential that falls below 0 does that; add a constant to it, or end before.",
            _ => null,
        };
    }

    private static WavesSummary? Waves(OrderedDictionary<string, NumericArray> arrays)
    {
        if (!arrays.TryGetValue("gw_omega_today", out NumericArray? today))
        {
            return null;
        }

        int bins = today.Values.Length;
        double[] omega = arrays["gw_omega"].Values[^bins..];
        int peak = Array.IndexOf(omega, omega.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Max());
        return new WavesSummary(
            arrays["gw_density"].Values[^1], peak < 0 ? null : omega[peak], peak < 0 ? null : arrays["k_mean"].Values[peak],
            peak < 0 ? null : today.Values[peak], peak < 0 ? null : arrays["gw_frequency_today"].Values[peak]);
    }

    private static double? Drift(OrderedDictionary<string, NumericArray> arrays)
    {
        double[] total = [.. Enumerable.Range(0, arrays["time"].Values.Length).Select(i => Density(arrays, i))];
        return total is [not 0, ..] ? total.Max(value => Math.Abs((value / total[0]) - 1)) : null;
    }

    private static double Density(OrderedDictionary<string, NumericArray> arrays, int i) =>
        arrays["kinetic"].Values[i] + arrays["gradient"].Values[i] + arrays["potential"].Values[i];

    /// <summary>∫p dt/∫ρ dt over the last part, by trapezoids.</summary>
    private static double? Pressure(OrderedDictionary<string, NumericArray> arrays)
    {
        double[] time = arrays["time"].Values, w = arrays["equation_of_state"].Values;
        double pressure = 0, density = 0;
        for (int i = 1; i < time.Length; i++)
        {
            if (time[i - 1] >= LastPart * time[^1])
            {
                double half = (time[i] - time[i - 1]) / 2, before = Density(arrays, i - 1), after = Density(arrays, i);
                density += half * (before + after);
                pressure += half * ((w[i - 1] * before) + (w[i] * after));
            }
        }

        return density != 0 && double.IsFinite(pressure / density) ? pressure / density : null;
    }
}
