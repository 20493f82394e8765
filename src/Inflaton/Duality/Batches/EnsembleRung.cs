using Inflaton.Duality.Interactions;

namespace Inflaton.Duality.Batches;

/// <summary>
/// The recursion over the order of the batches: mean and spread of field and loss, of many orders that are drawn and
/// followed (<see cref="OrderDraws"/>) by the kernel of epoch 0, with what its motion adds to their mean where that is known
/// (<see cref="KernelDrift"/>). Where the loss is quadratic and batches are drawn independently, mean and spread of the field and
/// the mean of the loss are those of all orders, by a recursion of their own (<see cref="BatchMoments"/>).
/// </summary>
public sealed class EnsembleRung : IRung
{
    /// <summary>Orders that are drawn.</summary>
    public const int Draws = 200;

    /// <summary>Most field values whose covariance is followed.</summary>
    public const int MostMoments = 256;

    /// <inheritdoc/>
    public string Name => "ensemble";

    /// <inheritdoc/>
    public string Meaning => "mean and spread over the order of the batches, by Θ at initialisation and its drift";

    /// <inheritdoc/>
    public RungStyle Style { get; } = new("#0072B2", 2, 4);

    /// <inheritdoc/>
    public bool IsOnRequest => true;

    /// <inheritdoc/>
    public bool UsesInteractions => true;

    /// <summary>False: without it the band is that of the frozen kernel.</summary>
    public bool NeedsInteractions => false;

    /// <inheritdoc/>
    public bool Applies(PredictionProblem problem) => problem.Batches is not null;

    /// <inheritdoc/>
    public string? Refusal(PredictionProblem problem) => problem.Batches?.With(0) is null
        ? "the order of the batches is given, and there is no other"
        : null;

    /// <inheritdoc/>
    public Prediction Predict(PredictionProblem problem)
    {
        KernelDrift? drift = KernelDrift.Of(problem, out string? why);
        Prediction drawn = new OrderDraws(problem, Draws, drift).Follow(Name);
        Prediction all = drawn.IsComplete && BatchMoments.Suits(problem) ? new BatchMoments(problem).Replace(drawn, drift) : drawn;

        // Who made the problem without interactions knows why.
        return drift is not null || problem.Interactions is null || !all.IsComplete
            ? all
            : all with { Message = $"The band is that of the kernel of epoch 0, without its drift. {why} {all.Message}".TrimEnd() };
    }
}
