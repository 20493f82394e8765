using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Runs;

public sealed class ExperimentRunnerTests
{
    private static readonly string[] Rungs = ["mean_field", "mean_kernel", "perturbations", "frozen_kernel", "discrete", "next_order"];

    [Fact]
    public void Arrays_have_the_shapes_of_the_contract()
    {
        RunResult run = Experiments.Run(Experiments.Parse(Experiments.Interval));

        int[] epochs = [0, 7, 14, 21, 28, 35, 42, 49, 56, 60];
        run.Arrays["epochs"].Values.ShouldBe(epochs.Select(epoch => (double)epoch));
        run.Arrays.Values.ShouldAllBe(array => array.ElementType == ElementType.Float64);
        run.Arrays["time"].Values.Zip(epochs, (time, epoch) => Math.Abs(time - (epoch * 0.2))).Max().ShouldBeLessThan(1e-13);
        Shape(run, "trained").ShouldBe([10, 12]);
        foreach (string rung in Rungs)
        {
            Shape(run, rung).ShouldBe(rung.StartsWith("mean_") ? [10] : [10, 12], rung);
            Shape(run, $"loss_{rung}").ShouldBe([10]);
        }

        Shape(run, "loss_trained").ShouldBe([10]);
        Shape(run, "kernel_initial").ShouldBe([12, 12]);
        Shape(run, "kernel_final").ShouldBe([12, 12]);
        Shape(run, "eigenvalues").ShouldBe([12]);
        Shape(run, "eigenvectors").ShouldBe([12, 12]);
        Shape(run, "inputs").ShouldBe([12, 1]);
        Shape(run, "targets").ShouldBe([12]);
    }

    /// <summary>
    /// Inputs so large that tanh is all but a step: the kernel of infinite width, by a converged trapezoid, and a bound on its error.
    /// </summary>
    [Fact]
    public void Large_inputs_have_their_infinite_kernel()
    {
        RunResult run = Experiments.Run(Experiments.Case("tanh-infinite", "network.hidden=[64]"));

        double[] kernel = run.Arrays["kernel_initial"].Values;
        new[] { kernel[0], kernel[4], kernel[8] }.ShouldBe([44.78, 41.04, 32.89], 0.005);
        run.Summary.StatedError.ShouldNotBeNull().ShouldBeInRange(1e-16, 1e-12);
    }

    [Fact]
    public void Several_outputs_and_test_points_add_axes_and_arrays()
    {
        const string yaml = """
            network: {hidden: [30], activation: tanh}
            data:
              points: {inputs: [[0.1, 0.5], [-0.4, 0.3], [0.9, -0.2]], targets: [[1, 0, 0.5], [0, 1, -0.5], [-1, 0, 0]]}
              test: [[0.2, 0.2], [0.5, -0.5]]
            loss: {log_cosh: {scale: 1}}
            optimizer: {gradient_descent: {learning_rate: 0.1, momentum: 0.8}}
            epochs: 20
            record_every: 10
            """;
        RunResult run = Experiments.Run(Experiments.Parse(yaml));

        Shape(run, "trained").ShouldBe([3, 3, 3]);
        Shape(run, "mean_field").ShouldBe([3, 3]);
        Shape(run, "frozen_kernel").ShouldBe([3, 3, 3]);
        Shape(run, "kernel_initial").ShouldBe([9, 9]);
        Shape(run, "test_trained").ShouldBe([3, 2, 3]);
        Shape(run, "test_frozen_kernel").ShouldBe([3, 2, 3]);
        Shape(run, "test_discrete").ShouldBe([3, 2, 3]);
        run.Arrays["test_trained"].Values[..6].ShouldBe(run.Arrays["test_discrete"].Values[..6]);
    }

    [Fact]
    public void The_summary_has_the_keys_of_the_contract()
    {
        JsonNode json = JsonNode.Parse(SummaryJson.Format(Experiments.Run(Experiments.Parse(Experiments.Interval)).Summary))!;

        foreach (string key in new[]
        {
            "name", "seed", "version", "status", "hubble", "lambda", "theta0", "leading_eigenvalue", "eigenvalues", "uniform_overlap",
            "domination", "max_learning_rate", "stability_limit", "efolds", "kernel_drift", "loss_initial", "loss_final", "loss_predicted",
            "error_budget", "warnings", "timings", "threads", "host", "settings",
        })
        {
            json.AsObject().ContainsKey(key).ShouldBeTrue(key);
        }

        json["status"]!.GetValue<string>().ShouldBe("completed");
        json["loss_predicted"]!.AsObject().Select(p => p.Key).ShouldBe(Rungs);
        foreach (string part in new[] { "linearisation", "continuum", "drift" })
        {
            json["error_budget"]![part]!["maximum"]!.GetValue<double>()
                .ShouldBeGreaterThanOrEqualTo(json["error_budget"]![part]!["final"]!.GetValue<double>());
        }

        foreach (string phase in new[] { "training", "kernel", "eigen", "prediction", "report", "total" })
        {
            json["timings"]!.AsObject().ContainsKey(phase).ShouldBeTrue(phase);
        }
    }

