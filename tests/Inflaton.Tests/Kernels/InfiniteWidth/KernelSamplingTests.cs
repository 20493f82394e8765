using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.InfiniteWidth;

public sealed class KernelSamplingTests
{
    private readonly Matrix<double> inputs = new(5, 3);

    public KernelSamplingTests() => new CounterStream(21, 0).FillNormal(inputs.Values);

    [Theory]
    [InlineData("erf", Parameterization.Ntk)]
    [InlineData("relu", Parameterization.Ntk)]
    [InlineData("tanh", Parameterization.Ntk)]
    [InlineData("gelu", Parameterization.Standard)]
    public void Kernels_of_finite_width_tend_to_the_limit_as_one_over_its_root(string activation, Parameterization parameterization)
    {
        int[] widths = [32, 128, 512];
        double[] distances = [.. widths.Select(Distance)];

        double slope = Math.Log(distances[^1] / distances[0]) / Math.Log((double)widths[^1] / widths[0]);
        slope.ShouldBe(-0.5, 0.12, string.Join(", ", distances));

        double Distance(int width)
        {
            NetworkArchitecture architecture = Architecture(activation, width, parameterization);
            Matrix<double> limit = new InfiniteWidthKernel(InfiniteNetwork.Of(architecture)).Square(inputs).Ntk;
            TangentKernel<double> kernel = new(architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
            double sum = 0, size = limit.Values.Sum(value => value * value);
            for (ulong seed = 1; seed <= 12; seed++)
            {
                double[] own = kernel.Square(NetworkParameters.Draw(architecture, seed), inputs).Values;
                sum += own.Zip(limit.Values, (a, b) => (a - b) * (a - b)).Sum() / size;
            }

            return Math.Sqrt(sum / 12);
        }
    }

    public static TheoryData<string> Activations =>
        [.. ActivationCatalogue.Names, "leaky_relu(0.3)", "erf(1.3, 0.6, -0.2)", "sinusoid(0.8, 1.4, 0.3)", "polynomial(0.3, -1, 0.2)",
        "rectified_monomial(0)", "hermite(3)"];

    /// <summary>
    /// One description of an activation makes the network and the limit that it tends to, the tangent kernel and the NNGP.
    /// </summary>
    [Theory]
    [MemberData(nameof(Activations))]
    public void Every_activation_tends_to_its_own_limit(string text)
    {
        const int draws = 24;
        int[] widths = [128, 1024, 8192];
        Activation activation = ActivationCatalogue.Parse(text);

        // The mean over units of a steep activation is made by few of them unless their pre-activations are small.
        double weightStd = text is "exp" or "hermite(3)" ? 0.3 : 0.8;
        double[] distances = [.. widths.Select(Distance)];

        double slope = Math.Log(distances[^1] / distances[0]) / Math.Log((double)widths[^1] / widths[0]);
        slope.ShouldBe(-0.5, 0.12, string.Join(", ", distances));
        distances[^1].ShouldBeLessThan(0.12);

        double Distance(int width)
        {
            NetworkArchitecture architecture = new(3, [width], 1, activation, weightStd, 0.2);
            Matrix<double> limit = new InfiniteWidthKernel(InfiniteNetwork.Of(architecture)).Square(inputs).Ntk;
            TangentKernel<double> kernel = new(architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
            double sum = 0, size = limit.Values.Sum(value => value * value);
            for (ulong seed = 1; seed <= draws; seed++)
            {
                double[] own = kernel.Square(NetworkParameters.Draw(architecture, seed), inputs).Values;
                sum += own.Zip(limit.Values, (a, b) => (a - b) * (a - b)).Sum() / size;
            }

            return Math.Sqrt(sum / draws);
        }
    }

    [Theory]
    [InlineData("erf")]
    [InlineData("relu")]
    public void The_mean_over_draws_is_the_limit_within_its_standard_error_and_one_over_the_width(string activation)
    {
        NetworkArchitecture architecture = Architecture(activation, 256, Parameterization.Ntk);
        KernelPair limit = new InfiniteWidthKernel(InfiniteNetwork.Of(architecture)).Square(inputs);
        KernelEstimate tangent = KernelSampling.TangentKernel(architecture, inputs, 100, 60);
        Propagation<double> pass = new(architecture, inputs, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        double[][] outputs = [.. Enumerable.Range(100, 400).Select(seed =>
        {
            pass.Forward(NetworkParameters.Draw(architecture, (ulong)seed));
            return pass.Output.Values.ToArray();
        })];

        for (int i = 0; i < limit.Ntk.Values.Length; i++)
        {
            double size = Math.Sqrt(limit.Ntk[i / 5, i / 5] * limit.Ntk[i % 5, i % 5]);
            tangent.Mean.Values[i].ShouldBe(limit.Ntk.Values[i], (4.5 * tangent.StandardError.Values[i]) + (3 * size / 256));
            double[] products = [.. outputs.Select(output => output[i / 5] * output[i % 5])];
            double mean = products.Average(), spread = Math.Sqrt(products.Sum(product => (product - mean) * (product - mean)) / 399 / 400);
            mean.ShouldBe(limit.Nngp.Values[i], (4.5 * spread) + (0.02 * size));
        }

        (Matrix<double> correction, Matrix<double> error) = tangent.WidthCorrection(limit.Ntk, 256);
        correction[0, 1].ShouldBe((tangent.Mean[0, 1] - limit.Ntk[0, 1]) * 256, 1e-12);
        error[0, 1].ShouldBe(tangent.StandardError[0, 1] * 256, 1e-12);
        Should.Throw<ArgumentException>(() => tangent.WidthCorrection(new Matrix<double>(2, 2), 256));
        Should.Throw<ArgumentOutOfRangeException>(() => KernelSampling.TangentKernel(architecture, inputs, 1, 1));
    }

    [Fact]
    public void Standard_errors_are_those_of_the_sample()
    {
        NetworkArchitecture architecture = Architecture("erf", 16, Parameterization.Ntk);
        KernelEstimate estimate = KernelSampling.TangentKernel(architecture, inputs, 7, 3);
        TangentKernel<double> kernel = new(architecture, new MatrixProduct<double>(WorkerTeam.Single), WorkerTeam.Single);
        double[] values =
            [.. new ulong[] { 7, 8, 9 }.Select(seed => kernel.Square(NetworkParameters.Draw(architecture, seed), inputs)[1, 2])];

        double mean = values.Average(), variance = values.Sum(value => (value - mean) * (value - mean)) / 2;
        estimate.Mean[1, 2].ShouldBe(mean, 1e-13);
        estimate.StandardError[1, 2].ShouldBe(Math.Sqrt(variance / 3), 1e-13);
    }

    private static NetworkArchitecture Architecture(string activation, int width, Parameterization parameterization) =>
        new(3, [width, width], 1, ActivationCatalogue.Create(activation), 1.4, 0.2, parameterization);
}
