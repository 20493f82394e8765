using Inflaton.Dynamics;
using Inflaton.Potentials;

namespace Inflaton.Lattice;

/// <summary>Every shape, number of fields and precision against the step written out site by site.</summary>
public sealed class LatticeShapesTests
{
    public static TheoryData<int[]> Shapes =>
    [
        new[] { 1 }, new[] { 2 }, new[] { 3 }, new[] { 7 }, new[] { 16 }, new[] { 17 }, new[] { 1100 },
        new[] { 2, 2 }, new[] { 3, 7 }, new[] { 7, 2 }, new[] { 5, 24 }, new[] { 2, 600 },
        new[] { 2, 2, 2 }, new[] { 3, 3, 3 }, new[] { 7, 7, 7 }, new[] { 4, 6, 10 }, new[] { 3, 5, 33 }, new[] { 2, 3, 520 },
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_step_is_what_it_is_site_by_site(int[] shape)
    {
        string[] formulas = ["phi1^4/4 + 0.1*phi1^2", "phi1^4/4 + phi1^2*phi2^2/2 - 0.1*phi2", "phi1^2*phi2^2/2 + phi3^2/2 + phi1*phi3"];
        for (int components = 1; components <= 3; components++)
        {
            LatticePotential potential = LatticePotential.Of(formulas[components - 1], components);
            Potential slow = new ManyFieldPotential(formulas[components - 1], [.. Enumerable.Range(1, components).Select(i => $"phi{i}")]);
            LatticeGrid grid = new(0.8, shape);
            double[] field = Noise(components * grid.Sites, 1), velocity = Noise(components * grid.Sites, 2);
            foreach (LatticePotential one in new[] { potential, LatticePotential.Of(new Unwritten(slow), components) })
            {
                Compare(grid, components, one, slow, field, velocity, LatticePrecision.Double, 1e-13);
                Compare(grid, components, one, slow, field, velocity, LatticePrecision.Single, 2e-5);
            }
        }
    }

    [Fact]
    public void A_named_potential_moves_the_field_as_its_formula_does()
    {
        LatticeGrid grid = new(0.8, 5, 6);
        double[] field = Noise(2 * grid.Sites, 1), velocity = Noise(2 * grid.Sites, 2);
        LatticePotential named = LatticePotential.Of(new DoubleWellPotential(1.5, 0.7), 2);
        LatticePotential formula = LatticePotential.Of("1.5/4*(phi1^2 - 0.49)^2 + 1.5/4*(phi2^2 - 0.49)^2", 2);
        double[] one = After(named), other = After(formula);
        for (int i = 0; i < one.Length; i++)
        {
            one[i].ShouldBe(other[i], 1e-12);
        }

        double[] After(LatticePotential potential)
        {
            LatticeEvolution evolution = new(
                Fields(grid, 2, field, velocity, LatticePrecision.Double),
                potential, new FriedmannExpansion(), LatticeMethod.Leapfrog, 0.1);
            evolution.Advance(10);
            double[] now = new double[grid.Sites];
            evolution.Fields.CopyField(1, now);
            return [.. now, evolution.Hubble, evolution.Energy.Potential];
        }
    }

    [Fact]
    public void Mean_and_largest_curvatures_are_those_of_the_sites()
    {
        LatticeGrid grid = new(0.8, 3, 200);
        double[] field = Noise(2 * grid.Sites, 1);
        LatticeFields fields = Fields(grid, 2, field, field, LatticePrecision.Double);
        double[] mean = new double[2];
        foreach (LatticePotential potential in new[]
        {
            LatticePotential.Of("phi1^4/4 + phi1^2*phi2^2", 2),
            LatticePotential.Of(new ManyFieldPotential("a^4/4 + a^2*b^2", ["a", "b"]), 2),
            LatticePotential.Of(new Unwritten(new ManyFieldPotential("a^4/4 + a^2*b^2", ["a", "b"])), 2),
        })
        {
            potential.MeanCurvatures(fields, mean);
            double first = 0, second = 0, largest = 0;
            for (int i = 0; i < grid.Sites; i++)
            {
                double a = field[i], b = field[grid.Sites + i], aa = (3 * a * a) + (2 * b * b), bb = 2 * a * a, ab = 4 * a * b;
                first += aa / grid.Sites;
                second += bb / grid.Sites;
                largest = Math.Max(largest, ((aa + bb) / 2) + Math.Sqrt((aa - bb) * (aa - bb) / 4 + (ab * ab)));
            }

            mean[0].ShouldBe(first, 1e-12 * first);
            mean[1].ShouldBe(second, 1e-12 * second);
            potential.LargestCurvature(fields).ShouldBe(largest, 1e-12 * largest);
        }

        double[] well = new double[2];
        LatticePotential.Of(new DoubleWellPotential(1.5, 0.7), 2).MeanCurvatures(fields, well);
        well[1].ShouldBe(
            Enumerable.Range(0, grid.Sites).Average(i => 1.5 * ((3 * field[grid.Sites + i] * field[grid.Sites + i]) - 0.49)), 1e-11);
    }

    [Fact]
    public void Fields_are_copied_in_and_out_whole_and_in_parts()
    {
        LatticeGrid grid = new(1, 4, 5);
        LatticeFields fields = new(grid, 2);
        fields.SetField(1, [1, 2, 3], 7);
        fields.SetMomentum(0, [4, 5]);
        double[] part = new double[4];
        fields.CopyField(1, part, 6);
        part.ShouldBe([0, 1, 2, 3]);
        fields.CopyMomentum(0, part);
        part.ShouldBe([4, 5, 0, 0]);
        fields.Size.ShouldBe(2 * 2 * 20 * 8);
        LatticeFields.Bytes(128 * 128 * 128, 2, LatticePrecision.Double).ShouldBeLessThan(72_000_000);
        Should.Throw<ArgumentOutOfRangeException>(() => fields.CopyField(2, part));
        Should.Throw<ArgumentOutOfRangeException>(() => fields.CopyField(0, part, 17));
        Should.Throw<ArgumentException>(() => new LatticeFields(new LatticeGrid(1, 2, 2, 2, 2), 1));
    }

    private static void Compare(
        LatticeGrid grid, int components, LatticePotential potential, Potential slow,
        double[] field, double[] velocity, LatticePrecision precision, double tolerance)
    {
        const double step = 0.07, hubble = 0.3;
        int sites = grid.Sites;
        LatticeEvolution evolution = new(
            Fields(grid, components, field, velocity, precision), potential, new DeSitterExpansion(hubble), LatticeMethod.Leapfrog, step);
        evolution.Advance(2);

        double[] f = [.. field], p = [.. velocity], force = new double[f.Length];
        for (int k = 0; k < 2; k++)
        {
            double u = Math.Exp(1.5 * hubble * step * k), v = Math.Exp(1.5 * hubble * step * (k + 1));
            Kick(u);
            for (int i = 0; i < f.Length; i++)
            {
                f[i] += step / 2 * ((1 / (u * u)) + (1 / (v * v))) * p[i];
            }

            Kick(v);
        }

        double[] now = new double[sites], rate = new double[sites];
        double square = Math.Exp(3 * hubble * 2 * step), kinetic = 0;
        for (int c = 0; c < components; c++)
        {
            evolution.Fields.CopyField(c, now);
            evolution.Velocity(c, rate);
            for (int i = 0; i < sites; i++)
            {
                now[i].ShouldBe(f[(c * sites) + i], tolerance * 4);
                rate[i].ShouldBe(p[(c * sites) + i] / square, tolerance * 40);
                kinetic += p[(c * sites) + i] * p[(c * sites) + i] / (square * square * 2 * sites);
            }
        }

        double gradient = Enumerable.Range(0, components).Sum(c => grid.GradientEnergy(f.AsSpan(c * sites, sites))) / sites
            * Math.Exp(-4 * hubble * step);
        evolution.Energy.Kinetic.ShouldBe(kinetic, tolerance * 10 * kinetic);
        evolution.Energy.Gradient.ShouldBe(gradient, tolerance * 10 * Math.Max(1, gradient));
        evolution.Energy.Potential.ShouldBe(slow.Energy(Sitewise(f)) / sites, tolerance * 100);

        void Kick(double u)
        {
            double[] slope = new double[f.Length], points = Sitewise(f);
            slow.Gradient(points, slope);
            for (int c = 0; c < components; c++)
            {
                grid.Laplacian(f.AsSpan(c * sites, sites), force.AsSpan(c * sites, sites));
                for (int i = 0; i < sites; i++)
                {
                    p[(c * sites) + i] += step / 2 * u * u
                        * ((force[(c * sites) + i] * Math.Pow(u, -4.0 / 3)) - slope[(i * components) + c]);
                }
            }
        }

        double[] Sitewise(double[] values) =>
            [.. Enumerable.Range(0, values.Length).Select(i => values[(i % components * sites) + (i / components)])];
    }

    private static LatticeFields Fields(LatticeGrid grid, int components, double[] field, double[] velocity, LatticePrecision precision)
    {
        LatticeFields fields = new(grid, components, precision);
        for (int c = 0; c < components; c++)
        {
            fields.SetField(c, field.AsSpan(c * grid.Sites, grid.Sites));
            fields.SetMomentum(c, velocity.AsSpan(c * grid.Sites, grid.Sites));
        }

        return fields;
    }

    /// <summary>A potential that no formula is known of, as one's own may be.</summary>
    private sealed class Unwritten(Potential source) : Potential
    {
        public override string Name => "unwritten";

        public override string Formula => "V";

        public override int? Components => source.Components;

        public override double Energy(ReadOnlySpan<double> field) => source.Energy(field);

        public override void Gradient(ReadOnlySpan<double> field, Span<double> gradient) => source.Gradient(field, gradient);

        public override void CurvatureProduct(ReadOnlySpan<double> field, ReadOnlySpan<double> direction, Span<double> result) =>
            source.CurvatureProduct(field, direction, result);

        public override double LargestCurvature(ReadOnlySpan<double> field) => source.LargestCurvature(field);
    }

    private static double[] Noise(int count, ulong seed)
    {
        double[] values = new double[count];
        new Numerics.Random.CounterStream(seed, 0).FillNormal(values);
        return values;
    }
}
