using System.Text.Json.Nodes;
using Inflaton.Experiments.Figures;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Reports;
using Inflaton.Experiments.Runs;
using Inflaton.Experiments.Studies;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>The section <c>posterior</c>, from the file to arrays, summary and report; numbers against tests/reference/posterior.</summary>
public sealed class PosteriorTests
{
    private const double Tolerance = 1e-12;

    private static readonly JsonNode Reference =
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests/reference/posterior/posterior.json")))!;

    private static string Yaml => $$$"""
        name: posterior
        network: {hidden: [8, 8], activation: erf, weight_std: {{{Reference["weight_std"]}}}, bias_std: {{{Reference["bias_std"]}}}}
        data:
          points: {inputs: {{{Text("inputs")}}}, targets: {{{Text("targets")}}}}
          test: {{{Text("test_inputs")}}}
        loss: {squared: {scale: {{{Reference["scale"]}}}}}
        optimizer: {gradient_descent: {learning_rate: {{{Reference["learning_rate"]}}}, momentum: {{{Reference["momentum"]}}}}}
        epochs: 3
        kernel: infinite
        posterior: {at: [0, 1, 7, 60, infinity], kernels: [ntk, nngp], covariance: true}
        """;

    [Fact]
    public void A_ridge_beyond_the_numbers_is_said_to_be_that() =>
        Should.Throw<NumericalFailureException>(() => Run("posterior.regularization={relative: 1e308}"))
            .Message.ShouldContain("posterior.regularization");

    [Fact]
    public void Mean_and_covariance_are_those_of_the_reference()
    {
        RunResult run = Run();

        Expect(run, "ntk", [.. Reference["ntk_discrete"]!.AsArray(), Reference["ntk_infinity"]]);
        Expect(run, "nngp", [.. Reference["nngp_discrete"]!.AsArray(), Reference["nngp_infinity"]]);
        run.Arrays["posterior_epochs"].Values.ShouldBe([0, 1, 7, 60, double.PositiveInfinity]);

        // Epoch 0 is the prior.
        run.Arrays["posterior_ntk_mean"].Values[..4].ShouldBe([0, 0, 0, 0]);
        run.Arrays["posterior_ntk_deviation"].Values[..4].ShouldBe(run.Arrays["prior_deviation"].Values, Tolerance);
        run.Arrays["test_posterior_ntk_samples"].Values[..15].ShouldBe(run.Arrays["test_prior_samples"].Values);

        // The last test input is a training input, and every sample ends at its target there.
        double[] ends = run.Arrays["test_posterior_ntk_samples"].Values[^15..];
        Enumerable.Range(0, 5).ShouldAllBe(s => Math.Abs(ends[(3 * s) + 2] + 0.5) < 1e-9);
    }

    [Fact]
    public void Regularization_is_a_ridge_for_ntk_and_noise_for_nngp()
    {
        string noise = $"posterior.regularization={{absolute: {Reference["noise"]}}}";
        RunResult run = Run(noise, "posterior.at=[infinity]");
        Expect(run, "ntk", Reference["ntk_ridge_infinity"]);
        Expect(run, "nngp", Reference["nngp_noise_infinity"]);

        Expect(Run(noise, "posterior.at=[0, 1, 7, 60]", "posterior.dynamics=gradient_flow"), "nngp",
            [.. Reference["nngp_gradient_flow_noise"]!.AsArray()]);

        double[] diagonal = Diagonal("ntk");
        double part = (double)Reference["noise"]! / diagonal.Average();
        RunResult relative = Run(
            System.FormattableString.Invariant($"posterior.regularization={{relative: {part:R}}}"), "posterior.at=[infinity]");
        Expect(relative, "ntk", Reference["ntk_ridge_infinity"]);
        relative.Summary.Posterior!.Kernels[0].Regularization.ShouldBe((double)Reference["noise"]!, 1e-14);
    }

    [Fact]
    public void Gradient_flow_has_no_momentum() =>
        Expect(
            Run("posterior.at=[0, 1, 7, 60]", "posterior.dynamics=gradient_flow"), "ntk", [.. Reference["ntk_gradient_flow"]!.AsArray()]);