    /// <summary>Every figure of the effective theory from the formulas, worked by hand.</summary>
    [Theory]
    [InlineData("leading", 1, 3)]
    [InlineData("leapfrog", 2, 12)]
    public void Effective_theory_of_a_homogeneous_network(string matching, double hubble, double lambda)
    {
        RunSummary summary = Experiments.Run(
            Experiments.Sample("homogeneous", $"matching={matching}", "network.hidden=[50]", "epochs=90"), train: false).Summary;

        double force = matching == "leading" ? 1 : 2;
        summary.Hubble.ShouldBe(hubble, 1e-12);
        summary.Lambda.ShouldBe(lambda, 1e-12);
        summary.HubbleTime.ShouldBe(1 / hubble, 1e-12);
        summary.EpochsPerHubbleTime.ShouldBe(3 / hubble, 1e-12);
        summary.Efolds.ShouldBe(30 * hubble, 1e-10);
        summary.Theta0.ShouldBe(summary.LeadingEigenvalue, 1e-12);
        summary.Domination.ShouldBe(lambda / (force * summary.Theta0 * summary.LossInitial), 1e-9);
        summary.MaxLearningRate.ShouldBe(summary.Domination / 10 / 9, 1e-9);
        summary.StabilityLimit.ShouldBe(2 / (summary.Theta0 * 0.004), 1e-6);
        summary.UniformOverlap.ShouldBe(1, 1e-14);
        summary.Matchings["leading"].MaxLearningRate.ShouldBe(1 / (30 * summary.Theta0 * summary.LossInitial), 1e-12);
        summary.KernelDrift.ShouldBeNull();
        summary.LossFinal.ShouldBeNull();
        summary.Status.ShouldBe(RunStatus.NotTrained);
    }

    [Fact]
    public void The_error_budget_adds_up_point_by_point()
    {
        RunResult run = Experiments.Run(Experiments.Parse(Experiments.Interval, "loss.power.degree=4", "loss.power.scale=0.0001"));
        double[] Values(string name) => run.Arrays[name].Values;
        double largest = 0;
        for (int i = 0; i < Values("trained").Length; i++)
        {
            double whole = Values("trained")[i] - Values("perturbations")[i];
            double parts = (Values("frozen_kernel")[i] - Values("perturbations")[i])
                + (Values("discrete")[i] - Values("frozen_kernel")[i])
                + (Values("trained")[i] - Values("discrete")[i]);
            parts.ShouldBe(whole, 1e-14);
            largest = Math.Max(largest, Math.Abs(whole));
        }

        run.Summary.ErrorBudget.Total!.Maximum.ShouldBe(largest);
        run.Summary.ErrorBudget.Linearisation!.Maximum.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("loss.power.degree=4")]
    [InlineData("matching=leading")]
    [InlineData("network.activation=relu")]
    public void The_resolved_file_gives_the_same_bits_on_any_number_of_threads(string change)
    {
        ExperimentFile file = Experiments.Parse(Experiments.Interval, change);
        RunResult first = Experiments.Run(file, threads: 1);
        RunResult second = Experiments.Run(Experiments.Parse(first.ResolvedYaml), threads: 3);

        second.Arrays.Keys.ShouldBe(first.Arrays.Keys);
        foreach ((string name, NumericArray array) in first.Arrays)
        {
            second.Arrays[name].Values.ShouldBe(array.Values, name);
        }

        second.ResolvedYaml.ShouldBe(first.ResolvedYaml);
    }

    [Fact]
    public void Without_training_everything_else_is_the_same()
    {
        ExperimentFile file = Experiments.Parse(Experiments.Interval);
        RunResult trained = Experiments.Run(file);
        RunResult predicted = Experiments.Run(file, train: false);

        predicted.Summary.LossPredicted.ShouldBe(trained.Summary.LossPredicted);
        predicted.Arrays.ContainsKey("trained").ShouldBeFalse();
        predicted.Arrays["frozen_kernel"].Values.ShouldBe(trained.Arrays["frozen_kernel"].Values);
    }

