using Inflaton.Dynamics;
using Inflaton.Kernels;
using Inflaton.Kernels.InfiniteWidth;
using Inflaton.Losses;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Threading;
using Inflaton.Training;
using Inflaton.Training.Reduced;

namespace Inflaton.Networks;

/// <summary>Biases in some layers and not in others, and PyTorch's draw.</summary>
public sealed class NetworkArchitectureTests
{
    private static readonly Matrix<double> Inputs = new(3, 2, [0.3, -1, 0.8, 0.4, -0.5, 1.2]);

    public static TheoryData<Parameterization, bool, bool, bool> Cases
    {
        get
        {
            TheoryData<Parameterization, bool, bool, bool> cases = [];
            for (int i = 0; i < 16; i++)
            {
                cases.Add((i & 8) == 0 ? Parameterization.Ntk : Parameterization.Standard, (i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
            }

            return cases;
        }
    }

    /// <summary>Θ = J Jᵀ with J by central differences over the parameters that there are.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void The_kernel_sees_the_biases_that_there_are(Parameterization parameterization, bool first, bool second, bool third)
    {
        NetworkArchitecture architecture = Of(parameterization, first, second, third);
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 3);
        MatrixProduct<double> product = new(WorkerTeam.Single);
        Propagation<double> pass = new(architecture, Inputs, product, WorkerTeam.Single);
        double[][] arrays =
            [.. parameters.Weights.Select(w => w.Values), .. parameters.Biases.Where((_, l) => architecture.HasBias(l))];
        List<double[]> columns = [];
        foreach (double[] array in arrays)
        {
            for (int i = 0; i < array.Length; i++)
            {
                double at = array[i];
                double[] up = Outputs(array, i, at + 1e-5), down = Outputs(array, i, at - 1e-5);
                array[i] = at;
                columns.Add([.. up.Zip(down, (a, b) => (a - b) / 2e-5)]);
            }
        }

        columns.Count.ShouldBe((int)architecture.ParameterCount);
        Matrix<double> expected = Matrix.FromFunction(3, 3, (x, y) => columns.Sum(c => c[x] * c[y]));
        Matrix<double> kernel = new TangentKernel<double>(architecture, product, WorkerTeam.Single).Square(parameters, Inputs);
        kernel.Values.ShouldBe(expected.Values, 1e-7);
        double[] direction = [1, -2, 0.5], image = new double[3];
        new KernelProduct<double>(parameters, Inputs, product, WorkerTeam.Single).Multiply(direction, image);
        image.ShouldBe([.. Enumerable.Range(0, 3).Select(x => direction.Select((v, y) => v * kernel[x, y]).Sum())], 1e-12);

        double[] Outputs(double[] array, int i, double value)
        {
            array[i] = value;
            pass.Forward(parameters);
            return [.. pass.Output.Values];
        }
    }

    /// <summary>A bias that is not there neither acts nor moves, in every way of training; those that are there do.</summary>
    [Theory, MemberData(nameof(Cases))]
    public void Training_moves_the_biases_that_there_are(Parameterization parameterization, bool first, bool second, bool third)
    {
        NetworkArchitecture architecture = Of(parameterization, first, second, third);
        MatrixProduct<double> product = new(WorkerTeam.Single);
        SquaredLoss loss = new();
        double[] targets = [1, -1, 0.5];
        double[] direct = Trained(p => new DirectTraining<double>(p, Inputs, targets, loss, product, WorkerTeam.Single));
        double[] reduced = Trained(p => new ReducedTraining(p, Inputs, targets, loss, product, WorkerTeam.Single, 1e-12));
        Trained(p => new LinearizedTraining(p, Inputs, targets, loss, product, WorkerTeam.Single));
        reduced.ShouldBe(direct, 1e-9);

        double[] Trained(Func<NetworkParameters, TrainingMethod> method)
        {
            NetworkParameters start = NetworkParameters.Draw(architecture, 3);
            TrainingMethod training = method(start.Clone());
            for (int epoch = 0; epoch < 20; epoch++)
            {
                training.Forward();
                training.Step(new StepCoefficients(0.5, 0.05));
            }

            training.Forward();
            for (int l = 0; l < 3; l++)
            {
                double[] biases = training.Parameters.Biases[l];
                biases.SequenceEqual(start.Biases[l]).ShouldBe(!architecture.HasBias(l));
                biases.All(b => b == 0).ShouldBe(!architecture.HasBias(l));
            }

            return [.. training.Field];
        }
    }

    /// <summary>φ(z) = z, one hidden layer: q₁ = σ_w²x·y/d + r₁σ_b², Θ = 2σ_w²q₁ + r₂σ_b².</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void The_limit_of_infinite_width_sees_them_too(bool first, bool second)
    {
        NetworkArchitecture architecture = new(2, [8], 1, new Identity(), 1.2, 0.7, biasedLayers: [first, second]);
        KernelPair pair = new InfiniteWidthKernel(InfiniteNetwork.Of(architecture), WorkerTeam.Single).Square(Inputs);
        Matrix<double> expected = Matrix.FromFunction(3, 3, (x, y) =>
        {
            double dot = (Inputs[x, 0] * Inputs[y, 0]) + (Inputs[x, 1] * Inputs[y, 1]);
            double q = (1.44 * dot / 2) + (first ? 0.49 : 0);
            return (2 * 1.44 * q) + (second ? 0.49 : 0);
        });
        pair.Ntk.Values.ShouldBe(expected.Values, 1e-14);
    }

    [Fact]
    public void PyTorch_draws_uniformly_within_one_over_the_root_of_the_fan_in()
    {
        NetworkArchitecture architecture = NetworkArchitecture.PyTorch(400, [900, 100], 50, new Tanh());
        NetworkParameters parameters = NetworkParameters.Draw(architecture, 1);
        for (int l = 0; l < 3; l++)
        {
            double bound = 1 / Math.Sqrt(architecture.Fan(l));
            foreach ((double[] values, double std) in new[]
                { (parameters.Weights[l].Values, architecture.WeightDrawStd(l)), (parameters.Biases[l], architecture.BiasDrawStd(l)) })
            {
                std.ShouldBe(bound / Math.Sqrt(3), 1e-15);
                values.Max(Math.Abs).ShouldBeLessThanOrEqualTo(bound);
                values.Max().ShouldBeGreaterThan(0.9 * bound);
                values.Min().ShouldBeLessThan(-0.9 * bound);
                // Mean, variance and fourth moment of U(−1, 1), five standard errors wide: 0, 1/3, 1/5.
                double[] scaled = [.. values.Select(v => v / bound)];
                double wide = 5 / Math.Sqrt(values.Length);
                scaled.Average().ShouldBe(0, wide * Math.Sqrt(1.0 / 3));
                scaled.Average(v => v * v).ShouldBe(1.0 / 3, wide * Math.Sqrt((1.0 / 5) - (1.0 / 9)));
                scaled.Average(v => v * v * v * v).ShouldBe(1.0 / 5, wide * Math.Sqrt((1.0 / 9) - (1.0 / 25)));
            }
        }
    }

    /// <summary>
    /// With σ_w = 1/√3 and biases that thin out with the width, the mean kernel of draws approaches the limit, up to what a sum of d
    /// uniform terms differs from a normal one by, of the order 1/d.
    /// </summary>
    [Fact]
    public void The_limit_of_PyTorch_draws_is_that_of_its_standard_deviations()
    {
        NetworkArchitecture architecture = NetworkArchitecture.PyTorch(64, [400], 1, new Erf());
        Matrix<double> inputs = Matrix.FromFunction(3, 64, (x, i) => Math.Sin((1.7 * x) + (2.3 * i)));
        Matrix<double> limit = new InfiniteWidthKernel(InfiniteNetwork.Of(architecture), WorkerTeam.Single).Square(inputs).Ntk;
        Matrix<double> mean = KernelSampling.TangentKernel(architecture, inputs, 1, 200, WorkerTeam.Single, _ => { }).Mean;

        mean.Values.Zip(limit.Values, (a, b) => Math.Abs(a - b)).Max()
            .ShouldBeLessThan(limit.Values.Max() * ((1.0 / 64) + (3 / Math.Sqrt(400 * 200))));
    }

    [Fact]
    public void Contradictions_are_refused()
    {
        Should.Throw<ArgumentException>(() => new NetworkArchitecture(1, [2], 1, new Tanh(), 1, 1, biasedLayers: [true]))
            .ParamName.ShouldBe("biasedLayers");
        Should.Throw<ArgumentException>(() => new NetworkArchitecture(1, [2], 1, new Tanh(), 1, 1, initialization: Initialization.PyTorch))
            .ParamName.ShouldBe("initialization");
    }

    private static NetworkArchitecture Of(Parameterization parameterization, params bool[] biases) =>
        new(2, [5, 4], 1, new Tanh(), 1.2, 0.6, parameterization, biasedLayers: biases);
}
