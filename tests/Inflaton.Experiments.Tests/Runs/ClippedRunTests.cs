using Inflaton.Experiments.Files;
using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>
/// Clipped gradients. A model that is linear in its parameters has a kernel that never moves, so that <c>discrete</c> is the training to
/// rounding.
/// </summary>
public sealed class ClippedRunTests
{
    [Theory]
    [InlineData("squared: {scale: 1}", "", "")]
    [InlineData("log_cosh: {scale: 2}", ", weight_decay: 0.3", "")]
    [InlineData("squared: {scale: 1}", ", weight_decay: 0.1, dampening: 0.2", "batches: {size: 2, sampling: shuffled, seed: 3}")]
    public void A_frozen_kernel_predicts_it_to_rounding(string loss, string more, string batches)
    {
        RunResult clipped = Run(loss, $", clip: {{norm: 0.3}}{more}", batches), free = Run(loss, more, batches);
        double[] trained = clipped.Arrays["trained"].Values;
        clipped.Arrays["discrete"].Values.ShouldBe(trained, 1e-12);
        trained.Zip(free.Arrays["trained"].Values, (a, b) => Math.Abs(a - b)).Max().ShouldBeGreaterThan(0.1);
        clipped.Summary.Notes.ShouldContain(note => note.Contains("frozen_kernel") && note.Contains("clipped by the norm"));
        clipped.Arrays.Keys.ShouldNotContain("frozen_kernel");
    }

    /// <summary>A first step from rest has the length ηc exactly, up to what keeps a gradient of 0 from dividing.</summary>
    [Fact]
    public void A_step_is_as_long_as_the_clipped_gradient()
    {
        RunResult run = Run("squared: {scale: 1}", ", clip: {norm: 0.001}", "");
        double[] step = [.. Parameters(run.TrainedWeights!).Zip(Parameters(run.InitialWeights!), (a, b) => a - b)];
        Math.Sqrt(step.Sum(d => d * d)).ShouldBeLessThanOrEqualTo(0.2 * 0.001 * 20 / (1 - 0.5) * (1 + 1e-9));
        Run("squared: {scale: 1}", ", clip: {norm: 1e6}", "").Arrays["trained"].Values
            .ShouldBe(Run("squared: {scale: 1}", "", "").Arrays["trained"].Values, 1e-14);

        static IEnumerable<double> Parameters(Networks.NetworkParameters one) =>
            one.Weights.SelectMany(w => w.Values).Concat(one.Biases.SelectMany(b => b));
    }

    [Theory]
    [InlineData("clip: {norm: 0}", "optimizer.gradient_descent.clip.norm: is not above 0 (0)")]
    [InlineData("clip: {value: 1}", "optimizer.gradient_descent.clip.value: is not a key")]
    public void What_cannot_be_clipped_is_refused(string clip, string says) =>
        Should.Throw<ExperimentFileException>(() => Run("squared: {}", $", {clip}", "")).Message.ShouldContain(says);

    private static RunResult Run(string loss, string more, string batches)
    {
        string epochs = batches.Length == 0 ? "epochs: 20" : $"epochs: 10\n{batches}";
        return ExperimentRunner.Run(
            ExperimentFile.Parse(
                $$$"""
                network: {hidden: [], activation: identity, parameterization: standard}
                data: {points: [[1, 2], [0.5, -1], [2, 0.3], [-1, 1]], targets: [3, -2, 1, 0.5]}
                loss: { {{{loss}}} }
                optimizer: {gradient_descent: {learning_rate: 0.2, momentum: 0.5{{{more}}}}}
                record_every: 1
                {{{epochs}}}
                """,
                "clip.yaml", Path.GetTempPath()),
            new RunOptions());
    }
}
