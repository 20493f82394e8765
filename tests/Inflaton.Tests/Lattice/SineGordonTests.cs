using Inflaton.Dynamics;

namespace Inflaton.Lattice;

/// <summary>Exact solutions of φ̈ − φ'' + sin φ = 0, to which the lattice comes by the square of its spacing.</summary>
public sealed class SineGordonTests
{
    private const double Length = 48;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_moving_kink_and_its_partner_keep_their_shape(int dimensions)
    {
        // A periodic line needs a kink and an antikink, far apart and moving alike; in two dimensions walls.
        const double speed = 0.4, time = 6;
        double gamma = 1 / Math.Sqrt(1 - (speed * speed));
        double Pair(double x, double t) =>
            4 * Math.Atan(Math.Exp(gamma * (x - 12 - (speed * t)))) - (4 * Math.Atan(Math.Exp(gamma * (x - 36 - (speed * t)))));
        double coarse = Error(dimensions, 192, Pair, time), fine = Error(dimensions, 384, Pair, time);

        Math.Log2(coarse / fine).ShouldBe(2, 0.1);
        fine.ShouldBeLessThan(0.01);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_breather_breathes_as_it_should(int dimensions)
    {
        const double frequency = 0.6, time = 8;
        double width = Math.Sqrt(1 - (frequency * frequency));
        double Breather(double x, double t) => 4 * Math.Atan(width / frequency * Math.Cos(frequency * t) / Math.Cosh(width * (x - 24)));
        double coarse = Error(dimensions, 192, Breather, time), fine = Error(dimensions, 384, Breather, time);

        Math.Log2(coarse / fine).ShouldBe(2, 0.1);
        fine.ShouldBeLessThan(0.02);
    }

    /// <summary>
    /// Largest distance at a time from what is right, the solution running along the last axis; the first has three sites.
    /// </summary>
    private static double Error(int dimensions, int sites, Func<double, double, double> solution, double time)
    {
        double spacing = Length / sites;
        LatticeGrid grid = dimensions == 1 ? new(spacing, sites) : new(spacing, 3, sites);
        LatticeFields fields = new(grid, 1);
        double At(int i, double t) => solution(i % sites * spacing, t);
        fields.SetField(0, [.. Enumerable.Range(0, grid.Sites).Select(i => At(i, 0))]);
        fields.SetMomentum(0, [.. Enumerable.Range(0, grid.Sites).Select(i => (At(i, 1e-5) - At(i, -1e-5)) / 2e-5)]);
        LatticeEvolution evolution = new(
            fields, LatticePotential.Of("1 - cos(phi)", 1), new DeSitterExpansion(0), LatticeMethod.Yoshida4, 0.05);
        evolution.Advance((long)Math.Round(time / 0.05));
        double[] now = new double[grid.Sites];
        fields.CopyField(0, now);
        return now.Select((value, i) => Math.Abs(value - At(i, time))).Max();
    }
}
