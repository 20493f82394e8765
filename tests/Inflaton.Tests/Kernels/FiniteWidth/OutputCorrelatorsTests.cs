using Inflaton.Networks;
using Inflaton.Networks.Activations;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Statistics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.FiniteWidth;

public sealed class OutputCorrelatorsTests
{
    private readonly Matrix<double> inputs = new(3, 4);

    public OutputCorrelatorsTests() => new CounterStream(33, 0).FillNormal(inputs.Values);

    [Theory]
    [InlineData("relu", 5)]
    [InlineData("identity", 2)]
    public void Homogeneous_networks_have_the_fourth_moment_that_is_known_at_any_width(string activation, double growth)
    {
        NetworkArchitecture network = Network(activation, Math.Sqrt(2), 0, 16, 16, 16);
        OutputCorrelators found = OutputCorrelators.Of(network, Row(0));

        found.ExactFourthMoment!.Value.ShouldBe(3 * Math.Pow(1 + (growth / 16), 3), 1e-13);
        (activation != "relu" || Math.Abs(found.ExactFourthMoment.Value - 6.782959) < 5e-7).ShouldBeTrue();
        double square = found.Covariance[0, 0] * found.Covariance[0, 0];
        found.FourPoint(0, 0, 0, 0).ShouldBe(3 * 3 * growth / 16 * square, 1e-12 * square);
        found.CovarianceCorrection[0, 0].ShouldBe(0, 1e-13);
        found.DepthOverWidth.ShouldBe(3.0 / 16, 1e-15);
        found.StatedError.ShouldBeLessThan(1e-13);
        OutputCorrelators.Of(Network(activation, 1, 0.1, 16), Row(0)).ExactFourthMoment.ShouldBeNull();
        OutputCorrelators.Of(Network("gelu", 1, 0, 16), Row(0)).ExactFourthMoment.ShouldBeNull();
    }

    [Fact]
    public void One_layer_of_erf_has_the_fourth_cumulant_of_an_independent_computation()
    {
        NetworkArchitecture network = Network("erf", 1, 1, 50);
        OutputCorrelators found = OutputCorrelators.Of(network, new Matrix<double>(1, 4, [1, 1, 1, 1]));

        (50 * found.FourPoint(0, 0, 0, 0)).ShouldBe(0.399796, 5e-7);
    }

    [Fact]
    public void The_tangent_kernel_of_one_relu_layer_fluctuates_by_3_over_n()
    {
        foreach (Parameterization parameterization in (ReadOnlySpan<Parameterization>)[Parameterization.Ntk, Parameterization.Standard])
        {
            NetworkArchitecture network = new(
                4, [40], 1, ActivationCatalogue.Create("relu"), Math.Sqrt(2), 0, parameterization, hasBiases: false);
            OutputCorrelators found = OutputCorrelators.Of(network, Row(0));
            double mean = new InfiniteWidth.InfiniteWidthKernel(InfiniteWidth.InfiniteNetwork.Of(network)).Square(Row(0)).Ntk[0, 0];
            if (parameterization == Parameterization.Ntk)
            {
                (found.KernelVariance![0, 0] / (mean * mean)).ShouldBe(3.0 / 40, 1e-13);
            }
            else
            {
                // σ_w²/n of the weights is in their draw: Θ = Σφφ + x² Σ w²φ'φ'; Σφφ has mean q = n|x|²/d, variance 5q²/n.
                double x = Enumerable.Range(0, 4).Sum(i => inputs[0, i] * inputs[0, i]), q = 40 * x / 4;
                double other = 2 / 40.0 * x, mixed = 2 * 40 * ((x / 4 * other) - (x / 4 * other / 2));
                double own = 40 * ((3 * other * other / 2) - (other * other / 4));
                found.KernelVariance![0, 0].ShouldBe((5 * q * q / 40) + mixed + own, 1e-12 * q * q);
            }
        }

        OutputCorrelators.Of(Network("relu", 1, 0, 40, 40), Row(0)).KernelVariance.ShouldBeNull();
    }

