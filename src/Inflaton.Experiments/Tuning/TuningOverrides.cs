using System.Globalization;
using Inflaton.Duality.Tuning;

namespace Inflaton.Experiments.Tuning;

/// <summary>The values of <c>--set</c> with which <c>inflaton run</c> trains the file as a row of the tables says.</summary>
public static class TuningOverrides
{
    /// <summary>What can be used: the best peak with what the file practises, where there is one, and the constant rate.</summary>
    /// <param name="tuned">The tuning.</param>
    /// <returns>What is used, in words that follow "Use", and the overrides as a shell takes them.</returns>
    public static IEnumerable<(string Use, string Set)> Of(TuningResult tuned)
    {
        ArgumentNullException.ThrowIfNull(tuned);
        if (tuned.Practice is { } practice && Peak(practice) is { } peak)
        {
            yield return ("the best peak, all else as in the file",
                string.Create(CultureInfo.InvariantCulture, $"optimizer.gradient_descent.learning_rate={peak:R}"));
        }

        if (!double.IsFinite(tuned.ExpectedDrift))
        {
            yield break;
        }

        string rate = tuned.Best.LearningRate.ToString("G6", CultureInfo.InvariantCulture);
        string momentum = tuned.Best.Momentum.ToString("G6", CultureInfo.InvariantCulture);
        yield return tuned.Practice is null
            ? ("it", $"optimizer.gradient_descent.learning_rate={rate} optimizer.gradient_descent.momentum={momentum}")
            : ("the constant rate, without what the file practises",
                $"'optimizer={{gradient_descent: {{learning_rate: {rate}, momentum: {momentum}}}}}'"
                    + (tuned.Practice.Sizes is [.., var all] ? $" 'batches={{size: {all.Size}}}'" : ""));
    }

    /// <summary>The peak that ended lowest where the network was trained, else the one that is predicted to be best.</summary>
    private static double? Peak(PracticeTuning practice) =>
        practice.Trained.Where(one => double.IsFinite(one.Loss)).MinBy(one => one.Loss) is { } trained ? trained.LearningRate
        : practice.Trained.Count == 0 && practice.Best is { Edge: PracticeEdge.None, Loss: < double.PositiveInfinity } best
            ? best.LearningRate
        : null;
}
