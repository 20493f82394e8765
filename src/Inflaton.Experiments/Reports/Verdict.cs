using Inflaton.Duality;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.Notation;

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
    /// <summary>
    /// Shares of the trained loss, of how far the outputs moved, and of the inputs' classes within which a prediction holds.
    /// </summary>
    private const double LossHolds = 0.05, OutputsHold = 0.1, AccuracyHolds = 0.02;

    /// <summary>The same, beyond which it fails.</summary>
    private const double LossFails = 0.5, OutputsFail = 0.5, AccuracyFails = 0.1;

    /// <summary>The outcome of a run.</summary>
    /// <param name="run">The run.</param>
    public static Verdict Of(RunData run)
    {
        RunSummary summary = run.Summary;
        if (summary.Status == RunStatus.Diverged)
        {
            return new Verdict(
                $"Training diverged after {Epochs(summary.EpochsTrained)}.",
                summary.Message ?? (summary.LearningRate > summary.StabilityLimit
                    ? $"The learning rate is {ReadableNumber.Of(summary.LearningRate)}, and the recursion is stable below "
                        + $"{ReadableNumber.Of(summary.StabilityLimit)}."
                    : "The learning rate is within the stability limit of the kernel at initialisation, so the kernel must have grown."),
                VerdictTone.Bad);
        }

        IEnumerable<Rung> ladder = run.FieldPredictions.Concat(run.Predictions.Where(rung => rung.Scope == RungScope.Mean));
        Rung? rung = ladder.FirstOrDefault(
            rung => run.Series($"loss_{rung.Key}") is not null || summary.LossPredicted.ContainsKey(rung.Key));
        Outcome? other = null;
        if (rung is not null && Finer(run, rung) is { } next && Outcome.Of(run, next) is { } closer
            && (Outcome.Of(run, rung) is not { } coarser || closer.Distance <= coarser.Distance))
        {
            (other, rung) = (Outcome.Of(run, rung), next);
        }

        Verdict verdict = summary.LossFinal is null ? NotTrained(summary, rung)
            : summary.EpochsTrained == 0 ? new Verdict(
                $"Nothing was trained: the run ended at epoch 0 of {ReadableNumber.Of((long)summary.Epochs)}.", "", VerdictTone.Neutral)
            : rung is not null && Outcome.Of(run, rung) is { } outcome ? Compared(run, rung, outcome, other)
            : Untested(summary);
        return summary.Message is { } message
            ? verdict with { Detail = $"{message} {verdict.Detail}".Trim(), Tone = Worst(verdict.Tone, summary.Status) }
            : verdict;
    }

    /// <summary>The next order where a run has it beside a prediction of each input with the kernel of epoch 0.</summary>
    private static Rung? Finer(RunData run, Rung rung) => rung.Scope != RungScope.Points || rung.Key == Rung.NextOrder.Key ? null
        : run.Predictions.FirstOrDefault(other => other.Key == Rung.NextOrder.Key);

    /// <param name="run">The run.</param>
    /// <param name="rung">The prediction that is named.</param>
    /// <param name="outcome">How it came out.</param>
    /// <param name="coarser">How the kernel of epoch 0 did, where the next order was closer.</param>
    private static Verdict Compared(RunData run, Rung rung, Outcome outcome, Outcome? coarser)
    {
        RunSummary summary = run.Summary;
        string planned = summary.EpochsTrained < summary.Epochs ? $" of {ReadableNumber.Of((long)summary.Epochs)}" : "";
        string ends = $"After {Epochs((long)outcome.Epoch)}{planned} the loss is {ReadableNumber.Of(outcome.Trained)}; "
            + $"predicted before training: {ReadableNumber.Of(outcome.Predicted)}."
            + (coarser is null ? "" : $" With the kernel of epoch 0 alone: {Distances(coarser)}.")
            + $"{Accuracies(summary, rung)}{OnTheWay(run, rung, outcome)}";
        if (!double.IsFinite(outcome.Predicted) || !double.IsFinite(outcome.Trained) || outcome.Outputs is { } far && !double.IsFinite(far))
        {
            return new Verdict($"The {rung.Label} prediction or the trained loss leaves the finite numbers.", ends, VerdictTone.Bad);
        }

        if (!outcome.Moved)
        {
            return new Verdict("Training moved nothing: the outputs are those of epoch 0.", ends, VerdictTone.Neutral);
        }

        // A loss that has all but vanished is judged by the outputs.
        bool close = outcome.Outputs <= OutputsHold && outcome.OfInitial <= LossHolds;
        VerdictTone tone = outcome is { Relative: > LossFails, OfInitial: > LossHolds } || outcome.Outputs > OutputsFail
            || outcome.AccuracyGap > AccuracyFails ? VerdictTone.Bad
            : (outcome.Relative <= LossHolds || close) && !(outcome.Outputs > OutputsHold)
            && !(outcome.AccuracyGap > AccuracyHolds) ? VerdictTone.Good
            : VerdictTone.Neutral;
        return new Verdict(
            $"The {rung.Label} {(tone == VerdictTone.Bad ? "misses the training: it predicted" : "predicted")} {Distances(outcome)}.", ends,
            tone);
    }

    private static string Distances(Outcome outcome)
    {
        string loss = outcome.Relative <= LossFails || outcome.OfInitial > LossHolds
            ? $"the final loss {Within(outcome.Relative)}"
            : $"the final loss {Within(outcome.OfInitial)} of the initial one ({ReadableNumber.Percent(outcome.Relative)} of itself)";
        return outcome.Outputs is { } distance ? $"{loss} and the outputs {Within(distance)} of how far they moved" : loss;
    }

    private static string Within(double share) => $"within {ReadableNumber.Percent(share)}";

    private static string Accuracies(RunSummary summary, Rung rung)
    {
        string Of(AccuracySummary? accuracy, string of) =>
            accuracy is { Final: { } trained } && accuracy.Predicted.TryGetValue(rung.Key, out double predicted)
            ? $" Classified rightly{of}: {ReadableNumber.Percent(trained, 3)}; predicted: {ReadableNumber.Percent(predicted, 3)}."
            : "";
        return Of(summary.Accuracy, "") + Of(summary.Test?.Accuracy, " of the test inputs");
    }

    /// <summary>Where on the way the prediction was much farther off than at the end.</summary>
    private static string OnTheWay(RunData run, Rung rung, Outcome outcome) =>
        LossDeviation.Of(run, rung) is { } deviation && double.IsFinite(deviation.Relative)
            && deviation.Relative > Math.Max(2 * outcome.Relative, LossHolds)
            ? $" On the way it was off by up to {ReadableNumber.Percent(deviation.Relative)} of the loss (epoch "
                + $"{ReadableNumber.Of((long)deviation.Epoch)})."
            : "";

    private static Verdict NotTrained(RunSummary summary, Rung? rung) =>
        rung is null || !summary.LossPredicted.TryGetValue(rung.Key, out double loss)
        ? new Verdict("Neither trained nor predicted: the effective theory at initialisation.", "", VerdictTone.Neutral)
        : double.IsFinite(loss)
            ? new Verdict(
                $"Predicted, not trained: the {rung.Label} takes the loss from {ReadableNumber.Of(summary.LossInitial)} to "
                + $"{ReadableNumber.Of(loss)} in {Epochs(summary.Epochs)}.",
                "", VerdictTone.Neutral)
            : new Verdict($"Not trained, and the {rung.Label} prediction ended early.", "", VerdictTone.Bad);

    private static Verdict Untested(RunSummary summary) => new(
        $"Trained without a prediction to hold it against: the loss went from {ReadableNumber.Of(summary.LossInitial)} to "
        + $"{ReadableNumber.Of(summary.LossFinal ?? double.NaN)} in {Epochs(summary.EpochsTrained)}.",
        "", VerdictTone.Neutral);

    private static VerdictTone Worst(VerdictTone tone, RunStatus status) =>
        status == RunStatus.PredictionFailed ? VerdictTone.Bad
            : status == RunStatus.Interrupted && tone == VerdictTone.Good ? VerdictTone.Neutral
            : tone;

    private static string Epochs(long count) => ReadableNumber.Count(count, "epoch");
}
