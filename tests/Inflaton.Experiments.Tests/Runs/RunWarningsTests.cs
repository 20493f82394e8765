using System.Globalization;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Experiments.Tests.Figures;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Runs;

public class RunWarningsTests
{
    private static readonly string[] Small = ["data.interval={from: -1, to: 1, points: 5}", "epochs=4"];

    /// <summary>At the limit itself nothing grows: only what is above it is called so.</summary>
    [Fact]
    public void At_the_limit_is_not_above_it()
    {
        double limit = Warned(1).StabilityLimit;

        Warned(limit).Warnings.ShouldNotContain(warning => warning.Contains("above the stability limit"));
        Warned(Math.BitIncrement(limit)).Warnings.ShouldContain(warning => warning.Contains("above the stability limit"));

        RunSummary Warned(double rate) => Experiments.Run(
            Experiments.Parse(
                Experiments.Interval,
                [.. Small, "optimizer.gradient_descent.learning_rate=" + rate.ToString("R", CultureInfo.InvariantCulture)]),
                    train: false).Summary;
    }

    /// <summary>From half the limit on the fastest mode turns by much of a period in a step.</summary>
    [Theory]
    [InlineData(0.501, true)]
    [InlineData(0.499, false)]
    public void Above_half_of_the_limit_the_continuum_is_said_to_be_poor(double part, bool isSaid)
    {
        double limit = Warned(1).StabilityLimit;
        RunSummary summary = Warned(part * limit);

        summary.StabilityLimit.ShouldBe(limit);
        summary.Warnings.Any(warning => warning.Contains("more than half of the stability limit")).ShouldBe(isSaid);

        RunSummary Warned(double rate) => Experiments.Run(
            Experiments.Parse(
                Experiments.Interval,
                [.. Small, "optimizer.gradient_descent.learning_rate=" + rate.ToString("R", CultureInfo.InvariantCulture)]),
                    train: false).Summary;
    }

    /// <summary>Of classes the mean says nothing: what concerns it is a note, and predictions that fail come before all else.</summary>
    [Fact]
    public void What_weighs_most_comes_first_and_cosmology_is_a_note()
    {
        RunSummary summary = Experiments.Run(
            Experiments.Sample(
                "digits-classes", "network.hidden=[8]", "data.file.rows=60", "epochs=12",
                "optimizer.gradient_descent.learning_rate=0.5"), train: false).Summary;

        summary.Notes.ShouldContain(note => note.Contains("does not dominate"));
        summary.Warnings.ShouldNotContain(
            warning => warning.Contains("does not dominate") || warning.Contains("not uniform") || warning.Contains("are classes"));

        RunSummary diverged = Experiments.Run(
            Experiments.Parse(Experiments.Interval, "optimizer.gradient_descent.learning_rate=1e6", "epochs=400"), train: false).Summary;
        diverged.Warnings[0].ShouldStartWith("discrete:");
        diverged.Warnings[1].ShouldContain("above the stability limit");
    }

    /// <summary>Where the mean is all that was predicted, what concerns it is a warning, though the leading mode is not uniform.</summary>
    [Theory]
    [InlineData("[mean_field]", true)]
    [InlineData("[mean_field, frozen_kernel]", false)]
    public void What_concerns_the_mean_is_a_warning_where_it_is_all_that_was_predicted(string predictions, bool isWarning)
    {
        RunSummary summary = Experiments.Run(
            Experiments.Parse(
                """
                network: {hidden: [16], activation: tanh, bias_std: 0}
                data: {points: [[-1], [-0.5], [0.6], [1.2]], targets: [-1, 2, 1, -2]}
                loss: {squared: {}}
                optimizer: {gradient_descent: {learning_rate: 0.1}}
                epochs: 3
                """,
                "predictions=" + predictions),
            train: false).Summary;

        foreach (string text in new[] { "does not dominate", "is not uniform" })
        {
            summary.Warnings.Any(warning => warning.Contains(text)).ShouldBe(isWarning, text);
            summary.Notes.Any(note => note.Contains(text)).ShouldBe(!isWarning, text);
        }
    }

