using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Training;

namespace Inflaton.Duality;

/// <summary>A forecast is the kernel, the theory and the predictions that the parts give, and trains nothing but a copy.</summary>
public sealed class ForecastTests
{
    private static readonly NetworkArchitecture Architecture = new(2, [60], 1, new Erf(), 1.4, 0.4);
    private static readonly Matrix<double> Inputs = new(3, 2, [0.3, -1, 0.8, 0.5, -0.6, 1.1]);
    private static readonly double[] Targets = [1, -0.5, 0.2];

    [Fact]
    public void Says_what_its_parts_say()
    {
        NetworkParameters network = NetworkParameters.Draw(Architecture, 3);
        GradientDescent optimizer = new(0.2, 0.8);
        Forecast forecast = Forecast.Of(network, Inputs, Targets, new SquaredLoss(), optimizer);

        Matrix<double> kernel = new TangentKernel<double>(Architecture).Square(network, Inputs);
        forecast.Kernel.Values.ShouldBe(kernel.Values);
        forecast.Theta0.ShouldBe((kernel[0, 0] + kernel[1, 1] + kernel[2, 2]) / 3, 1e-15);
        forecast.Equation.Hubble.ShouldBe(2 * (1 - 0.8) / (3 * (1 + 0.8) * Math.Sqrt(0.2)), 1e-15);
        forecast.StabilityLimit.ShouldBe(2 * (1 + 0.8) * 3 / KernelSpectrum.Of(kernel).Leading, 1e-12);
        forecast.Theory(50).Efolds.ShouldBe(forecast.Equation.Hubble * 50 * Math.Sqrt(0.2), 1e-12);
        forecast.Modes(50).Modes.Count.ShouldBe(3);
        forecast.InitialLoss.ShouldBe(Targets.Zip(forecast.InitialField.ToArray(), (y, f) => (f - y) * (f - y) / 6).Sum(), 1e-15);
    }

    /// <summary>The recursion written out: f ← f + γ(f − f₋) − (η/N) Θ (f − y).</summary>
    [Fact]
    public void Predicts_by_the_recursion_of_the_frozen_kernel()
    {
        const double rate = 0.2, momentum = 0.8;
        Forecast forecast = Forecast.Of(
            NetworkParameters.Draw(Architecture, 3), Inputs, Targets, new SquaredLoss(), new GradientDescent(rate, momentum));
        double[] field = forecast.InitialField.ToArray(), step = new double[3];
        for (int epoch = 0; epoch < 40; epoch++)
        {
            double[] residual = [.. field.Zip(Targets, (f, y) => f - y)];
            for (int i = 0; i < 3; i++)
            {
                step[i] = (momentum * step[i]) - (rate / 3 * Enumerable.Range(0, 3).Sum(j => forecast.Kernel[i, j] * residual[j]));
            }

            field = [.. field.Zip(step, (f, v) => f + v)];
        }

        forecast.Predict(40).Field.At(40).ToArray().ShouldBe(field, 1e-12);
        forecast.Predict(40, every: 40).Field.Count.ShouldBe(2);
        foreach (string rung in new[] { "mean_field", "mean_kernel", "perturbations", "frozen_kernel", "discrete" })
        {
            forecast.Predict(40, rung: rung).IsComplete.ShouldBeTrue(rung);
        }
    }

    [Fact]
    public void Trains_a_copy_and_takes_another_optimiser_without_another_kernel()
    {
        NetworkParameters network = NetworkParameters.Draw(Architecture, 3);
        double before = network.Weights[0].Values[0];
        Forecast forecast = Forecast.Of(network, Inputs, Targets, new SquaredLoss(), new GradientDescent(0.2));
        TrainingRecord trained = forecast.Train(30);

        trained.Field.At(0).ToArray().ShouldBe(forecast.InitialField.ToArray());
        trained.Loss[^1].ShouldBeLessThan(trained.Loss[0] / 2);
        network.Weights[0].Values[0].ShouldBe(before);
        forecast.Train(30).Loss.ShouldBe(trained.Loss);

        Forecast other = forecast.With(new GradientDescent(0.2, 0.9));
        other.Kernel.ShouldBeSameAs(forecast.Kernel);
        other.Equation.Hubble.ShouldBeLessThan(forecast.Equation.Hubble);
    }

    [Fact]
    public void Test_inputs_are_predicted_beside()
    {
        ForecastOptions options = new() { TestInputs = new Matrix<double>(2, 2, [0.1, 0.2, 0.3, -1]) };
        Forecast forecast = Forecast.Of(
            NetworkParameters.Draw(Architecture, 3), Inputs, Targets, new SquaredLoss(), new GradientDescent(0.2), options);

        // The second test input is the first training input.
        Prediction prediction = forecast.Predict(20);
        for (int epoch = 0; epoch <= 20; epoch++)
        {
            prediction.TestField!.At(epoch)[1].ShouldBe(prediction.Field.At(epoch)[0], 1e-12);
        }

        forecast.Train(20).TestField!.Dimension.ShouldBe(2);
    }

    [Fact]
    public void Refuses_what_does_not_belong_together()
    {
        NetworkParameters network = NetworkParameters.Draw(Architecture, 3);
        Should.Throw<ArgumentException>(() => Forecast.Of(network, Inputs, [1, 2], new SquaredLoss(), new GradientDescent(0.2)))
            .ParamName.ShouldBe("targets");
        Forecast adam = Forecast.Of(network, Inputs, Targets, new SquaredLoss(), new Adam(0.01));
        Should.Throw<ArgumentException>(() => adam.Predict(3)).Message.ShouldContain("adam");
        adam.Train(3).Loss.Length.ShouldBe(4);
        Forecast ofKernel = new(new PredictionProblem
        {
            Kernel = new Matrix<double>(1, 1, [2]),
            Spectrum = KernelSpectrum.Of(new Matrix<double>(1, 1, [2])),
            InitialField = [0],
            Targets = [1],
            Loss = new SquaredLoss(),
            Optimizer = new GradientDescent(0.1),
            Matching = Matching.Leapfrog,
            Epochs = [0],
        });
        ofKernel.Predict(1).Field.At(1)[0].ShouldBe(0.2, 1e-15);
        Should.Throw<InvalidOperationException>(() => ofKernel.Train(1));
    }
}
