using System.Globalization;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Reports;

/// <summary>How well the run went, for the colour of the headline.</summary>
public enum VerdictTone
{
    /// <summary>The prediction holds.</summary>
    Good,

    /// <summary>Nothing to hold it against, or it holds in part.</summary>
    Neutral,

    /// <summary>The prediction fails, or the run did.</summary>
    Bad,
}

/// <summary>The outcome of a run in a sentence or two, from its numbers alone.</summary>
/// <param name="Headline">The sentence.</param>
/// <param name="Detail">What to add to it; may be empty.</param>
/// <param name="Tone">How well it went.</param>
public sealed record Verdict(string Headline, string Detail, VerdictTone Tone)
{
    private const double Holds = 0.05;
    private const double Fails = 0.5;

    /// <summary>The outcome of a run.</summary>
    /// <param name="run">The run.</param>
    public static Verdict Of(RunData run)
    {
        RunSummary summary = run.Summary;
        if (summary.Status == RunStatus.Diverged)
        {
            return new Verdict(
                string.Create(CultureInfo.InvariantCulture, $"Training diverged after {Epochs(summary.EpochsTrained)}."),
                summary.Message ?? (summary.LearningRate > summary.StabilityLimit
                    ? $"The learning rate is {ReadableNumber.Of(summary.LearningRate)}, and the recursion is stable below {ReadableNumber.Of(summary.StabilityLimit)}."
                    : "The learning rate is within the stability limit of the kernel at initialisation, so the kernel must have grown."),
                VerdictTone.Bad);
        }

        (Rung? rung, LossDeviation? deviation) = Best(run);
        Verdict verdict = rung is null ? Untested(summary)
            : deviation is null ? Predicted(summary, rung)
            : Compared(summary, rung, deviation);
        return summary.Message is { } message ? verdict with { Detail = $"{message} {verdict.Detail}".Trim(), Tone = Worst(verdict.Tone, summary.Status) } : verdict;
    }

    private static (Rung? Rung, LossDeviation? Deviation) Best(RunData run)
    {
        IEnumerable<Rung> ladder = [Rung.FrozenKernel, Rung.Discrete, Rung.Perturbations, Rung.MeanField, Rung.MeanKernel];
        Rung? rung = ladder.FirstOrDefault(rung => run.Series($"loss_{rung.Key}") is not null || run.Summary.LossPredicted.ContainsKey(rung.Key));
        return (rung, rung is null ? null : LossDeviation.Of(run, rung));
    }

    private static Verdict Compared(RunSummary summary, Rung rung, LossDeviation deviation)
    {
        string span = summary.EpochsTrained < summary.Epochs
            ? string.Create(CultureInfo.InvariantCulture, $"at every recorded epoch of the {summary.EpochsTrained} trained (of {summary.Epochs})")
            : "at every recorded epoch";
        string ends = summary.LossFinal is { } final && summary.LossPredicted.TryGetValue(rung.Key, out double predicted)
            ? $"After {Epochs(summary.EpochsTrained)} the loss is {ReadableNumber.Of(final)}; predicted before training: {ReadableNumber.Of(predicted)}."
            : "";
        if (!double.IsFinite(deviation.Relative))
        {
            return new Verdict($"The {rung.Label} prediction or the trained loss leaves the finite numbers.", ends, VerdictTone.Bad);
        }

        if (deviation.Relative > Holds && deviation.OfInitial <= Holds)
        {
            return new Verdict($"The {rung.Label} predicted the trained loss within {ReadableNumber.Percent(deviation.OfInitial)} of the initial loss {span}.",
                $"Relative to the loss itself the gap grows to {ReadableNumber.Percent(deviation.Relative)} (epoch {deviation.Epoch.ToString("0", CultureInfo.InvariantCulture)}), where the loss is small. {ends}",
                deviation.Relative > Fails ? VerdictTone.Neutral : VerdictTone.Good);
        }

        return deviation.Relative > Fails
            ? new Verdict($"The {rung.Label} misses the trained loss: it is off by {ReadableNumber.Percent(deviation.Relative)} at epoch {deviation.Epoch.ToString("0", CultureInfo.InvariantCulture)}.", ends, VerdictTone.Bad)
            : new Verdict($"The {rung.Label} predicted the trained loss within {ReadableNumber.Percent(deviation.Relative)} {span}.", ends,
                deviation.Relative <= Holds ? VerdictTone.Good : VerdictTone.Neutral);
    }

    private static Verdict Predicted(RunSummary summary, Rung rung) => summary.LossPredicted.TryGetValue(rung.Key, out double loss)
        ? new Verdict($"Predicted, not trained: the {rung.Label} takes the loss from {ReadableNumber.Of(summary.LossInitial)} to {ReadableNumber.Of(loss)} in {Epochs(summary.Epochs)}.",
            "", VerdictTone.Neutral)
        : Untested(summary);

    private static Verdict Untested(RunSummary summary) => summary.LossFinal is { } final
        ? new Verdict($"Trained without a prediction to hold it against: the loss went from {ReadableNumber.Of(summary.LossInitial)} to {ReadableNumber.Of(final)} in {Epochs(summary.EpochsTrained)}.",
            "", VerdictTone.Neutral)
        : new Verdict("Neither trained nor predicted: the effective theory at initialisation.", "", VerdictTone.Neutral);

    private static VerdictTone Worst(VerdictTone tone, RunStatus status) =>
        status == RunStatus.PredictionFailed ? VerdictTone.Bad : status == RunStatus.Interrupted && tone == VerdictTone.Good ? VerdictTone.Neutral : tone;

    private static string Epochs(int count) => count == 1 ? "1 epoch" : $"{ReadableNumber.Of((long)count)} epochs";
}
