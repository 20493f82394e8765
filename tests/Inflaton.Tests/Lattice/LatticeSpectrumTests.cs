using Inflaton.Numerics.Random;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

public sealed class LatticeSpectrumTests
{
    public static TheoryData<int, int> Lattices => new() { { 1, 16 }, { 1, 9 }, { 2, 12 }, { 2, 7 }, { 3, 10 }, { 3, 5 }, { 3, 2 }, { 3, 16 } };

    [Theory]
    [InlineData("sine-gordon-1d")]
    [InlineData("mass-2d")]
    [InlineData("strings-2d")]
    [InlineData("lphi4-3d")]
    public void Spectra_and_multiplicity_are_those_of_the_reference(string name)
    {
        LatticeReference reference = LatticeReference.Load(name);
        LatticeSpectrum spectrum = new(reference.Grid, WorkerTeam.Single);
        int sites = reference.Grid.Sites, bins = spectrum.Bins.Count;
        double[] fields = reference.Values("phi"), expected = reference.Values("spectra"), power = new double[bins];

        spectrum.Bins.Multiplicity.ToArray().Select(n => (double)n).ShouldBe(reference.Values("multiplicity"));
        for (int i = 0; i < expected.Length / bins; i++)
        {
            spectrum.Power(fields.AsSpan(i * sites, sites), power);
            double largest = expected.AsSpan(i * bins, bins).ToArray().Max();
            for (int bin = 0; bin < bins; bin++)
            {
                power[bin].ShouldBe(expected[(i * bins) + bin], (1e-12 * expected[(i * bins) + bin]) + (1e-26 * largest));
            }
        }
    }

    [Theory, MemberData(nameof(Lattices))]
    public void Spectra_are_sums_over_wave_vectors(int dimensions, int sites)
    {
        LatticeGrid grid = new(0.7, [.. Enumerable.Repeat(sites, dimensions)]);
        double[] field = Draw(grid, 1), velocity = Draw(grid, 2);
        LatticeSpectrum spectrum = new(grid, WorkerTeam.Single);
        FieldSpectrum found = new(spectrum.Bins);
        spectrum.Measure(field, velocity, 1.7, 0.3, found);

        double[] power = new double[spectrum.Bins.Count], rates = new double[power.Length], quanta = new double[power.Length], count = new double[power.Length];
        double[] waves = new double[power.Length], means = new double[power.Length];
        var modes = LatticeSpectrum.Modes(grid, field);
        var speeds = LatticeSpectrum.Modes(grid, velocity);
        int[] mode = new int[dimensions];
        for (int site = 0; site < grid.Sites; site++)
        {
            grid.ModeOf(site, mode);
            double radius = Math.Sqrt(mode.Sum(n => (double)n * n)), a = Math.Pow(modes[site].Magnitude, 2), b = Math.Pow(speeds[site].Magnitude, 2);
            double wave = grid.WaveNumberSquared(mode), frequency = Math.Sqrt((wave / (1.7 * 1.7)) + 0.3);
            int bin = (int)Math.Round(radius);
            count[bin]++;
            power[bin] += a * grid.Volume;
            rates[bin] += b * grid.Volume;
            quanta[bin] += ((frequency * a) + (b / frequency)) * grid.Volume / 2;
            waves[bin] += Math.Sqrt(wave);
            means[bin] += 2 * Math.PI * radius / (sites * 0.7);
        }

        for (int bin = 0; bin < power.Length; bin++)
        {
            spectrum.Bins.Multiplicity[bin].ShouldBe((long)count[bin]);
            count[bin].ShouldBeGreaterThan(0);
            found.Power[bin].ShouldBe(power[bin] / count[bin], 1e-12 * power[bin]);
            found.VelocityPower[bin].ShouldBe(rates[bin] / count[bin], 1e-12 * rates[bin]);
            found.Occupation[bin].ShouldBe(quanta[bin] / count[bin], 1e-12 * quanta[bin]);
            spectrum.Bins.LatticeWaveNumbers[bin].ShouldBe(waves[bin] / count[bin], 1e-12);
            spectrum.Bins.MeanWaveNumbers[bin].ShouldBe(means[bin] / count[bin], 1e-12);
            spectrum.Bins.WaveNumbers[bin].ShouldBe(2 * Math.PI * bin / (sites * 0.7), 1e-12);
        }
    }

    [Theory, MemberData(nameof(Lattices))]
    public void Squares_obey_Parseval(int dimensions, int sites)
    {
        LatticeGrid grid = new(0.7, [.. Enumerable.Repeat(sites, dimensions)]);
        double[] field = Draw(grid, 3);
        LatticeSpectrum spectrum = new(grid, WorkerTeam.Single);
        double[] power = new double[spectrum.Bins.Count];
        spectrum.Power(field, power);

        double sum = 0, square = field.Average(f => f * f);
        for (int bin = 0; bin < power.Length; bin++)
        {
            sum += spectrum.Bins.Multiplicity[bin] * power[bin] / grid.Volume;
        }

        sum.ShouldBe(square, 1e-12 * square);
        spectrum.Bins.Multiplicity.ToArray().Sum().ShouldBe(grid.Sites);
    }

