using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tuning;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>Experiments with the optimisers beside gradient descent and Friedmann's.</summary>
public sealed class OptimizerTests
{
    private const string Base = """
        name: optimizers
        network: {hidden: [1500], activation: erf}
        data: {point: [1.0]}
        loss: {power: {degree: 2, scale: 0.25, minimum: 1.5}}
        optimizer: {nesterov: {learning_rate: 0.0025}}
        epochs: 240
        record_every: 4
        """;

    /// <summary>The recursion takes the optimiser's own steps: which equation stands for them leaves no bit of it different.</summary>
    [Theory]
    [InlineData("optimizer.nesterov={learning_rate: 0.0025}")]
    [InlineData("optimizer.gradient_descent={learning_rate: 0.0025, momentum: 0.9}")]
    [InlineData("optimizer.friedmann={learning_rate: 0.0025, universe: {power_law: {p: 1.1, start: 0.075}}}")]
    [InlineData("optimizer.born_infeld={learning_rate: 0.0025}")]
    public void The_recursion_does_not_depend_on_the_matching(string optimizer)
    {
        string[] few = [optimizer, "network.hidden=[32]", "epochs=20"];
        double[] leapfrog = Experiments.Run(Parse([.. few, "matching=leapfrog"])).Arrays["discrete"].Values;
        Experiments.Run(Parse([.. few, "matching=leading"])).Arrays["discrete"].Values.ShouldBe(leapfrog);
    }

    /// <summary>The trained network within 1 % of the prediction, and a friction 10 % off far outside.</summary>
    [Theory]
    [InlineData("optimizer.nesterov={learning_rate: 0.0025}",
        "optimizer.friedmann={learning_rate: 0.0025, universe: {power_law: {p: 1.1, start: 0.075}}}")]
    [InlineData("optimizer.nesterov={learning_rate: 0.0025, momentum: 0.95}",
        "optimizer.nesterov={learning_rate: 0.0025, momentum: 0.945}")]
    [InlineData("optimizer.born_infeld={learning_rate: 0.0025}",
        "optimizer.friedmann={learning_rate: 0.0025, universe: {de_sitter: {hubble: 0.1}}}")]
    [InlineData("optimizer.born_infeld={learning_rate: 0.0025, minimum: -0.1}", "optimizer.born_infeld={learning_rate: 0.0025}")]
    public void A_wide_network_follows_the_prediction(string optimizer, string other)
    {
        RunResult run = Experiments.Run(Parse(optimizer, "epochs=100"));

        run.Summary.Status.ShouldBe(RunStatus.Completed, run.Summary.Message);
        double[] trained = run.Arrays["trained"].Values, predicted = run.Arrays["frozen_kernel"].Values;
        double amplitude = predicted.Max(value => Math.Abs(value - 1.5));
        Distance(trained, predicted).ShouldBeLessThan(0.01 * amplitude);
        Distance(run.Arrays["discrete"].Values, predicted).ShouldBeLessThan(2e-3 * amplitude);
        Distance(trained, Experiments.Run(Parse(other, "epochs=100"), train: false).Arrays["frozen_kernel"].Values)
            .ShouldBeGreaterThan(0.02 * amplitude);
        run.Summary.Training!.Method.ShouldBe("direct");
        run.Summary.Training.Reason.ShouldContain("is trained directly");
    }

    [Fact]
    public void Born_and_infeld_s_motion_in_a_square_well_is_known()
    {
        RunResult run = Experiments.Run(Parse("optimizer.born_infeld={learning_rate: 0.0025}"));
        double mass = Math.Sqrt(0.25 * run.Summary.Theta0), start = run.Arrays["trained"].Values[0] - 1.5;

        double[] exact = [.. run.Arrays["time"].Values.Select(t => 1.5 + (start * Math.Sqrt(1 / Math.Cosh(Math.Sqrt(2) * mass * t))))];

        Distance(run.Arrays["frozen_kernel"].Values, exact).ShouldBeLessThan(1e-7);
        Distance(run.Arrays["trained"].Values, exact).ShouldBeLessThan(5e-3 * Math.Abs(start));
        run.Summary.Hubble.ShouldBe(0);
        run.Summary.Momentum.ShouldBe(1);
        run.Summary.Modes[0].Regime.ShouldBe("none");
        run.Arrays.Keys.ShouldNotContain("hubble");
    }

