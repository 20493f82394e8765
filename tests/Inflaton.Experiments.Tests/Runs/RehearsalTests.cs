using Inflaton.Duality;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Tests.Runs;

public class RehearsalTests
{
    [Fact]
    public void ItIsPlayedToTheEndAndLearns()
    {
        Prediction[] predictions = Rehearsal.Predict();
        predictions.ShouldAllBe(prediction => prediction.IsComplete && prediction.Loss.Last() < prediction.Loss[0]);
        predictions[^1].Loss[^1].ShouldBe(predictions[^2].Loss[^1], 1e-2 * predictions[^2].Loss[0]);
    }
}
