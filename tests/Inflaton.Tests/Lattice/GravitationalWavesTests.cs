using System.Numerics;
using Inflaton.Dynamics;
using Inflaton.Numerics.Fourier;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

public sealed class GravitationalWavesTests
{
    private const double MassSquared = 0.5;

    private static readonly Dictionary<string, double> Mass = new() { ["m2"] = MassSquared };

    /// <summary>
    /// Two plane waves A cos(k₁x − ωt) + B cos(k₂x − ωt) along two axes, in space at rest: the transverse source stands at k₁ − k₂ and
    /// moves at k₁ + k₂, where each h_ij is an oscillator with a known force, ρ_GW = ¼s²(|ġ₊|² + |ġ₋|²). Reached at the order of the
    /// method.
    /// </summary>
    [Theory]
    [InlineData("leapfrog", 2)]
    [InlineData("yoshida4", 4)]
    public void Two_plane_waves_emit_what_they_must(string method, int order)
    {
        LatticeGrid grid = new(0.9, 10, 10, 10);
        double dx = grid.Spacing, unit = 2 * Math.PI / 10, wave = grid.WaveNumberSquared(1, 0, 0),
        frequency = Math.Sqrt(wave + MassSquared);
        const double a = 0.3, b = 0.2, time = 6;
        double slope = Math.Sin(unit) / dx, source = 0.5 * a * b * slope * slope, own = Math.Sqrt(2 * wave),
        gap = (own * own) - (4 * frequency * frequency);
        Complex moving = ((new Complex(0, -2 * frequency) * Complex.Exp(new Complex(0, -2 * frequency * time)))
            + (own * Math.Sin(own * time)) + new Complex(0, 2 * frequency * Math.Cos(own * time))) / gap;
        double standing = Math.Sin(own * time) / own,
        exact = 0.25 * source * source * (Math.Pow(moving.Magnitude, 2) + (standing * standing));

        double Error(int steps)
        {
            LatticeFields fields = new(grid, 1);
            double[] field = new double[grid.Sites], velocity = new double[grid.Sites];
            for (int site = 0; site < field.Length; site++)
            {
                double x = unit * (site / 100), y = unit * (site / 10 % 10);
                field[site] = (a * Math.Cos(x)) + (b * Math.Cos(y));
                velocity[site] = frequency * ((a * Math.Sin(x)) + (b * Math.Sin(y)));
            }

            fields.SetField(0, field);
            fields.SetMomentum(0, velocity);
            LatticeEvolution evolution = new(
                fields, LatticePotential.Of("m2/2*phi1^2", 1, Mass), new DeSitterExpansion(0), LatticeMethod.Find(method)!, time / steps);
            GravitationalWaves waves = new(grid, WorkerTeam.Single);
            evolution.Accompany(waves);
            evolution.Advance(steps);
            evolution.MeasureWaves();
            waves.Energy[1].ShouldBe(waves.Density, 1e-12 * waves.Density);
            return Math.Abs((waves.Density / exact) - 1);
        }

        int coarse = order == 2 ? 60 : 30;
        double one = Error(coarse), two = Error(2 * coarse);
        two.ShouldBeLessThan(5e-3);
        Math.Log2(one / two).ShouldBe(order, 0.2);
    }

    /// <summary>A free transverse wave in the era of radiation is sin x/x, x = 2k√(1 + t): to second order.</summary>
    [Fact]
    public void Free_waves_redshift()
    {
        LatticeGrid grid = new(1, 8, 8, 8);
        double k = Math.Sqrt(grid.WaveNumberSquared(1, 0, 0));
        double Exact(double t) => Math.Sin(2 * k * Math.Sqrt(1 + t)) / (2 * k * Math.Sqrt(1 + t));

        double Error(int steps)
        {
            LatticeEvolution evolution = new(
                new LatticeFields(grid, 1), LatticePotential.Of("m2/2*phi1^2", 1, Mass), new PowerLawExpansion(0.5, 1),
                LatticeMethod.Leapfrog, 4.0 / steps);
            GravitationalWaves waves = new(grid, WorkerTeam.Single);
            double speed = (Exact(1e-4) - Exact(-1e-4)) / 2e-4;
            for (int site = 0; site < grid.Sites; site++)
            {
                // h_yz of a wave along x.
                double shape = Math.Cos(2 * Math.PI * (site / 64) / 8.0);
                waves.Strain(4)[site] = Exact(0) * shape;
                waves.Momentum(4)[site] = speed * shape;
            }

            evolution.Accompany(waves);
            evolution.Advance(steps);
            return Math.Abs(waves.Strain(4)[0] - Exact(4));
        }

        double one = Error(50), two = Error(100);
        two.ShouldBeLessThan(1e-3);
        Math.Log2(one / two).ShouldBe(2, 0.2);
    }

