using System.Numerics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

public sealed class VacuumFluctuationsTests
{
    /// <summary>⟨|φ_n|²⟩ = 1/(2ωV), ⟨|φ̇_n|²⟩ = ω/(2V), independent: means over draws within five standard deviations.</summary>
    [Theory]
    [InlineData(new[] { 8 })]
    [InlineData(new[] { 5 })]
    [InlineData(new[] { 4, 6 })]
    public void Modes_have_the_variance_of_the_vacuum(int[] shape)
    {
        const int draws = 2000;
        const double mass = 0.7;
        LatticeGrid grid = new(0.9, shape);
        double[] fields = new double[grid.Sites], velocities = new double[grid.Sites], mixed = new double[grid.Sites];
        for (int draw = 0; draw < draws; draw++)
        {
            (double[] field, double[] velocity) = new VacuumFluctuations(mass, double.PositiveInfinity, (ulong)draw).Draw(grid);
            Complex[] modes = LatticeSpectrum.Modes(grid, field), rates = LatticeSpectrum.Modes(grid, velocity);
            for (int n = 0; n < modes.Length; n++)
            {
                fields[n] += Math.Pow(modes[n].Magnitude, 2) / draws;
                velocities[n] += Math.Pow(rates[n].Magnitude, 2) / draws;
                mixed[n] += (modes[n] * Complex.Conjugate(rates[n])).Real / draws;
            }
        }

        int[] mode = new int[shape.Length];
        double five = 5 * Math.Sqrt(2.0 / draws);
        fields[0].ShouldBe(0, 1e-30);
        for (int n = 1; n < grid.Sites; n++)
        {
            grid.ModeOf(n, mode);
            double frequency = Math.Sqrt(grid.WaveNumberSquared(mode) + (mass * mass));
            (fields[n] * 2 * frequency * grid.Volume).ShouldBe(1, five);
            (velocities[n] * 2 * grid.Volume / frequency).ShouldBe(1, five);
            (mixed[n] * 2 * grid.Volume).ShouldBe(0, five);
        }
    }

    [Fact]
    public void Nothing_fluctuates_beyond_the_cutoff()
    {
        LatticeGrid grid = new(1, 16);
        double cutoff = Math.Sqrt(grid.WaveNumberSquared(4)) * 1.0001;
        double[] field = new VacuumFluctuations(0, cutoff, 3, 2).Draw(grid).Field;
        Complex[] modes = LatticeSpectrum.Modes(grid, field);

        modes[4].Magnitude.ShouldBeGreaterThan(1e-3);
        modes[5..12].Max(mode => mode.Magnitude).ShouldBeLessThan(1e-15);
        new VacuumFluctuations(0, cutoff, 3, 2).Draw(grid).Field.ShouldBe(field);
        new VacuumFluctuations(0, cutoff, 4, 2).Draw(grid).Field.ShouldNotBe(field);
        new VacuumFluctuations(0, cutoff, 3).Draw(grid).Field.Zip(field, (one, two) => Math.Abs((2 * one) - two)).Max()
            .ShouldBeLessThan(1e-15);
    }

    [Fact]
    public void Power_is_binned_by_wave_number()
    {
        LatticeGrid grid = new(1, 8, 8);
        LatticeSpectrum spectrum = new(grid, WorkerTeam.Single);
        double[] power = new double[spectrum.Bins.Count];
        spectrum.Power(LatticeGridTests.Wave(grid, [3, 0]), power);

        spectrum.Bins.Multiplicity.ToArray().Sum().ShouldBe(64);
        // Two modes of amplitude ½ each, times the volume.
        power[3].ShouldBe(64 * 2 * 0.25 / spectrum.Bins.Multiplicity[3], 1e-12);
        power.Where((_, i) => i != 3).Max().ShouldBeLessThan(1e-28);
        spectrum.Bins.WaveNumbers[0].ShouldBe(0);
    }
}
