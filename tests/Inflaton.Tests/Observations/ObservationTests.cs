using System.Numerics;
using Inflaton.Numerics.Random;
using Inflaton.Observations;

namespace Inflaton.Tests.Observations;

public sealed class ObservationTests
{
    private static readonly Measurement Tilt = new("n_s", 0.9649, 0.0042);

    public static TheoryData<string> Names => [.. ObservationSet.All.Select(set => set.Name)];

    [Fact]
    public void A_likelihood_is_that_of_the_normal_distribution()
    {
        Assert.Equal(0, Tilt.LogLikelihood(0.9649));
        Assert.Equal(-0.5, Tilt.LogLikelihood(0.9649 + 0.0042), 1e-10);
        Assert.Equal(0.8413447460685429, Tilt.Cumulative(0.9649 + 0.0042), 1e-10);
        Measurement amplitude = new("amplitude", 3.044, 0.014) { OfLogarithm = true };
        Assert.Equal(-2, amplitude.LogLikelihood(1e-10 * Math.Exp(3.044 - 0.028)), 1e-9);
        Assert.Equal(double.NegativeInfinity, amplitude.LogLikelihood(-1e-9));
        Assert.Equal(double.NegativeInfinity, Tilt.LogLikelihood(double.NaN));
    }

    /// <summary>What is cut off at the lowest value there can be is made up for: the rest is all there is.</summary>
    [Fact]
    public void A_distribution_that_is_cut_off_is_whole()
    {
        Measurement ratio = new("r", 0.014, 0.0128) { Lowest = 0 };

        Assert.Equal(1, ratio.Cumulative(1), 1e-14);
        Assert.Equal(0.5, new Measurement("r", 0, 2) { Lowest = 0 }.Cumulative(2 * 0.6744897501960817), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Published_limits_are_those_of_the_sets(string name)
    {
        ObservationSet set = ObservationSet.Find(name)!;
        Measurement ratio = set.Of("r")!;
        Assert.Equal(0.95, ratio.Cumulative(name == "planck_bicep_keck_2018" ? 0.036 : 0.034), 1e-6);
        Assert.Equal(0, ratio.Cumulative(0));
        Assert.Equal(double.NegativeInfinity, ratio.LogLikelihood(-1e-9));
        Assert.InRange(set.Of("n_s")!.Mean, 0.96, 0.98);
        Assert.Contains("arXiv", set.Source, StringComparison.Ordinal);
    }

    [Fact]
    public void A_region_without_a_cut_is_the_ellipse_of_chi_squared()
    {
        // P = 1 − e^{−ρ²/2} in two dimensions.
        CredibleRegion region = new(Tilt, new Measurement("r", 0.5, 0.01), 0.95);
        Assert.Equal(Math.Sqrt(-2 * Math.Log(0.05)), region.Radius, 1e-6);
        (double[] x, double[] y) = region.Boundary();
        Assert.All(x.Zip(y), point => Assert.Equal(
            region.Radius, Math.Sqrt(Math.Pow((point.First - 0.9649) / 0.0042, 2) + Math.Pow((point.Second - 0.5) / 0.01, 2)), 1e-9));
        Assert.Equal((x[0], y[0]), (x[^1], y[^1]));
    }

    [Theory]
    [InlineData(0.6827)]
    [InlineData(0.95)]
    public void A_region_holds_its_share_of_draws_that_are_cut_off(double probability)
    {
        Measurement ratio = new("r", 0.014, 0.0128) { Lowest = 0 };
        CredibleRegion region = new(Tilt, ratio, probability);
        const int draws = 400_000;
        double[] numbers = new double[2 * draws];
        new CounterStream(5, 0).FillNormal(numbers);
        int all = 0, within = 0;
        for (int i = 0; i < draws; i++)
        {
            if (0.014 + (0.0128 * numbers[(2 * i) + 1]) >= 0)
            {
                all++;
                within += Complex.Abs(new Complex(numbers[2 * i], numbers[(2 * i) + 1])) < region.Radius ? 1 : 0;
            }
        }

        Assert.InRange((double)within / all, probability - 0.003, probability + 0.003);
        Assert.Equal(0, region.Boundary().Up.Min());
    }
}
