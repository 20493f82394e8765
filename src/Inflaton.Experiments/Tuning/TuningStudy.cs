using System.Diagnostics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tuning;

/// <summary>A tuning as a study.</summary>
/// <param name="File">The checked file.</param>
public sealed record TuningStudy(TuningFile File) : IStudy
{
    /// <inheritdoc/>
    public StudyKind Kind => TuningKind.Instance;

    /// <inheritdoc/>
    public string Name => File.Settings.Experiment.Name;

    /// <inheritdoc/>
    StudyFile IStudy.File => File;

    /// <inheritdoc/>
    public StudyResult Run(StudyOptions options) => Verify(Choose(options), options);

    /// <summary>Chooses learning rate and momentum, and verifies nothing.</summary>
    /// <param name="options">Threads, folder, progress and cancellation; the map is drawn with its figures.</param>
    /// <exception cref="ExperimentFileException">A file that it names cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was stopped before there was anything to keep.</exception>
    public TuningOutput Choose(StudyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Stopwatch watch = Stopwatch.StartNew();
        options.Progress?.Report(new StudyProgress(StudyPhase.Kernel, "kernel"));
        TuneSettings tune = File.Settings.Tune;
        TuningResult tuned = TuningRunner.Of(File.Experiment, new TuningOptions
        {
            Threads = options.Threads,
            TargetLoss = tune.TargetLoss,
            Epochs = tune.Epochs,
            Trials = tune.Trials,
            WithMap = options.Figures,
            Progress = options.Progress,
            Cancellation = options.Cancellation,
        });
        return Output(tuned, TuningOutput.ArraysOf(tuned.Map), watch.Elapsed.TotalSeconds, options);
    }

    /// <summary>Whether a choice is held against a grid of trainings: the file asks for it, and something is recommended.</summary>
    /// <param name="chosen">The choice.</param>
    public bool Verifies(TuningOutput chosen)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        return File.Settings.Tune.Verify && double.IsFinite(chosen.Tuned.ExpectedDrift);
    }

    /// <summary>Holds a choice against a grid of trainings, where the file asks for it and something is recommended.</summary>
    /// <param name="chosen">The choice.</param>
    /// <param name="options">Threads, folder, progress and cancellation.</param>
    /// <returns>The choice with what was found; the choice itself where there was nothing to do.</returns>
    public TuningOutput Verify(TuningOutput chosen, StudyOptions options)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        ArgumentNullException.ThrowIfNull(options);
        if (!Verifies(chosen))
        {
            return chosen;
        }

        Stopwatch watch = Stopwatch.StartNew();
        TuningVerification? verification = TuningVerification.Of(
            File.Experiment, chosen.Tuned, options.Threads, options.Progress, options.Cancellation);
        return Output(
            chosen.Tuned with { Verification = verification }, chosen.Arrays,
            chosen.Summary.Timings["total"] + watch.Elapsed.TotalSeconds, options);
    }

    private TuningOutput Output(TuningResult tuned, IReadOnlyDictionary<string, NumericArray> arrays, double total, StudyOptions options)
    {
        bool isKnown = double.IsFinite(tuned.ExpectedDrift), isStopped = options.Cancellation.IsCancellationRequested;
        Dictionary<string, double> timings = new() { ["choice"] = tuned.Seconds };
        if (tuned.Verification is { } verification)
        {
            timings["verification"] = verification.Seconds;
        }

        timings["total"] = total;
        TuningSummary summary = new()
        {
            Name = tuned.Name,
            Version = RunEnvironment.Version,
            Status = isStopped ? TuningStatus.Interrupted : isKnown ? TuningStatus.Completed : TuningStatus.Failed,
            Message = !isKnown ? string.Join(" ", tuned.Warnings)
                : isStopped ? "Stopped: what is here rests on the trainings that were finished until then."
                : null,
            Goal = tuned.Goal,
            Theta0 = tuned.Theta0,
            InitialLoss = tuned.InitialLoss,
            Modes = tuned.Modes,
            Best = tuned.Best,
            ExpectedDrift = tuned.ExpectedDrift,
            TrialsMade = tuned.Trials.Count,
            Practice = tuned.Practice,
            PyTorch = tuned.PyTorch,
            Verification = tuned.Verification is { } found ? VerificationSummary.Of(found) : null,
            Warnings = isKnown ? tuned.Warnings : [],
            Timings = timings,
            Threads = options.Threads,
            Host = RunEnvironment.Host,
            Environment = RunEnvironment.Describe(),
            Settings = File.ResolvedJson(options.OutputDirectory),
        };
        return new TuningOutput(summary, tuned, arrays, File.ResolvedYaml(options.OutputDirectory));
    }
}
