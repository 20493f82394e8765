using Inflaton.Experiments.Files;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Runs;

/// <summary>Which modes drive the loss.</summary>
public sealed class SpectralSharesTests
{
    /// <summary>Modes of a quadratic loss under gradient descent fall on their own: λ_i r_i² with r_i ← (1 − ηκλ_i/N) r_i.</summary>
    [Fact]
    public void Parts_are_those_of_modes_that_fall_each_by_its_own_eigenvalue()
    {
        const int epochs = 60;
        RunResult result = ExperimentRunner.Run(ExperimentFile.Of(new ExperimentSettings
        {
            Network = new NetworkSettings { Hidden = [4000], Activation = "erf", WeightStd = 1.4, BiasStd = 0.5 },
            Data = new DataSettings { Source = new PointsSource([[-0.6], [-0.1], [0.4], [0.9]]), Targets = [[0.5], [-0.4], [0.3], [0.1]] },
            Loss = new SquaredLossSettings(),
            Optimizer = new GradientDescentSettings(0.1),
            Epochs = epochs,
            RecordEvery = 20,
            Spectral = true,
        }));

        double[] eigenvalues = result.Arrays["eigenvalues"].Values, vectors = result.Arrays["eigenvectors"].Values;
        double[] start = result.Arrays["trained"].Values, targets = result.Arrays["targets"].Values;
        NumericArray predicted = result.Arrays["spectral_discrete"], trained = result.Arrays["spectral_trained"];
        predicted.Shape.ShouldBe([4, 4]);
        for (int t = 0; t < 4; t++)
        {
            double[] rates = new double[4];
            for (int i = 0; i < 4; i++)
            {
                double residual = Enumerable.Range(0, 4).Sum(x => vectors[(x * 4) + i] * (start[x] - targets[x]));
                rates[i] = eigenvalues[i] * Math.Pow(residual * Math.Pow(1 - (0.1 * eigenvalues[i] / 4), 20 * t), 2);
            }

            for (int i = 0; i < 4; i++)
            {
                predicted.Values[(t * 4) + i].ShouldBe(rates[i] / rates.Sum(), 1e-10);
                trained.Values[(t * 4) + i].ShouldBe(rates[i] / rates.Sum(), 0.02);
            }
        }
    }

    /// <summary>Parts are ratios, the same for outputs and targets so small that no square of a slope is a number.</summary>
    [Fact]
    public void Parts_do_not_depend_on_the_scale_of_the_field()
    {
        double[] Shares(double scale) => ExperimentRunner.Run(ExperimentFile.Of(new ExperimentSettings
        {
            Network = new NetworkSettings { Hidden = [32], Activation = "erf", BiasStd = 0.5, OutputScale = scale },
            Data = new DataSettings
            {
                Source = new PointsSource([[-0.6], [0.4], [0.9]]),
                Targets = [[0.5 * scale], [-0.4 * scale], [0.3 * scale]],
            },
            Loss = new SquaredLossSettings(),
            Optimizer = new GradientDescentSettings(0.01 / scale / scale),
            Epochs = 5,
            Predictions = ["discrete"],
            Spectral = true,
        }), new RunOptions { Train = false }).Arrays["spectral_discrete"].Values;

        double[] tiny = Shares(1e-100), plain = Shares(1);
        tiny.Zip(plain, (one, other) => Math.Abs(one - other)).Max().ShouldBeLessThan(1e-6);
    }
}
