using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Runs;

public class PredictionCurvesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(399)]
    [InlineData(400)]
    [InlineData(1_000_000)]
    public void Epochs_rise_from_the_first_to_the_last_and_are_few(int last)
    {
        int[] epochs = PredictionCurves.Epochs(last);

        (epochs[0], epochs[^1]).ShouldBe((0, last));
        epochs.ShouldBe(epochs.Distinct().Order());
        epochs.Length.ShouldBe(Math.Min(last + 1, epochs.Length));
        epochs.Length.ShouldBeLessThanOrEqualTo(PredictionCurves.Points);
    }

    /// <summary>Between two records stands what a run that records every epoch has there.</summary>
    [Theory]
    [InlineData("loss={squared: {scale: 1}}")]
    [InlineData("loss={log_cosh: {}}")]
    public void Curves_are_the_predictions_between_the_records(string loss)
    {
        IReadOnlyDictionary<string, NumericArray> Arrays(int every) =>
            Experiments.Run(Experiments.Parse(Experiments.Interval, loss, "epochs=60", $"record_every={every}"), train: false).Arrays;
        IReadOnlyDictionary<string, NumericArray> seldom = Arrays(20), each = Arrays(1);

        each.Keys.ShouldNotContain(name => name.StartsWith("curve_"));
        seldom["curve_epochs"].Values.ShouldBe(each["epochs"].Values);
        foreach (string rung in new[] { "mean_field", "perturbations", "frozen_kernel", "discrete" })
        {
            Near(seldom[$"curve_loss_{rung}"].Values, each[$"loss_{rung}"].Values);
        }

        int points = each["inputs"].Shape[0];
        Near(seldom["curve_mean_discrete"].Values, [.. each["discrete"].Values.Chunk(points).Select(field => field.Average())]);

        static void Near(double[] values, double[] expected)
        {
            values.Length.ShouldBe(expected.Length);
            double most = expected.Max(Math.Abs);
            values.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-7 * most);
        }
    }

    /// <summary>Records are the same bits whether curves are drawn between them or not.</summary>
    [Theory]
    [InlineData("loss={squared: {scale: 1}}")]
    [InlineData("loss={log_cosh: {}}")]
    public void Records_do_not_know_of_the_curves(string loss)
    {
        ExperimentFile file = Experiments.Parse(Experiments.Interval, loss, "epochs=1000", "record_every=30");
        IReadOnlyDictionary<string, NumericArray> Arrays(bool figures) =>
            ExperimentRunner.Run(file, new RunOptions { Threads = 1, Train = false, Figures = figures }).Arrays;
        IReadOnlyDictionary<string, NumericArray> plain = Arrays(figures: false), drawn = Arrays(figures: true);

        drawn.Keys.ShouldContain("curve_loss_discrete");
        plain.Keys.ShouldNotContain("curve_loss_discrete");
        foreach ((string name, NumericArray array) in plain)
        {
            drawn[name].Values.ShouldBe(array.Values, name);
        }
    }

    [Fact]
    public void Figures_draw_them()
    {
        RunResult run = Experiments.Run(Experiments.Parse(Experiments.Interval, "epochs=60", "record_every=20"));
        RunData data = new(run.Summary, run.Arrays);

        string spec = LossFigure.Of(data)!.Spec.ToJsonString();

        spec.ShouldContain("\"epoch\":7,");
        data.Curve("loss_discrete")!.Value.Epochs.Length.ShouldBe(61);
    }
}
