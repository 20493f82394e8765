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

    /// <summary>Places along each of two fields at which V is kept for its contours.</summary>
    private const int PlaneSamples = 41;

    /// <summary>Times at which the pivot's mode is kept along the way, and e-folds before its exit where they begin.</summary>
    private const int EvolutionSamples = 33;
    private const double EvolutionBefore = 2;

    /// <summary>N* of the line in the plane of n_s and r.</summary>
    private static readonly double[] TrackEfolds = [50, 55, 60];

    /// <summary>GeV; Hasegawa et al., JCAP 12 (2019) 012.</summary>
    private const double ColdestTemperature = 4e-3;

    /// <summary>Where the two ways to H differ by more than this, something other than rounding is the cause.</summary>
    private const double LargestResidual = 1e-4;

    private readonly UniverseFile file;
    private readonly StudyOptions options;
    private readonly UniverseSettings settings;
    private Cosmology cosmology;
    private double pivotEfolds;
    private double? normalization;
    private Reheating? reheating;
    private PeakSummary? peak;
    private BlackHoleSummary? blackHoles;
    private TransferFunctions? transfer;
    private NonGaussianity? nonGaussianity;
    private StochasticSummary? stochastic;
    private TodaySummary? today;
    private readonly OrderedDictionary<string, NumericArray> arrays = [];
    private readonly PhaseTimings timings = new();
    private readonly List<string> warnings = [];
    private readonly List<string> failures = [], notes = [];

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
    public static UniverseResult Run(UniverseFile file, StudyOptions? options = null) =>
        new UniverseRunner(file, options ?? new StudyOptions()).Run();

    private UniverseResult Run()
    {
        using WorkerTeam team = new(options.Threads) { Cancellation = options.Cancellation };
        Report("background", 0);
        double hubble = InitialHubble();
        if (settings.Normalize is { } normalize)
        {
            timings.Of("perturbations", () => Normalize(normalize.Amplitude));
            hubble = InitialHubble();
        }

        EndOfInflation? end = timings.Of("background", FindEnd);
        Background background = timings.Of("background", () => Follow(end));
        if (!background.IsComplete)
        {
            failures.Add(background.Message);
        }

        if (background.FriedmannResidual > LargestResidual)
        {
            warnings.Add(
                ReadableFormat.Text($"H by the energy and H by Ḣ differ by {background.FriedmannResidual:G2} of it: ")
                + "the equations are not solved. Either the potential jumps, and its derivatives do not know it "
                + "(make steps smooth, for instance by tanh), or tolerance is too loose.");
        }

        Keep(background);
        if (cosmology.Expansion.IsSelfConsistent)
        {
            KeepShares(background);
        }

        if (options.Watching(StudyPhase.Solving, "phi") is { } observer)
        {
            background.Field.Show(observer, background.Efolds);
        }

        Observables? found = null;
        if (settings.Perturbations is { } perturbations)
        {
            Report("perturbations", 1, new NamedValue("efolds", background.Efolds[^1]));
            found = timings.Of("perturbations", () => Perturb(perturbations, end, team));
        }

        if (settings.Stochastic is { } noise)
        {
            Report("stochastic", settings.Perturbations is null ? 1 : 2);
            stochastic = timings.Of(
                "stochastic",
                () => new StochasticReading(noise, cosmology, arrays, warnings, failures).Read(end, settings.Time.End, team));
        }

        Observables? scalar = found is not null && double.IsFinite(found.Amplitude) ? found : null;
        SlowRoll slowRoll = cosmology.SlowRollAt(found?.Field ?? cosmology.InitialField);
        int last = background.Times.Length - 1;
        UniverseSummary summary = new()
        {
            Name = settings.Name,
            Version = RunEnvironment.Version,
            Status = failures.Count == 0 ? UniverseStatus.Completed : UniverseStatus.Failed,
            Message = failures.Count == 0 ? null : string.Join(' ', Failures()),
            Potential = cosmology.Potential.Formula,
            PotentialNotation = Notation(),
            Metric = cosmology.Space?.Formula,
            Expansion = cosmology.Expansion.Formula,
            Fields = cosmology.Fields,
            Efolds = background.Efolds[last],
            EndTime = background.Times[last],
            EndField = background.Field.At(last).ToArray(),
            EndOfInflation = end is { IsFound: true } ? new EndSummary(end.Time, end.Efolds, end.Field, end.Hubble) : null,
            Fate = end?.Fate,
            InflationIntervals = [.. end?.Intervals.Select(interval => new[] { interval.Start, interval.End }) ?? []],
            HubbleInitial = hubble,
            HubbleFinal = background.Hubble[last],
            Epsilon = slowRoll.Epsilon,
            Eta = slowRoll.Eta,
            SpectralIndex = scalar?.SpectralIndex,
            SpectralIndexError = scalar?.SpectralIndexError,
            TensorRatio = scalar?.TensorRatio,
            Running = scalar?.Running,
            TensorIndex = Finite(found?.TensorIndex),
            Amplitude = scalar?.Amplitude,
            TensorAmplitude = Finite(found?.TensorAmplitude),
            Isocurvature = scalar?.Spectrum.Isocurvature is [var isocurvature] ? isocurvature : null,
            Correlation = scalar?.Spectrum.Correlation is [var correlation] ? correlation : null,
            TurnRate = Finite(transfer?.TurnRate),
            EntropyMass = Finite(transfer?.EntropyMass),
            CurvatureFromEntropy = cosmology.Fields == 2 ? Finite(transfer?.CurvatureFromEntropy) : null,
            EntropyFromEntropy = cosmology.Fields == 2 ? Finite(transfer?.EntropyFromEntropy) : null,
            NonGaussianity = Finite(nonGaussianity?.Value),
            NonGaussianityError = Finite(nonGaussianity?.Error),
            NonGaussianityDrift = Finite(nonGaussianity?.Drift),
            NonGaussianityVelocityEffect = Finite(nonGaussianity?.VelocityEffect),
            SpectatorPower = [.. found?.Spectrum.Spectators.Select(power => power[0]) ?? []],
            SpectrumEfolds = found?.Spectrum.Efolds,
            PivotDrift = scalar?.Spectrum.ScalarDrift[0],
            Pivot = found is null ? null : new PivotSummary(
                pivotEfolds, found.Wavenumber, found.Field,
                new SlowRollSummary(slowRoll.SpectralIndex, slowRoll.TensorRatio, slowRoll.Amplitude), found.LogWavenumber),
            Normalization = normalization,
            Reheating = reheating is null ? null : new ReheatingSummary(
                reheating.Efolds, reheating.Temperature, reheating.HighestTemperature, reheating.LogExpansion),
            Peak = peak,
            BlackHoles = blackHoles,
            Today = today,
            Stochastic = stochastic,
            FriedmannResidual = background.FriedmannResidual,
            Warnings = warnings,
            Notes = notes,
            Timings = timings.WithTotal(),
            Threads = options.Threads,
            Host = RunEnvironment.Host,
            Environment = RunEnvironment.Describe(),
            Settings = file.ResolvedJson(),
        };
        return new UniverseResult(summary, arrays, file.ResolvedYaml());
    }

    /// <summary>What failed, each said once: one that another tells the consequences of is in it already.</summary>
    private IEnumerable<string> Failures() => failures.Distinct().Where(
        one => !failures.Any(other => other != one && other.Contains(one.TrimEnd('.'), StringComparison.Ordinal)));

    private void Report(string part, int step, params NamedValue[] values) =>
        options.Progress?.Report(
            new StudyProgress(
                StudyPhase.Solving, part, step, 1 + (settings.Perturbations is null ? 0 : 1) + (settings.Stochastic is null ? 0 : 1))
            {
                Values = values,
            });

    /// <summary>V in symbols, of several fields and normalised as it may be.</summary>
    private string Notation()
    {
        string own = settings.Potential.Notation ?? settings.Potential.Create(cosmology.Fields).Formula;
        string whole = cosmology.Fields > 1 && settings.Potential is not ExpressionSettings ? $"Σ {own}, summed over the fields" : own;
        return normalization is { } factor ? $"κ ({whole}), κ = {ReadableNumber.Of(factor, 6)}" : whole;
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private double InitialHubble()
    {
        try
        {
            return cosmology.InitialHubble;
        }
        catch (ArgumentException exception)
        {
            bool isMetric = exception.ParamName == nameof(Cosmology.Space);
            throw file.Refusal(
                isMetric ? "metric.expression" : "initial.phi", null, ReadableMessage.Of(exception).TrimEnd('.'),
                isMetric ? "Give other fields (initial.phi), or another metric." : "Give other fields, or vacuum energy.");
        }
    }

    /// <summary>
    /// Scales the potential until P_s of the pivot is as asked for. Everything is solved again each time, so that it does not matter what
    /// else depends on the scale: N* by way of reheating, fluids, velocities that are given.
    /// </summary>
    private bool Normalize(double amplitude)
    {
        const int most = 40;
        const double accuracy = 1e-10;
        Cosmology plain = cosmology;
        double factor = 1;
        string why = "P_s of the pivot does not settle";
        for (int i = 0; i < most; i++)
        {
            cosmology = plain with { Potential = plain.Potential.Times(factor) };
            if (PivotScale.Of(cosmology, settings, cosmology.FindEnd(settings.Time.End), out string problem) is not { } pivot)
            {
                why = problem.TrimEnd('.');
                break;
            }

            double found = pivot.Perturbations.HasScalar
                ? pivot.Perturbations.SpectrumAt([pivot.Perturbations.LogWavenumber(pivot.Left)]).Scalar[0]
                : double.NaN;
            if (!(found > 0 && double.IsFinite(found)))
            {
                why = "there is no curvature perturbation at the pivot";
                break;
            }

            if (Math.Abs((found / amplitude) - 1) <= accuracy)
            {
                normalization = factor;
                return true;
            }

            factor *= amplitude / found;
        }

        cosmology = plain;
        failures.Add($"The potential could not be normalised, and stands as it is in the file: {why}.");
        return false;
    }

    private EndOfInflation? FindEnd()
    {
        bool asked = settings.Time is { To: null, Efolds: null };
        if (!asked && (settings.Perturbations is null || !cosmology.Expansion.IsSelfConsistent))
        {
            return null;
        }

        EndOfInflation end = cosmology.FindEnd(settings.Time.End);
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
            [.. Enumerable.Range(0, settings.Time.Points)
                .Select(i => i == settings.Time.Points - 1 ? to : from + ((to - from) * i / (settings.Time.Points - 1)))];
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

        if (fields > 1)
        {
            PathGeometry path = PathGeometry.Of(cosmology, background);
            Series("turn_rate", path.TurnRate);
            arrays["mode_masses"] = new NumericArray([times, fields], path.Masses);
            if (path.EntropyMass.Length > 0)
            {
                Series("entropy_mass", path.EntropyMass);
            }
        }

        double[] Range(int field, int count)
        {
            double[] along = [.. background.Field.Values.Where((_, i) => i % fields == field)];
            (double low, double high) = (along.Min(), along.Max());
            double margin = Math.Max(0.1 * (high - low), 1e-3 * Math.Max(1, Math.Abs(high)));
            return [.. Enumerable.Range(0, count).Select(i => low - margin + ((high - low + (2 * margin)) * i / (count - 1)))];
        }

        if (fields == 2)
        {
            double[] first = Range(0, PlaneSamples), second = Range(1, PlaneSamples);
            Line("plane_phi1", first);
            Line("plane_phi2", second);
            arrays["plane_potential"] = new NumericArray(
                [PlaneSamples, PlaneSamples], [.. first.SelectMany(one => second.Select(other => cosmology.Energy([one, other])))]);
        }

        void Line(string name, double[] values) => arrays[name] = new NumericArray([values.Length], values);

        if (fields == 1)
        {
            double[] samples = Range(0, PotentialSamples);
            arrays["potential_field"] = new NumericArray([PotentialSamples], samples);
            arrays["potential_value"] = new NumericArray([PotentialSamples], [.. samples.Select(field => cosmology.Energy([field]))]);
        }
    }

    /// <summary>Ω and w at the output times, and redshifts from today.</summary>
    private void KeepShares(Background background)
    {
        int times = background.Times.Length;
        void Series(string name, Func<int, double> value) =>
            arrays[name] = new NumericArray([times], [.. Enumerable.Range(0, times).Select(value)]);
        double Whole(int i) => 3 * background.Hubble[i] * background.Hubble[i];
        double[] kinetic = background.KineticEnergy, potential = background.PotentialEnergy;

        Series("omega_field", i => (kinetic[i] + potential[i]) / Whole(i));
        foreach ((Fluid fluid, double[] density) in cosmology.Expansion.Fluids.Zip(background.FluidDensities))
        {
            Series($"omega_{fluid.Name}", i => density[i] / Whole(i));
        }

        Series("w_field", i => (kinetic[i] - potential[i]) / (kinetic[i] + potential[i]));
        Series("w_total", i => (2 * background.Epsilon[i] / 3) - 1);
        if (settings.Today is not { } asked)
        {
            return;
        }

        if (asked.In(cosmology, background.Efolds[^1], out string problem) is not { } found)
        {
            failures.Add($"There is no today: {problem}. Give a later time.efolds, or another today.");
            return;
        }

        Series("z", i => Math.Exp(found.Efolds - background.Efolds[i]) - 1);
        Series("hubble_ratio", i => background.Hubble[i] / found.Hubble);
        today = new TodaySummary
        {
            Efolds = found.Efolds,
            Time = found.Time,
            Hubble = found.Hubble,
            Age = found.Hubble * found.Time,
            Field = found.Field,
            OmegaField = found.FieldShare,
            OmegaFluids = found.FluidShares,
            EquationOfState = Finite(found.FieldEquationOfState),
            EquationOfStateSlope = Finite(found.FieldEquationOfStateSlope),
            TotalEquationOfState = found.TotalEquationOfState,
        };
    }

    private Observables? Perturb(PerturbationSettings asked, EndOfInflation? end, WorkerTeam team)
    {
        if (PivotScale.Of(cosmology, settings, end, out string problem) is not { } pivot)
        {
            failures.Add(problem);
            return null;
        }

        (Perturbations perturbations, pivotEfolds, double left, reheating) = pivot;
        Observables found = perturbations.At(left, team);
        double ratio = asked.Highest / asked.Lowest;
        double[] relative =
            [.. Enumerable.Range(0, asked.Modes).Select(i => asked.Lowest * Math.Pow(ratio, (double)i / (asked.Modes - 1)))];
        PowerSpectrum spectrum = perturbations.SpectrumAt([.. relative.Select(k => Math.Log(k) + found.LogWavenumber)], team);
        Judge(perturbations, found, spectrum, end);
        if (perturbations.HasScalar && cosmology.Fields > 1)
        {
            KeepTransfer(perturbations.Transfer(left));
        }

        KeepEvolution(perturbations, asked, left, found.LogWavenumber);
        if (asked.NonGaussianity)
        {
            nonGaussianity = FindNonGaussianity(perturbations, left, team);
        }

        KeepTrack(perturbations, left - pivotEfolds, team);
        KeepPeak([.. relative.Select(k => Radiation.Pivot * k)], spectrum, perturbations.LogWavenumber(0));
        Keep(relative, spectrum, perturbations.HasScalar);
        if (perturbations.HasScalar)
        {
            SlowRoll slowRoll = cosmology.SlowRollAt(found.Field);
            double tensorIndex = -2 * slowRoll.Epsilon;
            int[] shape = [relative.Length];
            arrays["slow_roll_scalar"] = new NumericArray(
                shape, [.. relative.Select(k => slowRoll.Amplitude * Math.Pow(k, slowRoll.SpectralIndex - 1))]);
            arrays["slow_roll_tensor"] = new NumericArray(
                shape, [.. relative.Select(k => slowRoll.TensorRatio * slowRoll.Amplitude * Math.Pow(k, tensorIndex))]);
        }

        return found;
    }

    /// <summary>
    /// Powers of the pivot's mode from shortly before its exit to where the spectra are taken: each as if they were taken there.
    /// </summary>
    private void KeepEvolution(Perturbations perturbations, PerturbationSettings asked, double left, double logWavenumber)
    {
        if (!options.Figures || !perturbations.HasScalar || cosmology.Fields == 1)
        {
            return;
        }

        double end = perturbations.Efolds, from = Math.Max(end - left - EvolutionBefore, 0.1 * Math.Min(1, end));
        double[] efolds = [.. Enumerable.Range(0, EvolutionSamples).Select(i => from + ((end - from) * i / (EvolutionSamples - 1)))];
        (double[] curvature, double[] entropy, double[] correlation) =
            (new double[EvolutionSamples], new double[EvolutionSamples], new double[EvolutionSamples]);
        for (int i = 0; i < EvolutionSamples; i++)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            PerturbationOptions plain = new() { Depth = asked.Depth, Tolerance = settings.Solver.ModeTolerance };
            Perturbations there = i == EvolutionSamples - 1 ? perturbations : new Perturbations(cosmology, efolds[i], plain);
            PowerSpectrum found = there.SpectrumAt([logWavenumber]);
            (curvature[i], entropy[i], correlation[i]) = found is { Isocurvature: [var isocurvature], Correlation: [var together] }
                ? (found.Scalar[0], isocurvature, together)
                : (double.NaN, double.NaN, double.NaN);
        }

        int[] shape = [EvolutionSamples];
        arrays["evolution_efolds"] = new NumericArray(shape, efolds);
        arrays["evolution_scalar"] = new NumericArray(shape, curvature);
        arrays["evolution_isocurvature"] = new NumericArray(shape, entropy);
        arrays["evolution_correlation"] = new NumericArray(shape, correlation);
    }

    /// <summary>What is missing in the spectra, or less exact than it looks.</summary>
    private void Judge(Perturbations perturbations, Observables found, PowerSpectrum spectrum, EndOfInflation? end)
    {
        if (perturbations.WithoutScalar is { } why)
        {
            warnings.Add($"There is no curvature perturbation, hence no n_s and no r: gravitational waves and spectators only. {why}");
            if (end is { Fate: Fate.Stands or Fate.Rests })
            {
                failures.Add(end.Message);
            }
        }
        else if (!double.IsFinite(found.Amplitude))
        {
            failures.Add(found.Spectrum.Message ?? "The pivot scale could not be followed: begin farther up the potential (initial.phi).");
        }
        else if (!double.IsFinite(found.SpectralIndex) || !double.IsFinite(found.Running) || !double.IsFinite(found.TensorIndex))
        {
            failures.Add("n_s, α_s or n_t could not be found: no modes next to the pivot scale could be followed.");
        }

        if (spectrum.Message is { } message)
        {
            warnings.Add($"{spectrum.Messages.Count} modes of k_range are missing. {message}");
        }

        if (reheating is { Temperature: < ColdestTemperature })
        {
            warnings.Add(ReadableFormat.Text(
                $"Reheating ends at {reheating.Temperature:G3} GeV, below the 4 MeV that nucleosynthesis and neutrinos need."));
        }
        else if (reheating is { Temperature: < 100 } && settings.Reheating!.Degrees == Radiation.StandardModelDegrees)
        {
            warnings.Add(
                ReadableFormat.Text(
                    $"Reheating ends at {reheating.Temperature:G3} GeV, where there are fewer degrees of freedom than "
                        + $"{Radiation.StandardModelDegrees}: give reheating.degrees_of_freedom."));
        }

        double drift = perturbations.HasScalar ? found.Spectrum.ScalarDrift[0] : 0;
        if (Math.Abs(drift) > 1e-3)
        {
            warnings.Add(
                ReadableFormat.Text(
                    $"The pivot's mode has not frozen at N = {found.Spectrum.Efolds:G6}, where the spectra are taken: "
                        + $"d ln P_s/dN = {drift:G3} there, and what is seen later is something else."));
        }

        double error = found.Spectrum.ScalarError[0];
        if (error > 1e-6)
        {
            warnings.Add(
                ReadableFormat.Text(
                    $"P_s of the pivot's mode is good to {error:G2} only, relative: leave perturbations.depth at auto, "
                        + $"or lower solver.mode_tolerance."));
        }

        if (found.RunningError > 1e-4 + (1e-2 * Math.Abs(found.Running)) && double.IsFinite(found.Running))
        {
            warnings.Add(ReadableFormat.Text(
                $"α_s is good to {found.RunningError:G2} only: derivatives of finer spacing still differ by that."));
        }

        if (found.SpectralIndexError > 1e-5 && double.IsFinite(found.SpectralIndex))
        {
            warnings.Add(ReadableFormat.Text(
                $"n_s is good to {found.SpectralIndexError:G2} only: derivatives of finer spacing still differ by that."));
        }
    }

    /// <summary>Where the curvature spectrum is largest, and the black holes that it makes.</summary>
    /// <param name="wavenumbers">k in Mpc⁻¹.</param>
    /// <param name="spectrum">The spectrum.</param>
    /// <param name="horizon">ln aH where it is taken: modes within are a vacuum still, and make no peak and no holes.</param>
    private void KeepPeak(double[] wavenumbers, PowerSpectrum spectrum, double horizon)
    {
        const double linear = 0.1, coarse = 3;
        int outside = spectrum.LogWavenumbers.Count(k => k < horizon);
        (double K, double Power)[] known =
            [.. wavenumbers.Zip(spectrum.Scalar).Take(outside).Where(mode => mode.Second > 0 && double.IsFinite(mode.Second))];
        if (outside < wavenumbers.Length)
        {
            warnings.Add(ReadableFormat.Text(
                $"{wavenumbers.Length - outside} of {wavenumbers.Length} modes have not left the horizon at N = {spectrum.Efolds:G6}, ")
                + "where the spectra are taken: their powers are those of a vacuum. Lower the end of perturbations.k_range.");
        }

        if (known.Length == 0)
        {
            return;
        }

        (double at, double most) = known.MaxBy(mode => mode.Power);
        peak = new PeakSummary(at, most);
        if (most > linear)
        {
            warnings.Add(ReadableFormat.Text(
                $"P_s reaches {most:G3} at k = {at:G3} Mpc⁻¹: near 1 fluctuations are not small, "
                + $"and what is linear in them does not hold."));
        }

        if (settings.BlackHoles is not { } asked)
        {
            return;
        }

        BlackHoleSpectrum? found = known.Length < outside ? null : BlackHoleSpectrum.Of(
            [.. known.Select(mode => mode.K)], [.. known.Select(mode => mode.Power)], asked.Threshold, asked.Efficiency, asked.Degrees);
        if (found is null)
        {
            warnings.Add("There are no black holes to tell of: σ² takes all modes of k_range, and a range that is wider than 40.");
            return;
        }

        int index = Array.IndexOf(found.Variances, found.Variances.Max());
        blackHoles = new BlackHoleSummary(found.Wavenumbers[index], found.Masses[index], found.Variances[index], found.Fractions[index]);
        if (!(blackHoles.Fraction > 0))
        {
            notes.Add(ReadableFormat.Text(
                $"No primordial black holes: their share is below the numbers that doubles hold at every mass, σ² being at most "
                + $"{blackHoles.Variance:G3} beside a threshold of {asked.Threshold:G3}."));
        }

        if (blackHoles.Fraction > 0 && (index == 0 || index == found.Variances.Length - 1))
        {
            warnings.Add(
                "σ² is largest at the end of the range that it is known in, and may be larger beyond: "
                + "widen perturbations.k_range for β and the mass.");
        }

        bool isRadiation = Math.Abs((settings.Reheating?.EquationOfState ?? 0) - (1.0 / 3)) < 1e-3;
        if (reheating is not null && !isRadiation && blackHoles.Wavenumber > reheating.Wavenumber)
        {
            warnings.Add(ReadableFormat.Text(
                $"The scale of the black holes, k = {blackHoles.Wavenumber:G3} Mpc⁻¹, comes back into the horizon before all is ")
                + ReadableFormat.Text($"radiation (k = {reheating.Wavenumber:G3} Mpc⁻¹): mass and β are those of radiation all the same."));
        }

        double jump = known.Zip(known.Skip(1)).Max(pair => Math.Max(pair.First.Power, pair.Second.Power) > 0.1 * most
            ? Math.Max(pair.First.Power / pair.Second.Power, pair.Second.Power / pair.First.Power) : 1);
        if (jump > coarse)
        {
            warnings.Add(ReadableFormat.Text(
                $"Modes next to each other differ by a factor of {jump:G3} at the peak of P_s: "
                + $"raise perturbations.modes for σ² and β."));
        }

        int[] shape = [found.Wavenumbers.Length];
        arrays["black_hole_k"] = new NumericArray(shape, found.Wavenumbers);
        arrays["black_hole_mass"] = new NumericArray(shape, found.Masses);
        arrays["black_hole_variance"] = new NumericArray(shape, found.Variances);
        arrays["black_hole_fraction"] = new NumericArray(shape, found.Fractions);
    }

    /// <summary>n_s and r as they would be if fewer or more e-folds had passed since, for the figure of their plane.</summary>
    /// <param name="perturbations">The perturbations.</param>
    /// <param name="beyond">e-folds from the end of inflation to where the spectra are taken.</param>
    /// <param name="team">Threads.</param>
    private void KeepTrack(Perturbations perturbations, double beyond, WorkerTeam team)
    {
        if (!options.Figures || !perturbations.HasScalar)
        {
            return;
        }

        Observables[] track =
        [
            .. TrackEfolds.Select(efolds => efolds + beyond)
                .Where(left => left >= 0 && left <= perturbations.Efolds && perturbations.Epsilon(left) < 1)
                .Select(left => perturbations.At(left, team))
                .Where(found => double.IsFinite(found.SpectralIndex) && double.IsFinite(found.TensorRatio)),
        ];
        if (track.Length > 0)
        {
            int[] shape = [track.Length];
            arrays["track_efolds"] = new NumericArray(shape, [.. track.Select(found => found.Efolds - beyond)]);
            arrays["track_n_s"] = new NumericArray(shape, [.. track.Select(found => found.SpectralIndex)]);
            arrays["track_r"] = new NumericArray(shape, [.. track.Select(found => found.TensorRatio)]);
        }
    }

    private void Keep(double[] relative, PowerSpectrum spectrum, bool hasScalar)
    {
        int[] shape = [relative.Length];
        arrays["k"] = new NumericArray(shape, relative);
        arrays["k_mpc"] = new NumericArray(shape, [.. relative.Select(k => Radiation.Pivot * k)]);
        arrays["log_k"] = new NumericArray(shape, spectrum.LogWavenumbers);
        if (hasScalar)
        {
            arrays["power_scalar"] = new NumericArray(shape, spectrum.Scalar);
        }

        arrays["power_tensor"] = new NumericArray(shape, spectrum.Tensor);
        if (spectrum.Isocurvature.Length > 0)
        {
            int fields = cosmology.Fields;
            arrays["power_isocurvature"] = new NumericArray(shape, spectrum.Isocurvature);
            arrays["correlation"] = new NumericArray(shape, spectrum.Correlation);
            arrays["power_matrix"] = new NumericArray([relative.Length, fields, fields], [.. spectrum.Matrix.SelectMany(matrix => matrix)]);
            arrays["entropy_directions"] = new NumericArray([fields - 1, fields], spectrum.EntropyDirections);
        }

        if (spectrum.Spectators.Count > 0)
        {
            arrays["power_spectators"] = new NumericArray(
                [spectrum.Spectators.Count, relative.Length], [.. spectrum.Spectators.SelectMany(power => power)]);
        }
    }

    private void KeepTransfer(TransferFunctions? found)
    {
        transfer = found;
        if (found is null)
        {
            warnings.Add("The transfer functions of the pivot scale could not be followed.");
            return;
        }

        int fields = cosmology.Fields;
        arrays["transfer_matrix"] = new NumericArray([fields, fields], found.Matrix);
        arrays["exit_directions"] = new NumericArray([fields - 1, fields], found.EntropyDirections);
    }

    private NonGaussianity? FindNonGaussianity(Perturbations perturbations, double left, WorkerTeam team)
    {
        if (!perturbations.HasScalar || left <= 0)
        {
            warnings.Add(perturbations.HasScalar
                ? "There is no f_NL of a scale that leaves the horizon where the spectra are taken."
                : "There is no curvature perturbation of the fields, hence no f_NL.");
            return null;
        }

        NonGaussianity found = perturbations.NonGaussianityAt(left, team);
        arrays["delta_n"] = new NumericArray([cosmology.Fields], found.Gradient);
        if (!double.IsFinite(found.Value))
        {
            failures.Add("f_NL could not be found: universes that begin beside the pivot's do not reach the density of the last slice.");
            return found;
        }

        double share = (1e-2 * Math.Abs(found.Value)) + 1e-6;
        if (!(found.Error <= share))
        {
            warnings.Add(
                ReadableFormat.Text($"f_NL = {found.Value:G4} is good to {found.Error:G2} only: ")
                + "differences of finer spacing still differ by that.");
        }

        if (Math.Abs(found.VelocityEffect) > 1e-2 + (0.1 * Math.Abs(found.Value)))
        {
            warnings.Add(
                ReadableFormat.Text($"f_NL = {found.Value:G4} changes by {found.VelocityEffect:G3} where velocities at the exit follow ")
                + "the potential instead of being held: δN from there does not settle it.");
        }

        if (Math.Abs(found.Drift) > share + (4 * found.Error))
        {
            warnings.Add(
                ReadableFormat.Text($"f_NL = {found.Value:G4} still changes by {found.Drift:G3} an e-fold where it is taken: ")
                + "the last slice matters, and what is seen later is something else.");
        }

        return found;
    }
}
