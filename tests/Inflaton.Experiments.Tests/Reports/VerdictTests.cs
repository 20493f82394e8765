using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Tests.Figures;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Reports;

public class VerdictTests
{
    /// <summary>What counts is the end: loss and, where the run holds them, outputs.</summary>
    [Theory]
    [InlineData(1.3, 1.014, "The frozen kernel predicted the final loss within 1.4 %.", VerdictTone.Good)]
    [InlineData(1, 1.2, "The frozen kernel predicted the final loss within 20 %.", VerdictTone.Neutral)]
    [InlineData(1, 3, "The frozen kernel misses the training: it predicted the final loss within 200 %.", VerdictTone.Bad)]
    [InlineData(1, double.NaN, "The frozen kernel prediction or the trained loss leaves the finite numbers.", VerdictTone.Bad)]
    public void States_how_far_off_the_end_is(double early, double late, string headline, VerdictTone tone)
    {
        Verdict verdict = Verdict.Of(Run(trained: [1, 1, 0.2], predicted: [1, early, 0.2 * late]));

        (verdict.Headline, verdict.Tone).ShouldBe((headline, tone));
    }

    /// <summary>Twice a loss that has all but vanished is right where the outputs are, and wrong where they are not.</summary>
    [Theory]
    [InlineData(
        0.01, VerdictTone.Good, "within 0.001 % of the initial one (100 % of itself) and the outputs within 1 % of how far they moved.")]
    [InlineData(0.8, VerdictTone.Bad, "the outputs within 80 % of how far they moved.")]
    public void A_small_loss_is_judged_by_the_outputs(double gap, VerdictTone tone, string end)
    {
        Verdict verdict = Verdict.Of(WithOutputs(Run([1, 1e-3, 1e-5], [1, 1e-3, 2e-5]), gap));

        verdict.Tone.ShouldBe(tone);
        verdict.Headline.ShouldEndWith(end);
    }

    [Fact]
    public void The_right_loss_from_wrong_outputs_is_not_green() =>
        Verdict.Of(WithOutputs(Run([1, 0.5, 0.2], [1, 0.5, 0.2]), 0.3)).Tone.ShouldBe(VerdictTone.Neutral);

    [Theory]
    [InlineData(0.97, VerdictTone.Good)]
    [InlineData(0.93, VerdictTone.Neutral)]
    [InlineData(0.7, VerdictTone.Bad)]
    public void Accuracy_counts(double predicted, VerdictTone tone)
    {
        RunData run = Run([1, 0.5, 0.2], [1, 0.5, 0.2]);
        AccuracySummary accuracy = new(0.1, 0.98, new Dictionary<string, double> { ["frozen_kernel"] = predicted }, null);

        Verdict verdict = Verdict.Of(new RunData(run.Summary with { Accuracy = accuracy }, Arrays(run)));

        verdict.Tone.ShouldBe(tone);
        verdict.Detail.ShouldContain(
            "Classified rightly: 98 %; predicted: " + (100 * predicted).ToString("0", System.Globalization.CultureInfo.InvariantCulture)
                + " %.");
    }

    [Fact]
    public void Names_where_the_prediction_strayed_on_the_way() =>
        Verdict.Of(Run([1, 0.5, 0.2], [1, 0.9, 0.2])).Detail.ShouldContain("off by up to 80 % of the loss (epoch 10)");

    /// <summary>Where it strayed by more than twice what it is off at the end, and by more than a twentieth.</summary>
    [Theory]
    [InlineData(0.21, 0.1, true)]
    [InlineData(0.19, 0.1, false)]
    [InlineData(0.051, 0, true)]
    [InlineData(0.049, 0, false)]
    public void What_the_end_tells_is_not_said_again(double onTheWay, double end, bool isSaid) =>
        Verdict.Of(Run([1, 0.5, 0.2], [1, 0.5 * (1 + onTheWay), 0.2 * (1 + end)])).Detail.Contains("On the way").ShouldBe(isSaid);

