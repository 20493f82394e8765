using Inflaton.Duality;
using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Losses;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Training;

/// <summary>The network of first order, held against the frozen kernel, which it is another way to compute.</summary>
public sealed class LinearizedTrainingTests
{
    private const int Points = 7;
    private const int Tests = 4;
    private const int Epochs = 150;

    [Theory]
    [InlineData("gelu", "quartic", 1, 0.8)]
    [InlineData("relu", "cross_entropy", 3, 0)]
    [InlineData("erf", "cross_entropy", 3, 0.9)]
    [InlineData("tanh", "squared", 2, 0.5)]
    public void Is_the_recursion_of_the_frozen_kernel_under_any_loss(string activation, string name, int outputs, double momentum)
    {
        NetworkArchitecture architecture = new(4, [30, 20], outputs, ActivationCatalogue.Create(activation), 1.4, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 8);
        Matrix<double> inputs = Normal(Points, 1), tests = Normal(Tests, 2);
        Loss loss = name switch
        {
            "quartic" => new ResidualLoss(new PowerPotential(4, 0.03)),
            "squared" => new SquaredLoss(0.4),
            _ => new CrossEntropyLoss(outputs),
        };
        double[] targets = [.. Enumerable.Range(0, Points * outputs).Select(i => i % outputs == i / outputs % outputs ? 1.0 : 0)];
        MatrixProduct<double> product = new(WorkerTeam.Single);
        TangentKernel<double> kernels = new(architecture, product, WorkerTeam.Single);
        Matrix<double> kernel = kernels.Square(parameters, inputs);
        PredictionProblem problem = new()
        {
            Kernel = kernel,
            Spectrum = KernelSpectrum.Of(kernel, outputs, WorkerTeam.Single),
            InitialField = Output(parameters, inputs),
            Targets = targets,
            Loss = loss,
            Optimizer = new GradientDescent(0.2 * Points / KernelSpectrum.Of(kernel, outputs, WorkerTeam.Single).Leading, momentum),
            Matching = Matching.Leapfrog,
            Epochs = Trainer.RecordedEpochs(Epochs, 10),
            TestKernel = kernels.Between(parameters, tests, inputs),
            TestInitialField = Output(parameters, tests),
        };
        Prediction recursion = new DiscreteRung().Predict(problem);

        TrainingRecord record = new Trainer(WorkerTeam.Single).Train(
            new TrainingTask
            {
                Inputs = inputs,
                Targets = targets,
                TestInputs = tests,
                Loss = loss,
                Optimizer = problem.Optimizer,
                Epochs = Epochs,
                RecordEvery = 10,
            },
            parameters,
            kernel,
            method: new LinearizedTraining(parameters, inputs, targets, loss, product, WorkerTeam.Single));

        record.Loss[^1].ShouldBeLessThan(0.9 * record.Loss[0]);
        record.Field.Values.ShouldBe(recursion.Field.Values, 1e-9);
        record.TestField!.Values.ShouldBe(recursion.TestField!.Values, 1e-9);
        record.KernelDrift[^1].ShouldBe(0);
    }

    /// <summary>J u is the derivative of f along u.</summary>
    [Theory]
    [InlineData(Parameterization.Ntk, true)]
    [InlineData(Parameterization.Standard, true)]
    [InlineData(Parameterization.Standard, false)]
    public void A_tangent_pass_is_the_derivative_along_a_change(Parameterization parameterization, bool hasBiases)
    {
        NetworkArchitecture architecture = new(4, [9, 6], 2, ActivationCatalogue.Create("gelu"), 1.4, 0.3, parameterization, hasBiases);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 8), change = NetworkParameters.Draw(architecture, 9);
        Matrix<double> inputs = Normal(5, 3);
        MatrixProduct<double> product = new(WorkerTeam.Single);
        Propagation<double> pass = new(architecture, inputs, product, WorkerTeam.Single);
        pass.Forward(parameters);
        TangentPass tangent = new(architecture, 5, product, WorkerTeam.Single);
        tangent.Forward(pass, parameters, change);

        const double h = 1e-4;
        double[] Along(double step) => Output(Moved(parameters, change, step), inputs);
        double[] D(double step) => [.. Along(step).Zip(Along(-step), (a, b) => (a - b) / (2 * step))];
        tangent.Output.Values.ShouldBe([.. D(h / 2).Zip(D(h), (fine, coarse) => ((4 * fine) - coarse) / 3)], 1e-9);
        Should.Throw<ArgumentException>(
            () => new TangentPass(architecture, 3, product, WorkerTeam.Single).Forward(pass, parameters, change));
    }

    [Fact]
    public void The_parameters_it_hands_out_are_those_of_the_first_order_network()
    {
        NetworkArchitecture architecture = new(4, [11], 1, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 8), start = NetworkParameters.Draw(architecture, 8);
        Matrix<double> inputs = Normal(Points, 1);
        MatrixProduct<double> product = new(WorkerTeam.Single);
        double[] targets = new double[Points];
        LinearizedTraining training = new(parameters, inputs, targets, new SquaredLoss(), product, WorkerTeam.Single);
        for (int epoch = 0; epoch < 20; epoch++)
        {
            training.Forward();
            training.Step(new(0.5, 0.1));
        }

        training.Forward();
        NetworkParameters change = Moved(training.Parameters, start, -1);
        Propagation<double> pass = new(architecture, inputs, product, WorkerTeam.Single);
        pass.Forward(start);
        TangentPass tangent = new(architecture, Points, product, WorkerTeam.Single);
        tangent.Forward(pass, start, change);
        training.Field.ToArray().ShouldBe([.. pass.Output.Values.Zip(tangent.Output.Values, (f, moved) => f + moved)], 1e-12);
        training.Parameters.ShouldBeSameAs(parameters);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        NetworkArchitecture architecture = new(4, [40, 30], 2, ActivationCatalogue.Create("erf"), 1.4, 0.3);
        Matrix<double> inputs = Normal(Points, 1);
        LinearizedTraining training = new(
            NetworkParameters.Draw(architecture, 8), inputs, new double[2 * Points], new SquaredLoss(),
            new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        void Run()
        {
            training.Forward();
            training.Step(new(0.5, 0.01));
        }

        Allocation.OfStepsOnThisThread(_ => Run(), 20).ShouldBe(0);
    }

    private static NetworkParameters Moved(NetworkParameters from, NetworkParameters along, double step)
    {
        NetworkParameters moved = NetworkParameters.Zero(from.Architecture);
        for (int l = 0; l < from.Architecture.Layers; l++)
        {
            for (int i = 0; i < moved.Weights[l].Values.Length; i++)
            {
                moved.Weights[l].Values[i] = from.Weights[l].Values[i] + (step * along.Weights[l].Values[i]);
            }

            for (int i = 0; i < moved.Biases[l].Length; i++)
            {
                moved.Biases[l][i] = from.Biases[l][i] + (step * along.Biases[l][i]);
            }
        }

        return moved;
    }

    private static double[] Output(NetworkParameters parameters, Matrix<double> inputs)
    {
        Propagation<double> pass = new(parameters.Architecture, inputs, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        pass.Forward(parameters);
        return [.. pass.Output.Values];
    }

    private static Matrix<double> Normal(int rows, ulong seed)
    {
        Matrix<double> matrix = new(rows, 4);
        new CounterStream(seed, 0).FillNormal(matrix.Values);
        return matrix;
    }
}
