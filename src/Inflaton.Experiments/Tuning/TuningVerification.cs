using System.Diagnostics;
using Inflaton.Duality.Tuning;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Threading;

namespace Inflaton.Experiments.Tuning;

/// <summary>The recommendation held against training on a grid around it.</summary>
/// <param name="Level">Loss that was to be reached; null where the losses after <paramref name="Epochs"/> are compared.</param>
/// <param name="Epochs">Epochs that each training had at most.</param>
/// <param name="Recommended">Training at the recommendation.</param>
/// <param name="Grid">All trainings, the recommendation first.</param>
/// <param name="TrainedDrift">
/// ‖Θ − Θ_0‖/‖Θ_0‖ of the kernel at the end of the training at the recommendation; infinite where it diverged.
/// </param>
/// <param name="Seconds">Wall-clock time of the trainings.</param>
/// <param name="IsComplete">Whether all of the grid was trained; false where it was stopped.</param>
public sealed record TuningVerification(
    double? Level, int Epochs, TunedTraining Recommended, IReadOnlyList<TunedTraining> Grid, double TrainedDrift, double Seconds,
    bool IsComplete)
{
    private static readonly double[] RateFactors = [0.25, 0.5, 0.75, 1, 1.25, 2];
    private static readonly double[] FrictionFactors = [0.25, 0.5, 1, 2, 4];

    /// <summary>The training of the grid that was fastest to the level, or came to the lowest loss.</summary>
    public TunedTraining Best => Grid.Where(training => !training.Diverged && (Level is null || training.Epochs is not null))
        .MinBy(training => Level is null ? training.Loss : training.Epochs!.Value) ?? Recommended;

    /// <summary>
    /// Epochs to the level at the recommendation over those of the fastest, or its loss over the lowest; infinite where the recommendation
    /// diverged.
    /// </summary>
    public double Regret => Recommended.Diverged ? double.PositiveInfinity
        : Level is null ? Recommended.Loss / Best.Loss
        : (double)(Recommended.Epochs ?? Epochs) / Math.Max(Best.Epochs ?? Epochs, 1);

    /// <summary>
    /// Trains at the recommendation and on a grid around it: η times ¼ to 2, 1−γ times ¼ to 4, all from the same weights. Where the
    /// recommendation reaches a target that was set, the others are held against its epochs, and end as soon as they reach it or cannot be
    /// the fastest any more; otherwise all train as long, and their losses are compared.
    /// </summary>
    /// <param name="file">The experiment.</param>
    /// <param name="tuned">What tuning found.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="progress">Told of each training.</param>
    /// <param name="cancellation">Stops after the epoch in hand, with the trainings that were finished.</param>
    /// <returns>What was found; null where it was stopped before the recommendation was trained.</returns>
    public static TuningVerification? Of(
        ExperimentFile file, TuningResult tuned, int threads, IProgress<StudyProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(tuned);
        Stopwatch watch = Stopwatch.StartNew();
        using WorkerTeam team = new(threads);
        ExperimentSetup setup = ExperimentSetup.Of(file);
        FieldStart start = FieldStart.Of(setup, team);
        TrialTrainings trials = new(setup, start, setup.HangsOnKernel ? StartKernel.Of(setup, start, team).Natural : null, team);
        Recommendation best = tuned.Best;
        int most = best.EpochsToAllow(tuned.Goal.Epochs);
        if (trials.Train(best.LearningRate, best.Momentum, tuned.Goal.TargetLoss ?? 0, most, cancellation) is not { } recommended)
        {
            return null;
        }

        double drift = trials.Drift();
        double? level = recommended.Epochs is null && !(recommended.Diverged && double.IsFinite(best.Epochs))
            ? null
            : tuned.Goal.TargetLoss;
        List<TunedTraining> grid = [recommended];
        int fewest = recommended.Epochs ?? most;
        bool isComplete = true;
        (double LearningRate, double Momentum)[] points = [.. Points(best)];
        foreach ((double learningRate, double momentum) in points)
        {
            NamedValue lowest = level is null ? new("lowest_loss", grid.Min(one => one.Loss)) : new("fewest_epochs", fewest);
            progress?.Report(new StudyProgress(StudyPhase.Training, "grid", grid.Count - 1, points.Length)
            {
                Values = [new("learning_rate", learningRate), new("momentum", momentum), lowest],
            });
            if (trials.Train(learningRate, momentum, level ?? 0, fewest, cancellation) is not { } training)
            {
                isComplete = false;
                break;
            }

            fewest = level is null ? most : Math.Min(fewest, training.Epochs ?? fewest);
            grid.Add(training);
        }

        return new TuningVerification(level, most, recommended, grid, drift, watch.Elapsed.TotalSeconds, isComplete);
    }

    private static IEnumerable<(double LearningRate, double Momentum)> Points(Recommendation best) =>
        from friction in FrictionFactors.Select(factor => Math.Min(1, factor * (1 - best.Momentum))).Distinct()
        from factor in RateFactors
        where factor != 1 || friction != 1 - best.Momentum
        select (factor * best.LearningRate, 1 - friction);
}