    [Fact]
    public void Of_adam_nothing_is_predicted_and_the_run_says_so()
    {
        RunResult run = Experiments.Run(Parse("optimizer.adam={learning_rate: 0.002}"));

        run.Summary.Status.ShouldBe(RunStatus.Completed);
        run.Summary.LossFinal!.Value.ShouldBeLessThan(0.01 * run.Summary.LossInitial);
        run.Summary.LossPredicted.ShouldBeEmpty();
        run.Summary.Matchings.Values.ShouldAllBe(matching => matching.MeanPredicted == null || matching.MeanPredicted.Count == 0);
        run.Summary.ErrorBudget.Total.ShouldBeNull();
        run.Arrays.Keys.ShouldNotContain("discrete");
        run.Summary.Warnings.ShouldHaveSingleItem().ShouldStartWith("Nothing is predicted: adam");
        Quantity.Of(run.Summary).ShouldNotContain(quantity => quantity.Symbol == "H" || quantity.Value.Contains("not a number"));
        HtmlReport.Build(run, FigureSet.Of(run.Summary, run.Arrays)).ShouldContain("without a prediction");
        SummaryJson.Parse<RunSummary>(SummaryJson.Format(run.Summary)).Hubble.ShouldBe(double.NaN);
    }

    [Theory]
    [InlineData("optimizer.nesterov={learning_rate: auto, momentum: 0.5}", 0.75)]
    [InlineData("optimizer.nesterov={learning_rate: auto}", 0.6666666666666666)]
    [InlineData("optimizer.born_infeld={learning_rate: auto}", 2)]
    public void A_learning_rate_can_be_left_to_the_kernel(string optimizer, double half)
    {
        RunResult run = Experiments.Run(Parse(optimizer), train: false);

        run.Summary.LearningRate.ShouldBe(half / (0.25 * run.Summary.Theta0), 1e-9);
        run.Summary.LearningRate.ShouldBe(run.Summary.StabilityLimit / 2, 1e-9);
    }

    [Fact]
    public void A_friction_that_changes_is_written_down()
    {
        RunResult nesterov = Experiments.Run(Parse(), train: false);
        RunResult own = Experiments.Run(Parse("optimizer.friedmann={learning_rate: 0.0025, universe: {self_consistent: {vacuum: 0.1}}}"));

        double[] time = nesterov.Arrays["time"].Values;
        Distance(nesterov.Arrays["hubble"].Values, [.. time.Select(t => 1 / (t + 0.075))]).ShouldBeLessThan(1e-12);
        Distance(nesterov.Arrays["efolds"].Values, [.. time.Select(t => Math.Log(1 + (t / 0.075)))]).ShouldBeLessThan(1e-12);
        nesterov.Arrays.Keys.ShouldNotContain("hubble_trained");
        nesterov.Summary.Efolds.ShouldBe(nesterov.Arrays["efolds"].Values[^1], 1e-12);

        double[] predicted = own.Arrays["hubble"].Values, trained = own.Arrays["hubble_trained"].Values;
        FigureSet.Of(own.Summary, own.Arrays).Select(figure => figure.Name).ShouldContain("expansion");
        predicted[0].ShouldBe(own.Summary.Hubble, 1e-12);
        Distance(trained, predicted).ShouldBeInRange(1e-9, 0.02 * predicted[0]);
        own.Arrays["efolds_trained"].Values[^1].ShouldBe(own.Summary.Efolds, 0.02 * own.Summary.Efolds);

        // dN = H dt, by Simpson's rule over the records.
        double[] records = own.Arrays["time"].Values;
        double sum = Enumerable.Range(0, records.Length / 2).Sum(
            i => (predicted[2 * i] + (4 * predicted[(2 * i) + 1]) + predicted[(2 * i) + 2]) * (records[(2 * i) + 2] - records[2 * i]) / 6);
        own.Arrays["efolds"].Values[^1].ShouldBe(sum, 1e-3 * sum);
        Experiments.Run(Parse("optimizer.gradient_descent={learning_rate: 0.01}"), train: false).Arrays.Keys.ShouldNotContain("hubble");
    }

    [Theory]
    [InlineData("training.method=reduced",
        "training.method: moves by the last displacement and the gradient alone, and the optimiser nesterov needs more (reduced). "
            + "Take method direct or auto.")]
    [InlineData("optimizer.nesterov.momentum=1", "optimizer.nesterov.momentum: is not below 1 (1)")]
    [InlineData("optimizer.adam={beta1: 1}", "optimizer.adam.beta1: is not below 1")]
    [InlineData("optimizer.nestrov={}", "nestrov")]
    public void What_does_not_fit_is_refused(string change, string message) =>
        Should.Throw<ExperimentFileException>(() => Parse(change)).Message.ShouldContain(message);

    [Fact]
    public void Descent_needs_energy() => Should.Throw<ExperimentFileException>(
        () => Experiments.Run(Parse("optimizer.born_infeld={learning_rate: 0.01, minimum: 5}"), train: false)).Message
        .ShouldContain("optimizer.born_infeld.minimum: is not below the loss at the start");

    [Fact]
    public void Only_gradient_descent_is_tuned() =>
        Should.Throw<ExperimentFileException>(() => TuningRunner.Of(Parse(), new TuningOptions()))
            .Message.ShouldContain("optimizer: is not gradient_descent");

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();

    private static ExperimentFile Parse(params string[] overrides) => ExperimentFile.Parse(Base, "test.yaml", ".", overrides);
}
