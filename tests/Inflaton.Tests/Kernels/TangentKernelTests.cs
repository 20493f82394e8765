using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels;

public sealed class TangentKernelTests
{
    public static TheoryData<string, Parameterization, int> Networks
    {
        get
        {
            TheoryData<string, Parameterization, int> data = [];
            foreach (string activation in ActivationCatalogue.Names)
            {
                data.Add(activation, Parameterization.Ntk, 1);
                data.Add(activation, Parameterization.Standard, 3);
            }

            return data;
        }
    }

    /// <summary>Θ = J Jᵀ with the Jacobian taken by differences, parameter by parameter.</summary>
    [Theory, MemberData(nameof(Networks))]
    public void Is_the_product_of_the_Jacobian_with_itself(string activation, Parameterization parameterization, int outputs)
    {
        NetworkArchitecture architecture = new(2, [5, 4], outputs, ActivationCatalogue.Create(activation), 1.3, 0.4, parameterization);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 7);
        Matrix<double> inputs = Inputs(3, 2);
        Matrix<double> others = new(2, 2, [0.3, -0.8, 1.4, 0.2]);
        MatrixProduct<double> product = new(WorkerTeam.Single);
        TangentKernel<double> kernel = new(architecture, product, WorkerTeam.Single);

        double[][] own = Jacobian(parameters, inputs);
        double[][] other = Jacobian(parameters, others);

        ShouldBeGram(kernel.Square(parameters, inputs), own, own);
        ShouldBeGram(kernel.Between(parameters, others, inputs), other, own);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Is_symmetric_to_the_bit_and_the_same_on_any_number_of_threads(int outputs)
    {
        NetworkArchitecture architecture = new(3, [70, 65], outputs, ActivationCatalogue.Create("erf"), 1.5, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 3);
        Matrix<double> inputs = Inputs(41, 3);
        Matrix<double> single = Kernel(architecture, parameters, inputs, 1);

        foreach (int threads in new[] { 2, 3 })
        {
            Kernel(architecture, parameters, inputs, threads).Values.ShouldBe(single.Values);
        }

        for (int i = 0; i < single.Rows; i++)
        {
            for (int j = 0; j < i; j++)
            {
                single[i, j].ShouldBe(single[j, i]);
            }
        }
    }

