using System.Diagnostics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Notation;
using Inflaton.Numerics.Statistics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Ensembles;

/// <summary>Draws the networks of a file, and reads them.</summary>
public sealed class EnsembleRunner
{
    /// <summary>Networks between two looks at cancellation and state: as many for any number of threads.</summary>
    private const int Round = 64;

    /// <summary>Where the theory's corrections are so large a part that the expansion says little.</summary>
    private const double LargeDepthOverWidth = 0.25;

    private static readonly string[] Names = ["mean", "covariance", "three_point", "four_point", "", "six_point"];

    private readonly EnsembleFile file;
    private readonly EnsembleOptions options;
    private readonly WorkerTeam team;
    private readonly OrderedDictionary<string, NumericArray> arrays = [];
    private readonly Dictionary<string, double> timings = [];

    private EnsembleRunner(EnsembleFile file, EnsembleOptions options, WorkerTeam team) =>
        (this.file, this.options, this.team) = (file, options, team);

    /// <summary>Draws and reads an ensemble.</summary>
    /// <param name="file">A checked ensemble file.</param>
    /// <param name="options">Threads, progress, cancellation and whether to go on; null for the defaults.</param>
    /// <exception cref="ExperimentFileException">A file that it names cannot be used, or an input is named that there is not.</exception>
    /// <exception cref="ArgumentException">There is no state to go on from, or one of other settings.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before there was anything to keep.</exception>
    public static EnsembleResult Run(EnsembleFile file, EnsembleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        options ??= new EnsembleOptions();
        using WorkerTeam team = new(options.Threads) { Cancellation = options.Cancellation };
        return StudyState.GoOn(
            options.StateDirectory, EnsembleStateFile.Name, () => new EnsembleRunner(file, options with { Resume = true }, team).Run(),
            () => new EnsembleRunner(file, options, team).Run());
    }

    private EnsembleResult Run()
    {
        Stopwatch total = Stopwatch.StartNew();
        options.Progress?.Report(new StudyProgress(StudyPhase.Preparing, "data", Steps: 1));
        ExperimentSetup setup = ExperimentSetup.Of(file.Experiment);
        EnsembleSettings settings = file.Settings.Ensemble;
        int[] points = Points(setup.Inputs.Rows);
        Matrix<double> inputs = Matrix.FromFunction(points.Length, setup.Inputs.Columns, (i, j) => setup.Inputs[points[i], j]);
        options.Progress?.Report(new StudyProgress(StudyPhase.Predicting, "theory", Steps: 1));
        Stopwatch watch = Stopwatch.StartNew();
        (EnsembleTheory? theory, string? reason) = EnsembleTheory.Of(setup, inputs, team);
        timings["theory"] = watch.Elapsed.TotalSeconds;
        watch.Restart();
        EnsembleDrawing drawing = new(setup, settings, points, options.Cancellation);
        InfiniteEnsemble? infinite = theory is null || drawing.Epochs.Length == 1
            ? null : InfiniteEnsemble.Of(setup, points, drawing.Epochs, team);
        timings["theory"] += watch.Elapsed.TotalSeconds;
        watch.Restart();
        EnsembleMeasure measure = Draw(drawing, settings.Draws, points.Length);
        timings["draws"] = watch.Elapsed.TotalSeconds;

        arrays["epochs"] = new NumericArray([drawing.Epochs.Length], [.. drawing.Epochs.Select(epoch => (double)epoch)]);
        arrays["points"] = new NumericArray([points.Length], [.. points.Select(point => (double)point)]);
        arrays["inputs"] = new NumericArray([inputs.Rows, inputs.Columns], inputs.Values);
        Outputs(measure, points.Length);
        Kernels(measure, drawing, points.Length);
        Theory(theory, points.Length);
        Trained(infinite, points.Length);
        timings["total"] = total.Elapsed.TotalSeconds;
        bool isStopped = measure.Draws < settings.Draws, isEmpty = measure.NotFinite == measure.Draws;
        EnsembleSummary summary = new()
        {
            Name = file.Settings.Experiment.Name,
            Version = RunEnvironment.Version,
            Status = isEmpty ? EnsembleStatus.Failed : isStopped ? EnsembleStatus.Interrupted : EnsembleStatus.Completed,
            Message = isEmpty ? "All networks leave the numbers of doubles at epoch 0. Scale the inputs, or lower network.weight_std."
                : isStopped ? $"Stopped after {measure.Draws} of {settings.Draws} draws: the numbers are theirs. Go on with --resume."
                : null,
            Draws = measure.Draws,
            Diverged = measure.Diverged,
            Widths = [.. setup.Architecture.Fans],
            DepthOverWidth = setup.Architecture.Fans.Skip(1).SkipLast(1).Sum(width => 1.0 / width),
            ExactFourthMoment = theory?.Correlators.ExactFourthMoment,
            StatedError = theory?.Correlators.StatedError,
            Start = Epoch(measure, 0, 0, 0, points, theory),
            End = drawing.Epochs.Length == 1 ? null
                : Epoch(measure, drawing.Epochs[^1], drawing.Epochs.Length - 1, drawing.KernelEpochs.Length - 1, points, null, infinite),
            Warnings = [.. setup.Warnings, .. Warnings(measure, theory), .. EnsembleErrors.Warnings(measure, points, drawing.Epochs)],
            Notes = [.. new[] { reason }.OfType<string>(), .. EnsembleErrors.Notes(measure)],
            Timings = timings,
            Threads = options.Threads,
            Host = RunEnvironment.Host,
            Environment = RunEnvironment.Describe(),
            Settings = file.ResolvedJson(options.OutputDirectory),
        };
        return new EnsembleResult(summary, arrays, file.ResolvedYaml(options.OutputDirectory));
    }