    [Fact]
    public void Divergence_is_a_status_and_the_outputs_are_there()
    {
        RunResult run = Experiments.Run(
            Experiments.Parse(Experiments.Interval, "optimizer.gradient_descent.learning_rate=1000", "epochs=400"));

        run.Summary.Status.ShouldBe(RunStatus.Diverged);
        run.Summary.Message.ShouldNotBeNull().ShouldContain("diverged at epoch");
        run.Summary.Warnings.ShouldContain(warning => warning.Contains("above the stability limit"));
        Shape(run, "trained").ShouldBe(Shape(run, "discrete"));
        double.IsNaN(run.Arrays["loss_trained"].Values[^1]).ShouldBeTrue();
        double.IsFinite(run.Arrays["loss_trained"].Values[0]).ShouldBeTrue();
        HtmlReport.Build(run, FigureSet.Of(run.Summary, run.Arrays)).ShouldContain("diverged");
    }

    [Fact]
    public void Automatic_learning_rate_is_half_the_stability_limit_and_says_so()
    {
        RunSummary summary = Experiments.Run(
            Experiments.Parse(
                Experiments.Interval, "data.interval={from: -1, to: 1, points: 5}",
                "optimizer.gradient_descent.learning_rate=auto")).Summary;

        summary.LearningRate.ShouldBe(summary.StabilityLimit / 2, 1e-12);
        summary.Notes.ShouldContain(note => note.StartsWith("learning_rate: auto is"));
    }

    [Fact]
    public void A_formula_and_the_same_potential_by_name_agree()
    {
        RunResult named = Experiments.Run(Experiments.Parse(Experiments.Interval, "loss.power.degree=4"));
        RunResult formula = Experiments.Run(Experiments.Parse(
            Experiments.Interval, "loss={expression: {formula: 'k/4*(f-5)^4', parameters: {k: 0.01}}}"));

        foreach (string name in new[] { "trained", "frozen_kernel", "discrete", "perturbations" })
        {
            double[] expected = named.Arrays[name].Values;
            formula.Arrays[name].Values.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-8, name);
        }
    }

    [Fact]
    public void Interrupting_keeps_what_was_recorded()
    {
        using CancellationTokenSource source = new();
        RunResult run = ExperimentRunner.Run(
            Experiments.Parse(Experiments.Interval, "epochs=10000000", "record_every=100000", "predictions=[frozen_kernel]"),
            new RunOptions { Cancellation = source.Token, Progress = new StopWhenTraining(source) });

        run.Summary.Status.ShouldBe(RunStatus.Interrupted);
        run.Summary.KernelDrift.ShouldNotBeNull();
        double.IsFinite(run.Arrays["loss_trained"].Values[0]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("expression: {formula: 'f^^2'}", "loss.expression.formula")]
    [InlineData("expression: {formula: 'f + q'}", "loss.expression.formula")]
    public void A_bad_formula_is_a_problem_of_the_file(string loss, string key) =>
        Should.Throw<ExperimentFileException>(() => Experiments.Run(Experiments.Parse(Experiments.Interval, $"loss={{{loss}}}")))
            .Problems.ShouldHaveSingleItem().Key.ShouldBe(key);

    [Fact]
    public void Weights_from_a_file_give_the_network_they_came_from()
    {
        string reference = Path.Combine(Repository.Root, "tests", "reference", "interval-erf.safetensors");
        RunResult run = Experiments.Run(Experiments.Parse(
            Experiments.Interval,
            $"network={{hidden: [48, 48], activation: erf, parameterization: ntk, weight_std: 1.5, bias_std: 1.0, weights: '{reference}'}}",
            "data={interval: {from: -0.1, to: 0.1, points: 8}}",
            "optimizer={gradient_descent: {learning_rate: 0.1111111111111111}}",
            "epochs=300",
            "record_every=10"));
        JsonNode expected = JsonNode.Parse(File.ReadAllText(Path.ChangeExtension(reference, ".json")))!;
        double[] trained = [.. expected["trained"]!.AsArray().SelectMany(row => row!.AsArray().Select(value => (double)value!))];

        run.Arrays["trained"].Values.Zip(trained, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-10);
        run.Summary.KernelDrift!.Value.ShouldBe((double)expected["kernel_drift"]!, 1e-10);
    }

    private static IReadOnlyList<int> Shape(RunResult run, string name) => run.Arrays[name].Shape;

    private sealed class StopWhenTraining(CancellationTokenSource source) : IProgress<StudyProgress>
    {
        public void Report(StudyProgress value)
        {
            if (value.Phase == StudyPhase.Training)
            {
                source.Cancel();
            }
        }
    }
}
