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

    /// <summary>Of homogeneous networks the fourth moment is known at any width: what the theory leaves out falls as 1/width².</summary>
    [Theory]
    [InlineData("relu", 2)]
    [InlineData("relu", 4)]
    [InlineData("identity", 3)]
    public void What_is_left_out_of_homogeneous_networks_falls_as_the_square_of_the_width(string activation, int depth)
    {
        int[] widths = [64, 128, 256];
        double[] left = [.. widths.Select(width =>
        {
            OutputCorrelators theory = OutputCorrelators.Of(
                Network(activation, Math.Sqrt(2), 0, [.. Enumerable.Repeat(width, depth)]), Row(0));
            return theory.ExactFourthMoment!.Value - 3
                - (theory.FourPoint(0, 0, 0, 0) / theory.Covariance[0, 0] / theory.Covariance[0, 0]);
        })];

        Slope(left).ShouldBe(-2, 0.1);
    }

    /// <summary>
    /// Of others κ₄ = 3 Var K̂, and at one input K̂ is a chain: the units of a layer are normal with the K̂ of the layer before. The last
    /// layer adds h(K̂) on average and g(K̂)/n in variance, integrals; before it the chain is sampled beside what it is to leading order,
    /// linear in the noise of each layer, whose variance is known. What differs is what the theory leaves out; with weights as small as
    /// √2 that is next to nothing for these activations.
    /// </summary>
    [Theory]
    [InlineData("erf", 2)]
    [InlineData("erf", 3)]
    [InlineData("erf", 4)]
    [InlineData("tanh", 2)]
    [InlineData("tanh", 3)]
    [InlineData("tanh", 4)]
    public void What_is_left_out_falls_as_the_square_of_the_width(string activation, int depth)
    {
        const int batches = 16;
        int[] widths = [32, 64, 128];
        double[][] left = [.. widths.Select(width =>
        {
            NetworkArchitecture network = Network(activation, 4, 0.5, [.. Enumerable.Repeat(width, depth)]);
            OutputCorrelators theory = OutputCorrelators.Of(network, Row(0));
            (double[] beyond, double leading) = KernelVariance(network, batches, 1 << 13);
            (3 * leading / theory.FourPoint(0, 0, 0, 0)).ShouldBe(1, 1e-6);
            return beyond;
        })];

        double slope = Slope([.. left.Select(batch => batch.Average())]);
        double[] without =
        [
            .. Enumerable.Range(0, batches).Select(one => Slope([.. left.Select(batch => batch.Where((_, i) => i != one).Average())])),
        ];
        double error = Math.Sqrt(without.Sum(one => (one - slope) * (one - slope)) * (batches - 1) / batches);
        error.ShouldBeLessThan(0.25);
        slope.ShouldBe(-2, 0.15 + (3 * error));
    }

    private static double Slope(double[] left) =>
        Math.Log(Math.Abs(left[^1] / left[0])) / (Math.Log(2) * (left.Length - 1));

    /// <summary>Var K̂ of the outputs at the first input: what it has beyond leading order, by batches of draws, and that.</summary>
    private (double[] Beyond, double Leading) KernelVariance(NetworkArchitecture network, int batches, int draws)
    {
        const int entries = 4001;
        int layers = network.Layers - 1, width = network.Fan(1);
        double weight = network.WeightStd * network.WeightStd, bias = network.BiasStd * network.BiasStd;
        (double H, double G) Added(double kernel)
        {
            (double second, double fourth) = Moments(network.Activation, kernel);
            return (bias + (weight * second), weight * weight * (fourth - (second * second)));
        }

        double[] kernels = new double[layers + 1], variances = new double[layers + 1], noises = new double[layers];
        (double H, double G)[] gains = new (double, double)[layers];
        kernels[0] = bias + (weight * Enumerable.Range(0, inputs.Columns).Sum(i => inputs[0, i] * inputs[0, i]) / inputs.Columns);
        for (int layer = 0; layer < layers; layer++)
        {
            double step = 1e-4 * kernels[layer];
            (kernels[layer + 1], noises[layer]) = Added(kernels[layer]);
            (double H, double G) above = Added(kernels[layer] + step), below = Added(kernels[layer] - step);
            gains[layer] = ((above.H - below.H) / (2 * step), (above.G - below.G) / (2 * step));
            variances[layer + 1] = (noises[layer] / width) + (gains[layer].H * gains[layer].H * variances[layer]);
        }

        // Units are below 1, so that K̂ is between σ_b² and σ_b² + σ_w².
        double highest = bias + (1.2 * weight);
        (double H, double G)[] table = [.. Enumerable.Range(0, entries).Select(i => Added(highest * (i + 1e-9) / (entries - 1)))];
        CounterStream random = new(77, (ulong)width);
        double[] normals = new double[width], units = new double[width], values = new double[width], slopes = new double[width];
        double Next(double kernel)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(normals, Math.Sqrt(kernel), units);
            network.Activation.Evaluate(units, values, slopes);
            return bias + (weight * System.Numerics.Tensors.TensorPrimitives.SumOfSquares<double>(values) / width);
        }

        ulong at = 0;
        double[] beyond = new double[batches];
        for (int batch = 0; batch < batches; batch++)
        {
            double shift = 0, square = 0, bent = 0;
            for (int draw = 0; draw < draws; draw++)
            {
                double kernel = kernels[0], linear = 0;
                for (int layer = 0; layer < layers - 1; layer++)
                {
                    random.FillNormal(normals, at);
                    at += (ulong)width;
                    kernel = Next(kernel);
                    linear = (gains[layer].H * linear) + Next(kernels[layer]) - kernels[layer + 1];
                }

                double place = kernel / highest * (entries - 1), part = place - Math.Floor(place), gain = gains[^1].H;
                (double H, double G) low = table[(int)place], high = table[(int)place + 1];
                double moved = ((1 - part) * low.H) + (part * high.H) - kernels[layers];
                shift += (moved - (gain * linear)) / draws;
                square += ((moved * moved) - (gain * gain * linear * linear)) / draws;
                bent += (((1 - part) * low.G) + (part * high.G) - noises[^1] - (gains[^1].G * linear)) / draws;
            }

            beyond[batch] = (bent / width) + square - (shift * shift);
        }

        return (beyond, variances[^1]);
    }

    /// <summary>E φ² and E φ⁴ of a normal unit, by the trapezium rule, which is exact to rounding for it.</summary>
    private static (double Second, double Fourth) Moments(Activation activation, double kernel)
    {
        const int nodes = 401;
        const double reach = 9;
        double[] z = [.. Enumerable.Range(0, nodes).Select(i => reach * ((2.0 * i / (nodes - 1)) - 1))];
        double[] units = [.. z.Select(unit => Math.Sqrt(kernel) * unit)], value = new double[nodes], slope = new double[nodes];
        activation.Evaluate(units, value, slope);
        double[] density = [.. z.Select(unit => Math.Exp(-unit * unit / 2))];
        double norm = density.Sum();
        return (density.Zip(value, (weight, f) => weight * f * f).Sum() / norm,
            density.Zip(value, (weight, f) => weight * f * f * f * f).Sum() / norm);
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
