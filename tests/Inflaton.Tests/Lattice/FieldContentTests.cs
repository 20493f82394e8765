using Inflaton.Numerics.Threading;
using Inflaton.Potentials;

namespace Inflaton.Lattice;

public sealed class FieldContentTests
{
    private static readonly Potential Well = new DoubleWellPotential(1, 1);
    private static readonly Potential Circle = new ManyFieldPotential("(phi1^2+phi2^2-1)^2", ["phi1", "phi2"]);

    [Fact]
    public void Kinks_order_and_power_of_a_wave_on_a_line()
    {
        FieldContent content = new(new LatticeGrid(0.5, 48), Well);
        double[] field = [.. Enumerable.Range(0, 48).Select(i => 0.8 * Math.Sin((2 * Math.PI * 3 * i / 48) + 0.1))];
        double[] power = new double[content.Bins.Count];
        content.Power(field, power);

        content.Defects.ShouldBe("walls");
        content.Amount(field).ShouldBe(6);
        content.Order(field).ShouldBe(0.8 / Math.Sqrt(2), 1e-14);

        // |φ_k|² = (0.8/2)² L² in each of the two wave vectors of the bin.
        power[3].ShouldBe(0.16 * 24, 1e-12);
        power.Where((_, bin) => bin != 3).ShouldAllBe(value => value < 1e-25);
    }

    [Fact]
    public void Components_run_fastest_and_are_added_up()
    {
        LatticeGrid grid = new(1, 12, 12);
        FieldContent content = new(grid, Circle, 2);
        Random random = new(5);
        double[] first = [.. Enumerable.Range(0, 144).Select(_ => random.NextDouble() - 0.5)];
        double[] second = [.. first.Select(_ => random.NextDouble() - 0.5)];
        double[] both = [.. first.Zip(second).SelectMany(pair => new[] { pair.First, pair.Second })];
        LatticeSpectrum spectrum = new(grid, WorkerTeam.Single);
        double[] power = new double[content.Bins.Count], one = new double[power.Length], other = new double[power.Length];
        spectrum.Power(first, one);
        spectrum.Power(second, other);
        content.Power(both, power);

        content.Defects.ShouldBe("strings");
        content.Amount(both).ShouldBe(TopologicalDefects.Strings(grid, first, second));
        content.Order(both).ShouldBe(Math.Sqrt(both.Sum(value => value * value) / 144), 1e-14);
        for (int bin = 0; bin < power.Length; bin++)
        {
            power[bin].ShouldBe(one[bin] + other[bin], 1e-14 * power[bin]);
        }
    }

    [Fact]
    public void What_is_not_there_is_not_a_number()
    {
        FieldContent content = new(new LatticeGrid(1, 8), new PowerPotential(2, 1)), walls = new(new LatticeGrid(1, 8), Well);

        content.Defects.ShouldBeNull();
        content.Amount(new double[8]).ShouldBe(double.NaN);
        walls.Amount([1, 2, double.NaN, 4, 5, 6, 7, 8]).ShouldBe(double.NaN);
        Should.Throw<ArgumentException>(() => walls.Order(new double[9]));
        Should.Throw<ArgumentException>(() => new FieldContent(new LatticeGrid(1, 8, 4), Well));
    }
}