    [Fact]
    public void Axes_of_modes_hold_what_was_trained()
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 12);
        for (int i = 0; i < SyntheticRun.Points; i++)
        {
            arrays["trained"].Values[(5 * SyntheticRun.Points) + i] = 1000;
        }

        // The first mode is uniform: its amplitude is √N times the mean.
        double trained = 1000 * Math.Sqrt(SyntheticRun.Points);
        Domain(summary).High.ShouldBeGreaterThan(trained);
        Domain(summary with { Status = RunStatus.Diverged }).High.ShouldBeLessThan(trained);

        (double Low, double High) Domain(RunSummary of)
        {
            var y = ModesFigure.Of(
                new RunData(of, arrays))!.Spec["concat"]![0]!["layer"]![0]!["encoding"]!["y"]!["scale"]!["domain"]!.AsArray();
            (double a, double b) = ((double)y[0]!, (double)y[1]!);
            return (Math.Min(a, b), Math.Max(Math.Abs(a), Math.Abs(b)));
        }
    }

    [Theory]
    [InlineData("leapfrog", "Λ + sΘ₀ℓ(φ)")]
    [InlineData("leading", "Λ + Θ₀ℓ(φ)")]
    public void The_potential_is_that_of_the_matching_in_force(string matching, string potential)
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 4);

        PotentialFigure.Of(new RunData(summary with { Matching = matching }, arrays))!.Spec.ToJsonString(
            new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }).ShouldContain(potential);
    }

    /// <summary>exp(−k/τ) down to a floor: early where τ is a small part of the run.</summary>
    [Theory]
    [InlineData(5, true)]
    [InlineData(400, false)]
    public void Epochs_are_drawn_by_ratios_where_most_happens_early(double time, bool expected)
    {
        (RunSummary summary, Dictionary<string, NumericArray> arrays) = SyntheticRun.Make(records: 61);
        arrays["loss_trained"] = new([61], [.. arrays["epochs"].Values.Select(epoch => Math.Exp(-epoch / time) + 1e-2)]);

        new RunData(summary, arrays).EpochsByRatio.ShouldBe(expected);
    }

    /// <summary>exp(f) around targets of ±1000 leaves the numbers in the mean field's background, not in the field itself.</summary>
    [Fact]
    public void A_background_beyond_the_numbers_is_a_status()
    {
        RunSummary summary = Experiments.Run(Experiments.Parse("""
            network: {hidden: [16], activation: tanh}
            data: {points: [[-1], [0], [1], [2]], targets: [-1000, 1000, 1000, -1000]}
            loss: {expression: {formula: "exp(f)-y*f"}}
            optimizer: {gradient_descent: {learning_rate: auto, momentum: 0.9}}
            epochs: 3
            """), train: false).Summary;

        summary.Status.ShouldBe(RunStatus.PredictionFailed);
        summary.Warnings.ShouldContain(warning => warning.StartsWith(
            "mean_field: Not finite: the mean field has every input as far from its target as the mean is, outputs of −")
            && warning.EndsWith("Scale the targets down, or write the loss in f − y."));
        summary.Notes.ShouldContain(note => note.StartsWith("Which modes freeze is not known"));
        summary.FrozenModes.ShouldBe(0);
    }

    /// <summary>Below zero a loss is no energy that Λ could be held against; a constant makes it one and changes nothing else.</summary>
    [Fact]
    public void Of_a_negative_loss_domination_is_not_defined()
    {
        RunSummary negative = Of("exp(f)-y*f"), positive = Of("exp(f)-y*f+2000");

        negative.LossInitial.ShouldBeLessThan(0);
        negative.Domination.ShouldBe(double.NaN);
        negative.MaxLearningRate.ShouldBe(double.NaN);
        negative.Matchings.Values.ShouldAllBe(matching => double.IsNaN(matching.Domination) && double.IsNaN(matching.MaxLearningRate));
        string note = negative.Notes.Single(note => note.Contains("Whether the vacuum energy dominates is not defined"));
        note.ShouldContain("the loss at the start is −");
        negative.Warnings.Concat(negative.Notes).ShouldNotContain(text => text.Contains("does not dominate"));

        positive.Domination.ShouldBeGreaterThan(0);
        positive.MaxLearningRate.ShouldBe(positive.LearningRate * positive.Domination / 10, 1e-12 * positive.MaxLearningRate);
        positive.Notes.ShouldNotContain(text => text.Contains("not defined"));
        positive.LossFinal!.Value.ShouldBe(negative.LossFinal!.Value + 2000, 1e-9);

        RunSummary Of(string formula) => Experiments.Run(Experiments.Parse("""
            network: {hidden: [16], activation: tanh}
            data: {points: [[-1], [0], [1], [2]], targets: [20, 30, 40, 50]}
            optimizer: {gradient_descent: {learning_rate: 1e-3, momentum: 0.5}}
            epochs: 3
            initial_field: {uniform: 1}
            """, $"loss.expression.formula={formula}")).Summary;
    }

    /// <summary>
    /// A network of relu multiplies its inputs layer by layer: where it overflows, also with the limit of infinite width, the layer is
    /// named.
    /// </summary>
    [Theory]
    [InlineData("1e90", "[8, 8, 8, 8]", "the activations of hidden layer 4 of 4 are too large")]
    [InlineData("1e60", "[8, 8, 8, 8, 8]", "its outputs are too large")]
    [InlineData("1e52", "[8, 8]", "its outputs are numbers, but its kernel is too large")]
    public void A_network_that_overflows_names_the_layer(string weightStd, string hidden, string said)
    {
        foreach (string kernel in new[] { "empirical", "infinite" })
        {
            Should.Throw<NumericalFailureException>(() => Experiments.Run(Experiments.Parse($"""
                network:
                  hidden: {hidden}
                  activation: relu
                  weight_std: {weightStd}
                kernel: {kernel}
                data:
                  points: [[1], [2]]
                  targets: [1, 2]
                """ + "\nloss: {squared: {}}\noptimizer: {gradient_descent: {learning_rate: 0.1}}\nepochs: 3\n"), train: false))
                    .Message.ShouldContain(said);
        }
    }

    /// <summary>A prediction that was given up on the way has no loss at the end, and says which key lets it go on.</summary>
    [Fact]
    public void A_prediction_that_is_given_up_has_no_end_and_names_the_key()
    {
        RunResult run = Experiments.Run(Experiments.Parse("""
            network: {hidden: [16], activation: tanh}
            data: {points: [[-1], [0], [1]], targets: [1, 2, 3]}
            loss: {power: {degree: 4}}
            optimizer: {gradient_descent: {learning_rate: 0.01, momentum: 0.5}}
            epochs: 500
            predictions: [frozen_kernel, discrete]
            solver: {max_steps: 10}
            """));
        RunSummary summary = run.Summary;

        summary.Status.ShouldBe(RunStatus.PredictionFailed);
        summary.Message!.ShouldEndWith("loosen them or raise solver.max_steps above 10.");
        summary.LossPredicted["frozen_kernel"].ShouldBe(double.NaN);
        summary.ErrorBudget.Continuum!.Final.ShouldBe(double.NaN);
        double.IsFinite(summary.LossPredicted["discrete"]).ShouldBeTrue();
        double.IsFinite(summary.ErrorBudget.Drift!.Final).ShouldBeTrue();

        int reached = run.Arrays["loss_frozen_kernel"].Values.Count(double.IsFinite);
        int until = (int)run.Arrays["epochs"].Values[reached - 1];
        (summary.ErrorBudget.Continuum.Until, summary.ErrorBudget.Drift.Until).ShouldBe((until, (int?)null));
        LossDeviation.Largest(summary.ErrorBudget.Continuum).ShouldEndWith($" until epoch {until}");
        SummaryJson.Format(summary).Split("\"until\"").Length.ShouldBe(2);
    }

    /// <summary>
    /// Far from the minimum the slope of a Huber loss is ±1 whatever the field: linear modes around the mean, which reach its minimum
    /// first, follow another slope altogether, and the curvature that the start knows is none.
    /// </summary>
    [Theory]
    [InlineData("huber")]
    [InlineData("log_cosh")]
    public void Inputs_that_differ_by_more_than_the_slope_is_straight_over_are_told(string loss)
    {
        RunSummary far = Summary("[1000, 1000, 1100, 1000]"), near = Summary("[0.5, 0.5, 0.5, 0.5]");

        far.StabilityLimit.ShouldBe(double.PositiveInfinity);
        far.Notes.ShouldContain(note => note.StartsWith("The stability limit at the start is infinite"));
        far.Warnings.ShouldContain(warning => warning.StartsWith("perturbations: ") && warning.Contains("this prediction does not hold"));
        near.Notes.ShouldNotContain(note => note.StartsWith("The stability limit"));
        near.Warnings.ShouldNotContain(warning => warning.Contains("this prediction does not hold"));

        RunSummary Summary(string targets) => Experiments.Run(Experiments.Parse($"""
            network:
              hidden: [16]
              activation: tanh
              bias_std: 1
              centered: true
            data:
              points: [[-0.02], [-0.01], [0.01], [0.02]]
              targets: {targets}
            loss:
              {loss}:
                scale: 1
            optimizer:
              gradient_descent:
                learning_rate: auto
                momentum: 0.9
            predictions: [mean_field, perturbations, frozen_kernel]
            epochs: 1500
            record_every: 50
            solver:
              max_steps: 20000
            """), train: false).Summary;
    }
}
