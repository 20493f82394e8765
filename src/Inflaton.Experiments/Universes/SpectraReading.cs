using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Threading;
using Inflaton.Universe;

namespace Inflaton.Experiments.Universes;

/// <summary>Follows the perturbations of a file's section <c>perturbations</c>, and reads off them what summary and arrays hold.</summary>
/// <param name="asked">The section.</param>
/// <param name="settings">The file.</param>
/// <param name="cosmology">The universe.</param>
/// <param name="options">How the study is run.</param>
/// <param name="findings">Receives what is found.</param>
internal sealed class SpectraReading(
    PerturbationSettings asked, UniverseSettings settings, Cosmology cosmology, StudyOptions options, UniverseFindings findings)
{
    /// <summary>Times at which the pivot's mode is kept along the way, and e-folds before its exit where they begin.</summary>
    private const int EvolutionSamples = 33;
    private const double EvolutionBefore = 2;

    /// <summary>GeV; Hasegawa et al., JCAP 12 (2019) 012.</summary>
    private const double ColdestTemperature = 4e-3;

    /// <summary>N* of the line in the plane of n_s and r.</summary>
    private static readonly double[] TrackEfolds = [50, 55, 60];

    /// <summary>N*, of the pivot scale.</summary>
    public double PivotEfolds { get; private set; }

    /// <summary>How the Universe became hot; null where the file does not say it.</summary>
    public Reheating? Reheating { get; private set; }

    /// <summary>From the pivot's exit to where the spectra are taken; null of one field.</summary>
    public TransferFunctions? Transfer { get; private set; }

    /// <summary>f_NL; null where it was not asked for, or there is none.</summary>
    public NonGaussianity? NonGaussianity { get; private set; }

    /// <summary>Where the curvature spectrum is largest; null where there is none.</summary>
    public PeakSummary? Peak { get; private set; }

    /// <summary>Black holes of that peak; null where they were not asked for, or there are none to tell of.</summary>
    public BlackHoleSummary? BlackHoles { get; private set; }

    /// <summary>Keeps the spectra; the numbers of the pivot scale, null where there is none.</summary>
    /// <param name="end">Where inflation ends; null where nobody looked.</param>
    /// <param name="team">Threads.</param>
    public Observables? Read(EndOfInflation? end, WorkerTeam team)
    {
        if (PivotScale.Of(cosmology, settings, end, out string problem) is not { } pivot)
        {
            findings.Failures.Add(problem);
            return null;
        }

        (Perturbations perturbations, PivotEfolds, double left, Reheating) = pivot;
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

        KeepEvolution(perturbations, left, found.LogWavenumber);
        if (asked.NonGaussianity)
        {
            NonGaussianity = FindNonGaussianity(perturbations, left, team);
        }

        KeepTrack(perturbations, left - PivotEfolds, team);
        (Peak, BlackHoles) = new PeakReading(settings, Reheating, findings)
            .Read([.. relative.Select(k => Radiation.Pivot * k)], spectrum, perturbations.LogWavenumber(0));
        Keep(relative, spectrum, perturbations.HasScalar);
        if (perturbations.HasScalar)
        {
            SlowRoll slowRoll = cosmology.SlowRollAt(found.Field);
            double tensorIndex = -2 * slowRoll.Epsilon;
            int[] shape = [relative.Length];
            findings.Arrays["slow_roll_scalar"] = new NumericArray(
                shape, [.. relative.Select(k => slowRoll.Amplitude * Math.Pow(k, slowRoll.SpectralIndex - 1))]);
            findings.Arrays["slow_roll_tensor"] = new NumericArray(
                shape, [.. relative.Select(k => slowRoll.TensorRatio * slowRoll.Amplitude * Math.Pow(k, tensorIndex))]);
        }

        return found;
    }

    /// <summary>
    /// Powers of the pivot's mode from shortly before its exit to where the spectra are taken: each as if they were taken there.
    /// </summary>
    private void KeepEvolution(Perturbations perturbations, double left, double logWavenumber)
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
        findings.Arrays["evolution_efolds"] = new NumericArray(shape, efolds);
        findings.Arrays["evolution_scalar"] = new NumericArray(shape, curvature);
        findings.Arrays["evolution_isocurvature"] = new NumericArray(shape, entropy);
        findings.Arrays["evolution_correlation"] = new NumericArray(shape, correlation);
    }

    /// <summary>What is missing in the spectra, or less exact than it looks.</summary>
    private void Judge(Perturbations perturbations, Observables found, PowerSpectrum spectrum, EndOfInflation? end)
    {
        if (perturbations.WithoutScalar is { } why)
        {
            const string none = "There is no curvature perturbation, hence no n_s and no r: gravitational waves and spectators only.";
            if (end is { Fate: Fate.Stands or Fate.Rests })
            {
                findings.Failures.Add($"{none} {why} {end.Message}");
            }
            else
            {
                findings.Warnings.Add($"{none} {why}");
            }
        }
        else if (!double.IsFinite(found.Amplitude))
        {
            findings.Failures.Add(
                found.Spectrum.Message ?? "The pivot scale could not be followed: begin farther up the potential (initial.phi).");
        }
        else if (!double.IsFinite(found.SpectralIndex) || !double.IsFinite(found.Running) || !double.IsFinite(found.TensorIndex))
        {
            findings.Failures.Add("n_s, α_s or n_t could not be found: no modes next to the pivot scale could be followed.");
        }

        if (spectrum.Message is { } message)
        {
            findings.Warnings.Add($"{ReadableNumber.Count(spectrum.Messages.Count, "mode")} of k_range could not be followed. {message}");
        }

        if (Reheating is { Temperature: < ColdestTemperature })
        {
            findings.Warnings.Add(ReadableFormat.Text(
                $"Reheating ends at {Reheating.Temperature:G3} GeV, below the 4 MeV that nucleosynthesis and neutrinos need."));
        }
        else if (Reheating is { Temperature: < 100 } && settings.Reheating!.Degrees == Radiation.StandardModelDegrees)
        {
            findings.Warnings.Add(
                ReadableFormat.Text(
                    $"Reheating ends at {Reheating.Temperature:G3} GeV, where there are fewer degrees of freedom than "
                        + $"{Radiation.StandardModelDegrees}: give reheating.degrees_of_freedom."));
        }

        double drift = perturbations.HasScalar ? found.Spectrum.ScalarDrift[0] : 0;
        if (Math.Abs(drift) > 1e-3)
        {
            findings.Warnings.Add(
                ReadableFormat.Text(
                    $"The pivot's mode has not frozen at N = {found.Spectrum.Efolds:G6}, where the spectra are taken: "
                        + $"d ln P_s/dN = {drift:G3} there, and what is seen later is something else."));
        }

        double error = found.Spectrum.ScalarError[0];
        if (error > 1e-6)
        {
            findings.Warnings.Add(
                ReadableFormat.Text(
                    $"P_s of the pivot's mode is good to {error:G2} only, relative: leave perturbations.depth at auto, "
                        + $"or lower solver.mode_tolerance."));
        }

        if (found.RunningError > 1e-4 + (1e-2 * Math.Abs(found.Running)) && double.IsFinite(found.Running))
        {
            findings.Warnings.Add(ReadableFormat.Text(
                $"α_s is good to {found.RunningError:G2} only: derivatives of finer spacing still differ by that."));
        }

        if (found.SpectralIndexError > 1e-5 && double.IsFinite(found.SpectralIndex))
        {
            findings.Warnings.Add(ReadableFormat.Text(
                $"n_s is good to {found.SpectralIndexError:G2} only: derivatives of finer spacing still differ by that."));
        }
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
            findings.Arrays["track_efolds"] = new NumericArray(shape, [.. track.Select(found => found.Efolds - beyond)]);
            findings.Arrays["track_n_s"] = new NumericArray(shape, [.. track.Select(found => found.SpectralIndex)]);
            findings.Arrays["track_r"] = new NumericArray(shape, [.. track.Select(found => found.TensorRatio)]);
        }
    }

    private void Keep(double[] relative, PowerSpectrum spectrum, bool hasScalar)
    {
        int[] shape = [relative.Length];
        findings.Arrays["k"] = new NumericArray(shape, relative);
        findings.Arrays["k_mpc"] = new NumericArray(shape, [.. relative.Select(k => Radiation.Pivot * k)]);
        findings.Arrays["log_k"] = new NumericArray(shape, spectrum.LogWavenumbers);
        if (hasScalar)
        {
            findings.Arrays["power_scalar"] = new NumericArray(shape, spectrum.Scalar);
        }

        findings.Arrays["power_tensor"] = new NumericArray(shape, spectrum.Tensor);
        if (spectrum.Isocurvature.Length > 0)
        {
            int fields = cosmology.Fields;
            findings.Arrays["power_isocurvature"] = new NumericArray(shape, spectrum.Isocurvature);
            findings.Arrays["correlation"] = new NumericArray(shape, spectrum.Correlation);
            findings.Arrays["power_matrix"] = new NumericArray(
                [relative.Length, fields, fields], [.. spectrum.Matrix.SelectMany(matrix => matrix)]);
            findings.Arrays["entropy_directions"] = new NumericArray([fields - 1, fields], spectrum.EntropyDirections);
        }

        if (spectrum.Spectators.Count > 0)
        {
            findings.Arrays["power_spectators"] = new NumericArray(
                [spectrum.Spectators.Count, relative.Length], [.. spectrum.Spectators.SelectMany(power => power)]);
        }
    }

    private void KeepTransfer(TransferFunctions? found)
    {
        Transfer = found;
        if (found is null)
        {
            findings.Warnings.Add("The transfer functions of the pivot scale could not be followed.");
            return;
        }

        int fields = cosmology.Fields;
        findings.Arrays["transfer_matrix"] = new NumericArray([fields, fields], found.Matrix);
        findings.Arrays["exit_directions"] = new NumericArray([fields - 1, fields], found.EntropyDirections);
    }

    private NonGaussianity? FindNonGaussianity(Perturbations perturbations, double left, WorkerTeam team)
    {
        if (!perturbations.HasScalar || left <= 0)
        {
            findings.Warnings.Add(perturbations.HasScalar
                ? "There is no f_NL of a scale that leaves the horizon where the spectra are taken."
                : "There is no curvature perturbation of the fields, hence no f_NL.");
            return null;
        }

        NonGaussianity found = perturbations.NonGaussianityAt(left, team);
        findings.Arrays["delta_n"] = new NumericArray([cosmology.Fields], found.Gradient);
        if (!double.IsFinite(found.Value))
        {
            findings.Failures.Add(
                "f_NL could not be found: universes that begin beside the pivot's do not reach the density of the last slice.");
            return found;
        }

        double share = (1e-2 * Math.Abs(found.Value)) + 1e-6;
        if (!(found.Error <= share))
        {
            findings.Warnings.Add(
                ReadableFormat.Text($"f_NL = {found.Value:G4} is good to {found.Error:G2} only: ")
                + "differences of finer spacing still differ by that.");
        }

        if (Math.Abs(found.VelocityEffect) > 1e-2 + (0.1 * Math.Abs(found.Value)))
        {
            findings.Warnings.Add(
                ReadableFormat.Text($"f_NL = {found.Value:G4} changes by {found.VelocityEffect:G3} where velocities at the exit follow ")
                + "the potential instead of being held: δN from there does not settle it.");
        }

        if (Math.Abs(found.Drift) > share + (4 * found.Error))
        {
            findings.Warnings.Add(
                ReadableFormat.Text($"f_NL = {found.Value:G4} still changes by {found.Drift:G3} an e-fold where it is taken: ")
                + "the last slice matters, and what is seen later is something else.");
        }

        return found;
    }
}