    /// <summary>The inputs that the file names, or the first, the middle and the last.</summary>
    private int[] Points(int count)
    {
        if (file.Settings.Ensemble.Points is not { } named)
        {
            return [.. new[] { 0, count / 2, count - 1 }.Distinct()];
        }

        return named.All(point => point < count)
            ? [.. named]
            : throw new ExperimentFileException(new FileProblem(
                file.Path, 0, "ensemble.points", $"{named}", $"names an input that there is not: there are {count}, counted from 0",
                "Name inputs that there are."));
    }

    private EnsembleMeasure Draw(EnsembleDrawing drawing, int draws, int points)
    {
        EnsembleMeasure measure = new(points, drawing.Epochs.Length, drawing.KernelEpochs.Length, drawing.Eigenvalues);
        EnsembleStateFile? state = StudyState.FolderOf(options) is { } folder ? new EnsembleStateFile(folder, file) : null;
        if (options.Resume)
        {
            (state ?? throw new ArgumentException("There is no folder to go on from. Name one with --out, or leave --resume out."))
                .Read(measure);
        }

        StudyState.Begin(options);
        SinceSaved sinceSaved = new(options);
        try
        {
            while (measure.Draws < draws && !options.Cancellation.IsCancellationRequested)
            {
                foreach (EnsembleDraw draw in drawing.Draw(measure.Draws, Math.Min(Round, draws - measure.Draws), team))
                {
                    measure.Add(draw);
                }

                options.Progress?.Report(new StudyProgress(StudyPhase.Training, "networks", measure.Draws, draws));
                if (state is not null && sinceSaved.Elapsed >= options.SaveEvery)
                {
                    Save();
                    sinceSaved.Restart();
                }
            }
        }
        catch (OperationCanceledException) when (measure.Draws > 0)
        {
            // Of a round that is broken off nothing is kept.
        }

        if (measure.Draws == 0)
        {
            options.Cancellation.ThrowIfCancellationRequested();
        }

        Save();
        return measure;

        void Save()
        {
            StudyState.BeforeWriting(options);
            state?.Write(measure);
        }
    }