    [Fact]
    public void A_linear_layer_has_the_vertex_of_a_wishart_matrix()
    {
        OutputCorrelators found = OutputCorrelators.Of(Network("identity", 1.3, 0.4, 20), inputs);
        Matrix<double> first = OutputCorrelators.Of(Network("identity", 1.3, 0.4, 20), inputs).Covariance;
        double bias = 0.16, weight = 1.69;
        double Kernel(int a, int b) => (first[a, b] - bias) / weight;

        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
            {
                for (int c = 0; c < 3; c++)
                {
                    double expected = weight * weight / 20 * ((Kernel(a, c) * Kernel(b, a)) + (Kernel(a, a) * Kernel(b, c)));
                    found.Vertex(a, b, c, a).ShouldBe(expected, 1e-10);
                }
            }
        }
    }

    [Fact]
    public void Of_a_square_the_mean_kernel_is_shifted_as_computed_by_hand()
    {
        // φ = z²: E[φ_aφ_b] = K_aaK_bb + 2K_ab², so that E[K̂''] = σ_w²(E[K̂_aaK̂_bb] + 2E[K̂_ab²]) without remainder.
        NetworkArchitecture one = Network(new Polynomial([0, 0, 1]), 0.7, 0.3, 30);
        NetworkArchitecture two = Network(new Polynomial([0, 0, 1]), 0.7, 0.3, 30, 50);
        OutputCorrelators first = OutputCorrelators.Of(one, inputs), second = OutputCorrelators.Of(two, inputs);

        for (int a = 0; a < 3; a++)
        {
            for (int b = 0; b < 3; b++)
            {
                double expected = 0.49 * (first.Vertex(a, a, b, b) + (2 * first.Vertex(a, b, a, b)));
                first.CovarianceCorrection[a, b].ShouldBe(0);
                second.CovarianceCorrection[a, b].ShouldBe(expected, 1e-8 * Math.Abs(second.CovarianceCorrection[0, 0]) + 1e-8 * expected);
            }
        }
    }

    [Theory]
    [InlineData("erf")]
    [InlineData("relu")]
    [InlineData("abs")]
    [InlineData("gelu")]
    public void Several_inputs_have_the_numbers_that_each_has_alone(string activation)
    {
        NetworkArchitecture network = Network(activation, 1.4, 0.2, 32, 24);
        using WorkerTeam team = new(2);
        OutputCorrelators three = OutputCorrelators.Of(network, inputs, team), same = OutputCorrelators.Of(network, inputs);
        three.StatedError.ShouldBeLessThan(1e-6);
        for (int a = 0; a < 3; a++)
        {
            OutputCorrelators one = OutputCorrelators.Of(network, Row(a));
            Close(three.Covariance[a, a], one.Covariance[0, 0]);
            Close(three.CovarianceCorrection[a, a], one.CovarianceCorrection[0, 0]);
            Close(three.FourPoint(a, a, a, a), one.FourPoint(0, 0, 0, 0));
            Close(three.SixPoint(a), one.SixPoint(0));
            int b = (a + 1) % 3;
            OutputCorrelators two = OutputCorrelators.Of(network, new Matrix<double>(2, 4, [.. inputs.Row(a), .. inputs.Row(b)]));
            Close(three.CovarianceCorrection[a, b], two.CovarianceCorrection[0, 1]);
            Close(three.FourPoint(a, a, b, b), two.FourPoint(0, 0, 1, 1));
            Close(three.Vertex(a, b, b, b), two.Vertex(0, 1, 1, 1));
            same.FourPoint(a, a, b, 2).ShouldBe(three.FourPoint(a, a, b, 2));
            double infinite = new InfiniteWidth.InfiniteWidthKernel(InfiniteWidth.InfiniteNetwork.Of(network)).Square(inputs).Nngp[a, b];
            Close(three.Covariance[a, b], infinite);
        }

        static void Close(double value, double expected) => value.ShouldBe(expected, 2e-6 * Math.Max(Math.Abs(expected), 1e-4));
    }

    [Fact]
    public void Parallel_and_vanishing_inputs_lose_no_number_but_the_shift_of_their_pair()
    {
        Matrix<double> parallel = new(3, 1, [1, -1, 0]);
        OutputCorrelators odd = OutputCorrelators.Of(Network("erf", 1.5, 0, 1, 20, 20), parallel);

        odd.IsFinite.ShouldBeTrue();
        odd.FourPoint(0, 0, 0, 1).ShouldBe(-odd.FourPoint(0, 0, 0, 0), 1e-12);
        odd.FourPoint(2, 2, 2, 2).ShouldBe(0);
        odd.CovarianceCorrection[2, 2].ShouldBe(0);
        double.IsNaN(odd.CovarianceCorrection[0, 1]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("relu", 0, 16, 1)]
    [InlineData("erf", 1, 16, 2)]
    [InlineData("tanh", 0.5, 64, 4)]
    [InlineData("gelu", 0.2, 256, 1)]
    public void Ensembles_of_networks_have_them_within_their_errors(string activation, double bias, int width, int depth)
    {
        const int draws = 4096;
        NetworkArchitecture network = Network(activation, Math.Sqrt(2), bias, [.. Enumerable.Repeat(width, depth)]);
        OutputCorrelators theory = OutputCorrelators.Of(network, inputs);
        JointCumulants outputs = new(3, 4);
        Propagation<double> pass = new(network, inputs, carriesBack: false);
        for (int draw = 0; draw < draws; draw++)
        {
            pass.Forward(NetworkParameters.Draw(network, (ulong)draw));
            outputs.Add(pass.Output.Values);
        }

        for (int a = 0; a < 3; a++)
        {
            for (int b = a; b < 3; b++)
            {
                Estimate second = outputs.Cumulant(a, b), fourth = outputs.Cumulant(a, a, b, b);
                double leading = theory.Covariance[a, b] + theory.CovarianceCorrection[a, b];
                double rest = theory.DepthOverWidth * theory.DepthOverWidth;
                Math.Abs(second.Value - leading).ShouldBeLessThan((4 * second.Error) + (rest * Math.Abs(leading)), $"{a}, {b}");
                Math.Abs(fourth.Value - theory.FourPoint(a, a, b, b))
                    .ShouldBeLessThan((4 * fourth.Error) + (20 * rest * leading * leading), $"{a}, {b}");
            }
        }
    }

    [Fact]
    public void What_cannot_be_answered_is_refused()
    {
        Should.Throw<ArgumentException>(() => OutputCorrelators.Of(Network("erf", 1, 0, 8), new Matrix<double>(4, 4)));
        Should.Throw<ArgumentException>(() => OutputCorrelators.Of(Network("erf", 1, 0, 8), new Matrix<double>(1, 3)));
        Should.Throw<ArgumentException>(() => OutputCorrelators.Of(Network("erf", 1, 0), Row(0)));
        NetworkArchitecture uniform = NetworkArchitecture.PyTorch(4, [8], 1, ActivationCatalogue.Create("erf"));
        Should.Throw<ArgumentException>(() => OutputCorrelators.Of(uniform, Row(0)));
    }

    private NetworkArchitecture Network(string activation, double weightStd, double biasStd, params int[] hidden) =>
        Network(ActivationCatalogue.Create(activation), weightStd, biasStd, hidden);

    private static NetworkArchitecture Network(Activation activation, double weightStd, double biasStd, params int[] hidden) =>
        new(hidden is [1, .. _] ? 1 : 4, hidden is [1, .. var rest] ? rest : hidden, 1, activation, weightStd, biasStd);

    private Matrix<double> Row(int row) => new(1, 4, [.. inputs.Row(row)]);
}
