using System.Numerics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Numerics.Fourier;

public sealed class RealFourierTransformTests
{
    /// <summary>
    /// One to four axes, all small factors, primes, odd lengths, lengths around the width of the vector unit, an axis of 1.
    /// </summary>
    public static TheoryData<int[]> Shapes => new(
        [1], [2], [3], [4], [5], [6], [7], [8], [10], [12], [13], [14], [16], [17], [18], [22], [30], [42], [64], [70], [105], [128],
        [3, 4], [4, 4], [1, 6],
        [6, 1], [9, 5], [16, 16], [7, 30], [33, 20], [2, 3, 5], [4, 2, 8], [8, 8, 8], [5, 9, 14], [12, 10, 18], [3, 2, 4, 6]);

    [Theory, MemberData(nameof(Shapes))]
    public void It_is_its_definition(int[] shape)
    {
        double[] values = Values(shape);
        HalfSpectrum modes = new(shape);
        new RealFourierTransform(WorkerTeam.Single, shape).Forward(values, modes);

        // Axis by axis, each a direct sum with exact roots.
        Complex[] exact = [.. values.Select(x => new Complex(x, 0))];
        int stride = exact.Length;
        foreach (int length in shape)
        {
            stride /= length;
            Complex[] next = new Complex[exact.Length];
            for (int i = 0; i < exact.Length; i++)
            {
                int k = i / stride % length, line = i - (k * stride);
                for (int n = 0; n < length; n++)
                {
                    (double sine, double cosine) = double.SinCosPi(-2.0 * ((long)k * n % length) / length);
                    next[i] += exact[line + (n * stride)] * new Complex(cosine, sine);
                }
            }

            exact = next;
        }

        // Of the transform, and of the direct sum beside it.
        double rounding = (4e-16 * Math.Log2(2 * exact.Length) * Math.Sqrt(values.Sum(x => x * x))) + (1e-15 * exact.Max(x => x.Magnitude));
        int[] wave = new int[shape.Length];
        for (int i = 0; i < exact.Length; i++)
        {
            for (int axis = shape.Length - 1, rest = i; axis >= 0; axis--)
            {
                (rest, wave[axis]) = Math.DivRem(rest, shape[axis]);
            }

            (modes[wave] - exact[i]).Magnitude.ShouldBeLessThan(rounding);
        }
    }

