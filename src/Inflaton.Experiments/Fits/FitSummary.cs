using Inflaton.Experiments.Studies;
using Inflaton.Numerics.Sampling;
using Inflaton.Numerics.Statistics;

namespace Inflaton.Experiments.Fits;

/// <summary>How a fit ended.</summary>
public enum FitStatus
{
    /// <summary>All steps were made.</summary>
    Completed,

    /// <summary>Stopped by the user; the chain until then is kept.</summary>
    Interrupted,

    /// <summary>The likelihood vanishes wherever it was tried.</summary>
    Failed,
}

/// <summary>
/// What a fit found, as written to <c>summary.json</c> (property names in snake_case). The evidence is not among it: an ensemble does
/// not give it.
/// </summary>
public sealed record FitSummary : OutputSummary
{
    /// <summary>How it ended.</summary>
    public required FitStatus Status { get; init; }

    /// <inheritdoc/>
    public override StudyOutcome Outcome => Status switch
    {
        FitStatus.Completed => StudyOutcome.Completed,
        FitStatus.Interrupted => StudyOutcome.Interrupted,
        _ => StudyOutcome.NumericalFailure,
    };

    /// <summary>
    /// Whether the chain is 50 times as long as it remembers, and its halves agree: whether the numbers below can be trusted.
    /// </summary>
    public required bool Converged { get; init; }

    /// <summary>What was fitted, in the file's order.</summary>
    public required IReadOnlyList<FittedNumber> Parameters { get; init; }

    /// <summary>What was compared, and what was derived.</summary>
    public required IReadOnlyList<FittedNumber> Derived { get; init; }

    /// <summary>What the likelihood is from.</summary>
    public required string Likelihood { get; init; }

    /// <summary>Where its numbers are from; empty where the file gives them.</summary>
    public required string LikelihoodSource { get; init; }

    /// <summary>W.</summary>
    public required int Walkers { get; init; }

    /// <summary>S, steps of each walker.</summary>
    public required int Steps { get; init; }

    /// <summary>Steps at the beginning that no statistic counts.</summary>
    public required int BurnIn { get; init; }

    /// <summary>Share of the proposals that were accepted.</summary>
    public required double Acceptance { get; init; }

    /// <summary>The longest autocorrelation time of the parameters, in steps.</summary>
    public required double AutocorrelationTime { get; init; }

    /// <summary>Independent draws that the chain is worth, of the parameter that remembers longest.</summary>
    public required double EffectiveSamples { get; init; }

    /// <summary>ln of the likelihood where the posterior is largest, of all draws; 0 is the largest that there can be.</summary>
    public required double BestLogLikelihood { get; init; }

    /// <summary>Universes that were solved.</summary>
    public required long Solved { get; init; }

    /// <summary>How many of them failed; they count as impossible.</summary>
    public required long Failed { get; init; }

    /// <summary>Proposals outside the prior, for which none was solved.</summary>
    public required long OutsidePrior { get; init; }
}

/// <summary>The distribution of one number over the draws after the burn-in.</summary>
/// <param name="Key">The key, or the path into the summary.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Deviation">Standard deviation.</param>
/// <param name="Median">Median.</param>
/// <param name="Low68">16 % lie below.</param>
/// <param name="High68">16 % lie above.</param>
/// <param name="Low95">2.5 % lie below.</param>
/// <param name="High95">2.5 % lie above.</param>
/// <param name="Best">Value where the posterior is largest, of all draws.</param>
/// <param name="AutocorrelationTime">τ in steps.</param>
/// <param name="EffectiveSamples">Independent draws that the chain is worth.</param>
/// <param name="MeanError">Standard error of the mean, by the effective samples.</param>
public sealed record FittedNumber(
    string Key, double Mean, double Deviation, double Median, double Low68, double High68, double Low95, double High95, double Best,
    double AutocorrelationTime, double EffectiveSamples, double MeanError)
{
    /// <summary>Statistics of draws.</summary>
    /// <param name="key">The key.</param>
    /// <param name="draws">Step by step, S × W.</param>
    /// <param name="walkers">W.</param>
    /// <param name="best">Value where the posterior is largest.</param>
    internal static FittedNumber Of(string key, double[] draws, int walkers, double best)
    {
        double[] sorted = [.. draws.Where(double.IsFinite).Order()];
        if (sorted.Length == 0)
        {
            const double none = double.NaN;
            return new FittedNumber(key, none, none, none, none, none, none, none, best, none, none, none);
        }

        double mean = sorted.Average(), deviation = Math.Sqrt(sorted.Average(value => (value - mean) * (value - mean)));
        double time = sorted.Length == draws.Length ? Autocorrelation.Time(draws, walkers) : double.NaN;
        double effective = draws.Length / time;
        double Quantile(double part) => OrderStatistics.OfSorted(sorted, part);
        return new FittedNumber(
            key, mean, deviation, Quantile(0.5), Quantile(0.16), Quantile(0.84), Quantile(0.025), Quantile(0.975), best, time, effective,
            deviation / Math.Sqrt(effective));
    }
}
