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
        Of([[3], [3], [3]], 6).Cumulant(0, 0, 0, 0).ShouldBe(new Estimate(0, 0));
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
