using Inflaton.Duality.Tuning;
using Inflaton.Experiments.Files;
using Inflaton.Experiments.Tuning;

namespace Inflaton.Experiments.Tests.Tuning;

public sealed class PyTorchTermsTests
{
    private static readonly double[] Field = [0.3, -1, 2, 0.5, 0.1, -0.7];
    private static readonly double[] Targets = [1, 0, 1.5, -2, 0, 1];

    /// <summary>Three points of two outputs: 𝓛 is a mean over points, MSELoss and HuberLoss are means over all six numbers.</summary>
    [Fact]
    public void The_factor_is_that_of_the_losses_written_out()
    {
        const int points = 3, outputs = 2;
        double mean = Field.Zip(Targets, (f, y) => (f - y) * (f - y)).Average();
        PyTorchTerms squared = PyTorchTerms.Of(Choice(), new SquaredLossSettings(0.7), outputs);
        (squared.LossFactor * mean).ShouldBe(new SquaredLossSettings(0.7).Create(points, outputs).Energy(Field, Targets) / points, 1e-14);
        squared.Loss.ShouldBe("MSELoss()");

        double huber = Field.Zip(
            Targets, (f, y) => Math.Abs(f - y) <= 0.9 ? (f - y) * (f - y) / 2 : 0.9 * (Math.Abs(f - y) - 0.45)).Average();
        PyTorchTerms far = PyTorchTerms.Of(Choice(), new HuberLossSettings(0.7, 0.9), outputs);
        (far.LossFactor * huber).ShouldBe(new HuberLossSettings(0.7, 0.9).Create(points, outputs).Energy(Field, Targets) / points, 1e-14);
        far.Loss.ShouldBe("HuberLoss(delta=0.9)");
    }

    [Fact]
    public void The_rate_makes_the_same_steps()
    {
        // η∇𝓛 = lr ∇MSE with 𝓛 = factor · MSE.
        PyTorchTerms terms = PyTorchTerms.Of(Choice(), new SquaredLossSettings(2), 3);
        terms.LearningRate.ShouldBe(0.25 * 3);
        terms.Optimizer.ShouldBe("SGD(lr=0.75, momentum=0.9)");
        PyTorchTerms.Of(Choice(), new LogCoshLossSettings(2, 1), 3)
            .ShouldBe(new PyTorchTerms("SGD(lr=0.25, momentum=0.9)", null, 0.25, 0.9, 1));
    }

    private static Recommendation Choice() => new(0.25, 0.9, 10, 0.1, 1, 1, 1);
}
