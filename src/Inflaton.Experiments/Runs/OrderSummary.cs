using Inflaton.Duality.Batches;

namespace Inflaton.Experiments.Runs;

/// <summary>Several orders of the batches that were trained, against the band that was predicted.</summary>
/// <param name="Count">How many, the run's own among them.</param>
/// <param name="LossSpread">Standard deviation of the loss over them, at the end.</param>
/// <param name="InsideBand">
/// The part of all recorded losses behind the start that lies inside the predicted band, 0.95 where it is right: the band is one for each
/// record, and a whole curve leaves it more often. Null without the prediction <c>ensemble</c>.
/// </param>
public sealed record OrderSummary(int Count, double LossSpread, double? InsideBand)
{
    /// <summary>The orders of a run.</summary>
    /// <param name="losses">Their losses at the records, order by order.</param>
    /// <param name="ensemble">What was predicted of them; null for nothing.</param>
    internal static OrderSummary Of(double[][] losses, OrderEnsemble? ensemble)
    {
        double[] ends = [.. losses.Select(order => order[^1])];
        double mean = ends.Average();
        return new OrderSummary(
            losses.Length, Math.Sqrt(ends.Sum(end => (end - mean) * (end - mean)) / Math.Max(1, ends.Length - 1)),
            ensemble is null || ensemble.LossLow.Length < 2 ? null : losses.Average(order => Inside(order, ensemble)));
    }

    private static double Inside(double[] losses, OrderEnsemble ensemble) => Enumerable.Range(1, ensemble.LossLow.Length - 1)
        .Average(record => losses[record] >= ensemble.LossLow[record] && losses[record] <= ensemble.LossHigh[record] ? 1.0 : 0);
}
