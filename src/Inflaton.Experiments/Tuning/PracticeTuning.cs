using Inflaton.Duality;
using Inflaton.Duality.Tuning;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Threading;
using Inflaton.Training;
using Inflaton.Training.Batches;

namespace Inflaton.Experiments.Tuning;

/// <summary>What is best for a training with schedule, weight decay or batches, of the momentum and steps in the file.</summary>
/// <param name="Momentum">γ of the file.</param>
/// <param name="Schedule">The key of the file's schedule, <c>constant</c> without one.</param>
/// <param name="Steps">K, for every size of the batches the same.</param>
/// <param name="Best">The best peak of the learning rate with the batches of the file.</param>
/// <param name="Sizes">The best peak for batches of 1, 2, 4, … rows and of all; empty where the file has no batches.</param>
/// <param name="Sampling">
/// How the orders of <paramref name="Sizes"/> are drawn, <c>shuffled</c> or <c>independent</c>: as the file's batches are, and shuffled
/// where their order is given. Null without batches.
/// </param>
/// <param name="LargestUseful">
/// The smallest of those sizes whose loss is at most <see cref="Gain"/> above that of the gradient of all rows: beyond it nothing is
/// gained in so many steps. Null without batches.
/// </param>
/// <param name="NoiseScaleStart">tr Σ/|∇𝓛|² at the start, in rows.</param>
/// <param name="NoiseScaleEnd">The same at the end of the mean; infinite where the gradient vanishes there.</param>
/// <param name="Trained">
/// The network itself, trained with the file's batches: at <paramref name="Best"/>, and where that does not end as predicted at half the
/// rate, and so on until it does. Empty without trials.
/// </param>
/// <param name="Decayed">
/// The part of the start's parameters that weight decay takes by itself at <paramref name="Best"/>, 0 without it.
/// </param>
public sealed record PracticeTuning(
    double Momentum, string Schedule, int Steps, PracticePoint Best, IReadOnlyList<PracticePoint> Sizes, string? Sampling,
    int? LargestUseful, double NoiseScaleStart, double NoiseScaleEnd,
    IReadOnlyList<PracticeTraining> Trained, double Decayed)
{
    /// <summary>Part of the loss that a larger batch must gain to count.</summary>
    public const double Gain = 0.02;

    private const int MostTrainings = 5;

    /// <summary>The search of an experiment; null where the file has neither schedule, weight decay, clipping nor batches.</summary>
    /// <param name="setup">The experiment.</param>
    /// <param name="start">Its field at epoch 0.</param>
    /// <param name="moving">The kernel that the field moves by.</param>
    /// <param name="problem">What a prediction may know of it.</param>
    /// <param name="trials">Trains the network; null for no training.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <param name="team">Threads.</param>
    internal static PracticeTuning? Of(
        ExperimentSetup setup, FieldStart start, StartKernel moving, PredictionProblem problem, TrialTrainings? trials,
        CancellationToken cancellation, WorkerTeam team)
    {
        if (setup.Settings.Optimizer is not GradientDescentSettings settings || setup.Steps == 0
            || (settings.CanBeTuned && setup.Batches is null))
        {
            return null;
        }

        OptimizerStart known = setup.OptimizerStart(moving, start.Field, team);
        problem = problem with
        {
            ParameterTangent = settings.WeightDecay == 0 ? null : start.Tangent(setup, setup.Inputs, team),
            Solver = problem.Solver with { Cancellation = cancellation },
        };
        PracticeSearch search = new(problem, At, setup.Steps);
        PracticePoint best = search.Best(setup.Batches);
        List<PracticePoint> sizes = [];
        bool isDrawn = setup.Batches?.With(0) is not null;
        if (setup.Batches is { } plan)
        {
            for (int size = 1; size < problem.Points; size *= 2)
            {
                sizes.Add(isDrawn && size == plan.Size ? best : search.Best(Sized(plan, problem.Points, size)));
            }

            sizes.Add(isDrawn && problem.Points == plan.Size ? best : search.Best(Sized(plan, problem.Points, problem.Points)));
        }

        Trajectory mean = new DiscreteRung().Predict(problem with
        {
            Batches = null,
            Optimizer = At(best.LearningRate),
            Epochs = [0, setup.Steps],
        }).Field;
        return new PracticeTuning(
            settings.Momentum, settings.Schedule?.Key ?? "constant", setup.Steps, best, sizes,
            setup.Batches is null ? null : setup.Batches.IsIndependent ? "independent" : "shuffled",
            sizes is [.., var whole] ? sizes.First(one => one.Loss <= (1 + Gain) * whole.Loss || one == whole).Size : null,
            search.NoiseScale(problem.InitialField), search.NoiseScale(mean.At(mean.Count - 1)),
            Trainings(), ((GradientDescent)At(best.LearningRate)).PartDecayed(setup.Steps));

        // At the best rate, and at halves of it until the network does as it is told.
        List<PracticeTraining> Trainings()
        {
            List<PracticeTraining> made = [];
            for (PracticePoint point = best; made.Count < MostTrainings && double.IsFinite(best.Loss); point = Half(point))
            {
                if (trials?.End(At(point.LearningRate), setup.Steps, cancellation) is not { } trained)
                {
                    break;
                }

                made.Add(new PracticeTraining(point.LearningRate, point.Loss, trained, Agrees(trained, point)));
                if (made[^1].IsAsPredicted)
                {
                    break;
                }
            }

            return made;
        }

        PracticePoint Half(PracticePoint point) => search.At(setup.Batches, point.LearningRate / 2);

        Optimizer At(double rate) => (settings with { LearningRate = rate }).Create(known);
    }

    private static bool Agrees(double trained, PracticePoint told) => Math.Abs(trained - told.Loss)
        <= (PracticeTraining.MostSpreads * told.LossSpread) + (PracticeTraining.MostOff * Math.Abs(told.Loss));

    private static BatchPlan Sized(BatchPlan plan, int points, int size) => plan.IsIndependent
        ? new IndependentBatches(points, size, plan.Seed!.Value)
        : new ShuffledBatches(points, size, plan.Seed ?? 1);
}

/// <summary>The network trained as practised.</summary>
/// <param name="LearningRate">The rate that the schedule multiplies.</param>
/// <param name="Predicted">The loss at the end, the mean over the orders of the batches, by the kernel at the start.</param>
/// <param name="Loss">The loss at the end of the training; infinite where it leaves the numbers or grows a hundredfold.</param>
/// <param name="IsAsPredicted">
/// Whether the two differ by no more than <see cref="MostSpreads"/> standard deviations over the orders and <see cref="MostOff"/> of the
/// loss.
/// </param>
public sealed record PracticeTraining(double LearningRate, double Predicted, double Loss, bool IsAsPredicted)
{
    /// <summary>Standard deviations over the orders by which a trained loss may be off what is predicted.</summary>
    public const double MostSpreads = 4;

    /// <summary>Part of the predicted loss by which the trained one may be off besides.</summary>
    public const double MostOff = 0.1;
}
