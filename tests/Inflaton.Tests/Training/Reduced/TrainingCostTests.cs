using Inflaton.Networks;

namespace Inflaton.Training.Reduced;

public sealed class TrainingCostTests
{
    [Theory]
    [InlineData("erf", 1, 1000, 1000, true)]
    [InlineData("relu", 1, 1000, 1000, true)]
    [InlineData("erf", 20, 4096, 1000, true)]
    [InlineData("erf", 20, 4096, 200, true)]
    [InlineData("erf", 1, 1000, 3, false)]
    [InlineData("erf", 1, 50, 1000, false)]
    [InlineData("relu", 30, 500, 300, false)]
    [InlineData("relu", 100, 1000, 1000, false)]
    public void Predicts_where_reduced_training_pays(string activation, int points, int width, int epochs, bool pays) =>
        (Saving(activation, points, width, epochs) >= TrainingCost.LeastSaving).ShouldBe(pays);

    [Fact]
    public void Saving_grows_with_width_and_epochs_and_shrinks_with_digits()
    {
        double[] byWidth = [.. new[] { 512, 1024, 4096, 16384 }.Select(width => Saving("erf", 1, width, 1000))];
        double[] byEpochs = [.. new[] { 10, 100, 1000, 10000 }.Select(epochs => Saving("erf", 1, 2048, epochs))];
        double[] byTolerance = [.. new[] { 1e-12, 1e-8, 1e-4 }.Select(tolerance => Saving("erf", 1, 2048, 100, tolerance))];

        byWidth.ShouldBeInOrder();
        byEpochs.ShouldBeInOrder();
        byTolerance.ShouldBeInOrder();
    }

    [Fact]
    public void Without_layers_between_hidden_levels_nothing_is_saved()
    {
        NetworkArchitecture shallow = new(1, [1000], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);

        TrainingCost.PredictedSaving(shallow, 1, 1000).ShouldBe(1);
    }

    [Fact]
    public void A_reduced_step_is_linear_in_width()
    {
        double narrow = TrainingCost.Reduced(4, 1000, 1000, 20, 30), wide = TrainingCost.Reduced(4, 8000, 8000, 20, 30);

        (Math.Log(wide / narrow) / Math.Log(8)).ShouldBe(1, 0.02);
    }

    [Theory]
    [InlineData(0, 10, 1e-10)]
    [InlineData(1, -1, 1e-10)]
    [InlineData(1, 10, 0)]
    [InlineData(1, 10, double.NaN)]
    public void Numbers_outside_their_range_are_refused(int points, int epochs, double tolerance) =>
        Should.Throw<ArgumentOutOfRangeException>(() => TrainingCost.PredictedSaving(
            new NetworkArchitecture(1, [10, 10], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3), points, epochs, tolerance));

    private static double Saving(string activation, int points, int width, int epochs, double tolerance = 1e-10) =>
        TrainingCost.PredictedSaving(
            new NetworkArchitecture(1, [width, width], 1, ActivationCatalogue.Create(activation), 1.4, 0.3), points, epochs, tolerance);
}