    /// <summary>Occupation has no meaning where ω² is not positive: undefined, not zero, and only there.</summary>
    [Fact]
    public void Occupation_of_unstable_waves_is_undefined()
    {
        LatticeGrid grid = new(1, 16, 16);
        LatticeSpectrum spectrum = new(grid, WorkerTeam.Single);
        FieldSpectrum found = new(spectrum.Bins);

        spectrum.Measure(Draw(grid, 1), Draw(grid, 2), 1, 0, found);
        double.IsNaN(found.Occupation[0]).ShouldBeTrue();
        found.Occupation[1..].ShouldAllBe(n => n > 0);

        // The three slowest kinds of waves have k_lat² of 0.152, 0.304 and 0.586.
        spectrum.Measure(Draw(grid, 1), Draw(grid, 2), 1, -0.2, found);
        found.Occupation[..2].ShouldAllBe(n => double.IsNaN(n));
        found.Occupation[2..].ShouldAllBe(n => n > 0);
        found.Power.ShouldAllBe(p => p > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Threads_precision_and_rows_do_not_change_the_bits(int dimensions)
    {
        LatticeGrid grid = new(0.5, [.. Enumerable.Repeat(18, dimensions)]);
        float[] single = [.. Draw(grid, 5).Select(f => (float)f)];
        double[] field = [.. single.Select(f => (double)f)];
        using WorkerTeam three = new(3);
        LatticeSpectrum one = new(grid, WorkerTeam.Single), other = new(grid, three);
        double[] first = new double[one.Bins.Count], second = new double[first.Length];

        one.Power(field, first);
        other.Power(single, second);
        second.ShouldBe(first);
        other.Power((row, to) => field.AsSpan(row * 18, 18).CopyTo(to), second);
        second.ShouldBe(first);
        FieldSpectrum there = new(one.Bins), here = new(one.Bins);
        one.Measure(field, field, 2, 1, there);
        other.Measure(field, field, 2, 1, here);
        here.Occupation.ShouldBe(there.Occupation);
    }

    /// <summary>White noise of unit variance: ∫ Δ² dln k over the sphere is what its modes hold.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_dimensionless_spectrum_is_the_square_in_an_interval_of_the_logarithm(int dimensions)
    {
        LatticeGrid grid = new(1, [.. Enumerable.Repeat(64, dimensions)]);
        SpectrumBins bins = new(grid);
        double[] power = new double[bins.Count];
        Array.Fill(power, 3.0);
        bins.Dimensionless(power, power);

        double integral = 0, direct = 0;
        for (int bin = 1; bin < 31; bin++)
        {
            integral += power[bin] * Math.Log((bin + 0.5) / (bin - 0.5));
            direct += 3.0 * bins.Multiplicity[bin] / grid.Volume;
        }

        integral.ShouldBe(direct, 0.02 * direct);
        power[0].ShouldBe(0);
    }

    [Fact]
    public void An_evolution_is_measured_at_its_time()
    {
        LatticeReference reference = LatticeReference.Load("lphi4-3d");
        LatticeEvolution evolution = reference.Evolution(LatticeMethod.Yoshida6, 0.05);
        LatticeSpectrum spectrum = new(reference.Grid, WorkerTeam.Single);
        FieldSpectrum found = new(spectrum.Bins), expected = new(spectrum.Bins);
        int sites = reference.Grid.Sites;
        foreach (int i in reference.Follow(evolution))
        {
            spectrum.Measure(evolution, 1, 0.1, found);
            int at = ((2 * i) + 1) * sites;
            spectrum.Measure(
                reference.Values("phi").AsSpan(at, sites), reference.Values("phidot").AsSpan(at, sites), reference.Values("a")[i], 0.1, expected);
            for (int bin = 0; bin < spectrum.Bins.Count; bin++)
            {
                found.Power[bin].ShouldBe(expected.Power[bin], 1e-5 * expected.Power.Max());
                found.VelocityPower[bin].ShouldBe(expected.VelocityPower[bin], 1e-5 * expected.VelocityPower.Max());
                found.Occupation[bin].ShouldBe(expected.Occupation[bin], 1e-5 * expected.Occupation.Max());
            }
        }
    }

    [Fact]
    public void Measuring_allocates_nothing()
    {
        LatticeGrid grid = new(1, 12, 12, 12);
        LatticeSpectrum spectrum = new(grid, WorkerTeam.Single);
        FieldSpectrum found = new(spectrum.Bins);
        double[] field = Draw(grid, 1), velocity = Draw(grid, 2);

        Allocation.OfStepsOnThisThread(_ => spectrum.Measure(field, velocity, 1, 0.1, found), 20).ShouldBe(0);
    }

    [Fact]
    public void What_has_no_spectrum_is_refused()
    {
        Should.Throw<ArgumentException>(() => new LatticeSpectrum(new LatticeGrid(1, 8, 6), WorkerTeam.Single)).Message.ShouldContain("[8, 6]");
        Should.Throw<ArgumentException>(() => new SpectrumBins(new LatticeGrid(1, 2, 2, 2, 2)));
        LatticeSpectrum spectrum = new(new LatticeGrid(1, 8), WorkerTeam.Single);
        Should.Throw<ArgumentException>(() => spectrum.Power(new double[7], new double[5])).Message.ShouldContain("7 values");
        Should.Throw<ArgumentException>(() => spectrum.Power(new double[8], new double[4])).Message.ShouldContain("4 bins of 5");
    }

    private static double[] Draw(LatticeGrid grid, ulong seed)
    {
        double[] field = new double[grid.Sites];
        new CounterStream(seed, 0).FillNormal(field);
        return field;
    }
}