    /// <summary>numpy.fft.rfftn of sin(1.3 i) + 0.2, NumPy 1.24.</summary>
    [Theory]
    [InlineData(new[] { 12 }, new[] { 1 }, 1.551320214105757, -0.045007881342053455)]
    [InlineData(new[] { 12 }, new[] { 4 }, -1.3056742897140372, 0.06079318740401424)]
    [InlineData(new[] { 12 }, new[] { 0 }, 3.6577293862428713, 0.0)]
    [InlineData(new[] { 6, 10 }, new[] { 1, 1 }, -1.0728307892157527, 0.26926074797143335)]
    [InlineData(new[] { 6, 10 }, new[] { 4, 4 }, -0.2081426634911907, -0.010083463592831063)]
    [InlineData(new[] { 4, 3, 14 }, new[] { 1, 1, 1 }, 0.16190802132244383, -0.7205590487894034)]
    [InlineData(new[] { 4, 3, 14 }, new[] { 0, 1, 4 }, 0.26813566488929114, -0.552810568561622)]
    [InlineData(new[] { 4, 3, 14 }, new[] { 3, 1, 7 }, 0.2726267268590513, -0.7365156255495717)]
    public void It_is_that_of_NumPy(int[] shape, int[] wave, double real, double imaginary)
    {
        double[] values = Values(shape);
        HalfSpectrum modes = new(shape);
        new RealFourierTransform(WorkerTeam.Single, shape).Forward(values, modes);

        (modes[wave] - new Complex(real, imaginary)).Magnitude.ShouldBeLessThan(2e-14);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void There_and_back_gives_the_values(int[] shape)
    {
        double[] values = Values(shape);
        HalfSpectrum modes = new(shape);
        RealFourierTransform transform = new(WorkerTeam.Single, shape);
        transform.Forward(values, modes);
        transform.Inverse(modes, 1.0 / values.Length);

        RealRows(modes).Zip(values, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(2e-15);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Norms_obey_Parseval(int[] shape)
    {
        double[] values = Values(shape);
        HalfSpectrum modes = new(shape);
        new RealFourierTransform(WorkerTeam.Single, shape).Forward(values, modes);

        double norm = 0;
        for (int row = 0; row < modes.Rows; row++)
        {
            for (int k = 0; k < modes.Columns; k++)
            {
                norm += modes.Weight(k) * ((modes.Real(row)[k] * modes.Real(row)[k]) + (modes.Imaginary(row)[k] * modes.Imaginary(row)[k]));
            }
        }

        double expected = values.Length * values.Sum(x => x * x);
        norm.ShouldBe(expected, 1e-12 * expected);
    }

    /// <summary>From doubles, in place, row by row and, for values that are floats, from floats; with one thread and with three.</summary>
    [Theory, MemberData(nameof(Shapes))]
    public void Every_way_gives_the_same_bits(int[] shape)
    {
        float[] single = [.. Values(shape).Select(x => (float)x)];
        double[] values = [.. single.Select(x => (double)x)];
        using WorkerTeam three = new(3);
        HalfSpectrum expected = new(shape);
        new RealFourierTransform(WorkerTeam.Single, shape).Forward(values, expected);
        double[] bits = Modes(expected);

        foreach (WorkerTeam team in new[] { WorkerTeam.Single, three })
        {
            RealFourierTransform transform = new(team, shape);
            HalfSpectrum modes = new(shape);
            transform.Forward(values, modes);
            Modes(modes).ShouldBe(bits);
            modes.Clear();
            transform.Forward(single, modes);
            Modes(modes).ShouldBe(bits);
            modes.Clear();
            transform.Forward((row, to) => values.AsSpan(row * modes.RowLength, modes.RowLength).CopyTo(to), modes);
            Modes(modes).ShouldBe(bits);
            for (int row = 0; row < modes.Rows; row++)
            {
                values.AsSpan(row * modes.RowLength, modes.RowLength).CopyTo(modes.Values(row));
            }

            transform.Forward(modes);
            Modes(modes).ShouldBe(bits);
        }

        HalfSpectrum one = new(shape), other = new(shape);
        foreach ((HalfSpectrum modes, WorkerTeam team) in new[] { (one, WorkerTeam.Single), (other, three) })
        {
            RealFourierTransform transform = new(team, shape);
            transform.Forward(values, modes);
            transform.Inverse(modes);
        }

        RealRows(other).ShouldBe(RealRows(one));
    }

    /// <summary>Any half spectrum of a real field comes back: modes set by hand are cosines and sines.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(15)]
    public void One_mode_is_one_wave(int sites)
    {
        HalfSpectrum modes = new(sites, sites);
        modes.Real(2)[3] = 0.5;
        modes.Imaginary(2)[3] = -0.25;
        new RealFourierTransform(WorkerTeam.Single, sites, sites).Inverse(modes);

        for (int i = 0; i < sites; i++)
        {
            for (int j = 0; j < sites; j++)
            {
                double phase = 2 * Math.PI * ((2 * i) + (3 * j)) / sites;
                modes.Values(i)[j].ShouldBe(Math.Cos(phase) + (0.5 * Math.Sin(phase)), 1e-14);
            }
        }
    }

    [Fact]
    public void A_transform_allocates_nothing()
    {
        using WorkerTeam team = new(2);
        int[] shape = [20, 18, 24];
        double[] values = Values(shape);
        float[] single = [.. values.Select(x => (float)x)];
        HalfSpectrum modes = new(shape);
        RealFourierTransform transform = new(team, shape);
        Allocation.OfStepsOnThisThread(_ => Both(), 20).ShouldBe(0);

        void Both()
        {
            transform.Forward(values, modes);
            transform.Forward(single, modes);
            transform.Inverse(modes);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        RealFourierTransform transform = new(WorkerTeam.Single, 4, 6);
        Should.Throw<ArgumentException>(() => transform.Forward(new double[23], new HalfSpectrum(4, 6)))
            .Message.ShouldContain("23 values do not fill the shape [4, 6]");
        Should.Throw<ArgumentException>(() => transform.Forward(new double[24], new HalfSpectrum(6, 4)))
            .Message.ShouldContain("A buffer of the shape [6, 4] for a transform of the shape [4, 6]");
        Should.Throw<ArgumentException>(() => transform.Inverse(new HalfSpectrum(4, 7)));
        Should.Throw<ArgumentException>(() => new RealFourierTransform(WorkerTeam.Single, 4, 0))
            .Message.ShouldContain("[4, 0] is no shape");
        Should.Throw<ArgumentException>(() => new HalfSpectrum()).Message.ShouldContain("[] is no shape");
        Should.Throw<ArgumentException>(() => new HalfSpectrum(100_000, 100_000)).Message.ShouldContain("more than one buffer holds");
    }

    private static double[] Values(int[] shape) =>
        [.. Enumerable.Range(0, shape.Aggregate((a, b) => a * b)).Select(i => Math.Sin(1.3 * i) + 0.2)];

    private static double[] RealRows(HalfSpectrum buffer) =>
        [.. Enumerable.Range(0, buffer.Rows).SelectMany(row => buffer.Values(row).ToArray())];

    private static double[] Modes(HalfSpectrum modes) =>
        [.. Enumerable.Range(0, modes.Rows).SelectMany(row => modes.Real(row).ToArray().Concat(modes.Imaginary(row).ToArray()))];
}