    [Theory]
    [InlineData(LatticePrecision.Double)]
    [InlineData(LatticePrecision.Single)]
    public void Waves_are_transverse_and_traceless_and_their_energy_is_the_sum_of_the_spectrum(LatticePrecision precision)
    {
        LatticeReference reference = LatticeReference.Load("lphi4-3d");
        LatticeEvolution evolution = reference.Evolution(LatticeMethod.Leapfrog, 0.1, precision: precision);
        LatticeGrid grid = evolution.Fields.Grid;
        GravitationalWaves waves = new(grid, WorkerTeam.Single);
        evolution.Accompany(waves);
        evolution.Advance(100);
        evolution.MeasureWaves();

        double largest = 0, trace = 0, along = 0;
        int[] mode = new int[3];
        for (int site = 0; site < grid.Sites; site++)
        {
            grid.ModeOf(site, mode);
            Complex H(int i, int j) => waves.Rates(GravitationalWaves.Components.ToList().IndexOf((Math.Min(i, j), Math.Max(i, j))))[mode];
            double[] k = [.. mode.Select(n => Math.Sin(2 * Math.PI * n / 8))];
            double length = Math.Sqrt(k.Sum(value => value * value));
            trace = Math.Max(trace, (H(0, 0) + H(1, 1) + H(2, 2)).Magnitude);
            for (int i = 0; i < 3; i++)
            {
                along = Math.Max(along, ((k[0] * H(i, 0)) + (k[1] * H(i, 1)) + (k[2] * H(i, 2))).Magnitude / Math.Max(length, 1e-3));
                largest = Math.Max(largest, H(i, i).Magnitude);
            }
        }

        largest.ShouldBeGreaterThan(0);
        trace.ShouldBeLessThan(1e-13 * largest);
        along.ShouldBeLessThan(1e-13 * largest);

        RealFourierTransform transform = new(WorkerTeam.Single, grid.Shape);
        double energy = 0;
        for (int q = 0; q < 6; q++)
        {
            (int i, int j) = GravitationalWaves.Components[q];
            transform.Inverse(waves.Rates(q), 1.0 / grid.Sites);
            for (int row = 0; row < 64; row++)
            {
                foreach (double rate in waves.Rates(q).Values(row))
                {
                    energy += (i == j ? 1 : 2) * rate * rate / (4.0 * grid.Sites);
                }
            }
        }

        waves.Density.ShouldBe(energy, 1e-12 * energy);
        waves.Energy.Sum().ShouldBe(energy, 1e-12 * energy);
        double[] omega = new double[waves.Bins.Count];
        waves.Omega(evolution.Hubble, omega);
        double mean = waves.Bins.MeanWaveNumbers[2];
        omega[2].ShouldBe(
            waves.Energy[2] / waves.Bins.Multiplicity[2] * grid.Volume * mean * mean * mean / (2 * Math.PI * Math.PI)
                / (3 * evolution.Hubble * evolution.Hubble),
            1e-12 * omega[2]);
        waves.Omega(0, omega);
        omega.ShouldAllBe(value => double.IsNaN(value));
    }

    /// <summary>Measuring changes nothing, threads change no bit, and waves that stop in between go on.</summary>
    [Fact]
    public void Evolutions_have_the_same_bits_however_they_are_followed()
    {
        LatticeReference reference = LatticeReference.Load("lphi4-3d");
        using WorkerTeam three = new(3);
        (double[] Strain, double Density) Follow(WorkerTeam team, bool measures, bool stops)
        {
            LatticeEvolution evolution = reference.Evolution(LatticeMethod.Yoshida4, 0.2, team);
            GravitationalWaves waves = new(reference.Grid, team);
            evolution.Accompany(waves);
            for (int i = 0; i < 10; i++)
            {
                evolution.Advance(1);
                if (measures)
                {
                    evolution.MeasureWaves();
                }
            }

            if (stops)
            {
                GravitationalWaves again = new(reference.Grid, team);
                for (int q = 0; q < 6; q++)
                {
                    waves.Strain(q).CopyTo(again.Strain(q));
                    waves.Momentum(q).CopyTo(again.Momentum(q));
                }

                evolution.Accompany(waves = again, goesOn: true);
            }

            evolution.Advance(10);
            evolution.MeasureWaves();
            return (waves.Strain(1).ToArray(), waves.Density);
        }

        (double[] strain, double density) = Follow(WorkerTeam.Single, false, false);
        density.ShouldBeGreaterThan(0);
        foreach ((double[] Strain, double Density) other in new[]
        {
            Follow(three, false, false), Follow(WorkerTeam.Single, true, false), Follow(three, true, true),
        })
        {
            other.Strain.ShouldBe(strain);
            other.Density.ShouldBe(density);
        }
    }

    [Fact]
    public void Steps_and_measuring_allocate_nothing()
    {
        LatticeReference reference = LatticeReference.Load("lphi4-3d");
        LatticeEvolution evolution = reference.Evolution(LatticeMethod.Leapfrog, 0.01);
        evolution.Accompany(new GravitationalWaves(reference.Grid, WorkerTeam.Single));

        Allocation.OfStepsOnThisThread(
            _ =>
            {
                evolution.Advance(1);
                evolution.MeasureWaves();
            },
            20).ShouldBe(0);
    }

    /// <summary>With g = 106.75: f = 4.6·10¹⁰ Hz k/(aρ^¼), and h²Ω falls to 1.6·10⁻⁵ of Ω.</summary>
    [Fact]
    public void Waves_of_today_have_the_known_frequency_and_density()
    {
        GravitationalWavesToday today = new();
        today.Frequency(3, 2, 16).ShouldBe(4.6e10 * 0.75, 0.02 * 4.6e10);
        today.DensityFactor.ShouldBe(1.61e-5, 0.02e-5);
        GravitationalWavesToday matter = new(106.75, 2, 0);
        matter.DensityFactor.ShouldBe(today.DensityFactor * Math.Exp(-2), 1e-15);
        matter.Frequency(3, 2, 16).ShouldBe(today.Frequency(3, 2, 16) * Math.Exp(-0.5), 1);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Should.Throw<ArgumentException>(() => new GravitationalWaves(new LatticeGrid(1, 8, 8), WorkerTeam.Single))
            .Message.ShouldContain("three dimensions, not 2");
        LatticeEvolution evolution = LatticeReference.Load("lphi4-3d").Evolution(LatticeMethod.Leapfrog, 0.1);
        Should.Throw<ArgumentException>(() => evolution.Accompany(new GravitationalWaves(new LatticeGrid(1, 8, 8, 8), WorkerTeam.Single)));
        Should.Throw<InvalidOperationException>(evolution.MeasureWaves);
    }
}
