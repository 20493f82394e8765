using Inflaton.Experiments.Files;

namespace Inflaton.Experiments.Runs;

public sealed class StabilityTests
{
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
    [InlineData("log-cosh-auto")]
    [InlineData("huber-auto")]
    public void A_loss_that_flattens_out_trains_from_afar_under_auto(string name)
    {
        RunSummary summary = Tests.Runs.Experiments.Run(Tests.Runs.Experiments.Case(name)).Summary;

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
        RunSummary summary = Tests.Runs.Experiments.Run(Tests.Runs.Experiments.Case(
            "stability-weighted", "epochs=2000", "record_every=2000", "predictions=[discrete]",
            FormattableString.Invariant($"optimizer.gradient_descent.learning_rate={learningRate}"))).Summary;

        summary.StabilityLimit.ShouldBe(0.3859, 5e-5);
        summary.StabilityLimitThroughout!.Value.ShouldBe(summary.StabilityLimit, 1e-12);
        summary.Warnings.Any(warning => warning.Contains("is above the stability limit")).ShouldBe(isAbove);
        (summary.Status == RunStatus.Diverged || summary.LossFinal > summary.LossInitial).ShouldBe(isAbove);
    }

    /// <summary>
    /// Ten inputs of three classes, whose outputs cross-entropy couples: 2(1+γ)N/λ_max of Θ(diag(p) − ppᵀ), written out input by input,
    /// and not
    /// what the product of the largest eigenvalues says, which is too low.
    /// </summary>
    [Fact]
    public void Coupled_outputs_count_in_the_limit()
    {
        const int points = 10, classes = 3, size = points * classes;
        RunResult run = Run(
            """
            network: {hidden: [64], activation: tanh}
            data:
              points:
                inputs: [[2, 0], [1.6, 0.4], [2.4, -0.3], [-1, 1.7], [-1.3, 1.4], [-0.6, 2.1],
                         [-1, -1.7], [-0.7, -2], [-1.5, -1.2], [-1.1, -1.5]]
                targets: [[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 0, 1], [0, 0, 1]]
            loss: {cross_entropy: {}}
            optimizer: {gradient_descent: {learning_rate: 0.1, momentum: 0.9}}
            epochs: 1
            """);
        double[] kernel = run.Arrays["kernel_initial"].Values, field = run.Arrays["trained"].Values[..size];
        kernel.Length.ShouldBe(size * size);
        double Whole(int i) => Enumerable.Range(i / classes * classes, classes).Sum(j => Math.Exp(field[j]));
        double[] p = [.. Enumerable.Range(0, size).Select(i => Math.Exp(field[i]) / Whole(i))];
        double[,] curvature = new double[size, size];
        for (int i = 0; i < size; i++)
        {
            for (int j = i / classes * classes; j < (i / classes * classes) + classes; j++)
            {
                curvature[i, j] = (i == j ? p[i] : 0) - (p[i] * p[j]);
            }
        }

        // Θℓ'' has the eigenvalues of Θ^½ℓ''Θ^½: the largest by powers.
        double mass = Largest(Times((i, j) => kernel[(i * size) + j], (i, j) => curvature[i, j]), size) / points;
        run.Summary.StabilityLimit.ShouldBe(2 * 1.9 / mass, 1e-8);
        double product = Largest((i, j) => kernel[(i * size) + j], size) * Largest((i, j) => curvature[i, j], size) / points;
        run.Summary.StabilityLimit.ShouldBeGreaterThan(1.1 * 2 * 1.9 / product);

        static Func<int, int, double> Times(Func<int, int, double> a, Func<int, int, double> b)
        {
            double[,] c = new double[size, size];
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j < size; j++)
                {
                    c[i, j] = Enumerable.Range(0, size).Sum(k => a(i, k) * b(k, j));
                }
            }

            return (i, j) => c[i, j];
        }

        static double Largest(Func<int, int, double> matrix, int size)
        {
            double[] v = [.. Enumerable.Range(1, size).Select(i => Math.Sin(i))];
            double length = 0;
            for (int step = 0; step < 5000; step++)
            {
                double[] w = [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Sum(j => matrix(i, j) * v[j]))];
                length = Math.Sqrt(w.Sum(x => x * x));
                v = [.. w.Select(x => x / length)];
            }

            return length;
        }
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
