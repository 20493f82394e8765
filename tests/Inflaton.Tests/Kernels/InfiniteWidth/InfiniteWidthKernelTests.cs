using Inflaton.Networks;
using Inflaton.Numerics.LinearAlgebra;
using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Kernels.InfiniteWidth;

public sealed class InfiniteWidthKernelTests
{
    private static readonly Matrix<double> Pair = Matrix.FromRows<double>([1, -0.5, 0.25], [0.2, 0.7, -1.1]);

    public static TheoryData<string> Activations => [.. DualCatalogue.Names];

    [Theory]
    [InlineData("relu", 1, new[] { 1.112734375, 0.247253510419374, 1.4734375 }, new[] { 2.22296875, 0.101314203296862, 2.944375 })]
    [InlineData(
        "relu", 2, new[] { 1.254326171875, 0.608681895221612, 1.6601171875 }, new[] { 3.755166015625, 0.672721156460122, 4.9725390625 })]
    [InlineData("erf", 1, null, new[] { 2.31316099599661, -0.557178565121232, 2.66153315799597 })]
    [InlineData("erf", 2, null, new[] { 3.98021202917297, -0.751632072737922, 4.32069629551631 })]
    public void Agrees_with_an_independent_program_end_to_end(string activation, int hidden, double[]? nngp, double[] ntk)
    {
        InfiniteNetwork network = InfiniteNetwork.FullyConnected(hidden, DualCatalogue.Create(activation), 1.5, 0.05);
        foreach (KernelPair kernels in new[]
        {
            new InfiniteWidthKernel(network).Square(Pair),
            new InfiniteWidthKernel(network).Between(Pair, Pair),
            new InfiniteWidthKernel(
                InfiniteNetwork.Of(
                    new NetworkArchitecture(
                        3, new int[hidden].Select(_ => 7).ToArray(), 2, ActivationCatalogue.Create(activation), 1.5, 0.05))).Square(Pair),
        })
        {
            Check(kernels.Ntk, ntk);
            if (nngp is not null)
            {
                Check(kernels.Nngp, nngp);
            }
        }

        static void Check(Matrix<double> kernel, double[] expected)
        {
            kernel[0, 0].ShouldBe(expected[0], 1e-12);
            kernel[0, 1].ShouldBe(expected[1], 1e-12);
            kernel[1, 0].ShouldBe(expected[1], 1e-12);
            kernel[1, 1].ShouldBe(expected[2], 1e-12);
        }
    }

