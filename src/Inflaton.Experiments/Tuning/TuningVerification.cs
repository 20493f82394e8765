using System.Diagnostics;
using Inflaton.Duality.Tuning;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Experiments.Tuning;

/// <summary>One training of the grid.</summary>
/// <param name="LearningRate">η.</param>
/// <param name="Momentum">γ.</param>
/// <param name="Epochs">Epochs until the level was reached; null where it was not in the epochs that the best so far needed.</param>
/// <param name="Diverged">Whether the loss left the finite numbers or grew a hundredfold.</param>
public sealed record TunedTraining(double LearningRate, double Momentum, int? Epochs, bool Diverged);

/// <summary>The recommendation held against training on a grid around it.</summary>
/// <param name="Level">Loss that was to be reached: the target, or what the recommendation reached where that was more.</param>
/// <param name="Recommended">Training at the recommendation.</param>
/// <param name="Grid">All trainings, the recommendation first.</param>
/// <param name="Seconds">Wall-clock time of the trainings.</param>
public sealed record TuningVerification(double Level, TunedTraining Recommended, IReadOnlyList<TunedTraining> Grid, double Seconds)
{
    private const double Diverging = 100;

    private static readonly double[] RateFactors = [0.25, 0.5, 0.75, 1, 1.25, 2];
    private static readonly double[] FrictionFactors = [0.25, 0.5, 1, 2, 4];

    /// <summary>The training of the grid that was fastest.</summary>
    public TunedTraining Best => Grid.Where(training => training.Epochs is not null).MinBy(training => training.Epochs) ?? Recommended;

    /// <summary>Epochs at the recommendation over those of the fastest; infinite where the recommendation did not train.</summary>
    public double Regret => Recommended.Epochs is { } epochs ? (double)epochs / Math.Max(Best.Epochs ?? epochs, 1) : double.PositiveInfinity;

    /// <summary>
    /// Trains at the recommendation and on a grid around it: η times ¼ to 2, 1−γ times ¼ to 4, all from the same weights. A training ends as
    /// soon as it reaches the level or cannot be the fastest any more.
    /// </summary>
    /// <param name="file">The experiment.</param>
    /// <param name="tuned">What tuning found.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <param name="progress">Told of each training.</param>
    /// <param name="cancellation">Stops after the epoch in hand.</param>
    public static TuningVerification Of(
        ExperimentFile file, TuningResult tuned, int threads, IProgress<string>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(tuned);
        Stopwatch watch = Stopwatch.StartNew();
        using WorkerTeam team = new(threads);
        ExperimentSetup setup = ExperimentSetup.Of(file);
        FieldStart start = FieldStart.Of(setup, team);
        NaturalGradient? natural = setup.HangsOnKernel ? StartKernel.Of(setup, start, team).Natural : null;
        Recommendation best = tuned.Best;
        int most = double.IsFinite(best.Epochs) ? Math.Min(tuned.Goal.Epochs, (int)(3 * best.Epochs) + 10) : tuned.Goal.Epochs;
        (int? epochs, bool diverged, double loss) =
            Train(best.LearningRate, best.Momentum, tuned.Goal.TargetLoss ?? 0, most);
        double level = epochs is null && !diverged ? loss : tuned.Goal.TargetLoss ?? loss;
        TunedTraining recommended = new(best.LearningRate, best.Momentum, diverged ? null : epochs ?? most, diverged);
        List<TunedTraining> grid = [recommended];
        int fewest = recommended.Epochs ?? most;
        foreach ((double learningRate, double momentum) in Points(best))
        {
            progress?.Report($"learning rate {learningRate:G4}, momentum {momentum:G4}; {fewest} epochs so far");
            (epochs, diverged, _) = Train(learningRate, momentum, level, fewest);
            fewest = Math.Min(fewest, epochs ?? fewest);
            grid.Add(new TunedTraining(learningRate, momentum, epochs, diverged));
        }

        return new TuningVerification(level, recommended, grid, watch.Elapsed.TotalSeconds);

        // Data, potential, read-out and whitening are the same for all trainings; the weights are drawn anew for each.
        (int? Epochs, bool Diverged, double Loss) Train(double learningRate, double momentum, double level, int most) => TuningVerification.Train(
            new DirectTraining<double>(
                ExperimentSetup.Of(file).Parameters, setup.Inputs, setup.Targets, setup.Potential, new MatrixProduct<double>(team), team,
                readOut: start.ReadOut, natural: natural),
            new GradientDescent(learningRate, momentum), level, most, cancellation);
    }

    private static IEnumerable<(double LearningRate, double Momentum)> Points(Recommendation best) =>
        from friction in FrictionFactors.Select(factor => Math.Min(1, factor * (1 - best.Momentum))).Distinct()
        from factor in RateFactors
        where factor != 1 || friction != 1 - best.Momentum
        select (factor * best.LearningRate, 1 - friction);

    private static (int? Epochs, bool Diverged, double Loss) Train(
        DirectTraining<double> training, GradientDescent optimizer, double level, int most, CancellationToken cancellation)
    {
        double first = double.NaN;
        for (int epoch = 0; ; epoch++)
        {
            cancellation.ThrowIfCancellationRequested();
            training.Forward();
            double loss = training.Loss;
            first = epoch == 0 ? loss : first;
            if (!(loss <= Diverging * first))
            {
                return (null, true, loss);
            }

            if (loss <= level || epoch == most)
            {
                return (loss <= level ? epoch : null, false, loss);
            }

            training.Step(optimizer.Coefficients);
        }
    }
}
