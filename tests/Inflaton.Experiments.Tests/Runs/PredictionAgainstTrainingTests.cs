using Inflaton.Experiments.Runs;

namespace Inflaton.Experiments.Tests.Runs;

/// <summary>Predictions held against networks that were really trained.</summary>
public sealed class PredictionAgainstTrainingTests
{
    private static readonly string[] Smaller = ["network.hidden=[512,512]", "epochs=60", "record_every=2"];

    /// <summary>A smaller copy of samples/diabetes.yaml (512 units a layer instead of 2048, where the largest error is 0.5 %).</summary>
    [Fact]
    public void Training_loss_on_diabetes_is_predicted_within_three_per_cent_and_a_friction_ten_per_cent_off_is_not()
    {
        RunResult run = Experiments.Run(Experiments.Sample("diabetes", Smaller));
        double[] trained = run.Arrays["loss_trained"].Values;

        LargestError(run, trained).ShouldBeLessThan(0.03);

        // 3H goes as 1 − γ to leading order: γ = 0.89 and 0.91 are frictions 10 % up and down.
        foreach (string momentum in new[] { "0.89", "0.91" })
        {
            RunResult off = Experiments.Run(
                Experiments.Sample("diabetes", [.. Smaller, $"optimizer.gradient_descent.momentum={momentum}"]), train: false);
            LargestError(off, trained).ShouldBeGreaterThan(0.03, momentum);
        }
    }

    /// <summary>
    /// Sixteen networks of each width. The kernel drifts less in a wider network (docs/physics.md: as 1/n for a smooth activation once n is
    /// large, as 1/√n for one with a kink), so the drift part of the error falls; the continuum part is a property of the optimiser alone
    /// (up to the scatter of Θ₀, which falls with width too).
    /// </summary>
    [Theory]
    [InlineData("erf", -1.05, -0.6)]
    [InlineData("relu", -0.8, -0.4)]
    public void Drift_falls_with_width_and_the_continuum_part_does_not(string activation, double steepest, double flattest)
    {
        int[] widths = [64, 128, 256, 512];
        double[] drift = new double[widths.Length];
        double[] continuum = new double[widths.Length];
        for (int w = 0; w < widths.Length; w++)
        {
            for (int seed = 1; seed <= 16; seed++)
            {
                ErrorBudgetSummary budget = Experiments.Run(
                    Experiments.Sample(
                        "homogeneous", $"network.hidden=[{widths[w]}]", $"network.activation={activation}", $"seed={seed}", "epochs=300",
                        "loss.power.scale=0.01"),
                    threads: 1).Summary.ErrorBudget;
                drift[w] += budget.Drift!.Maximum / 16;
                continuum[w] += budget.Continuum!.Maximum / 16;
            }
        }

        Slope(widths, drift).ShouldBeInRange(steepest, flattest);
        Slope(widths, continuum).ShouldBeInRange(-0.12, 0.12);
    }

    private static double LargestError(RunResult run, double[] trained) =>
        run.Arrays["loss_frozen_kernel"].Values.Zip(trained, (predicted, actual) => Math.Abs((predicted / actual) - 1)).Max();

    /// <summary>Least-squares slope of ln y against ln x.</summary>
    private static double Slope(int[] x, double[] y)
    {
        double[] u = [.. x.Select(value => Math.Log((double)value))];
        double[] v = [.. y.Select(value => Math.Log(value))];
        double meanU = u.Average(), meanV = v.Average();
        return u.Zip(v, (a, b) => (a - meanU) * (b - meanV)).Sum() / u.Sum(a => (a - meanU) * (a - meanU));
    }
}