    [Fact]
    public void Kernels_between_all_inputs_are_in_the_arrays()
    {
        RunResult run = Run();
        foreach ((string name, string prefix) in new[] { ("nngp", "nngp"), ("ntk", "kernel") })
        {
            double[] whole = Numbers(Reference[name]!);
            run.Arrays[$"{prefix}_test_train"]
                .Values.ShouldBe([.. Enumerable.Range(0, 12).Select(i => whole[((4 + (i / 4)) * 7) + (i % 4)])], Tolerance);
            run.Arrays[$"{prefix}_test_test"]
                .Values.ShouldBe([.. Enumerable.Range(0, 9).Select(i => whole[((4 + (i / 3)) * 7) + 4 + (i % 3)])], Tolerance);
        }

        // A scaled field has the covariance of what is scaled.
        Run("network.output_scale=3").Arrays["nngp"].Values.ShouldBe([.. run.Arrays["nngp"].Values.Select(k => 9 * k)], Tolerance);
        Run("network.output_scale=3").Arrays["prior_deviation"]
            .Values.ShouldBe([.. run.Arrays["prior_deviation"].Values.Select(k => 3 * k)], Tolerance);
    }

    /// <summary>
    /// The mean of a network that starts at 0, by its own kernel, is what the rung discrete predicts of the centred network.
    /// </summary>
    [Fact]
    public void With_the_networks_own_kernel_there_is_the_mean()
    {
        RunResult run = Run(
            "kernel=empirical", "posterior={at: [0, 2, 3]}", "network.centered=true",
            "initial_field={uniform: 0.7}", "loss={power: {degree: 2, scale: 0.7, minimum: 0.25}}",
            "data.points={inputs: [[1, -0.5], [0.2, 0.7]]}", "record_every=1");
        double[] discrete = run.Arrays["discrete"].Values;
        double[] tests = run.Arrays["test_discrete"].Values;
        double[] mean = run.Arrays["posterior_ntk_mean"].Values;
        mean.ShouldBe([.. discrete[..2], .. discrete[4..8]], Tolerance);
        run.Arrays["test_posterior_ntk_mean"].Values.ShouldBe([.. tests[..3], .. tests[6..12]], Tolerance);
        run.Arrays.Keys.ShouldNotContain("posterior_ntk_covariance");
        run.Arrays["kernel_test_test"].Shape.ShouldBe([3, 3]);
        run.Summary.Posterior!.Kernels.ShouldHaveSingleItem().Epochs[^1].Loss.ShouldBe(run.Summary.LossPredicted["discrete"], Tolerance);
    }

    [Theory]
    [InlineData("shared")]
    [InlineData("full")]
    public void Outputs_are_independent_and_share_their_covariance(string kernel)
    {
        string targets =
            $"[{string.Join(", ", Numbers(Reference["targets"]!).Select(y => System.FormattableString.Invariant($"[{y}, {2 * y}]")))}]";
        RunResult one = Run(), two = Run($"data.points.targets={targets}", $"output_kernel={kernel}");

        double[] mean = one.Arrays["test_posterior_ntk_mean"].Values, both = two.Arrays["test_posterior_ntk_mean"].Values;
        both.Where((_, i) => i % 2 == 0).ToArray().ShouldBe(mean, Tolerance);
        both.Where((_, i) => i % 2 == 1).ToArray().ShouldBe([.. mean.Select(f => 2 * f)], Tolerance);
        two.Arrays["test_posterior_nngp_covariance"].Values.ShouldBe(one.Arrays["test_posterior_nngp_covariance"].Values, Tolerance);
        two.Arrays["posterior_ntk_samples"].Shape.ShouldBe([5, 5, 4, 2]);
        two.Arrays["kernel_test_test"].Shape.ShouldBe(kernel == "full" ? [6, 6] : [3, 3]);
    }

    [Fact]
    public void Threads_change_no_bit_and_the_seed_the_samples_alone()
    {
        RunResult one = Experiments.Run(Experiments.Parse(Yaml), threads: 1, train: false);
        RunResult two = Run();
        RunResult other = Run("posterior.seed=2", "posterior.samples=2");
        foreach ((string name, NumericArray array) in one.Arrays)
        {
            array.Values.ShouldBe(two.Arrays[name].Values, name);
        }

        other.Arrays["posterior_ntk_samples"].Shape.ShouldBe([5, 2, 4]);
        other.Arrays["prior_samples"].Values.ShouldNotBe(one.Arrays["prior_samples"].Values[..8]);
        other.Arrays["test_posterior_ntk_covariance"].Values.ShouldBe(one.Arrays["test_posterior_ntk_covariance"].Values);
    }

