using System.Diagnostics;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;
using Inflaton.Universe;

namespace Inflaton.Experiments.Universes;

/// <summary>Solves the universe of a file: background, end of inflation, power spectra.</summary>
public sealed class UniverseRunner
{
    private const int PotentialSamples = 201;

    private readonly UniverseFile file;
    private readonly StudyOptions options;
    private readonly UniverseSettings settings;
    private readonly Cosmology cosmology;
    private readonly OrderedDictionary<string, NumericArray> arrays = [];
    private readonly Dictionary<string, double> timings = [];
    private readonly List<string> warnings = [];
    private readonly List<string> failures = [];

    private UniverseRunner(UniverseFile file, StudyOptions options)
    {
        (this.file, this.options) = (file, options);
        settings = file.Settings;
        Cosmology universe = settings.Create();
        cosmology = universe with { Solver = universe.Solver with { Cancellation = options.Cancellation } };
    }

    /// <summary>Solves a universe.</summary>
    /// <param name="file">A checked universe file.</param>
    /// <param name="options">Threads, progress and cancellation; null for the defaults.</param>
    /// <exception cref="ExperimentFileException">No universe starts from the fields that the file gives.</exception>
    public static UniverseResult Run(UniverseFile file, StudyOptions? options = null) => new UniverseRunner(file, options ?? new StudyOptions()).Run();

    private UniverseResult Run()
    {
        using WorkerTeam team = new(options.Threads) { Cancellation = options.Cancellation };
        Report("background", 0);
        Stopwatch total = Stopwatch.StartNew();
        double hubble = InitialHubble();
        EndOfInflation? end = Timed("background", FindEnd);
        Background background = Timed("background", () => Follow(end));
        if (!background.IsComplete)
        {
            failures.Add(background.Message);
        }

        Keep(background);
        if (options.Watching(StudyPhase.Solving, "phi") is { } observer)
        {
            background.Field.Show(observer, background.Efolds);
        }

        Observables? found = null;
        if (settings.Perturbations is { } perturbations)
        {
            Report("perturbations", 1, new NamedValue("efolds", background.Efolds[^1]));
            found = Timed("perturbations", () => Perturb(perturbations, end, team));
        }

        SlowRoll slowRoll = cosmology.SlowRollAt(found?.Field ?? cosmology.InitialField);
        int last = background.Times.Length - 1;
        timings["total"] = total.Elapsed.TotalSeconds;
        UniverseSummary summary = new()
        {
            Name = settings.Name,
            Version = RunEnvironment.Version,
            Status = failures.Count == 0 ? UniverseStatus.Completed : UniverseStatus.Failed,
            Message = failures.Count == 0 ? null : string.Join(' ', failures),
            Potential = cosmology.Potential.Formula,
            Expansion = cosmology.Expansion.Formula,
            Fields = cosmology.Fields,
            Efolds = background.Efolds[last],
            EndTime = background.Times[last],
            EndField = background.Field.At(last).ToArray(),
            EndOfInflation = end is { IsFound: true } ? new EndSummary(end.Time, end.Efolds, end.Field, end.Hubble) : null,
            HubbleInitial = hubble,
            HubbleFinal = background.Hubble[last],
            Epsilon = slowRoll.Epsilon,
            Eta = slowRoll.Eta,
            SpectralIndex = found?.SpectralIndex,
            TensorRatio = found?.TensorRatio,
            Running = found?.Running,
            TensorIndex = found?.TensorIndex,
            Amplitude = found?.Amplitude,
            Pivot = found is null ? null : new PivotSummary(
                found.Efolds, found.Wavenumber, found.Field,
                new SlowRollSummary(slowRoll.SpectralIndex, slowRoll.TensorRatio, slowRoll.Amplitude)),
            FriedmannResidual = background.FriedmannResidual,
            Warnings = warnings,
            Timings = timings,
            Threads = options.Threads,
            Host = RunEnvironment.Host,
            Environment = RunEnvironment.Describe(),
            Settings = file.ResolvedJson,
        };
        return new UniverseResult(summary, arrays, file.ResolvedYaml);
    }

    private void Report(string part, int step, params NamedValue[] values) =>
        options.Progress?.Report(new StudyProgress(StudyPhase.Solving, part, step, settings.Perturbations is null ? 1 : 2) { Values = values });

    private double InitialHubble()
    {
        try
        {
            return cosmology.InitialHubble;
        }
        catch (ArgumentException exception)
        {
            throw new ExperimentFileException(new FileProblem(
                file.Path, 0, "initial.phi", $"[{string.Join(", ", settings.Initial.Field)}]",
                ReadableMessage.Of(exception).TrimEnd('.'), "Give other fields, or vacuum energy."));
        }
    }

    private EndOfInflation? FindEnd()
    {
        bool asked = settings.Time is { To: null, Efolds: null };
        if (!asked && (settings.Perturbations is null || !cosmology.Expansion.IsSelfConsistent))
        {
            return null;
        }

        EndOfInflation end = cosmology.FindEnd();
        if (!end.IsFound && asked)
        {
            failures.Add($"{end.Message} Give time.to or time.efolds as a number.");
        }

        return end;
    }

