using System.Numerics.Tensors;
using Inflaton.Numerics.Random;

namespace Inflaton.Numerics.Statistics;

public sealed class JointCumulantsTests
{
    [Fact]
    public void Cumulants_of_few_samples_are_the_unbiased_k_statistics_up_to_order_3()
    {
        // 1, 2, 4, 8, 10: mean 5, m₂ = Σ(x − 5)² = 60, Σ(x − 5)³ = −64 − 27 − 1 + 27 + 125 = 60; k₂ = 15, k₃ = n Σ³/((n−1)(n−2)) = 25.
        double[] sample = [1, 2, 4, 8, 10];
        JointCumulants cumulants = Of([.. sample.Select(x => new[] { x })], 3);

        cumulants.Cumulant(0).Value.ShouldBe(5, 1e-13);
        cumulants.Cumulant(0).Error.ShouldBe(Math.Sqrt(15.0 / 5), 1e-13);
        cumulants.Cumulant(0, 0).Value.ShouldBe(15, 1e-12);

        // The jackknife of the plug-in Σ³/n takes the bias of order 1/n away, not that of 1/n²: n Σ₃ − (n−1) mean of those without one.
        double Plug(double[] x) => x.Average(y => Math.Pow(y - x.Average(), 3));
        double expected = (5 * Plug(sample)) - (4 * Enumerable.Range(0, 5).Average(j => Plug([.. sample.Where((_, i) => i != j)])));
        cumulants.Cumulant(0, 0, 0).Value.ShouldBe(expected, 1e-11);
    }

    [Fact]
    public void The_cumulants_of_an_exponential_are_factorials_within_their_errors()
    {
        // κ_k = (k − 1)!; x and y = x + an independent exponential: κ(x, …, y) is that of x alone.
        double[] uniforms = new double[400_000];
        new CounterStream(5, 0).FillUniform(uniforms);
        JointCumulants cumulants = new(2, 6);
        for (int i = 0; i < uniforms.Length; i += 2)
        {
            double x = -Math.Log(1 - uniforms[i]);
            cumulants.Add([x, x - Math.Log(1 - uniforms[i + 1])]);
        }

        (int[] Variables, double Expected)[] all =
        [
            ([0], 1), ([1], 2), ([0, 0], 1), ([0, 1], 1), ([1, 1], 2), ([0, 0, 0], 2), ([0, 1, 1], 2), ([0, 0, 0, 1], 6),
            ([1, 1, 1, 1], 12), ([0, 0, 0, 0, 0, 0], 120),
        ];
        foreach ((int[] variables, double expected) in all)
        {
            Estimate found = cumulants.Cumulant(variables);
            found.Error.ShouldBeLessThan(0.25 * expected);
            Math.Abs(found.Value - expected).ShouldBeLessThan(4 * found.Error, string.Join(" ", variables));
        }
    }