    /// <summary>
    /// Two inputs that are equal and want different outputs: the mean of both, with no warning's worth of difference at late epochs.
    /// </summary>
    [Fact]
    public void Conflicting_targets_end_at_their_mean()
    {
        RunResult run = Run(
            "data.points={inputs: [[1, -0.5], [1, -0.5], [0.3, 0.1]], targets: [1, 2, 0]}", "posterior.at=[1e9, 1e15, infinity]");

        double[] mean = run.Arrays["posterior_ntk_mean"].Values;
        mean.ShouldBe([1.5, 1.5, 0, 1.5, 1.5, 0, 1.5, 1.5, 0], 1e-10);
        run.Arrays["posterior_nngp_deviation"].Values.ShouldAllBe(value => value >= 0 && value < 1e-6);
        double[] tests = run.Arrays["test_posterior_ntk_mean"].Values;
        tests[..3].ShouldBe(tests[6..], 1e-12);
        run.Summary.Posterior!.Kernels[0].NullModes.ShouldBe(1);
        run.Summary.Warnings.ShouldContain(warning => warning.Contains("1 that are zero to rounding"));
        run.Summary.Posterior.Kernels[0].ConditionNumber.ShouldBeLessThan(1e6);
        run.Summary.Warnings.ShouldNotContain(warning => warning.Contains("lost as many digits"));
        run.Summary.Posterior.Kernels[0].Epochs[^1].Loss.ShouldBe(0.7 / 2 * (0.25 + 0.25) / 3, 1e-12);
    }

    /// <summary>What the ridge did is not laid on the rate.</summary>
    [Fact]
    public void A_ridge_too_large_for_the_rate_is_named()
    {
        RunResult run = Run("posterior.regularization={absolute: 1.0e300}", "predictions=[]");

        run.Summary.Status.ShouldBe(RunStatus.PredictionFailed);
        run.Summary.Posterior!.Message.ShouldNotBeNull().ShouldContain("Lower posterior.regularization");
    }

    /// <summary>The ridge adds to every eigenvalue: the limit is 2(1+γ)N/(κ(λ + ε)); beyond it numbers stay finite for long.</summary>
    [Theory]
    [InlineData(0.99, false)]
    [InlineData(1.01, true)]
    public void A_rate_above_the_limit_with_the_ridge_is_warned_of(double part, bool isWarned)
    {
        double rate = (double)Reference["learning_rate"]!, momentum = (double)Reference["momentum"]!, scale = (double)Reference["scale"]!;
        double leading = Run().Summary.Eigenvalues![0];
        double ridge = (part * 2 * (1 + momentum) * 4 / (scale * rate)) - leading;
        ridge.ShouldBeGreaterThan(0);

        RunResult run = Run(
            System.FormattableString.Invariant($"posterior.regularization={{absolute: {ridge:R}}}"), "posterior.at=[20]",
            "posterior.kernels=[ntk]");

        run.Summary.Status.ShouldBe(RunStatus.NotTrained);
        run.Summary.Warnings.Any(warning => warning.Contains("ntk kernel with posterior.regularization added: mean and covariance grow"))
            .ShouldBe(isWarned);
    }

    [Fact]
    public void A_rate_above_the_limit_is_a_status()
    {
        RunResult run = Run("optimizer.gradient_descent.learning_rate=50", "predictions=[]");

        run.Summary.Status.ShouldBe(RunStatus.PredictionFailed);
        run.Summary.Posterior!.Message.ShouldNotBeNull().ShouldContain("The posterior at epoch ∞ is not finite");
        run.Summary.Message.ShouldBe(run.Summary.Posterior.Message);
        SummaryJson.Parse<RunSummary>(SummaryJson.Format(run.Summary)).Posterior!.Kernels[0].Epochs[^1]
            .Epoch.ShouldBe(double.PositiveInfinity);
    }

