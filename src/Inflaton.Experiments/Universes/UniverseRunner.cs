using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;
using Inflaton.Universe;

namespace Inflaton.Experiments.Universes;

/// <summary>Solves the universe of a file: background, end of inflation, power spectra.</summary>
public sealed class UniverseRunner
{
    /// <summary>Where the two ways to H differ by more than this, something other than rounding is the cause.</summary>
    private const double LargestResidual = 1e-4;

    private readonly UniverseFile file;
    private readonly StudyOptions options;
    private readonly UniverseSettings settings;
    private Cosmology cosmology;
    private double? normalization;
    private readonly PhaseTimings timings = new();
    private readonly UniverseFindings findings = new();

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
            findings.Failures.Add(background.Message);
        }

        if (background.FriedmannResidual > LargestResidual)
        {
            findings.Warnings.Add(
                ReadableFormat.Text($"H by the energy and H by Ḣ differ by {background.FriedmannResidual:G2} of it: ")
                + "the equations are not solved. Either the potential jumps, and its derivatives do not know it "
                + "(make steps smooth, for instance by tanh), or tolerance is too loose.");
        }

        TodaySummary? today = new BackgroundReading(settings, cosmology, findings).Read(background);
        if (options.Watching(StudyPhase.Solving, "phi") is { } observer)
        {
            background.Field.Show(observer, background.Efolds);
        }

        Observables? found = null;
        SpectraReading? spectra = settings.Perturbations is { } asked
            ? new SpectraReading(asked, settings, cosmology, options, findings) : null;
        if (spectra is not null)
        {
            Report("perturbations", 1, new NamedValue("efolds", background.Efolds[^1]));
            found = timings.Of("perturbations", () => spectra.Read(end, team));
        }

        StochasticSummary? stochastic = null;
        if (settings.Stochastic is { } noise)
        {
            Report("stochastic", settings.Perturbations is null ? 1 : 2);
            stochastic = timings.Of(
                "stochastic",
                () => new StochasticReading(noise, cosmology, findings).Read(end, settings.Time.End, team));
        }

        Observables? scalar = found is not null && double.IsFinite(found.Amplitude) ? found : null;
        SlowRoll slowRoll = cosmology.SlowRollAt(found?.Field ?? cosmology.InitialField);
        int last = background.Times.Length - 1;
        UniverseSummary summary = new()
        {
            Name = settings.Name,
            Version = RunEnvironment.Version,
            Status = findings.Failures.Count == 0 ? UniverseStatus.Completed : UniverseStatus.Failed,
            Message = findings.Failures.Count == 0 ? null : string.Join(' ', Failures()),
            Potential = cosmology.Potential.Formula,
            PotentialNotation = Notation(),
            Metric = cosmology.Space?.Formula,
            Expansion = cosmology.Expansion.Formula,
            Fields = cosmology.Fields,
            Efolds = background.Efolds[last],
            EndTime = background.Times[last],
            EndField = background.Field.At(last).ToArray(),
            EndOfInflation = end is { IsFound: true } ? new EndSummary(end.Time, end.Efolds, end.Field, end.Hubble) : null,
            Fate = end?.Fate ?? (background.HasCollapsed ? Fate.Recollapses : null),
            InflationIntervals = [.. end?.Intervals.Select(interval => new[] { interval.Start, interval.End }) ?? []],
            HubbleInitial = hubble,
            HubbleFinal = background.Hubble[last],
            Epsilon = slowRoll.Epsilon,
            Eta = slowRoll.Eta,
            SpectralIndex = scalar?.SpectralIndex,
            SpectralIndexError = scalar?.SpectralIndexError,
            TensorRatio = scalar?.TensorRatio,
            Running = scalar?.Running,
            TensorIndex = UniverseFindings.Finite(found?.TensorIndex),
            Amplitude = scalar?.Amplitude,
            TensorAmplitude = UniverseFindings.Finite(found?.TensorAmplitude),
            Isocurvature = scalar?.Spectrum.Isocurvature is [var isocurvature] ? isocurvature : null,
            Correlation = scalar?.Spectrum.Correlation is [var correlation] ? correlation : null,
            TurnRate = UniverseFindings.Finite(spectra?.Transfer?.TurnRate),
            EntropyMass = UniverseFindings.Finite(spectra?.Transfer?.EntropyMass),
            CurvatureFromEntropy = cosmology.Fields == 2 ? UniverseFindings.Finite(spectra?.Transfer?.CurvatureFromEntropy) : null,
            EntropyFromEntropy = cosmology.Fields == 2 ? UniverseFindings.Finite(spectra?.Transfer?.EntropyFromEntropy) : null,
            NonGaussianity = UniverseFindings.Finite(spectra?.NonGaussianity?.Value),
            NonGaussianityError = UniverseFindings.Finite(spectra?.NonGaussianity?.Error),
            NonGaussianityDrift = UniverseFindings.Finite(spectra?.NonGaussianity?.Drift),
            NonGaussianityVelocityEffect = UniverseFindings.Finite(spectra?.NonGaussianity?.VelocityEffect),
            SpectatorPower = [.. found?.Spectrum.Spectators.Select(power => power[0]) ?? []],
            SpectrumEfolds = found?.Spectrum.Efolds,
            PivotDrift = scalar?.Spectrum.ScalarDrift[0],
            Pivot = found is null ? null : new PivotSummary(
                spectra!.PivotEfolds, found.Wavenumber, found.Field,
                new SlowRollSummary(slowRoll.SpectralIndex, slowRoll.TensorRatio, slowRoll.Amplitude), found.LogWavenumber),
            Normalization = normalization,
            Reheating = spectra?.Reheating is { } reheating
                ? new ReheatingSummary(
                    reheating.Efolds, reheating.Temperature, reheating.HighestTemperature, reheating.LogExpansion)
                : null,
            Peak = spectra?.Peak,
            BlackHoles = spectra?.BlackHoles,
            Today = today,
            Stochastic = stochastic,
            FriedmannResidual = background.FriedmannResidual,
            Warnings = findings.Warnings,
            Notes = findings.Notes,
            Timings = timings.WithTotal(),
            Threads = options.Threads,
            Host = RunEnvironment.Host,
            Environment = RunEnvironment.Describe(),
            Settings = file.ResolvedJson(),
        };
        return new UniverseResult(summary, findings.Arrays, file.ResolvedYaml());
    }

    /// <summary>What failed, each said once: one that another tells the consequences of is in it already.</summary>
    private IEnumerable<string> Failures() => findings.Failures.Distinct().Where(
        one => !findings.Failures.Any(other => other != one && other.Contains(one.TrimEnd('.'), StringComparison.Ordinal)));

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
        findings.Failures.Add($"The potential could not be normalised, and stands as it is in the file: {why}.");
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
            findings.Failures.Add($"{end.Message} Give time.to or time.efolds as a number.");
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
}
