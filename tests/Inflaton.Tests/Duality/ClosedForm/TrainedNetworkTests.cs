using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;
using Inflaton.Training;

namespace Inflaton.Duality.ClosedForm;

/// <summary>Closed forms held against networks that were really trained.</summary>
public sealed class TrainedNetworkTests
{
    private const int Points = 10;
    private const int Tests = 5;
    private readonly Matrix<double> inputs = Normal(Points, 4, 1);
    private readonly Matrix<double> testInputs = Normal(Tests, 4, 2);
    private readonly double[] targets;
    private readonly double[] testTargets;

    public TrainedNetworkTests() => (targets, testTargets) = (Targets(inputs), Targets(testInputs));

    [Theory]
    [InlineData("erf", 0, 0.02)]
    [InlineData("erf", 0.5, 0.02)]
    [InlineData("erf", 0.9, 0.02)]
    [InlineData("relu", 0, 0.06)]
    [InlineData("relu", 0.5, 0.06)]
    [InlineData("relu", 0.9, 0.06)]
    public void The_whole_curve_of_a_wide_network_is_predicted_until_the_loss_has_fallen_tenfold(
        string activation, double momentum, double tolerance)
    {
        NetworkArchitecture architecture = new(4, [4096], 1, ActivationCatalogue.Create(activation), 1.5, 0.1);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 5);
        MatrixProduct<double> product = new(WorkerTeam.Single);
        TangentKernel<double> kernels = new(architecture, product, WorkerTeam.Single);
        Matrix<double> kernel = kernels.Square(parameters, inputs), testKernel = kernels.Between(parameters, testInputs, inputs);
        KernelSpectrum spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single);
        double[] initial = Output(architecture, parameters, inputs), testInitial = Output(architecture, parameters, testInputs);
        double rate = 0.15 * (1 - momentum) / (spectrum.Leading / Points);

        GradientDescent optimizer = new(rate, momentum);
        double[] planned = new SquaredLossPrediction(spectrum, ModeLaw.Recursion(optimizer)).Losses(Range(3000), initial, targets);
        int epochs = Array.FindIndex(planned, loss => loss < planned[0] / 10);
        epochs.ShouldBeInRange(20, 1500);
        TrainingRecord record = new Trainer(WorkerTeam.Single).Train(
            new TrainingTask
            {
                Inputs = inputs,
                Targets = targets,
                TestInputs = testInputs,
                Loss = new SquaredLoss(),
                Optimizer = optimizer,
                Epochs = epochs,
            },
            parameters,
            kernel);

        Deviation(optimizer).ShouldBeLessThan(tolerance);

        // With friction 10 % off it would not be: (1 − γ)/√η up, or with γ = 0, where only η is left, η down.
        GradientDescent off = momentum > 0 ? new(rate, 1 - (1.1 * (1 - momentum))) : new(rate / 1.1);
        Deviation(off).ShouldBeGreaterThan(tolerance);

        double Deviation(GradientDescent predicted)
        {
            SquaredLossPrediction prediction = new(spectrum, ModeLaw.Recursion(predicted));
            double[] all = Range(epochs + 1);
            double[] losses = prediction.Losses(all, initial, targets);
            Matrix<double> field = prediction.TestField(all, initial, targets, testKernel, testInitial);
            double worst = 0;
            for (int k = 0; k <= epochs; k++)
            {
                double trained = MeanSquare(record.TestField!.At(k), testTargets), own = MeanSquare(field.Row(k), testTargets);
                worst = Math.Max(worst, Math.Max(Math.Abs((losses[k] / record.Loss[k]) - 1), Math.Abs((own / trained) - 1)));
            }

            return worst;
        }
    }

    [Fact]
    public void Mean_and_covariance_of_512_trained_networks_are_those_of_the_ensemble()
    {
        const int draws = 512, epochs = 12;
        NetworkArchitecture architecture = new(4, [1024], 1, ActivationCatalogue.Create("erf"), 1.2, 0.1);
        InfiniteWidthKernel infinite = new(InfiniteNetwork.Of(architecture));
        KernelPair own = infinite.Square(inputs), cross = infinite.Between(testInputs, inputs), tests = infinite.Square(testInputs);
        KernelSpectrum spectrum = KernelSpectrum.Of(own.Ntk, 1, WorkerTeam.Single);
        GradientDescent optimizer = new(0.3 * Points / spectrum.Leading, 0.5);
        SquaredLossPrediction prediction = new(spectrum, ModeLaw.Recursion(optimizer));
        TrainingTask task = new()
        {
            Inputs = inputs,
            Targets = targets,
            TestInputs = testInputs,
            Loss = new SquaredLoss(),
            Optimizer = optimizer,
            Epochs = epochs,
            RecordEvery = epochs,
        };
        double[][] trained = new double[draws][], tested = new double[draws][];
        Trainer trainer = new(WorkerTeam.Single);
        for (int draw = 0; draw < draws; draw++)
        {
            TrainingRecord record = trainer.Train(task, NetworkParameters.Draw(architecture, (ulong)draw), own.Ntk);
            (trained[draw], tested[draw]) = (record.Field.At(1).ToArray(), record.TestField!.At(1).ToArray());
        }

        GaussianPrior prior = GaussianPrior.Of(own.Nngp, cross.Nngp, tests.Nngp);
        Compare(trained, prediction.Ensemble(epochs, prior, targets));
        Compare(tested, prediction.TestEnsemble(epochs, prior, cross.Ntk, targets));

        static void Compare(double[][] samples, GaussianField expected)
        {
            int size = expected.Mean.Length;
            double[] means = [.. Enumerable.Range(0, size).Select(i => samples.Average(sample => sample[i]))];
            for (int i = 0; i < size; i++)
            {
                double variance = expected.Covariance[i, i];
                means[i].ShouldBe(expected.Mean[i], (4 * Math.Sqrt(variance / draws)) + 0.005);
                for (int j = 0; j <= i; j++)
                {
                    double covariance = samples.Sum(sample => (sample[i] - means[i]) * (sample[j] - means[j])) / (draws - 1);
                    double error = Math.Sqrt(((variance * expected.Covariance[j, j]) + Math.Pow(expected.Covariance[i, j], 2)) / draws);
                    covariance.ShouldBe(expected.Covariance[i, j], 4.5 * error, $"points {i}, {j}");
                }
            }
        }
    }

    /// <summary>
    /// The first-order network f₀ + J(θ − θ₀), trained by its own parameters under a loss that is not quadratic, is the recursion of the
    /// frozen kernel.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.8)]
    public void The_linearised_network_is_the_recursion_of_the_frozen_kernel(double momentum)
    {
        NetworkArchitecture architecture = new(4, [30, 20], 1, ActivationCatalogue.Create("gelu"), 1.4, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 8);
        Matrix<double> all = new(Points + Tests, 4, [.. inputs.Values, .. testInputs.Values]);
        (double[] initial, double[][] jacobian) = Linearise(architecture, parameters, all);
        Matrix<double> kernel = new TangentKernel<double>(architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single)
            .Square(parameters, all);
        for (int x = 0; x < all.Rows; x++)
        {
            Enumerable.Range(0, jacobian[0].Length).Sum(p => jacobian[x][p] * jacobian[0][p]).ShouldBe(kernel[x, 0], 1e-11);
        }

        Matrix<double> own = Matrix.FromFunction(Points, Points, (i, j) => kernel[i, j]);
        KernelSpectrum spectrum = KernelSpectrum.Of(own, 1, WorkerTeam.Single);
        GradientDescent optimizer = new(0.2 * Points / spectrum.Leading, momentum);
        ResidualLoss loss = new(new PowerPotential(4, 0.03));
        const int epochs = 200;
        Prediction recursion = new DiscreteRung().Predict(new PredictionProblem
        {
            Kernel = own,
            Spectrum = spectrum,
            InitialField = initial[..Points],
            Targets = targets,
            Loss = loss,
            Optimizer = optimizer,
            Matching = Matching.Leapfrog,
            Epochs = [0, epochs],
            TestKernel = Matrix.FromFunction(Tests, Points, (i, j) => kernel[Points + i, j]),
            TestInitialField = initial[Points..],
        });

        double[] shift = new double[jacobian[0].Length], step = new double[shift.Length], field = [.. initial],
        gradient = new double[Points];
        for (int k = 0; k < epochs; k++)
        {
            loss.Gradient(field.AsSpan(0, Points), targets, gradient);
            for (int p = 0; p < shift.Length; p++)
            {
                double slope = 0;
                for (int x = 0; x < Points; x++)
                {
                    slope += jacobian[x][p] * gradient[x];
                }

                step[p] = (momentum * step[p]) - (optimizer.LearningRate * slope / Points);
                shift[p] += step[p];
            }

            for (int x = 0; x < field.Length; x++)
            {
                field[x] = initial[x] + System.Numerics.Tensors.TensorPrimitives.Dot<double>(jacobian[x], shift);
            }
        }

        recursion.Field.At(1).ToArray().ShouldBe(field[..Points], 1e-9);
        recursion.TestField!.At(1).ToArray().ShouldBe(field[Points..], 1e-9);
    }

    private static (double[] Output, double[][] Jacobian) Linearise(
        NetworkArchitecture architecture, NetworkParameters parameters, Matrix<double> inputs)
    {
        Propagation<double> pass = new(architecture, inputs, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        pass.Forward(parameters);
        pass.Delta(architecture.Layers).Values.AsSpan().Fill(1);
        pass.Backward(parameters);
        double[][] jacobian = new double[inputs.Rows][];
        for (int x = 0; x < inputs.Rows; x++)
        {
            List<double> row = [];
            for (int l = 0; l < architecture.Layers; l++)
            {
                for (int i = 0; i < architecture.Fan(l + 1); i++)
                {
                    double delta = pass.Delta(l + 1)[x, i];
                    for (int j = 0; j < architecture.Fan(l); j++)
                    {
                        row.Add(architecture.WeightScale(l) * delta * pass.Activation(l)[x, j]);
                    }

                    row.Add(architecture.BiasScale(l) * delta);
                }
            }

            jacobian[x] = [.. row];
        }

        return ([.. pass.Output.Values], jacobian);
    }

    private static double[] Output(NetworkArchitecture architecture, NetworkParameters parameters, Matrix<double> inputs)
    {
        Propagation<double> pass = new(architecture, inputs, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        pass.Forward(parameters);
        return [.. pass.Output.Values];
    }

    private static double MeanSquare(ReadOnlySpan<double> field, ReadOnlySpan<double> targets)
    {
        double sum = 0;
        for (int i = 0; i < field.Length; i++)
        {
            sum += (field[i] - targets[i]) * (field[i] - targets[i]);
        }

        return sum / field.Length;
    }

    private static double[] Range(int count) => [.. Enumerable.Range(0, count).Select(k => (double)k)];

    private static double[] Targets(Matrix<double> inputs) =>
        [.. Enumerable.Range(0, inputs.Rows).Select(x => 1.5 + Math.Sin(inputs[x, 0]) + (0.5 * inputs[x, 1] * inputs[x, 2]))];

    private static Matrix<double> Normal(int rows, int columns, ulong seed)
    {
        Matrix<double> matrix = new(rows, columns);
        new CounterStream(seed, 0).FillNormal(matrix.Values);
        return matrix;
    }
}