    /// <summary>Whole or in blocks, in a square or between two sets of inputs.</summary>
    [Theory]
    [InlineData(1L << 31)]
    [InlineData(40_000)]
    public void Shared_by_all_outputs_it_is_the_mean_of_the_diagonal_blocks(long workingMemory)
    {
        const int outputs = 3;
        NetworkArchitecture architecture = new(3, [40, 30], outputs, ActivationCatalogue.Create("erf"), 1.5, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 3);
        Matrix<double> inputs = Inputs(17, 3), others = Inputs(9, 3);
        TangentKernel<double> full = new(architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        TangentKernel<double> shared = new(architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single)
        {
            SharesOutputs = true,
            WorkingMemory = workingMemory,
        };

        ShouldBeMean(shared.Square(parameters, inputs), full.Square(parameters, inputs));
        ShouldBeMean(shared.Between(parameters, others, inputs), full.Between(parameters, others, inputs));

        static void ShouldBeMean(Matrix<double> shared, Matrix<double> full)
        {
            double[] mean = [.. Matrix.FromFunction(
                full.Rows / outputs, full.Columns / outputs, (i, j) =>
                    Enumerable.Range(0, outputs).Average(c => full[(i * outputs) + c, (j * outputs) + c])).Values];
            ReferenceCase.RelativeError(shared.Values, mean).ShouldBeLessThan(1e-14);
        }
    }

    /// <summary>One pass over the training inputs for both kernels gives the bits of two, and so do many blocks.</summary>
    [Theory]
    [InlineData(true, 1 << 30, 9)]
    [InlineData(true, 1 << 30, 3)]
    [InlineData(true, 4000, 9)]
    [InlineData(false, 1 << 30, 9)]
    public void With_tests_both_kernels_are_those_of_two_calls(bool shared, long workingMemory, int points)
    {
        NetworkArchitecture architecture = new(3, [20, 30, 10], 4, ActivationCatalogue.Create("erf"), 1.5, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 3);
        Matrix<double> inputs = Inputs(points, 3), others = Inputs(12, 3);
        TangentKernel<double> kernel = new(architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single)
        {
            SharesOutputs = shared,
            WorkingMemory = workingMemory,
        };

        (Matrix<double> own, Matrix<double>? tests) = kernel.WithTests(parameters, inputs, others);
        own.Values.ShouldBe(kernel.Square(parameters, inputs).Values);
        tests!.Values.ShouldBe(kernel.Between(parameters, others, inputs).Values);
        kernel.WithTests(parameters, inputs, null).Tests.ShouldBeNull();
    }

    /// <summary>A kernel takes over the memory of the one before, whatever that was of.</summary>
    [Fact]
    public void One_kernel_after_another_has_the_bits_of_each_alone()
    {
        NetworkArchitecture architecture = new(3, [70, 70, 70], 3, ActivationCatalogue.Create("erf"), 1.5, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 3), others = NetworkParameters.Draw(architecture, 4);
        Matrix<double> inputs = Inputs(70, 3), tests = Inputs(20, 3);
        using WorkerTeam team = new(2);
        foreach (bool shared in new[] { false, true })
        {
            TangentKernel<double> one = Fresh(WorkerTeam.Single);
            Matrix<double> first = one.Square(parameters, inputs), second = one.Between(others, tests, inputs);
            Matrix<double> third = one.Square(others, tests), again = one.Square(parameters, inputs);
            first.Values.ShouldBe(Fresh(team).Square(parameters, inputs).Values);
            second.Values.ShouldBe(Fresh(team).Between(others, tests, inputs).Values);
            third.Values.ShouldBe(Fresh(team).Square(others, tests).Values);
            again.Values.ShouldBe(first.Values);

            TangentKernel<double> Fresh(WorkerTeam team) => new(architecture, team: team) { SharesOutputs = shared };
        }
    }

    [Fact]
    public void Between_equal_inputs_is_the_square_kernel()
    {
        NetworkArchitecture architecture = new(3, [30], 2, ActivationCatalogue.Create("tanh"), 1.5, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 3);
        Matrix<double> inputs = Inputs(9, 3);
        TangentKernel<double> kernel = new(architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);

        ReferenceCase.RelativeError(
            kernel.Between(parameters, inputs, inputs).Values, kernel.Square(parameters, inputs).Values).ShouldBeLessThan(1e-14);
    }

    /// <summary>For a linear model with d inputs Θ = σ_w² x·x'/d + σ_b², whatever the weights.</summary>
    [Fact]
    public void Of_a_linear_model_is_its_feature_product()
    {
        NetworkArchitecture architecture = new(2, [], 1, ActivationCatalogue.Create("relu"), 1.5, 0.5);
        Matrix<double> inputs = Inputs(4, 2);
        Matrix<double> kernel = Kernel(architecture, NetworkParameters.Draw(architecture, 1), inputs, 1);
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                double dot = (inputs[i, 0] * inputs[j, 0]) + (inputs[i, 1] * inputs[j, 1]);
                kernel[i, j].ShouldBe((2.25 * dot / 2) + 0.25, 1e-15);
            }
        }
    }

    [Fact]
    public void Without_biases_they_do_not_enter()
    {
        NetworkArchitecture with = new(2, [20], 1, ActivationCatalogue.Create("relu"), 1.5, 0, Parameterization.Standard);
        NetworkArchitecture without = new(
            2, [20], 1, ActivationCatalogue.Create("relu"), 1.5, 0, Parameterization.Standard, hasBiases: false);
        Matrix<double> inputs = Inputs(1, 2);

        double difference = Kernel(with, NetworkParameters.Draw(with, 1), inputs, 1)[0, 0]
            - Kernel(without, NetworkParameters.Draw(without, 1), inputs, 1)[0, 0];

        difference.ShouldBeGreaterThan(1, "the read-out's bias alone gives 1");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void In_blocks_it_is_the_same(int outputs)
    {
        NetworkArchitecture architecture = new(3, [40, 35], outputs, ActivationCatalogue.Create("gelu"), 1.5, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 3);
        Matrix<double> inputs = Inputs(23, 3), others = Inputs(11, 3);
        MatrixProduct<double> product = new(WorkerTeam.Single);
        TangentKernel<double> whole = new(architecture, product, WorkerTeam.Single);
        TangentKernel<double> blocked = new(architecture, product, WorkerTeam.Single) { WorkingMemory = 15_000 };
        Steps steps = new();

        Matrix<double> square = blocked.Square(parameters, inputs, steps);

        ReferenceCase.RelativeError(square.Values, whole.Square(parameters, inputs).Values).ShouldBeLessThan(1e-14);
        square.Values.ShouldBe(square.Transposed().Values);
        ReferenceCase.RelativeError(blocked.Between(parameters, others, inputs).Values, whole.Between(parameters, others, inputs).Values)
            .ShouldBeLessThan(1e-14);
        steps.Values.Count.ShouldBeGreaterThan(6 * architecture.Layers, "at least three blocks");
        steps.Values.ShouldBe(steps.Values.Order());
        steps.Values[^1].ShouldBe(1, 1e-12);
    }

    [Fact]
    public void In_single_precision_it_is_rounded()
    {
        NetworkArchitecture architecture = new(3, [70, 65], 2, ActivationCatalogue.Create("erf"), 1.5, 0.3);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 3);
        Matrix<double> inputs = Inputs(9, 3);
        Matrix<double> rounded = new TangentKernel<float>(architecture, new MatrixProduct<float>(WorkerTeam.Single), WorkerTeam.Single)
            .Square(parameters, inputs);
        ReferenceCase.RelativeError(rounded.Values, Kernel(architecture, parameters, inputs, 1).Values).ShouldBeInRange(1e-10, 2e-6);
    }

    [Fact]
    public void Can_be_stopped()
    {
        NetworkArchitecture architecture = new(3, [20, 20], 1, ActivationCatalogue.Create("erf"), 1.5, 0.3);
        using CancellationTokenSource source = new();
        Steps steps = new(source);
        TangentKernel<double> kernel = new(architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        Should.Throw<OperationCanceledException>(
            () => kernel.Square(NetworkParameters.Draw(architecture, 1), Inputs(5, 3), steps, source.Token));
        steps.Values.Count.ShouldBe(1);
    }

    private sealed class Steps(CancellationTokenSource? source = null) : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value)
        {
            Values.Add(value);
            source?.Cancel();
        }
    }

    private static Matrix<double> Kernel(NetworkArchitecture architecture, NetworkParameters parameters, Matrix<double> inputs, int threads)
    {
        using WorkerTeam team = new(threads);
        return new TangentKernel<double>(architecture, new MatrixProduct<double>(team), team).Square(parameters, inputs);
    }

    private static Matrix<double> Inputs(int points, int dimension) =>
        new(points, dimension, [.. Enumerable.Range(0, points * dimension).Select(i => Math.Sin(1.3 * i) + 0.2)]);

    private static void ShouldBeGram(Matrix<double> kernel, double[][] rows, double[][] columns)
    {
        (kernel.Rows, kernel.Columns).ShouldBe((rows.Length, columns.Length));
        double[] expected = [.. from row in rows from column in columns select row.Zip(column, (a, b) => a * b).Sum()];
        ReferenceCase.RelativeError(kernel.Values, expected).ShouldBeLessThan(1e-8);
    }

    private static double[][] Jacobian(NetworkParameters parameters, Matrix<double> inputs)
    {
        const double h = 1e-4;
        Propagation<double> pass = new(parameters.Architecture, inputs, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        double[][] arrays = [.. parameters.Weights.Select(w => w.Values), .. parameters.Biases];
        List<double[]> columns = [];
        foreach (double[] array in arrays)
        {
            for (int i = 0; i < array.Length; i++)
            {
                double kept = array[i];
                double[] At(double value)
                {
                    array[i] = value;
                    pass.Forward(parameters);
                    return [.. pass.Output.Values];
                }

                double[] outer = [.. At(kept + h).Zip(At(kept - h), (up, down) => (up - down) / (2 * h))];
                double[] inner = [.. At(kept + (h / 2)).Zip(At(kept - (h / 2)), (up, down) => (up - down) / h)];
                columns.Add([.. inner.Zip(outer, (a, b) => ((4 * a) - b) / 3)]);
                array[i] = kept;
            }
        }

        return [.. Enumerable.Range(0, columns[0].Length).Select(x => columns.Select(column => column[x]).ToArray())];
    }
}
