using Inflaton.Experiments.Files;

namespace Inflaton.Experiments.Runs;

public sealed class StabilityTests
{
    private const string FarTargets = """
        network: {hidden: [64], activation: erf}
        data:
          points:
            inputs: [[1, 2], [0.5, -1], [-2, 0.3]]
            targets: [10, 8, -10]
        epochs: 100
        """;

    /// <summary>One input, two layers without biases: the kernel at a target far away is many times that of the start.</summary>
    private const string Growing = """
        network: {hidden: [4], activation: identity, bias_std: 0}
        data: {points: {inputs: [[1]], targets: [1000]}}
        epochs: 2000
        """;

    /// <summary>
    /// Far from the minimum of a loss that flattens out, the limit is that of the minimum, λ₁κ/N: 1.396 for this network.
    /// </summary>
    [Theory]
    [InlineData("{log_cosh: {width: 1}}")]
    [InlineData("{huber: {delta: 1}}")]
    public void A_loss_that_flattens_out_trains_from_afar_under_auto(string loss)
    {
        RunSummary summary = Run(FarTargets, $"loss={loss}", "optimizer.gradient_descent={learning_rate: auto, momentum: 0.9}").Summary;

        summary.StabilityLimitThroughout!.Value.ShouldBe(1.396, 5e-4);
        summary.StabilityLimitThroughout!.Value.ShouldBe(3.8 * 3 / summary.LeadingEigenvalue, 1e-8);
        summary.StabilityLimit.ShouldBeGreaterThan(1e6);
        summary.LearningRate.ShouldBe(summary.StabilityLimitThroughout!.Value / 2, 1e-12);
        summary.LossFinal!.Value.ShouldBeLessThan(1e-3 * summary.LossInitial);
        summary.Notes.ShouldContain(note => note.Contains("with the largest curvature that the loss can reach"));
    }

    /// <summary>Weights of the inputs count: 2N/λ_max(Θ^½ diag(ℓ'') Θ^½) = 0.3859, where λ₁ max ℓ'' says 0.1752.</summary>
    [Theory]
    [InlineData(0.35, false)]
    [InlineData(0.3859, false)]
    [InlineData(0.39, true)]
    public void Weights_count_in_the_limit(double learningRate, bool isAbove)
    {
        RunSummary summary = Run(
            """
            network: {hidden: [512], activation: erf}
            data:
              points:
                inputs: [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, -1, 1]]
                targets: [10, 0.1, 0.1, 0.1]
            loss: {expression: {formula: "y/2*(f-1)^2"}}
            epochs: 2000
            record_every: 2000
            training: {method: linearized}
            predictions: [discrete]
            """,
            FormattableString.Invariant($"optimizer.gradient_descent={{learning_rate: {learningRate}, momentum: 0}}")).Summary;

        summary.StabilityLimit.ShouldBe(0.3859, 5e-5);
        summary.StabilityLimitThroughout!.Value.ShouldBe(summary.StabilityLimit, 1e-12);
        summary.Warnings.Any(warning => warning.Contains("is above the stability limit")).ShouldBe(isAbove);
        (summary.Status == RunStatus.Diverged || summary.LossFinal > summary.LossInitial).ShouldBe(isAbove);
    }

    [Fact]
    public void Divergence_above_the_limit_advises_auto()
    {
        RunSummary summary = Run(Growing, "loss={squared: {}}", "optimizer.gradient_descent={learning_rate: 50, momentum: 0}").Summary;

        summary.Status.ShouldBe(RunStatus.Diverged);
        summary.Message!.ShouldContain("The learning rate 50 is above the stability limit");
        summary.Message!.ShouldEndWith("or write learning_rate: auto.");
    }

    /// <summary>
    /// Below the limit at the start and unstable further on: the kernel is the cause, and a file that says auto is not told to.
    /// </summary>
    [Fact]
    public void Divergence_by_the_growth_of_the_kernel_is_said_to_be_that()
    {
        RunResult run = Run(
            Growing, "loss={squared: {}}", "optimizer.gradient_descent={learning_rate: auto, momentum: 0}", "record_kernel_every=1");
        RunSummary summary = run.Summary;

        summary.LearningRate.ShouldBeLessThan(summary.StabilityLimit);
        summary.Status.ShouldBe(RunStatus.Diverged);
        summary.Message!.ShouldContain("is below the stability limit");
        summary.Message!.ShouldContain("the kernel had moved by");
        summary.Message!.ShouldNotContain("auto");
        summary.Sharpness!.Initial.ShouldBe(1, 1e-9);
        summary.Sharpness.Edge.ShouldBe(2);
        summary.Sharpness.Largest.ShouldBeGreaterThan(2);
        run.Arrays["sharpness_history"].Values.Length.ShouldBe(run.Arrays["kernel_epochs"].Values.Length);
    }

    private static RunResult Run(string yaml, params string[] overrides) =>
        ExperimentRunner.Run(ExperimentFile.Parse(yaml, "stability.yaml", ".", overrides), new RunOptions());
}