    private void Outputs(EnsembleMeasure measure, int points)
    {
        foreach (int order in (ReadOnlySpan<int>)[1, 2, 3, 4, 6])
        {
            int size = (int)Math.Pow(points, order), times = measure.Outputs.Length;
            double[] values = new double[times * size], errors = new double[times * size];
            for (int t = 0; t < times; t++)
            {
                Dictionary<int, Estimate> known = [];
                int[] place = new int[order], sorted = new int[order];
                for (int i = 0; i < size; i++)
                {
                    for (int axis = order - 1, rest = i; axis >= 0; axis--)
                    {
                        (rest, place[axis]) = Math.DivRem(rest, points);
                    }

                    place.CopyTo(sorted, 0);
                    Array.Sort(sorted);
                    int code = sorted.Aggregate(0, (sum, one) => (sum * points) + one);
                    if (!known.TryGetValue(code, out Estimate estimate))
                    {
                        known[code] = estimate = measure.Outputs[t].Cumulant(sorted);
                    }

                    (values[(t * size) + i], errors[(t * size) + i]) = estimate;
                }
            }

            Keep(Names[order - 1], [times, .. Enumerable.Repeat(points, order)], values, errors);
        }
    }

    private void Kernels(EnsembleMeasure measure, EnsembleDrawing drawing, int points)
    {
        int times = drawing.KernelEpochs.Length;
        arrays["kernel_epochs"] = new NumericArray([times], [.. drawing.KernelEpochs.Select(epoch => (double)epoch)]);
        Each("kernel", [times, points, points], [.. measure.Kernels.SelectMany(one => one[..^1])]);
        if (drawing.Eigenvalues > 0)
        {
            Each("eigenvalue", [times, drawing.Eigenvalues], [.. measure.Eigenvalues.SelectMany(one => one)]);
        }

        void Each(string name, int[] shape, JointCumulants[] sums)
        {
            Estimate[] means = [.. sums.Select(one => one.Cumulant(0))], variances = [.. sums.Select(one => one.Cumulant(0, 0))];
            Keep($"{name}_mean", shape, [.. means.Select(one => one.Value)], [.. means.Select(one => one.Error)]);
            Keep($"{name}_variance", shape, [.. variances.Select(one => one.Value)], [.. variances.Select(one => one.Error)]);
        }
    }

    private void Keep(string name, IReadOnlyList<int> shape, double[] values, double[] errors) =>
        (arrays[name], arrays[$"{name}_error"]) = (new NumericArray(shape, values), new NumericArray(shape, errors));

    private void Theory(EnsembleTheory? theory, int n)
    {
        if (theory is null)
        {
            return;
        }

        double square = theory.Factor(2), fourth = theory.Factor(4);
        Square("theory_covariance", theory.Correlators.Covariance, square);
        Square("theory_covariance_correction", theory.Correlators.CovarianceCorrection, square);
        Square("theory_kernel", theory.Kernel, square);
        Square("theory_kernel_variance", theory.Correlators.KernelVariance, fourth);
        arrays["theory_four_point"] = new NumericArray([n, n, n, n], [.. Enumerable.Range(0, n * n * n * n).Select(i =>
            fourth * theory.Correlators.FourPoint(i / (n * n * n), i / (n * n) % n, i / n % n, i % n))]);
        arrays["theory_six_point"] = new NumericArray(
            [n], [.. Enumerable.Range(0, n).Select(a => theory.Factor(6) * theory.Correlators.SixPoint(a))]);

        void Square(string name, Matrix<double>? values, double factor)
        {
            if (values is not null)
            {
                arrays[name] = new NumericArray([values.Rows, values.Columns], [.. values.Values.Select(value => factor * value)]);
            }
        }
    }

