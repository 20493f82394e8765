using Inflaton.Dynamics;
using Inflaton.Potentials;
using Inflaton.Universe;

namespace Inflaton.Lattice;

public sealed class LatticeSimulationTests
{
    private static readonly PowerPotential Massive = new(2, 0.5);

    /// <summary>In flat space a leapfrog mode is cos ω̃t with sin(ω̃h/2) = ωh/2, to rounding.</summary>
    [Theory]
    [InlineData(16, 1)]
    [InlineData(16, 5)]
    [InlineData(16, 8)]
    [InlineData(9, 2)]
    public void Every_mode_of_a_free_field_has_the_frequency_of_leapfrog(int sites, int mode)
    {
        const double step = 0.1;
        LatticeGrid grid = new(0.8, sites);
        double[] wave = LatticeGridTests.Wave(grid, [mode]);
        double frequency = 2 / step * Math.Asin(step / 2 * Math.Sqrt(grid.WaveNumberSquared(mode) + 0.5));

        Trajectory field = new LatticeSimulation(grid, Massive, new DeSitterExpansion(0), step, wave).Follow([0, 1, 10, 300]);

        for (int t = 0; t < field.Count; t++)
        {
            double factor = Math.Cos(frequency * field.Times[t]);
            field.At(t).ToArray().Zip(wave, (f, w) => Math.Abs(f - (factor * w))).Max().ShouldBeLessThan(1e-12);
        }
    }

    /// <summary>
    /// Coupled fields oscillate in normal modes: along each axis of the mass matrix with its mass, on top of the wave's own frequency.
    /// </summary>
    [Theory]
    [InlineData(1, 2, 0.4)]
    [InlineData(2, -1, 1.4)]
    public void Coupled_fields_have_the_normal_modes_of_their_masses(double first, double second, double massSquared)
    {
        // M = [[1.2, −0.4], [−0.4, 0.6]]: 0.4 along (1, 2), 1.4 along (2, −1).
        ManyFieldPotential potential = new("0.6*a^2 + 0.3*b^2 - 0.4*a*b", ["a", "b"]);
        const double step = 0.1;
        LatticeGrid grid = new(0.8, 4, 5);
        double[] wave = LatticeGridTests.Wave(grid, [1, 2]), start = [.. wave.SelectMany(w => new[] { first * w, second * w })];
        double frequency = 2 / step * Math.Asin(step / 2 * Math.Sqrt(grid.WaveNumberSquared(1, 2) + massSquared));

        LatticeSimulation simulation = new(grid, potential, new DeSitterExpansion(0), step, start);
        Trajectory field = simulation.Follow([0, 1, 10, 300]);

        simulation.Components.ShouldBe(2);
        for (int t = 0; t < field.Count; t++)
        {
            double factor = Math.Cos(frequency * field.Times[t]);
            field.At(t).ToArray().Zip(start, (f, w) => Math.Abs(f - (factor * w))).Max().ShouldBeLessThan(1e-12);
        }
    }

    /// <summary>Two uniform fields, one of which gives the other its mass, are the background of the universe that they fill.</summary>
    [Fact]
    public void Coupled_uniform_fields_expand_their_own_universe()
    {
        ManyFieldPotential potential = new("a^2/4 + g*a^2*b^2/2", ["a", "b"], new Dictionary<string, double> { ["g"] = 0.3 });
        FriedmannExpansion expansion = new(Fluid.Of("radiation", 0.1));
        Cosmology cosmology = new() { Potential = potential, Expansion = expansion, InitialField = [3, 0.5], InitialVelocity = [0, 0] };
        Background exact = cosmology.Follow([10]);
        double[] uniform = [.. Enumerable.Range(0, 10).Select(i => i % 2 == 0 ? 3 : 0.5)];

        double Error(int steps)
        {
            LatticeSimulation simulation = new(new LatticeGrid(1, 5), potential, expansion, 10.0 / steps, uniform);
            ReadOnlySpan<double> field = simulation.Follow([steps]).At(0);
            (3 * simulation.Hubble * simulation.Hubble).ShouldBe(simulation.Energy.Total + (0.1 * Math.Exp(-4 * simulation.Efolds)), 1e-12);
            return Math.Abs(field[6] - exact.Field.Values[0]) + Math.Abs(field[7] - exact.Field.Values[1]);
        }

        double coarse = Error(400), fine = Error(1600);
        fine.ShouldBeLessThan(1e-3);
        Math.Log2(coarse / fine).ShouldBe(4, 0.3);
    }

