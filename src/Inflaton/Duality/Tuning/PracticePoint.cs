namespace Inflaton.Duality.Tuning;

/// <summary>A peak of the learning rate and what is predicted to come of it.</summary>
/// <param name="Size">B, rows of a step; N without batches.</param>
/// <param name="LearningRate">The rate that the schedule multiplies.</param>
/// <param name="Loss">
/// The loss at the end, the mean over the orders of the batches, none of which chose the rate; not finite where an order diverges.
/// </param>
/// <param name="LossSpread">Its standard deviation over the orders that were drawn; 0 where there is one order alone.</param>
public sealed record PracticePoint(int Size, double LearningRate, double Loss, double LossSpread)
{
    /// <summary>
    /// The standard error of <see cref="Loss"/>, <see cref="LossSpread"/> over the root of <see cref="Orders"/>; 0 where the mean is
    /// that of all orders, in closed form, or there is one order alone.
    /// </summary>
    public double LossError { get; init; }

    /// <summary>Orders that were drawn for loss and spread; 0 where there is one order alone.</summary>
    public int Orders { get; init; }

    /// <summary>Whether <see cref="Loss"/> is the mean over all orders, by the closed recursion of the moments, or one order's.</summary>
    public bool IsExact { get; init; }

    /// <summary>
    /// The largest rate of the training over the limit of stability of the gradient of all rows at the start: above 1 modes grow meanwhile,
    /// and what is predicted holds for a kernel that does not answer to that.
    /// </summary>
    public double LimitShare { get; init; }

    /// <summary>Where the search for the rate ended without having the best one between two that are worse.</summary>
    public PracticeEdge Edge { get; init; }
}

/// <summary>An end of the rates at which a search stopped.</summary>
public enum PracticeEdge
{
    /// <summary>None: the rate lies between two that are worse.</summary>
    None,

    /// <summary>No rate ends with a loss below that of the start: there is no best one above 0.</summary>
    NoGain,

    /// <summary>The loss at the end still falls with the rate far above the limit of stability.</summary>
    Highest,
}