    /// <summary>Mean and covariance at infinite width, along the training.</summary>
    private void Trained(InfiniteEnsemble? infinite, int n)
    {
        if (infinite is not null)
        {
            int times = infinite.Mean.Length;
            arrays["infinite_mean"] = new NumericArray([times, n], [.. infinite.Mean.SelectMany(mean => mean)]);
            arrays["infinite_covariance"] = new NumericArray([times, n, n], [.. infinite.Covariance.SelectMany(one => one.Values)]);
        }
    }

    private static EnsembleEpoch Epoch(
        EnsembleMeasure measure, int epoch, int time, int kernelTime, int[] points, EnsembleTheory? theory,
        InfiniteEnsemble? infinite = null)
    {
        JointCumulants outputs = measure.Outputs[time];
        JointCumulants[] kernels = measure.Kernels[kernelTime], eigenvalues = measure.Eigenvalues[kernelTime];
        double? zero = theory is null ? null : 0, meanKernel = null;
        if (theory?.Kernel is { } kernel)
        {
            meanKernel = theory.Factor(2) * Enumerable.Range(0, points.Length).Average(a => kernel[a, a]);
        }

        return new EnsembleEpoch(
            epoch,
            [.. points.Select((point, a) => new EnsemblePoint(
                point,
                MeasuredNumber.Of(outputs.Cumulant(a), zero ?? infinite?.Mean[time][a], zero),
                MeasuredNumber.Of(outputs.Cumulant(a, a),
                    (theory?.Factor(2) * theory?.Correlators.Covariance[a, a]) ?? infinite?.Covariance[time][a, a],
                    theory?.Factor(2) * (theory?.Correlators.Covariance[a, a] + theory?.Correlators.CovarianceCorrection[a, a])),
                MeasuredNumber.Of(outputs.Cumulant(a, a, a), zero, zero),
                MeasuredNumber.Of(outputs.Cumulant(a, a, a, a), zero, theory?.Factor(4) * theory?.Correlators.FourPoint(a, a, a, a)),
                MeasuredNumber.Of(outputs.Cumulant(a, a, a, a, a, a), zero, theory?.Factor(6) * theory?.Correlators.SixPoint(a))))],
            new FluctuatingNumber(
                MeasuredNumber.Of(kernels[^1].Cumulant(0), meanKernel),
                MeasuredNumber.Of(
                    kernels[^1].Cumulant(0, 0), zero,
                    points.Length == 1 ? theory?.Factor(4) * theory?.Correlators.KernelVariance?[0, 0] : null)),
            eigenvalues.Length == 0 ? null
                : new FluctuatingNumber(
                    MeasuredNumber.Of(eigenvalues[0].Cumulant(0)), MeasuredNumber.Of(eigenvalues[0].Cumulant(0, 0), zero)));
    }

    private IEnumerable<string> Warnings(EnsembleMeasure measure, EnsembleTheory? theory)
    {
        if (measure.Diverged > 0)
        {
            bool isNoneLeft = measure.Diverged + measure.NotFinite == measure.Draws;
            yield return ReadableFormat.Text(
                $"{measure.Diverged} of {measure.Draws} trainings diverged or ended early: ")
                + $"after epoch 0 {(isNoneLeft ? "there are no numbers" : "the numbers are those of the others, which is no fair draw")}. "
                + "Lower the learning rate.";
        }

        if (measure.NotFinite > 0 && measure.NotFinite < measure.Draws)
        {
            yield return ReadableFormat.Text(
                $"{measure.NotFinite} of {measure.Draws} networks leave the numbers of doubles at epoch 0 and are left out. ")
                + "Lower network.weight_std.";
        }

        if (theory is { Correlators.DepthOverWidth: > LargeDepthOverWidth and var ratio })
        {
            yield return ReadableFormat.Text(
                $"Depth over width, Σ 1/n, is {ratio:G3}: the theory's leading part in it is off by about as much. ")
                + ReadableFormat.Text($"Widen the network to {Math.Ceiling(ratio / 0.1):F0} times its width for a tenth.");
        }
    }
}