    /// <summary>
    /// Massless modes in conformal time η: sin kη/kη in the era of radiation, 3 j₁(kη)/kη in that of matter, cos kη + kη sin kη at
    /// constant H, which freezes. Each is approached to second order, in one, two and three dimensions.
    /// </summary>
    [Theory]
    [InlineData("radiation", new[] { 12 }, new[] { 2 })]
    [InlineData("matter", new[] { 12 }, new[] { 3 })]
    [InlineData("de sitter", new[] { 12 }, new[] { 2 })]
    [InlineData("matter", new[] { 6, 5 }, new[] { 1, 2 })]
    [InlineData("radiation", new[] { 4, 4, 3 }, new[] { 1, 0, 1 })]
    public void Massless_modes_are_followed_to_second_order(string era, int[] shape, int[] mode)
    {
        LatticeGrid grid = new(1, shape);
        double k = Math.Sqrt(grid.WaveNumberSquared(mode));
        const double hubble = 0.4, duration = 4;
        Expansion expansion = era switch
        {
            "radiation" => new PowerLawExpansion(0.5, 1),
            "matter" => new PowerLawExpansion(2.0 / 3, 1),
            _ => new DeSitterExpansion(hubble),
        };
        Func<double, double> exact = era switch
        {
            "radiation" => t => Math.Sin(2 * k * Math.Sqrt(1 + t)) / (2 * k * Math.Sqrt(1 + t)),
            "matter" => t => Bessel(3 * k * Math.Cbrt(1 + t)),
            _ => t => Frozen(k * Math.Exp(-hubble * t) / hubble),
        };
        double[] wave = LatticeGridTests.Wave(grid, mode);
        double velocity = (exact(1e-4) - exact(-1e-4)) / 2e-4;

        double Error(int steps)
        {
            LatticeSimulation simulation = new(
                grid, new ScaledPotential(Massive, 1e-30), expansion, duration / steps, [.. wave.Select(w => exact(0) * w)],
                [.. wave.Select(w => velocity * w)]);
            Trajectory field = simulation.Follow([.. Enumerable.Range(1, steps)]);
            return Enumerable.Range(0, steps)
                .Max(t => field.At(t).ToArray().Zip(wave, (f, w) => Math.Abs(f - (exact(field.Times[t]) * w))).Max());
        }

        double coarse = Error(100), fine = Error(800);
        fine.ShouldBeLessThan(2e-5);
        (Math.Log2(coarse / fine) / 3).ShouldBe(2, 0.1);
    }

    /// <summary>3 j₁(x)/x.</summary>
    private static double Bessel(double x) => 3 * (Math.Sin(x) - (x * Math.Cos(x))) / (x * x * x);

    private static double Frozen(double x) => Math.Cos(x) + (x * Math.Sin(x));

    /// <summary>Without expansion the energy of a nonlinear field is conserved but for oscillations of order h².</summary>
    [Fact]
    public void Energy_is_conserved_to_second_order()
    {
        LatticeGrid grid = new(0.6, 24);
        double[] field = [.. LatticeGridTests.Wave(grid, [2]).Select(w => 1 + (0.4 * w))];
        double Drift(double step)
        {
            LatticeSimulation simulation = new(grid, new PowerPotential(4, 1), new DeSitterExpansion(0), step, field);
            double start = simulation.Energy.Total, largest = 0;
            while (simulation.Time < 20)
            {
                simulation.Step();
                largest = Math.Max(largest, Math.Abs(simulation.Energy.Total - start));
            }

            return largest / start;
        }

        double coarse = Drift(0.08), fine = Drift(0.02);
        fine.ShouldBeLessThan(1e-3);
        Math.Log2(coarse / fine).ShouldBe(4, 0.3);
    }

    /// <summary>A uniform field on a lattice is the background of the universe that it fills.</summary>
    [Fact]
    public void A_uniform_field_expands_its_own_universe()
    {
        FriedmannExpansion expansion = new(Fluid.Of("radiation", 0.1));
        Cosmology cosmology = new() { Potential = Massive, Expansion = expansion, InitialField = [3], InitialVelocity = [0] };
        Background exact = cosmology.Follow([10]);
        double[] uniform = new double[5];
        Array.Fill(uniform, 3);

        (double Field, double Efolds) Error(int steps)
        {
            LatticeSimulation simulation = new(new LatticeGrid(1, 5), Massive, expansion, 10.0 / steps, uniform);
            double field = simulation.Follow([steps]).At(0)[3];
            LatticeEnergy energy = simulation.Energy;
            (3 * simulation.Hubble * simulation.Hubble).ShouldBe(energy.Total + (0.1 * Math.Exp(-4 * simulation.Efolds)), 1e-12);
            return (Math.Abs(field - exact.Field.Values[0]), Math.Abs(simulation.Efolds - exact.Efolds[0]));
        }

        var (coarse, fine) = (Error(200), Error(800));
        fine.Field.ShouldBeLessThan(1e-3);
        Math.Log2(coarse.Field / fine.Field).ShouldBe(4, 0.3);
        Math.Log2(coarse.Efolds / fine.Efolds).ShouldBe(4, 0.4);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        LatticeGrid grid = new(1, 4);
        Should.Throw<ArgumentOutOfRangeException>(() => new LatticeSimulation(grid, Massive, new DeSitterExpansion(0), 0, new double[4]));
        Should.Throw<ArgumentException>(() => new LatticeSimulation(grid, Massive, new DeSitterExpansion(0), 1, new double[3]))
            .Message.ShouldContain("3 values do not fill 4 sites");
        Should.Throw<ArgumentException>(
            () => new LatticeSimulation(grid, Massive, new DeSitterExpansion(0), 1, new double[4], new double[5]));
        Should.Throw<ArgumentException>(
            () => new LatticeSimulation(grid, new ManyFieldPotential("a*b", ["a", "b"]), new DeSitterExpansion(0), 1, new double[4]))
            .Message.ShouldContain("4 values do not fill 4 sites with 2 fields");
    }
}
