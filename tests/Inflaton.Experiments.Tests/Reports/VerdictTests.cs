using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Tests.Figures;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Reports;

public class VerdictTests
{
    [Theory]
    [InlineData(1.014, 1.001, "The frozen kernel predicted the trained loss within 1.4 % at every recorded epoch.", VerdictTone.Good)]
    [InlineData(0.8, 1.001, "The frozen kernel predicted the trained loss within 20 % at every recorded epoch.", VerdictTone.Neutral)]
    [InlineData(3, 1, "The frozen kernel misses the trained loss: it is off by 200 % at epoch 10.", VerdictTone.Bad)]
    [InlineData(1.01, 1.4, "The frozen kernel predicted the trained loss within 1 % of the initial loss at every recorded epoch.", VerdictTone.Good)]
    [InlineData(double.NaN, 1, "The frozen kernel prediction or the trained loss leaves the finite numbers.", VerdictTone.Bad)]
    public void States_the_largest_deviation(double early, double late, string headline, VerdictTone tone)
    {
        Verdict verdict = Verdict.Of(Run(trained: [1, 1, 0.01], predicted: [1, early, 0.01 * late]));

        (verdict.Headline, verdict.Tone).ShouldBe((headline, tone));
    }

    [Fact]
    public void Names_where_a_small_loss_is_missed() =>
        Verdict.Of(Run([1, 0.5, 0.01], [1, 0.5, 0.014])).Detail.ShouldContain("grows to 40 % (epoch 20)");

    [Fact]
    public void A_run_that_was_not_trained_is_predicted() =>
        Verdict.Of(Run(null, [1, 0.5, 0.25], RunStatus.NotTrained)).Headline.ShouldBe("Predicted, not trained: the frozen kernel takes the loss from 1 to 0.25 in 20 epochs.");

    [Fact]
    public void An_interrupted_run_is_judged_as_far_as_it_went()
    {
        RunData run = Run([1, 0.5], [1, 0.5, 0.25], RunStatus.Interrupted, trainedEpochs: 10);

        Verdict.Of(run).Headline.ShouldContain("at every recorded epoch of the 10 trained (of 20)");
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
        Dictionary<string, NumericArray> arrays = new() { ["epochs"] = new([3], [0, 10, 20]), ["loss_frozen_kernel"] = new([predicted.Length], predicted) };
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
}