    [Fact]
    public void Errors_are_those_of_many_repetitions()
    {
        // Of the variance of 300 normals: exact standard deviation √(2/299), of the fourth cumulant √(24/n)(1 + O(1/n)).
        const int repetitions = 400, samples = 300;
        double[] normals = new double[samples * repetitions];
        new CounterStream(6, 0).FillNormal(normals);
        double[] variances = new double[repetitions], errors = new double[repetitions];
        double[] fourths = new double[repetitions], fourthErrors = new double[repetitions];
        for (int r = 0; r < repetitions; r++)
        {
            JointCumulants cumulants = new(1, 4);
            for (int i = 0; i < samples; i++)
            {
                cumulants.Add([normals[(r * samples) + i]]);
            }

            (variances[r], errors[r]) = cumulants.Cumulant(0, 0);
            (fourths[r], fourthErrors[r]) = cumulants.Cumulant(0, 0, 0, 0);
        }

        variances.Average().ShouldBe(1, 0.02);
        Root(errors).ShouldBe(Math.Sqrt(2.0 / (samples - 1)), 0.004);
        Deviation(variances).ShouldBe(Root(errors), 0.1 * Root(errors));
        fourths.Average().ShouldBe(0, 0.06);
        Deviation(fourths).ShouldBe(Root(fourthErrors), 0.25 * Root(fourthErrors));

        static double Root(double[] values) => Math.Sqrt(values.Average(value => value * value));
        static double Deviation(double[] values) =>
            Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / (values.Length - 1));
    }

    /// <summary>
    /// f = √K z of a linear network of one hidden layer, K = |u|²/n: κ₂ = 1, κ₄ = 6/n, κ₆ = 15·8/n². Pulls (κ̂ − κ)/error of many
    /// ensembles: those of a mean are Student's; of higher orders an error covers, and is of the size of the deviations.
    /// </summary>
    [Theory]
    [InlineData(16, 8, 1000)]
    [InlineData(16, 30, 1000)]
    [InlineData(16, 100, 1000)]
    [InlineData(16, 1000, 300)]
    [InlineData(64, 30, 1000)]
    [InlineData(64, 100, 1000)]
    [InlineData(64, 1000, 200)]
    public void Stated_errors_cover_for_any_number_of_samples(int width, int samples, int repetitions)
    {
        (int Order, double Truth)[] all = [(1, 0), (2, 1), (3, 0), (4, 6.0 / width), (6, 120.0 / width / width)];
        double[][] pulls = [.. all.Select(_ => new double[repetitions])];
        double[] normals = new double[samples * (width + 1)];
        for (int r = 0; r < repetitions; r++)
        {
            new CounterStream(19, (ulong)r).FillNormal(normals);
            JointCumulants cumulants = new(1, 6);
            for (int i = 0; i < normals.Length; i += width + 1)
            {
                double square = TensorPrimitives.SumOfSquares<double>(normals.AsSpan(i + 1, width));
                cumulants.Add([normals[i] * Math.Sqrt(square / width)]);
            }

            for (int k = 0; k < all.Length; k++)
            {
                Estimate found = cumulants.Cumulant(new int[all[k].Order]);
                pulls[k][r] = (found.Value - all[k].Truth) / found.Error;
            }
        }

        for (int k = 0; k < all.Length; k++)
        {
            int order = all[k].Order;
            string what = $"order {order}, {samples} samples of width {width}";
            if (samples < CumulantError.FewestSamples(order))
            {
                pulls[k].ShouldAllBe(pull => double.IsNaN(pull), what);
                continue;
            }

            double root = Math.Sqrt(pulls[k].Average(pull => pull * pull)), statistic = 4 / Math.Sqrt(2.0 * repetitions);
            double within = pulls[k].Count(pull => Math.Abs(pull) < 2) / (double)repetitions;
            within.ShouldBeGreaterThan(order == 1 ? 0.88 : 0.9, what);
            if (order == 1)
            {
                double student = Math.Sqrt((samples - 1.0) / (samples - 3));
                root.ShouldBe(student, 1.5 * statistic * student, what);
            }
            else
            {
                // An error of κ₂ is small where κ₂ is: of χ² with ν degrees of freedom (ν/2)E[(1 − ν/χ²)²] is above 1.
                double free = samples - 1;
                double skewed = order == 2
                    ? Math.Sqrt(free / 2 * (1 - (2 * free / (free - 2)) + (free * free / ((free - 2) * (free - 4)))))
                    : 1;
                root.ShouldBeInRange(order == 6 ? 0.35 : 0.6, (1.15 * skewed) + statistic, what);
            }

            if (samples >= CumulantError.KnownFrom(order))
            {
                root.ShouldBe(1, 0.1 + statistic, what);
            }
        }
    }

    [Fact]
    public void The_uncertainty_of_an_error_falls_as_the_root_of_the_samples()
    {
        // Of χ² = He₂ + 1 the kurtosis is 15, of He₃ 93, of He₄ 639: (β − 1)/4n = 0.09.
        new[] { 1, 2, 3, 4, 6 }.Select(CumulantError.KnownFrom).ShouldBe([6, 39, 256, 1773, 97689]);
        double[] normals = new double[4000];
        new CounterStream(20, 0).FillNormal(normals);
        double Spread(int samples) => Of([.. normals[..samples].Select(x => new[] { x })], 6).Cumulant(0, 0, 0, 0).ErrorSpread;
        Spread(100).ShouldBe(Math.Sqrt(638.0 / 100) / 2, 1e-12);
        Spread(4000).ShouldBeInRange(Math.Sqrt(638.0 / 4000) / 2, 0.3);
    }

    /// <summary>Joint cumulants of correlated normal variables: the variance is the permanent of their covariances over n.</summary>
    [Fact]
    public void Errors_of_few_samples_of_several_variables_are_those_of_normal_ones()
    {
        const int repetitions = 400, samples = 60;
        double[] values = new double[repetitions], errors = new double[repetitions];
        double[] normals = new double[2 * samples];
        for (int r = 0; r < repetitions; r++)
        {
            new CounterStream(21, (ulong)r).FillNormal(normals);
            JointCumulants cumulants = new(2, 4);
            for (int i = 0; i < normals.Length; i += 2)
            {
                cumulants.Add([normals[i], (0.6 * normals[i]) + (0.8 * normals[i + 1])]);
            }

            (values[r], errors[r]) = cumulants.Cumulant(0, 0, 1, 1);
        }

        // perm = 4(1 + 4c² + c⁴), c = 0.6.
        double expected = Math.Sqrt(4 * (1 + (4 * 0.36) + (0.36 * 0.36)) / samples);
        Math.Sqrt(values.Average(value => value * value)).ShouldBe(expected, 0.2 * expected);
        errors.Order().ElementAt(repetitions / 2).ShouldBe(expected, 0.2 * expected);
    }

    /// <summary>Where a cumulant is a number its error is one too, though its square is none.</summary>
    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    public void Errors_of_very_small_and_very_large_variables_keep_their_digits(int exponent)
    {
        double[] normals = new double[100];
        new CounterStream(23, 0).FillNormal(normals);
        double scale = Math.ScaleB(1, exponent);
        JointCumulants one = Of([.. normals.Select(x => new[] { x })], 6), far = Of([.. normals.Select(x => new[] { scale * x })], 6);
        foreach (int[] variables in new int[][] { [0], [0, 0], [0, 0, 0] })
        {
            double power = Math.Pow(scale, variables.Length);
            Estimate near = one.Cumulant(variables), found = far.Cumulant(variables);
            (found.Value / power).ShouldBe(near.Value, 1e-12);
            (found.Error / power).ShouldBe(near.Error, variables.Length == 3 ? 0.01 : 1e-12);
        }
    }

    [Fact]
    public void A_variance_that_fluctuates_is_seen()
    {
        // Three relu layers of 16 units: K of each is Σ max(0, z)²/8, κ₄/κ₂² = 3(1.3125³ − 1) = 3.8.
        const int samples = 1000;
        double[] normals = new double[samples * 49];
        new CounterStream(22, 0).FillNormal(normals);
        JointCumulants heavy = new(1, 6), normal = new(1, 6);
        for (int i = 0; i < samples; i++)
        {
            double kernel = 1;
            for (int layer = 0; layer < 3; layer++)
            {
                kernel *= Enumerable.Range(0, 16).Sum(j => Math.Pow(Math.Max(0, normals[(i * 49) + (16 * layer) + j]), 2)) / 8;
            }

            heavy.Add([Math.Sqrt(kernel) * normals[(i * 49) + 48]]);
            normal.Add([normals[i * 49]]);
        }

        heavy.Excess(0).ShouldBeInRange(1.5, 8);
        normal.Excess(0).ShouldBeLessThan(0.3);
        heavy.Cumulant(0, 0, 0, 0).ErrorSpread.ShouldBeGreaterThan(CumulantError.LargestSpread);
    }

    [Fact]
    public void A_large_offset_takes_no_digits()
    {
        double[] normals = new double[20_000];
        new CounterStream(7, 0).FillNormal(normals);
        JointCumulants near = Of([.. normals.Select(x => new[] { x })], 6), far = Of([.. normals.Select(x => new[] { x + 1048576 })], 6);

        far.Cumulant(0).Value.ShouldBe(near.Cumulant(0).Value + 1048576, 1e-9);
        far.Cumulant(0, 0, 0, 0).Value.ShouldBe(near.Cumulant(0, 0, 0, 0).Value, 1e-6);
        far.Cumulant(0, 0, 0, 0, 0, 0).Value.ShouldBe(near.Cumulant(0, 0, 0, 0, 0, 0).Value, 1e-5);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(511)]
    [InlineData(2000)]
    public void A_stream_that_was_broken_off_goes_on_to_the_same_bits(int broken)
    {
        double[] normals = new double[6000];
        new CounterStream(8, 0).FillNormal(normals);
        double[][] samples = [.. Enumerable.Range(0, 3000).Select(i => normals[(2 * i)..((2 * i) + 2)])];
        JointCumulants whole = Of(samples, 4), first = Of(samples[..broken], 4), second = new(2, 4);
        second.Restore(first.State);
        foreach (double[] sample in samples[broken..])
        {
            second.Add(sample);
        }

        second.State.ShouldBe(whole.State);
        second.Cumulant(0, 1, 1, 0).ShouldBe(whole.Cumulant(0, 1, 1, 0));
        whole.Cumulant(0, 1, 1, 0).ShouldBe(whole.Cumulant(1, 0, 0, 1));
    }

    [Fact]
    public void Too_few_samples_have_no_error_and_samples_of_one_value_no_fluctuations()
    {
        double.IsNaN(new JointCumulants(1, 2).Cumulant(0).Value).ShouldBeTrue();
        double.IsNaN(Of([[3]], 2).Cumulant(0).Error).ShouldBeTrue();
        for (int order = 1; order <= 6; order++)
        {
            int fewest = CumulantError.FewestSamples(order), of = order;
            Estimate Constant(int samples) =>
                Of([.. Enumerable.Repeat(new double[] { 3 }, samples)], 6).Cumulant(new int[of]);
            Estimate enough = Constant(fewest), few = Constant(fewest - 1);
            Estimate fewer = order == 1 ? new JointCumulants(1, 6).Cumulant(0) : Constant(order - 1);
            (enough.Value, enough.Error, enough.ErrorSpread).ShouldBe((order == 1 ? 3 : 0, 0, 0));
            (few.Value, double.IsNaN(few.Error)).ShouldBe((enough.Value, true));
            (double.IsNaN(fewer.Value), double.IsNaN(fewer.Error)).ShouldBe((true, true));
        }

        Should.Throw<ArgumentException>(() => Of([[3]], 2).Add([1, 2]));
        Should.Throw<ArgumentOutOfRangeException>(() => Of([[3]], 2).Cumulant(0, 0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => Of([[3]], 2).Cumulant(1));
    }

    private static JointCumulants Of(double[][] samples, int order)
    {
        JointCumulants cumulants = new(samples[0].Length, order);
        foreach (double[] sample in samples)
        {
            cumulants.Add(sample);
        }

        return cumulants;
    }
}
