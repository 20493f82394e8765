using System.Numerics;
using Inflaton.Numerics.Threading;

namespace Inflaton.Lattice;

public sealed class LatticeVacuumTests
{
    /// <summary>⟨|φ_n|²⟩ = 1/(2ωV), ⟨|φ̇_n|²⟩ = ω/(2V), independent: means over draws within five standard deviations, mode by mode.</summary>
    [Theory]
    [InlineData(1, 8)]
    [InlineData(2, 6)]
    [InlineData(3, 4)]
    public void Modes_have_the_variance_of_the_vacuum(int dimensions, int sites)
    {
        const int draws = 2000;
        const double mass = 0.7;
        LatticeGrid grid = Grid(dimensions, sites, 0.9);
        double[] fields = new double[grid.Sites], velocities = new double[grid.Sites], mixed = new double[grid.Sites];
        for (int draw = 0; draw < draws; draw++)
        {
            (double[] field, double[] velocity) = Draw(grid, new LatticeVacuum(1e9, (ulong)draw), mass * mass);
            Complex[] modes = LatticeSpectrum.Modes(grid, field), rates = LatticeSpectrum.Modes(grid, velocity);
            for (int n = 0; n < modes.Length; n++)
            {
                fields[n] += Math.Pow(modes[n].Magnitude, 2) / draws;
                velocities[n] += Math.Pow(rates[n].Magnitude, 2) / draws;
                mixed[n] += (modes[n] * Complex.Conjugate(rates[n])).Real / draws;
            }
        }

        int[] mode = new int[dimensions];
        double five = 5 * Math.Sqrt(2.0 / draws);
        fields[0].ShouldBe(0, 1e-28);
        for (int n = 1; n < grid.Sites; n++)
        {
            grid.ModeOf(n, mode);
            double frequency = Math.Sqrt(grid.WaveNumberSquared(mode) + (mass * mass));
            (fields[n] * 2 * frequency * grid.Volume).ShouldBe(1, five);
            (velocities[n] * 2 * grid.Volume / frequency).ShouldBe(1, five);
            (mixed[n] * 2 * grid.Volume).ShouldBe(0, five);
        }
    }

    /// <summary>A finer lattice of the same length begins with the same waves; only k_lat, and with it ω, is another.</summary>
    [Theory]
    [InlineData(1, 8, 20)]
    [InlineData(2, 8, 12)]
    [InlineData(3, 6, 10)]
    public void A_finer_lattice_has_the_same_waves(int dimensions, int coarse, int fine)
    {
        const double length = 7, heavy = 1e8;
        LatticeGrid few = Grid(dimensions, coarse, length / coarse), many = Grid(dimensions, fine, length / fine);
        LatticeVacuum vacuum = new(2 * Math.PI / length * ((coarse / 2) - 1), 5);

        // With a large mass ω is the same on both.
        Complex[] left = LatticeSpectrum.Modes(few, Draw(few, vacuum, heavy).Field), right = LatticeSpectrum.Modes(many, Draw(many, vacuum, heavy).Field);
        int[] mode = new int[dimensions];
        double size = left.Max(one => one.Magnitude);
        int seen = 0;
        for (int n = 0; n < left.Length; n++)
        {
            few.ModeOf(n, mode);
            int other = mode.Aggregate(0, (index, component) => (index * fine) + (component < 0 ? component + fine : component));
            (left[n] - right[other]).Magnitude.ShouldBeLessThan(1e-6 * size);
            seen += left[n].Magnitude > 1e-3 * size ? 1 : 0;
        }

        seen.ShouldBeGreaterThan(4);
        right.Count(one => one.Magnitude > 1e-6 * size).ShouldBe(left.Count(one => one.Magnitude > 1e-6 * size));
    }

    [Fact]
    public void Nothing_fluctuates_beyond_the_cutoff_and_the_mean_stays()
    {
        LatticeGrid grid = Grid(1, 16, 1);
        (double[] field, double[] velocity) = Draw(grid, new LatticeVacuum(2 * Math.PI * 4 / 16, 3, 2), 0, 5, -1);
        Complex[] modes = LatticeSpectrum.Modes(grid, field);

        modes[4].Magnitude.ShouldBeGreaterThan(1e-3);
        modes[5..12].Max(mode => mode.Magnitude).ShouldBeLessThan(1e-14);
        field.Average().ShouldBe(5, 1e-14);
        velocity.Average().ShouldBe(-1, 1e-14);
        Draw(grid, new LatticeVacuum(2 * Math.PI * 4 / 16, 4, 2), 0, 5).Field.ShouldNotBe(field);
    }

    [Fact]
    public void Components_are_independent_and_threads_of_no_matter()
    {
        LatticeGrid grid = Grid(2, 12, 1);
        LatticeFields one = new(grid, 2), three = new(grid, 2);
        using WorkerTeam team = new(3);
        for (int c = 0; c < 2; c++)
        {
            new LatticeVacuum(10, 1).Draw(one, c, 0, 0, 1, WorkerTeam.Single);
            new LatticeVacuum(10, 1).Draw(three, c, 0, 0, 1, team);
        }

        double[] first = new double[144], second = new double[144], again = new double[144];
        one.CopyField(0, first);
        one.CopyField(1, second);
        three.CopyField(1, again);
        again.ShouldBe(second);
        Math.Abs(first.Zip(second, (a, b) => a * b).Sum() / Math.Sqrt(first.Sum(a => a * a) * second.Sum(b => b * b))).ShouldBeLessThan(5 / Math.Sqrt(144));
    }

    private static LatticeGrid Grid(int dimensions, int sites, double spacing) => new(spacing, [.. Enumerable.Repeat(sites, dimensions)]);

    private static (double[] Field, double[] Velocity) Draw(LatticeGrid grid, LatticeVacuum vacuum, double massSquared, double mean = 0, double rate = 0)
    {
        LatticeFields fields = new(grid, 1);
        vacuum.Draw(fields, 0, mean, rate, massSquared, WorkerTeam.Single);
        double[] field = new double[grid.Sites], velocity = new double[grid.Sites];
        fields.CopyField(0, field);
        fields.CopyMomentum(0, velocity);
        return (field, velocity);
    }
}