    /// <summary>The recursion written out for one pair with the scalar duals.</summary>
    [Theory]
    [InlineData(Parameterization.Ntk, true)]
    [InlineData(Parameterization.Ntk, false)]
    [InlineData(Parameterization.Standard, true)]
    [InlineData(Parameterization.Standard, false)]
    public void Each_layer_may_have_its_own_deviations_and_width(Parameterization parameterization, bool hasBiases)
    {
        double[] weights = [1.5, 0.8, 1.2], biases = [0.3, 0.05, 0.7];
        int[] units = [3, 40, 17];
        DualActivation[] duals = [DualCatalogue.Create("gelu"), DualCatalogue.Create("relu")];
        List<InfiniteLayer> layers = [];
        for (int l = 0; l < 3; l++)
        {
            if (l > 0)
            {
                layers.Add(new ActivationLayer(duals[l - 1]));
            }

            layers.Add(new DenseLayer(weights[l], biases[l], hasBiases, parameterization, units[l]));
        }

        KernelPair kernels = new InfiniteWidthKernel(new InfiniteNetwork(layers)).Square(Pair);
        double xx = Dot(0, 0), xy = Dot(0, 1), yy = Dot(1, 1), theta = 0;
        for (int l = 0; l < 3; l++)
        {
            if (l > 0)
            {
                (double k, double d) = duals[l - 1].Evaluate(xx, xy, yy);
                (xx, yy) = (duals[l - 1].Evaluate(xx, xx, xx).K, duals[l - 1].Evaluate(yy, yy, yy).K);
                (xy, theta) = (k, theta * d);
            }

            double w = weights[l] * weights[l], b = hasBiases ? biases[l] * biases[l] : 0, old = xy;
            (xx, xy, yy) = ((w * xx) + b, (w * xy) + b, (w * yy) + b);
            theta = (w * theta) + (parameterization == Parameterization.Ntk ? xy : (units[l] * old) + (hasBiases ? 1 : 0));
        }

        kernels.Nngp[0, 1].ShouldBe(xy, 1e-13);
        kernels.Nngp[1, 1].ShouldBe(yy, 1e-13);
        kernels.Ntk[0, 1].ShouldBe(theta, 1e-13 * Math.Abs(theta));

        static double Dot(int i, int j) => Enumerable.Range(0, 3).Sum(c => Pair[i, c] * Pair[j, c]) / 3;
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Kernels_are_positive_semi_definite_to_rounding(string activation)
    {
        Matrix<double> inputs = DifficultInputs(160, 6);
        using WorkerTeam team = new(2);
        foreach (double bias in new[] { 0, 0.1 })
        {
            KernelPair kernels = new InfiniteWidthKernel(
                InfiniteNetwork.FullyConnected(2, DualCatalogue.Create(activation), activation == "exp" ? 0.2 : 1.1, bias),
                team).Square(inputs);
            foreach (Matrix<double> kernel in new[] { kernels.Nngp, kernels.Ntk })
            {
                double[] values = SymmetricEigen.Decompose(kernel, team).Values;
                values[^1].ShouldBeGreaterThan(-1e-13 * values[0], $"{activation}, bias {bias}");
            }
        }
    }

    [Theory]
    [InlineData("relu")]
    [InlineData("erf")]
    [InlineData("gelu")]
    public void Five_hundred_inputs_nearly_equal_and_antipodal_ones_among_them(string activation)
    {
        Matrix<double> inputs = DifficultInputs(500, 10);
        using WorkerTeam team = new(2);
        KernelPair kernels = new InfiniteWidthKernel(InfiniteNetwork.FullyConnected(3, DualCatalogue.Create(activation), 1.5, 0.05), team)
            .Square(inputs);
        foreach (Matrix<double> kernel in new[] { kernels.Nngp, kernels.Ntk })
        {
            kernel.Values.ShouldAllBe(value => double.IsFinite(value));
            double[] values = SymmetricEigen.Decompose(kernel, team).Values;
            values[^1].ShouldBeGreaterThan(-500 * 2.3e-16 * values[0]);
        }
    }

    [Fact]
    public void Nearly_equal_inputs_keep_the_digits_of_their_angle()
    {
        // relu without bias, two hidden layers, unit vectors an angle t apart: to first order Θ₁₂ = Θ₁₁ − (slope) t, linear down to t =
        // 1e-12.
        InfiniteWidthKernel kernel = new(InfiniteNetwork.FullyConnected(2, DualCatalogue.Create("relu"), Math.Sqrt(2), 0));
        double Drop(double t)
        {
            KernelPair pair = kernel.Square(Matrix.FromRows<double>([1, 0], [Math.Cos(t), Math.Sin(t)]));
            return (pair.Ntk[0, 0] - pair.Ntk[0, 1]) / t;
        }

        double slope = Drop(1e-6);
        Drop(1e-8).ShouldBe(slope, 1e-5 * slope);
        Drop(1e-10).ShouldBe(slope, 1e-4 * slope);
        slope.ShouldBeGreaterThan(0.1);
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void Test_against_train_is_the_block_of_the_whole(string activation)
    {
        Matrix<double> inputs = DifficultInputs(300, 5);
        InfiniteWidthKernel kernel = new(
            InfiniteNetwork.FullyConnected(2, DualCatalogue.Create(activation), activation == "exp" ? 0.2 : 1.2, 0.1));
        Matrix<double> tests = new(20, 5, inputs.Values[..100]), training = new(280, 5, inputs.Values[100..]);
        KernelPair whole = kernel.Square(inputs), block = kernel.Between(tests, training);
        double size = whole.Ntk.Values.Max(Math.Abs);
        for (int i = 0; i < 20; i++)
        {
            for (int j = 0; j < 280; j++)
            {
                block.Ntk[i, j].ShouldBe(whole.Ntk[i, 20 + j], 1e-12 * size);
                block.Nngp[i, j].ShouldBe(whole.Nngp[i, 20 + j], 1e-12 * size);
            }
        }
    }

    [Theory]
    [InlineData("relu")]
    [InlineData("tanh")]
    public void The_number_of_threads_changes_no_bit(string activation)
    {
        Matrix<double> inputs = DifficultInputs(270, 4);
        InfiniteNetwork network = InfiniteNetwork.FullyConnected(2, DualCatalogue.Create(activation), 1.5, 0.1);
        using WorkerTeam team = new(3);
        KernelPair one = new InfiniteWidthKernel(network).Square(inputs), three = new InfiniteWidthKernel(network, team).Square(inputs);

        three.Ntk.Values.ShouldBe(one.Ntk.Values);
        three.Nngp.Values.ShouldBe(one.Nngp.Values);
    }

    [Fact]
    public void A_residual_block_adds_the_kernels_of_its_two_ways()
    {
        DualActivation relu = DualCatalogue.Create("relu");
        DenseLayer dense = new(1.3, 0.2);
        InfiniteLayer[] branch = [new ActivationLayer(relu), new DenseLayer(0.9, 0.4)];
        KernelPair skip = Kernels(dense), way = Kernels([dense, .. branch]), both = Kernels(dense, new ResidualLayer(branch));

        for (int i = 0; i < 4; i++)
        {
            both.Nngp.Values[i].ShouldBe(skip.Nngp.Values[i] + way.Nngp.Values[i], 1e-14);
            both.Ntk.Values[i].ShouldBe(skip.Ntk.Values[i] + way.Ntk.Values[i], 1e-14);
        }

        // Behind the sum the angle is that of the sum: a further layer sees what the scalar duals see.
        KernelPair deep = Kernels(dense, new ResidualLayer(branch), new ActivationLayer(relu), new DenseLayer(1));
        (double k, double d) = relu.Evaluate(both.Nngp[0, 0], both.Nngp[0, 1], both.Nngp[1, 1]);
        deep.Nngp[0, 1].ShouldBe(k, 1e-14);
        deep.Ntk[0, 1].ShouldBe(k + (both.Ntk[0, 1] * d), 1e-14);
    }

    [Fact]
    public void Layer_norm_makes_unit_variances()
    {
        KernelPair before = Kernels(new DenseLayer(1.3, 0.2)), after = Kernels(new DenseLayer(1.3, 0.2), new LayerNormLayer());
        after.Nngp[0, 0].ShouldBe(1, 1e-15);
        double root = Math.Sqrt(before.Nngp[0, 0] * before.Nngp[1, 1]);
        after.Nngp[0, 1].ShouldBe(before.Nngp[0, 1] / root, 1e-15);
        after.Ntk[0, 1].ShouldBe(before.Ntk[0, 1] / root, 1e-15);
        after.Ntk[1, 1].ShouldBe(before.Ntk[1, 1] / before.Nngp[1, 1], 1e-15);

        // The inputs' lengths are forgotten where there is no bias.
        InfiniteLayer[] layers =
            [new DenseLayer(1.3), new LayerNormLayer(), new ActivationLayer(DualCatalogue.Create("relu")), new DenseLayer(1)];
        KernelPair longer = new InfiniteWidthKernel(new InfiniteNetwork(layers))
            .Square(Matrix.FromRows<double>([3, -1.5, 0.75], [0.2, 0.7, -1.1]));
        longer.Nngp[0, 1].ShouldBe(Kernels(layers).Nngp[0, 1], 1e-14);
    }

    [Fact]
    public void Layers_stand_only_where_the_limit_holds()
    {
        ActivationLayer erf = new(DualCatalogue.Create("erf"));
        DenseLayer dense = new(1);
        Should.Throw<ArgumentException>(() => new InfiniteNetwork());
        Should.Throw<ArgumentException>(() => new InfiniteNetwork(erf)).Message.ShouldContain("must follow an affine layer");
        Should.Throw<ArgumentException>(() => new InfiniteNetwork(dense, erf, erf));
        Should.Throw<ArgumentException>(() => new InfiniteNetwork(dense, erf, new LayerNormLayer()));
        Should.Throw<ArgumentException>(() => new InfiniteNetwork(new ResidualLayer([dense])));
        Should.Throw<ArgumentException>(() => new InfiniteNetwork(dense, new ResidualLayer([erf])))
            .Message.ShouldContain("must end in an affine layer");
        Should.Throw<ArgumentException>(
            () => new InfiniteNetwork(dense, erf, new DenseLayer(1, parameterization: Parameterization.Standard)));
        Should.Throw<ArgumentOutOfRangeException>(() => new DenseLayer(0));
        Should.Throw<ArgumentOutOfRangeException>(() => new DenseLayer(1, double.NaN));
        Should.Throw<ArgumentException>(() => new InfiniteWidthKernel(new InfiniteNetwork(dense)).Between(Pair, new Matrix<double>(2, 2)));
    }

    /// <summary>Random inputs; among them copies, near copies at all distances, multiples, antipodes and the origin.</summary>
    private static Matrix<double> DifficultInputs(int count, int dimension)
    {
        Matrix<double> inputs = new(count, dimension);
        new CounterStream(11, 0).FillNormal(inputs.Values);
        for (int i = 1; i < count / 2; i++)
        {
            ReadOnlySpan<double> other = inputs.Row(i - 1);
            Span<double> row = inputs.Row(i);
            double distance = Math.Pow(10, -1 - (i % 17)), sign = i % 5 == 0 ? -1 : 1, factor = i % 7 == 0 ? 1.7 : 1;
            for (int c = 0; c < dimension; c++)
            {
                row[c] = i % 11 == 0 ? row[c] : i % 13 == 0 ? other[c] : factor * sign * (other[c] + (distance * row[c]));
            }
        }

        inputs.Row(count - 1).Clear();
        return inputs;
    }

    private static KernelPair Kernels(params InfiniteLayer[] layers) => new InfiniteWidthKernel(new InfiniteNetwork(layers)).Square(Pair);
}