    [Theory]
    [InlineData("loss={huber: {}}",
        "posterior: needs a squared loss: under any other the outputs have no closed form, and are not normal. Take loss: squared, "
            + "or leave posterior out.")]
    [InlineData("kernel=empirical and posterior={covariance: true}",
        "posterior.covariance: needs the covariance of the outputs before training, which is known at infinite width (true). Take kernel: "
            + "infinite, or covariance: false.")]
    [InlineData("kernel=empirical and posterior={kernels: [nngp]}",
        "posterior.kernels: names nngp, which is a kernel of infinite width ([nngp]). Take kernel: infinite, or leave nngp out.")]
    [InlineData("optimizer={adam: {learning_rate: 0.1}}", "posterior: needs an optimizer whose epochs have a closed form")]
    [InlineData("optimizer={nesterov: {learning_rate: 0.1}}", "posterior: needs an optimizer whose epochs have a closed form")]
    [InlineData("network.centered=true", "posterior.covariance: vanishes where outputs are centred")]
    [InlineData("kernel=empirical and posterior={} and precision=single", "posterior: needs a kernel in double precision")]
    [InlineData("posterior={mean: false}",
        "posterior.mean: is false, as is covariance, and nothing is left to tell (false). Set one of them to true.")]
    [InlineData("posterior={samples: 3}",
        "posterior.samples: are drawn from the covariance, which is not asked for (3). Set covariance: true.")]
    [InlineData("posterior.at=[1.5]",
        "posterior.at: names a part of an epoch, and the recursion steps by whole ones ([1.5]). Give whole numbers, or dynamics: "
            + "continuum.")]
    [InlineData("posterior.at=[-1]", "posterior.at.0: is below 0 (-1). Give infinity, or a number of at least 0 (epochs).")]
    [InlineData("posterior.at=[.inf]", "posterior.at.0: is not a finite number")]
    [InlineData("posterior.at=[3, 3]", "posterior.at.1: is in the list already (3). Name each once.")]
    [InlineData("posterior.regularization={relative: 1, absolute: 2}",
        "posterior.regularization: has relative and absolute. Keep exactly one of relative, absolute.")]
    [InlineData("posterior.regularization={relative: -1}", "posterior.regularization.relative: is below 0 (-1)")]
    public void What_cannot_be_is_said_once(string overrides, string message)
    {
        string[] changes = overrides.Split(" and ");

        Should.Throw<ExperimentFileException>(() => Experiments.Parse(Yaml, changes)).Problems.ShouldHaveSingleItem().ToString()
            .ShouldContain(message);
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_it_is_allocated() => Should.Throw<ExperimentFileException>(
        () => Run("data.test={from: 0, to: 1, points: 2000000}", "data.points={inputs: [[1], [2]], targets: [1, 2]}"))
        .Message.ShouldContain("covariance: false");

    [Fact]
    public void The_report_shows_bands_over_a_line_and_error_bars_elsewhere()
    {
        RunResult plane = Run(), line = Run("data={points: {inputs: [[1], [2]], targets: [1, 2]}, test: {from: 0, to: 3, points: 9}}");

        Figure field = PosteriorFigure.Of(new RunData(line.Summary, line.Arrays)).ShouldNotBeNull();
        Figure scatter = PosteriorFigure.Of(new RunData(plane.Summary, plane.Arrays)).ShouldNotBeNull();
        field.Spec["concat"]!.AsArray().Count.ShouldBe(5);
        field.Caption.ShouldContain("±2 standard deviations");
        // Nine test inputs from 0 to 3, which hold neither training input.
        JsonArray rows = field.Spec["concat"]![0]!["data"]!["values"]!.AsArray();
        rows.Count(row => (string?)row!["kind"] == "mean").ShouldBe(11);
        rows.Count(row => (string?)row!["kind"] == "sample").ShouldBe(5 * 11);
        double high = (double)rows.First(row => (string?)row!["kind"] == "mean" && (double)row!["x"]! == 0)!["high"]!;
        high.ShouldBe(2 * line.Arrays["test_prior_deviation"].Values[0], 1e-6 * high);

        scatter.Caption.ShouldContain("on the training inputs");
        scatter.Spec["layer"]!.AsArray().Select(layer => (string?)layer!["mark"]!["type"]).ShouldBe(["line", "rule", "point"]);
        string report = HtmlReport.Build(line, FigureSet.Of(line.Summary, line.Arrays));
        report.ShouldContain("Over draws of the weights");
        report.ShouldContain("NNGP");
    }

    private static RunResult Run(params string[] overrides) => Experiments.Run(Experiments.Parse(Yaml, overrides), train: false);

    private static void Expect(RunResult run, string kernel, params JsonNode?[] states)
    {
        foreach ((string part, string prefix) in new[] { ("train", ""), ("test", "test_") })
        {
            run.Arrays[$"{prefix}posterior_{kernel}_mean"]
                .Values.ShouldBe([.. states.SelectMany(state => Numbers(state![part]!["mean"]!))], Tolerance);
            double[] covariance = [.. states.SelectMany(state => Numbers(state![part]!["covariance"]!))];
            double[] found = run.Arrays[$"{prefix}posterior_{kernel}_covariance"].Values;
            found.ShouldBe(covariance, Tolerance);
            int points = part == "train" ? 4 : 3;
            double[] deviations = run.Arrays[$"{prefix}posterior_{kernel}_deviation"].Values;
            for (int i = 0; i < deviations.Length; i++)
            {
                double variance = found[(i / points * points * points) + (i % points * (points + 1))];
                variance.ShouldBeGreaterThanOrEqualTo(0);
                deviations[i].ShouldBe(Math.Sqrt(variance));
            }
        }
    }

    private static double[] Diagonal(string kernel) => [.. Enumerable.Range(0, 4).Select(i => Numbers(Reference[kernel]!)[8 * i])];

    private static double[] Numbers(JsonNode array) => [.. array.AsArray().Select(value => (double)value!)];

    private static string Text(string name) => Reference[name]!.ToJsonString();
}
