using Inflaton.Duality;
using Inflaton.Duality.Batches;

namespace Inflaton.Experiments.Runs;

/// <summary>
/// The universe of a learning rate that changes, in the matching in force and in cosmic time, t = Σ√ηₖ. What else the summary says of H
/// and Λ is of the rate η without its schedule.
/// </summary>
/// <param name="Name">The schedule, <c>constant</c> for dampening or warm-up alone.</param>
/// <param name="LearningRateStart">η_0.</param>
/// <param name="LearningRatePeak">The largest η_k of the run.</param>
/// <param name="LearningRateEnd">η of the last step.</param>
/// <param name="HubbleStart">H at the start; below 0 where the universe contracts, as in a warm-up with much momentum.</param>
/// <param name="HubbleLeast">The least H.</param>
/// <param name="HubbleMost">The largest H.</param>
/// <param name="HubbleEnd">H at the last step.</param>
/// <param name="LambdaStart">Λ = 3H² at the start.</param>
/// <param name="LambdaEnd">Λ at the last step.</param>
/// <param name="Time">Cosmic time of the whole run.</param>
/// <param name="Efolds">e-folds of the whole run, ΣHₖ√ηₖ.</param>
public sealed record ScheduleSummary(
    string Name,
    double LearningRateStart,
    double LearningRatePeak,
    double LearningRateEnd,
    double HubbleStart,
    double HubbleLeast,
    double HubbleMost,
    double HubbleEnd,
    double LambdaStart,
    double LambdaEnd,
    double Time,
    double Efolds)
{
    /// <summary>Of a prediction's optimiser; null where its rate does not change.</summary>
    internal static ScheduleSummary? Of(PredictionProblem problem)
    {
        int last = problem.Epochs[^1];
        if (problem.Optimizer is not { Scheduled: { } scheduled } optimizer || last == 0)
        {
            return null;
        }

        int[] steps = [.. Enumerable.Range(0, last)];
        double[] rates = [.. steps.Select(step => scheduled.LearningRate * scheduled.Schedule.At(step))];
        double[] hubble = optimizer.History(steps, problem.Matching, 0)!.Hubble;
        return new ScheduleSummary(
            scheduled.Schedule.Name, rates[0], rates.Max(), rates[^1], hubble[0], hubble.Min(), hubble.Max(), hubble[^1],
            3 * hubble[0] * hubble[0], 3 * hubble[^1] * hubble[^1], optimizer.TimesAt([last])[0],
            optimizer.EfoldsAfter(last, problem.Matching, 0));
    }
}

/// <summary>The batches of a run.</summary>
/// <param name="Sampling"><c>shuffled</c>, <c>independent</c> or <c>order</c>.</param>
/// <param name="Size">B.</param>
/// <param name="StepsPerPass">Steps of one pass over the data.</param>
public sealed record BatchSummary(string Sampling, int Size, int StepsPerPass)
{
    /// <summary>Orders that the prediction <c>ensemble</c> drew; null without it.</summary>
    public int? Draws { get; init; }

    /// <summary>The orders that were trained; null where it is one.</summary>
    public OrderSummary? Orders { get; init; }

    /// <summary>Standard deviation of the loss over the orders at the end, the noise; null without <c>ensemble</c>.</summary>
    public double? LossSpread { get; init; }

    /// <summary>
    /// What the kernel's motion does to the loss of every order at the end, the drift; null without <c>ensemble</c>, and where its band is
    /// that of the frozen kernel.
    /// </summary>
    public double? LossDrift { get; init; }

    /// <summary>The noise read as that of stochastic inflation; null where the optimiser is no heavy ball.</summary>
    public BatchNoise? Noise { get; init; }
}
