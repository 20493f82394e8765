using System.Numerics;
using System.Numerics.Tensors;
using Inflaton.Numerics.Functions;
using Inflaton.Numerics.Random;

namespace Inflaton.Numerics.Tests.Random;

/// <summary>
/// Statistics of fixed seeds: they pass or fail for ever. Bars of 5σ have probability 5.7e-7 each on either side together; a
/// Kolmogorov–Smirnov value above 2.7 has 2 exp(−2·2.7²) = 9e-7.
/// </summary>
public class DistributionTests
{
    private const int Count = 1 << 20;

    public static TheoryData<ulong, ulong> Seeds => new() { { 0, 0 }, { 1, 0 }, { 0, 1 }, { ulong.MaxValue, 0x8000000000000000 } };

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Normal_moments_one_to_six_are_within_five_sigma(ulong seed, ulong stream)
    {
        double[] x = Normals(seed, stream);
        double[] power = [.. x];
        for (int k = 1; k <= 6; k++)
        {
            double mean = TensorPrimitives.Sum<double>(power) / Count;
            double expected = Moment(k);
            double sigma = Math.Sqrt((Moment(2 * k) - (expected * expected)) / Count);

            Math.Abs(mean - expected).ShouldBeLessThan(5 * sigma, $"moment {k}");
            TensorPrimitives.Multiply(power, x, power);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Normals_follow_the_normal_distribution(ulong seed, ulong stream)
    {
        double[] probabilities = Normals(seed, stream);
        NormalDistribution.Evaluate(probabilities, probabilities);

        Statistics.KolmogorovSmirnov(probabilities).ShouldBeLessThan(2.7);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Uniforms_follow_the_uniform_distribution(ulong seed, ulong stream)
    {
        double[] u = new double[Count];
        new CounterStream(seed, stream).FillUniform(u);

        u.Min().ShouldBeGreaterThanOrEqualTo(0);
        u.Max().ShouldBeLessThan(1);
        Statistics.KolmogorovSmirnov(u).ShouldBeLessThan(2.7);
    }

    [Fact]
    public void The_two_of_a_pair_have_an_exponential_radius_and_an_even_angle()
    {
        double[] x = Normals(5, 5);
        double[] radius = new double[Count / 2];
        double[] angle = new double[Count / 2];
        for (int pair = 0; pair < Count / 2; pair++)
        {
            int first = (pair / 8 * 16) + (pair % 8);
            radius[pair] = Math.Exp(-((x[first] * x[first]) + (x[first + 8] * x[first + 8])) / 2);
            angle[pair] = (Math.Atan2(x[first + 8], x[first]) / (2 * Math.PI)) + 0.5;
        }

        Statistics.KolmogorovSmirnov(radius).ShouldBeLessThan(2.7);
        Statistics.KolmogorovSmirnov(angle).ShouldBeLessThan(2.7);
    }

    [Fact]
    public void Tails_hold_as_many_as_they_should()
    {
        const int total = 1 << 26;
        double[] chunk = new double[Count];
        long[] beyond = new long[6];
        CounterStream stream = new(11, 0);
        for (int start = 0; start < total; start += Count)
        {
            stream.FillNormal(chunk, (ulong)start);
            TensorPrimitives.Abs(chunk, chunk);
            foreach (double x in chunk)
            {
                if (x > 3)
                {
                    for (int sigma = 3; sigma < beyond.Length && x > sigma; sigma++)
                    {
                        beyond[sigma]++;
                    }
                }
            }
        }

        for (int sigma = 3; sigma < beyond.Length; sigma++)
        {
            double expected = 2 * NormalDistribution.Evaluate(-sigma) * total;
            Math.Abs(beyond[sigma] - expected).ShouldBeLessThan(5 * Math.Sqrt(expected), $"beyond {sigma}");
        }
    }

    [Fact]
    public void Neighbours_lags_streams_and_seeds_are_uncorrelated()
    {
        double[] x = Normals(3, 0);
        double[] square = Array.ConvertAll(x, value => ((value * value) - 1) / Math.Sqrt(2));
        foreach (int lag in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 32, 64, 1024, 4096])
        {
            Math.Abs(Statistics.Correlation(x.AsSpan(lag), x.AsSpan(0, Count - lag))).ShouldBeLessThan(5, $"lag {lag}");
            Math.Abs(Statistics.Correlation(square.AsSpan(lag), square.AsSpan(0, Count - lag))).ShouldBeLessThan(5, $"squares, lag {lag}");
            Math.Abs(Statistics.Correlation(square.AsSpan(lag), x.AsSpan(0, Count - lag))).ShouldBeLessThan(5, $"mixed, lag {lag}");
        }

        CounterStream stream = new(3, 0);
        double[] other = new double[Count];
        CounterStream[] others =
            [new(3, 1), new(3, 2), new(4, 0), new(3, 1UL << 32), new(3UL << 32, 0), stream.Substream(0), stream.Substream(1)];
        foreach (CounterStream neighbour in others)
        {
            neighbour.FillNormal(other);
            Math.Abs(Statistics.Correlation(x, other)).ShouldBeLessThan(5, neighbour.ToString());
        }

        stream.FillUniform(other);
        TensorPrimitives.Subtract(other, 0.5, other);
        Math.Abs(Statistics.Correlation(x, other) * Math.Sqrt(12)).ShouldBeLessThan(5, "normals with uniforms of the same stream");
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_bit_and_every_byte_is_even(ulong seed, ulong stream)
    {
        ulong[] words = new ulong[Count];
        new CounterStream(seed, stream).FillUInt64(words);
        double bits = 0;
        for (int bit = 0; bit < 64; bit++)
        {
            int ones = words.Sum(word => (int)(word >> bit & 1));
            bits += Math.Pow((ones - (Count / 2.0)) / Math.Sqrt(Count / 4.0), 2);
        }

        bits.ShouldBeLessThan(131, "64 degrees of freedom exceed 131 with probability 1.6e-6");
        for (int position = 0; position < 8; position++)
        {
            int[] counts = new int[256];
            foreach (ulong word in words)
            {
                counts[(byte)(word >> (8 * position))]++;
            }

            Statistics.ChiSquare(counts).ShouldBeLessThan(374, "255 degrees of freedom exceed 374 with probability 1.7e-6");
        }

        double ones64 = words.Sum(word => (double)BitOperations.PopCount(word));
        Math.Abs(ones64 - (32.0 * Count)).ShouldBeLessThan(5 * Math.Sqrt(16.0 * Count));
    }

    /// <summary>E xᵏ of the standard normal: (k − 1)!! for even k.</summary>
    private static double Moment(int k)
    {
        double product = k % 2 == 0 ? 1 : 0;
        for (int factor = k - 1; factor > 1; factor -= 2)
        {
            product *= factor;
        }

        return product;
    }

    private static double[] Normals(ulong seed, ulong stream)
    {
        double[] x = new double[Count];
        new CounterStream(seed, stream).FillNormal(x);
        return x;
    }
}
