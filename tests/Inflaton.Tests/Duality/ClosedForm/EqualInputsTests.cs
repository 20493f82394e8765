using Inflaton.Kernels;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;
using Inflaton.Training;

namespace Inflaton.Duality.ClosedForm;

/// <summary>
/// Conflicting targets on equal inputs: nothing can tell the inputs apart, so that the outputs end at the mean of the targets, after a
/// billion epochs as after infinitely many; and variances that vanish do not become negative.
/// </summary>
public sealed class EqualInputsTests
{
    private const int Points = 8;

    // Inputs 0 and 4, 1 and 5, 2 and 6 are equal.
    private readonly Matrix<double> inputs;
    private readonly Matrix<double> testInputs;
    private readonly double[] targets = [1, -2, 3, 0.5, -1, 4, 3, 7];
    private readonly double[] ends = [0, 1, 3, 0.5, 0, 1, 3, 7];

    public EqualInputsTests()
    {
        double[] values = new double[5 * 3], others = new double[3 * 3];
        new CounterStream(3, 0).FillNormal(values);
        new CounterStream(3, 1).FillNormal(others);
        inputs = Matrix.FromFunction(Points, 3, (i, j) => values[((i < 4 ? i : i < 7 ? i - 4 : 4) * 3) + j]);
        testInputs = Matrix.FromFunction(4, 3, (i, j) => i < 3 ? others[(i * 3) + j] : values[j]);
    }

    /// <summary>An eigenvalue that rounding makes of a zero has a root of 1e-8, which no draw is to have.</summary>
    [Theory]
    [InlineData("erf", 1)]
    [InlineData("relu", 3)]
    [InlineData("gelu", 2)]
    public void Draws_of_equal_inputs_are_equal_to_rounding(string activation, int depth)
    {
        InfiniteWidthKernel kernel = new(InfiniteNetwork.FullyConnected(depth, DualCatalogue.Create(activation), 1.4, 0.1));
        GaussianPrior prior = GaussianPrior.Of(
            kernel.Square(inputs).Nngp, kernel.Between(testInputs, inputs).Nngp, kernel.Square(testInputs).Nngp);
        for (int draw = 0; draw < 20; draw++)
        {
            (double[] training, double[] test) = prior.Draw(7, draw);
            for (int i = 0; i < 3; i++)
            {
                training[i + 4].ShouldBe(training[i], 1e-12);
            }

            test[3].ShouldBe(training[0], 1e-12);
            Math.Abs(training[1] - training[0]).ShouldBeGreaterThan(1e-4);
        }
    }

    [Theory]
    [InlineData("erf", 1)]
    [InlineData("erf", 12)]
    [InlineData("relu", 1)]
    [InlineData("relu", 12)]
    [InlineData("tanh", 3)]
    [InlineData("gelu", 3)]
    public void After_a_billion_epochs_as_after_infinitely_many_at_infinite_width(string activation, int depth)
    {
        InfiniteWidthKernel kernel = new(InfiniteNetwork.FullyConnected(depth, DualCatalogue.Create(activation), 1.4, 0.1));
        KernelPair own = kernel.Square(inputs), cross = kernel.Between(testInputs, inputs), tests = kernel.Square(testInputs);
        Settles(own.Ntk, cross.Ntk);
        Settles(own.Nngp, cross.Nngp);

        GaussianPrior prior = GaussianPrior.Of(own.Nngp, cross.Nngp, tests.Nngp);
        foreach ((Matrix<double> k, Matrix<double> kt) in new[] { (own.Ntk, cross.Ntk), (own.Nngp, cross.Nngp) })
        {
            SquaredLossPrediction prediction = Of(k, out double rate);
            rate.ShouldBeGreaterThan(0);
            double size = Enumerable.Range(0, Points).Max(i => own.Nngp[i, i]);
            foreach (double epoch in new[] { 0, 1, 1e3, 1e9, 1e15, double.PositiveInfinity })
            {
                GaussianField training = prediction.Ensemble(epoch, prior, targets),
                test = prediction.TestEnsemble(epoch, prior, kt, targets);
                for (int i = 0; i < Points; i++)
                {
                    training.Covariance[i, i].ShouldBeGreaterThanOrEqualTo(0);
                }

                for (int i = 0; i < 4; i++)
                {
                    test.Covariance[i, i].ShouldBeGreaterThanOrEqualTo(0);
                }

                // The last test input is the first training input.
                test.Covariance[3, 3].ShouldBe(training.Covariance[0, 0], 1e-9 * size);
                if (double.IsPositiveInfinity(epoch))
                {
                    training.Deviations().ShouldAllBe(deviation => deviation < 1e-6 * Math.Sqrt(size));
                }
            }
        }
    }

    [Theory]
    [InlineData("erf", 2)]
    [InlineData("relu", 5)]
    public void After_a_billion_epochs_as_after_infinitely_many_with_the_kernel_of_a_network(string activation, int depth)
    {
        NetworkArchitecture architecture = new(3, [.. Enumerable.Repeat(300, depth)], 1, ActivationCatalogue.Create(activation), 1.4, 0.1);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 2);
        TangentKernel<double> kernels = new(architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        Settles(kernels.Square(parameters, inputs), kernels.Between(parameters, testInputs, inputs));
    }

    private static SquaredLossPrediction Of(Matrix<double> kernel, out double rate)
    {
        KernelSpectrum spectrum = KernelSpectrum.Of(kernel, 1, WorkerTeam.Single);
        rate = Points / spectrum.Leading;
        SquaredLossPrediction prediction = new(spectrum, ModeLaw.Recursion(new GradientDescent(rate, 0.5)));
        prediction.NullModes.ShouldBe(3);
        prediction.ConditionNumber.ShouldBe(spectrum.Leading / spectrum.Eigenvalues[4]);
        return prediction;
    }

    private void Settles(Matrix<double> kernel, Matrix<double> testKernel)
    {
        SquaredLossPrediction prediction = Of(kernel, out _);
        double[] zero = new double[Points], zeros = new double[4];
        double[] end = prediction.Field([double.PositiveInfinity], zero, targets).Values;
        double[] testEnd = prediction.TestField([double.PositiveInfinity], zero, targets, testKernel, zeros).Values;
        end.ShouldBe(ends, 1e-9);
        testEnd[3].ShouldBe(ends[0], 1e-9);
        foreach (double epoch in new[] { 1e9, 1e12, 1e15, 1e18 })
        {
            prediction.Field([epoch], zero, targets).Values.ShouldBe(end, 1e-12, $"{epoch}");
            prediction.TestField([epoch], zero, targets, testKernel, zeros).Values.ShouldBe(testEnd, 1e-12, $"{epoch}");
            prediction.Losses([epoch], zero, targets)[0].ShouldBe(20.0 / (2 * Points), 1e-9);
        }

        prediction.Losses([1e9], zero, targets).ShouldBe(prediction.Losses([double.PositiveInfinity], zero, targets), 1e-12);
    }
}