    /// <summary>The next order is named where it came closer, with what the kernel of epoch 0 does alone; else that is.</summary>
    [Theory]
    [InlineData(
        0.001, "The next order predicted the final loss within 0.1 %.",
        "With the kernel of epoch 0 alone: the final loss within 2 %.")]
    [InlineData(0.3, "The frozen kernel predicted the final loss within 2 %.", null)]
    [InlineData(double.NaN, "The frozen kernel predicted the final loss within 2 %.", null)]
    public void The_closest_prediction_is_named(double gap, string headline, string? besides)
    {
        RunData run = Run([1, 0.5, 0.2], [1, 0.5, 0.2 * 1.02]);
        Dictionary<string, NumericArray> arrays = Arrays(run);
        arrays["loss_next_order"] = new([3], [1, 0.5, 0.2 * (1 + gap)]);

        Verdict verdict = Verdict.Of(new RunData(run.Summary, arrays));

        verdict.Headline.ShouldBe(headline);
        verdict.Tone.ShouldBe(VerdictTone.Good);
        if (besides is null)
        {
            verdict.Detail.ShouldNotContain("alone");
        }
        else
        {
            verdict.Detail.ShouldContain(besides);
        }
    }

    [Fact]
    public void Nothing_trained_is_never_green()
    {
        Verdict.Of(Run([1], [1], trainedEpochs: 0))
            .ShouldBe(new Verdict("Nothing was trained: the run ended at epoch 0 of 20.", "", VerdictTone.Neutral));
        Verdict.Of(WithOutputs(Run([1, 1, 1], [1, 1, 1]), 0, moved: 0)).Tone.ShouldBe(VerdictTone.Neutral);
    }

    [Fact]
    public void A_failed_prediction_is_never_green() =>
        Verdict.Of(Run([1, 0.5, 0.2], [1, 0.5, 0.2], RunStatus.PredictionFailed)).Tone.ShouldBe(VerdictTone.Bad);

    [Fact]
    public void A_run_that_was_not_trained_is_predicted() =>
        Verdict.Of(Run(null, [1, 0.5, 0.25], RunStatus.NotTrained))
            .Headline.ShouldBe("Predicted, not trained: the frozen kernel takes the loss from 1 to 0.25 in 20 epochs.");

    [Fact]
    public void An_interrupted_run_is_judged_as_far_as_it_went()
    {
        // A curve that ended early is filled up with NaN.
        RunData run = Run([1, 0.5, double.NaN], [1, 0.5, 0.25], RunStatus.Interrupted, trainedEpochs: 10);

        Verdict.Of(run).Headline.ShouldBe("The frozen kernel predicted the final loss within 0 %.");
        Verdict.Of(run).Detail.ShouldContain("After 10 epochs of 20 the loss is 0.5");
        Verdict.Of(run).Tone.ShouldBe(VerdictTone.Neutral);
    }

    [Fact]
    public void Divergence_comes_first()
    {
        RunData run = Run([1, 30, double.NaN], [1, 0.5, 0.25], RunStatus.Diverged, trainedEpochs: 10);

        Verdict.Of(run).ShouldBe(new Verdict("Training diverged after 10 epochs.", "Stopped.", VerdictTone.Bad));
    }

    private static RunData Run(double[]? trained, double[] predicted, RunStatus status = RunStatus.Completed, int trainedEpochs = 20)
    {
        Dictionary<string, NumericArray> arrays = new()
        {
            ["epochs"] = new([3], [0, 10, 20]),
            ["loss_frozen_kernel"] = new([predicted.Length], predicted),
        };
        if (trained is not null)
        {
            arrays["loss_trained"] = new([trained.Length], trained);
        }

        return new RunData(
            SyntheticRun.Make(records: 2).Summary with
            {
                Status = status,
                Epochs = 20,
                EpochsTrained = trainedEpochs,
                LossInitial = 1,
                LossFinal = trained?[^1],
                LossPredicted = new Dictionary<string, double> { ["frozen_kernel"] = predicted[^1] },
                Message = status is RunStatus.Completed or RunStatus.NotTrained ? null : "Stopped.",
            },
            arrays);
    }

    /// <summary>The same run with outputs that go from 0 to a length, and a prediction of them that is off by a part of it.</summary>
    private static RunData WithOutputs(RunData run, double gap, double moved = 1)
    {
        Dictionary<string, NumericArray> arrays = Arrays(run);
        double[] trained = new double[3 * SyntheticRun.Points], predicted = new double[3 * SyntheticRun.Points];
        Array.Fill(trained, moved, 2 * SyntheticRun.Points, SyntheticRun.Points);
        Array.Fill(predicted, moved * (1 + gap), 2 * SyntheticRun.Points, SyntheticRun.Points);
        arrays["trained"] = new([3, SyntheticRun.Points], trained);
        arrays["frozen_kernel"] = new([3, SyntheticRun.Points], predicted);
        return new RunData(run.Summary, arrays);
    }

    private static Dictionary<string, NumericArray> Arrays(RunData run) =>
        new[] { "epochs", "loss_trained", "loss_frozen_kernel" }.ToDictionary(name => name, name => run[name]!);
}
