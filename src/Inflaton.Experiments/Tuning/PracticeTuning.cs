using Inflaton.Duality;
using Inflaton.Duality.Tuning;
using Inflaton.Dynamics;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Threading;
using Inflaton.Training.Batches;

namespace Inflaton.Experiments.Tuning;

/// <summary>What is best for a training with schedule, weight decay or batches, of the momentum and steps in the file.</summary>
/// <param name="Momentum">γ of the file.</param>
/// <param name="Schedule">The key of the file's schedule, <c>constant</c> without one.</param>
/// <param name="Steps">K, for every size of the batches the same.</param>
/// <param name="Best">The best peak of the learning rate with the batches of the file.</param>
/// <param name="Sizes">The best peak for batches of 1, 2, 4, … rows and of all; empty where the file has no batches.</param>
/// <param name="LargestUseful">
/// The smallest of those sizes whose loss is at most <see cref="Gain"/> above that of the gradient of all rows: beyond it nothing is
/// gained in so many steps. Null without batches.
/// </param>
/// <param name="NoiseScaleStart">tr Σ/|∇𝓛|² at the start, in rows.</param>
/// <param name="NoiseScaleEnd">The same at the end of the mean; infinite where the gradient vanishes there.</param>
public sealed record PracticeTuning(
    double Momentum, string Schedule, int Steps, PracticePoint Best, IReadOnlyList<PracticePoint> Sizes, int? LargestUseful,
    double NoiseScaleStart, double NoiseScaleEnd)
{
    /// <summary>Part of the loss that a larger batch must gain to count.</summary>
    public const double Gain = 0.02;

    /// <summary>The search of an experiment; null where the file has neither schedule, weight decay, clipping nor batches.</summary>
    internal static PracticeTuning? Of(
        ExperimentSetup setup, FieldStart start, StartKernel moving, PredictionProblem problem, CancellationToken cancellation,
        WorkerTeam team)
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
        PracticeSearch search = new(problem, rate => (settings with { LearningRate = rate }).Create(known), setup.Steps);
        PracticePoint best = search.Best(setup.Batches);
        List<PracticePoint> sizes = [];
        if (setup.Batches is not null)
        {
            PracticePoint near = best;
            for (int size = problem.Points; size >= 1; size = size == problem.Points ? Below(size) : size / 2)
            {
                near = search.Best(Sized(setup.Batches, problem.Points, size), near);
                sizes.Insert(0, near);
            }
        }

        Trajectory mean = new DiscreteRung().Predict(problem with
        {
            Batches = null,
            Optimizer = (settings with { LearningRate = best.LearningRate }).Create(known),
            Epochs = [0, setup.Steps],
        }).Field;
        return new PracticeTuning(
            settings.Momentum, settings.Schedule?.Key ?? "constant", setup.Steps, best, sizes,
            sizes is [.., var whole] ? sizes.First(one => one.Loss <= (1 + Gain) * whole.Loss || one == whole).Size : null,
            search.NoiseScale(problem.InitialField), search.NoiseScale(mean.At(mean.Count - 1)));
    }

    /// <summary>The largest power of 2 below a number.</summary>
    private static int Below(int number)
    {
        int size = 1;
        while (size * 2 < number)
        {
            size *= 2;
        }

        return number == 1 ? 0 : size;
    }

    private static BatchPlan Sized(BatchPlan plan, int points, int size) =>
        plan.IsIndependent ? new IndependentBatches(points, size, 1) : new ShuffledBatches(points, size, 1);
}
