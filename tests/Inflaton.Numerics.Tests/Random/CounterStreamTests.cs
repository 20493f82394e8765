using Inflaton.Numerics.Random;

namespace Inflaton.Numerics.Tests.Random;

public class CounterStreamTests
{
    private const ulong NormalKey = 0xD1B54A32D192ED03;

    private static readonly CounterStream Stream = new(20240229, 7);

    [Fact]
    public void Integers_are_the_blocks_of_the_stream_in_groups_of_sixteen()
    {
        for (ulong i = 0; i < 64; i++)
        {
            (ulong first, ulong second) = Philox4x32.Block(Stream.Seed, (i / 16 * 8) + (i % 8), Stream.Stream);
            Stream.UInt64At(i).ShouldBe(i % 16 < 8 ? first : second);
        }
    }

    [Fact]
    public void Uniforms_are_the_upper_53_bits_of_the_integers()
    {
        for (ulong i = 0; i < 1000; i++)
        {
            Stream.UniformAt(i).ShouldBe((Stream.UInt64At(i) >> 11) * (1.0 / (1UL << 53)));
        }
    }

    [Fact]
    public void Normals_are_the_polar_transform_of_their_blocks()
    {
        for (ulong i = 0; i < 4000; i++)
        {
            (ulong radial, ulong angular) = Philox4x32.Block(Stream.Seed ^ NormalKey, (i / 16 * 8) + (i % 8), Stream.Stream);
            double radius = Math.Sqrt(-2 * Math.Log((radial + 0.5) / 18446744073709551616.0));
            (double sine, double cosine) = Math.SinCos(((((angular & 0x3FFFFFFFFFFFFFFF) + 0.5) / (1UL << 62)) - 0.5) * (Math.PI / 2));
            if ((angular & (1UL << 62)) != 0)
            {
                cosine = -cosine;
            }

            bool swap = (angular & (1UL << 63)) != 0;
            double expected = radius * (i % 16 < 8 == swap ? sine : cosine);

            Math.Abs(Stream.NormalAt(i) - expected).ShouldBeLessThanOrEqualTo(1e-15 * radius);
        }
    }

    [Fact]
    public void Bits_are_pinned_for_ever()
    {
        CounterStream stream = new(42, 0);
        stream.UInt64At(0).ShouldBe(8643895580192075859UL);
        stream.NormalAt(0).ShouldBe(-0.16975447203939054);
        stream.NormalAt(12345).ShouldBe(0.7428509760390578);
        stream.Substream(3).NormalAt(0).ShouldBe(0.3533923953342095);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(1_000_003)]
    [InlineData(ulong.MaxValue - 99)]
    public void Any_first_index_and_length_give_the_same_elements(ulong first)
    {
        double[] normals = new double[100];
        double[] uniforms = new double[100];
        Stream.FillNormal(normals, first);
        Stream.FillUniform(uniforms, first);
        for (int offset = 0; offset < 40; offset++)
        {
            foreach (int length in (int[])[0, 1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 60])
            {
                double[] part = new double[length + 1];
                part[length] = 42;
                Stream.FillNormal(part.AsSpan(0, length), first + (ulong)offset);
                part[..length].ShouldBe(normals[offset..(offset + length)]);
                Stream.FillUniform(part.AsSpan(0, length), first + (ulong)offset);
                part[..length].ShouldBe(uniforms[offset..(offset + length)]);
                part[length].ShouldBe(42);
            }

            Stream.NormalAt(first + (ulong)offset).ShouldBe(normals[offset]);
            Stream.UniformAt(first + (ulong)offset).ShouldBe(uniforms[offset]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Floats_are_the_doubles_rounded(ulong first)
    {
        double[] doubles = new double[1000];
        float[] floats = new float[1000];
        Stream.FillNormal(doubles, first);
        Stream.FillNormal(floats, first);

        floats.ShouldBe(Array.ConvertAll(doubles, value => (float)value));
    }

    [Fact]
    public void Threads_do_not_matter()
    {
        double[] together = new double[100_000];
        double[] apart = new double[100_000];
        Stream.FillNormal(together);
        Parallel.For(0, 100, part => Stream.FillNormal(apart.AsSpan(part * 1000, 1000), (ulong)part * 1000));

        apart.ShouldBe(together);
    }

    [Fact]
    public void The_last_index_is_the_end()
    {
        Should.NotThrow(() => Stream.FillNormal(new double[3], ulong.MaxValue - 2));
        Should.Throw<ArgumentOutOfRangeException>(() => Stream.FillNormal(new double[4], ulong.MaxValue - 2))
            .Message.ShouldContain("4 elements");
    }

    [Fact]
    public void Filling_allocates_nothing()
    {
        double[] normals = new double[1003];
        float[] floats = new float[1003];
        Allocation.OfStepsOnThisThread(_ => Fill(), 1).ShouldBe(0);

        void Fill()
        {
            Stream.FillNormal(normals, 3);
            Stream.FillUniform(normals, 3);
            Stream.FillNormal(floats, 3);
        }
    }

    [Fact]
    public void Substreams_are_named_by_their_path()
    {
        CounterStream layer = Stream.Substream(1);

        layer.ShouldBe(Stream.Substream(1));
        layer.ShouldNotBe(Stream.Substream(2));
        layer.Substream(2).ShouldNotBe(Stream.Substream(2).Substream(1));
        layer.ShouldNotBe(new CounterStream(Stream.Seed, Stream.Stream + 1).Substream(1));
        layer.NormalAt(0).ShouldNotBe(Stream.NormalAt(0));
    }

    [Fact]
    public void Integers_in_a_range_are_even()
    {
        const int bound = 10;
        int[] counts = new int[bound];
        for (ulong i = 1; i <= 1_000_000; i++)
        {
            counts[Stream.IntegerAt(bound, i)]++;
        }

        Statistics.ChiSquare(counts).ShouldBeLessThan(44, "9 degrees of freedom exceed 44 with probability 1.4e-6");
        Should.Throw<ArgumentOutOfRangeException>(() => Stream.IntegerAt(0, 1)).Message.ShouldContain("'0'");
    }

    [Fact]
    public void Permutations_of_five_are_all_as_likely()
    {
        int[] counts = new int[120];
        for (ulong i = 0; i < 60_000; i++)
        {
            int[] p = Stream.Substream(i).Permutation(5);
            int rank = 0;
            for (int j = 0; j < 5; j++)
            {
                rank = (rank * (5 - j)) + p[(j + 1)..].Count(later => later < p[j]);
            }

            counts[rank]++;
        }

        Statistics.ChiSquare(counts).ShouldBeLessThan(205, "119 degrees of freedom exceed 205 with probability 1.6e-6");
    }

    [Fact]
    public void A_long_permutation_holds_every_index_once()
    {
        int[] p = Stream.Permutation(10_000);

        p.Order().ShouldBe(Enumerable.Range(0, 10_000));
        p.ShouldNotBe(Enumerable.Range(0, 10_000));
        Stream.Permutation(0).ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => Stream.Permutation(-1)).Message.ShouldContain("-1");
    }
}