    /// <summary>The background at the output times; where its end cannot be found, at the beginning alone.</summary>
    private Background Follow(EndOfInflation? end)
    {
        double[] Spaced(double from, double to) =>
            [.. Enumerable.Range(0, settings.Time.Points).Select(i => i == settings.Time.Points - 1 ? to : from + ((to - from) * i / (settings.Time.Points - 1)))];
        return settings.Time.Efolds is { } efolds ? cosmology.FollowEfolds(Spaced(0, efolds))
            : settings.Time.To is { } to ? cosmology.Follow(Spaced(settings.Start, to))
            : end is { IsFound: true } ? cosmology.Follow(Spaced(settings.Start, end.Time))
            : cosmology.Follow([settings.Start]);
    }

    private void Keep(Background background)
    {
        int times = background.Times.Length, fields = cosmology.Fields;
        int[] shape = fields == 1 ? [times] : [times, fields];
        void Series(string name, double[] values) => arrays[name] = new NumericArray([times], values);

        Series("t", background.Times);
        Series("efolds", background.Efolds);
        Series("a", [.. background.Efolds.Select(n => Math.Exp(n))]);
        arrays["phi"] = new NumericArray(shape, background.Field.Values);
        arrays["phidot"] = new NumericArray(shape, background.Velocity.Values);
        Series("hubble", background.Hubble);
        Series("epsilon", background.Epsilon);
        Series("density_kinetic", background.KineticEnergy);
        Series("density_potential", background.PotentialEnergy);
        foreach ((Fluid fluid, double[] density) in cosmology.Expansion.Fluids.Zip(background.FluidDensities))
        {
            Series($"density_{fluid.Name}", density);
        }

        if (fields == 1)
        {
            (double low, double high) = (background.Field.Values.Min(), background.Field.Values.Max());
            double margin = Math.Max(0.1 * (high - low), 1e-3 * Math.Max(1, Math.Abs(high)));
            double[] samples = [.. Enumerable.Range(0, PotentialSamples).Select(
                i => low - margin + ((high - low + (2 * margin)) * i / (PotentialSamples - 1)))];
            arrays["potential_field"] = new NumericArray([PotentialSamples], samples);
            arrays["potential_value"] = new NumericArray([PotentialSamples], [.. samples.Select(field => cosmology.Energy([field]))]);
        }
    }

    private Observables? Perturb(PerturbationSettings asked, EndOfInflation? end, WorkerTeam team)
    {
        double? final = end is { IsFound: true } ? end.Efolds : settings.Time.Efolds;
        if (final is null)
        {
            failures.Add($"There is no end to take the spectra at{(end is null ? "" : $": {end.Message.TrimEnd('.')}")}. Give time.efolds.");
            return null;
        }

        if (asked.PivotEfolds > final)
        {
            failures.Add(ReadableFormat.Text(
                $"There are {final:G6} e-folds in all, fewer than the {asked.PivotEfolds:G6} of the pivot scale: begin farther up the potential (initial.phi), or lower perturbations.pivot_efolds."));
            return null;
        }

        Perturbations perturbations = new(cosmology, final.Value, asked.Options);
        Observables found = perturbations.At(asked.PivotEfolds, team);
        double ratio = asked.Highest / asked.Lowest;
        double[] relative = [.. Enumerable.Range(0, asked.Modes).Select(i => asked.Lowest * Math.Pow(ratio, (double)i / (asked.Modes - 1)))];
        PowerSpectrum spectrum = perturbations.Spectrum([.. relative.Select(k => k * found.Wavenumber)], team);
        if (double.IsNaN(found.TensorRatio) && perturbations.HasScalar)
        {
            failures.Add(perturbations.Spectrum([found.Wavenumber * 0.8]).Message
                ?? "The pivot scale could not be followed: begin farther up the potential (initial.phi).");
            return null;
        }

        if (spectrum.Message is { } message)
        {
            warnings.Add($"Some modes of k_range are missing. {message}");
        }

        if (!perturbations.HasScalar)
        {
            warnings.Add("There is no curvature perturbation of one field alone here (several fields, fluids, or a prescribed expansion): gravitational waves and spectators only.");
        }

        int modes = relative.Length;
        arrays["k"] = new NumericArray([modes], relative);
        if (perturbations.HasScalar)
        {
            arrays["power_scalar"] = new NumericArray([modes], spectrum.Scalar);
        }

        arrays["power_tensor"] = new NumericArray([modes], spectrum.Tensor);
        if (spectrum.Spectators.Count > 0)
        {
            arrays["power_spectators"] = new NumericArray([spectrum.Spectators.Count, modes], [.. spectrum.Spectators.SelectMany(power => power)]);
        }

        if (perturbations.HasScalar)
        {
            SlowRoll slowRoll = cosmology.SlowRollAt(found.Field);
            double tensorIndex = -2 * slowRoll.Epsilon;
            arrays["slow_roll_scalar"] = new NumericArray([modes], [.. relative.Select(k => slowRoll.Amplitude * Math.Pow(k, slowRoll.SpectralIndex - 1))]);
            arrays["slow_roll_tensor"] = new NumericArray(
                [modes], [.. relative.Select(k => slowRoll.TensorRatio * slowRoll.Amplitude * Math.Pow(k, tensorIndex))]);
            return found;
        }

        return null;
    }

    private T Timed<T>(string phase, Func<T> work)
    {
        Stopwatch watch = Stopwatch.StartNew();
        T result = work();
        timings[phase] = timings.GetValueOrDefault(phase) + watch.Elapsed.TotalSeconds;
        return result;
    }
}
