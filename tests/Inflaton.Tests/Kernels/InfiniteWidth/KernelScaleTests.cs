using Inflaton.Numerics.LinearAlgebra;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>Kernels at sizes where a product of two variances is no double, and what cannot be represented at all.</summary>
public sealed class KernelScaleTests
{
    [Theory]
    [InlineData(100, 10, 1, 7.967495e173, 1e-6)]
    [InlineData(100, 0.2, 1, 5.12e-170, 1e-3)]
    [InlineData(4, 1.4142135623730951, 1e-100, 1e-199, 1e-13)]
    [InlineData(1000, 1.4142135623730951, 1, 2002, 1e-11)]
    public void Relu_has_its_value_at_any_depth(int layers, double weightStd, double x, double expected, double tolerance)
    {
        KernelPair kernels = Relu(layers, weightStd).Square(Matrix.FromRows<double>([x]));
        kernels.Failure.ShouldBeNull();
        kernels.Ntk[0, 0].ShouldBe(expected, tolerance * expected);

        // Θ = (L + 1) K with K = x² σ_w² (σ_w²/2)^L.
        double k = Math.Exp(Math.Log(x * x) + Math.Log(weightStd * weightStd) + (layers * Math.Log(weightStd * weightStd / 2)));
        kernels.Nngp[0, 0].ShouldBe(k, 1e-11 * k);
        kernels.Ntk[0, 0].ShouldBe((layers + 1) * kernels.Nngp[0, 0], 1e-11 * kernels.Ntk[0, 0]);
    }

    [Theory]
    [InlineData("relu")]
    [InlineData("abs")]
    [InlineData("leaky_relu(0.2)")]
    public void Inputs_scaled_by_a_power_of_two_scale_the_kernels_to_the_bit(string activation)
    {
        InfiniteWidthKernel kernel = new(InfiniteNetwork.FullyConnected(3, DualCatalogue.Parse(activation), 1.3));
        Matrix<double> inputs = Matrix.FromRows<double>([1, -0.5, 0.25], [0.2, 0.7, -1.1], [0.2, 0.7, -1.1 + 1e-9]);
        KernelPair one = kernel.Square(inputs);
        foreach (int power in new[] { -490, -100, 100, 490 })
        {
            KernelPair scaled = kernel.Square(new Matrix<double>(3, 3, [.. inputs.Values.Select(value => Math.ScaleB(value, power))]));
            scaled.Ntk.Values.ShouldBe(one.Ntk.Values.Select(value => Math.ScaleB(value, 2 * power)).ToArray());
            scaled.Nngp.Values.ShouldBe(one.Nngp.Values.Select(value => Math.ScaleB(value, 2 * power)).ToArray());
        }
    }

    [Fact]
    public void Tanh_of_large_inputs_has_its_kernel_and_a_true_error()
    {
        KernelPair kernels = new InfiniteWidthKernel(InfiniteNetwork.FullyConnected(1, DualCatalogue.Create("tanh"), 1.5, 0.1))
            .Square(Matrix.FromRows<double>([30, 15], [6, 30], [-21, 12]));

        kernels.Ntk[0, 0].ShouldBe(44.78, 0.005);
        kernels.Ntk[1, 1].ShouldBe(41.04, 0.005);
        kernels.Ntk[2, 2].ShouldBe(32.89, 0.005);
        kernels.NtkError.ShouldBeInRange(1e-16, 1e-12);
    }

    /// <summary>Θ and K of one layer, σ_w = √2, no bias, at x; from E[φ²] and E[φ'²] in 40 digits.</summary>
    [Theory]
    [InlineData("erf", 1e6, 1800634.6323131993, 1.9999990996836838)]
    [InlineData("erf", 1e7, 18006328.32314202, 1.9999999099683684)]
    [InlineData("erf", 1e8, 180063265.2314212, 1.9999999909968368)]
    [InlineData("gelu", 1e6, 4000000159154.9431, 2000000000000.0)]
    [InlineData("gelu", 1e7, 400000001591549.43, 200000000000000.0)]
    [InlineData("gelu", 1e8, 40000000015915494.0, 20000000000000000.0)]
    public void Erf_and_gelu_of_large_inputs_lose_no_digits(string activation, double x, double ntk, double nngp)
    {
        KernelPair kernels = new InfiniteWidthKernel(InfiniteNetwork.FullyConnected(1, DualCatalogue.Create(activation), Math.Sqrt(2)))
            .Square(Matrix.FromRows<double>([x]));

        kernels.Ntk[0, 0].ShouldBe(ntk, 4e-15 * ntk);
        kernels.Nngp[0, 0].ShouldBe(nngp, 4e-15 * nngp);
    }

    [Theory]
    [InlineData("relu", 3000, 10, 1, "Θ(x, x) behind layer 359, affine with σ_w = 10, is above")]
    [InlineData("relu", 3000, 0.1, 1, "below 2.2e-308")]
    [InlineData("exp", 1, 1, 40, "K(x, x) behind layer 2, the activation exp(1, 1), is above 1.8e308")]
    [InlineData("tanh", 1, 1, 1e200, "of the inputs themselves is above")]
    [InlineData("erf", 1, 1, 1e-200, "of the inputs themselves is below")]
    public void What_cannot_be_represented_is_said_with_its_layer(string activation, int layers, double weightStd, double x, string message)
    {
        InfiniteWidthKernel kernel = new(InfiniteNetwork.FullyConnected(layers, DualCatalogue.Parse(activation), weightStd));
        Matrix<double> inputs = Matrix.FromRows<double>([x]);
        foreach (KernelPair kernels in new[] { kernel.Square(inputs), kernel.Between(inputs, inputs) })
        {
            kernels.Failure.ShouldNotBeNull().ToString().ShouldContain(message);
            kernels.Ntk.Values.ShouldAllBe(value => double.IsNaN(value));
        }
    }

    private static InfiniteWidthKernel Relu(int layers, double weightStd) =>
        new(InfiniteNetwork.FullyConnected(layers, DualCatalogue.Create("relu"), weightStd));
}
