using System.Numerics.Tensors;

namespace Inflaton.Lattice;

public sealed class LatticeGridTests
{
    public static TheoryData<int[], int[]> Waves => new()
    {
        { [8], [3] },
        { [7], [2] },
        { [2], [1] },
        { [1], [0] },
        { [33], [5] },
        { [6, 5], [1, 2] },
        { [4, 3, 5], [1, 1, 2] },
        { [1, 4, 1], [0, 1, 0] },
    };

    /// <summary>A plane wave is an eigenvector of −∇² with the lattice's dispersion k_lat² = (4/dx²) Σ sin²(k_i dx/2).</summary>
    [Theory, MemberData(nameof(Waves))]
    public void Plane_waves_have_the_dispersion_of_the_lattice(int[] shape, int[] mode)
    {
        const double spacing = 0.7;
        LatticeGrid grid = new(spacing, shape);
        double[] wave = Wave(grid, mode), laplacian = new double[grid.Sites];
        double square = mode.Zip(shape, (n, sites) => 4 / (spacing * spacing) * Math.Pow(Math.Sin(Math.PI * n / sites), 2)).Sum();

        grid.Laplacian(wave, laplacian);

        grid.WaveNumberSquared(mode).ShouldBe(square, 1e-14 * (1 + square));
        laplacian.Zip(wave, (l, w) => Math.Abs(l + (square * w))).Max().ShouldBeLessThan(1e-13 * (1 + square));
        grid.GradientEnergy(wave).ShouldBe(-0.5 * TensorPrimitives.Dot<double>(wave, laplacian), 1e-12 * (1 + square));
        square.ShouldBeLessThanOrEqualTo(grid.LargestWaveNumberSquared * (1 + 1e-15));
    }

    [Fact]
    public void Components_do_not_mix()
    {
        LatticeGrid grid = new(0.5, 3, 4);
        double[] first = [.. Enumerable.Range(0, 12).Select(i => Math.Sin(i * i))], second = [.. first.Select(value => Math.Exp(value))];
        double[] both = [.. first.Zip(second).SelectMany(pair => new[] { pair.First, pair.Second })];
        double[] own = new double[12], other = new double[12], joined = new double[24];
        grid.Laplacian(first, own);
        grid.Laplacian(second, other);
        grid.Laplacian(both, joined);

        joined.ShouldBe([.. own.Zip(other).SelectMany(pair => new[] { pair.First, pair.Second })]);
        grid.GradientEnergy(both).ShouldBe(grid.GradientEnergy(first) + grid.GradientEnergy(second), 1e-12);
    }

    [Fact]
    public void Modes_are_counted_from_both_sides()
    {
        LatticeGrid grid = new(1, 4, 5);
        int[] mode = new int[2];
        grid.ModeOf(0, mode);
        mode.ShouldBe([0, 0]);
        grid.ModeOf(19, mode);
        mode.ShouldBe([-1, -1]);
        grid.ModeOf(12, mode);
        mode.ShouldBe([2, 2]);
        grid.Volume.ShouldBe(20);
    }

    [Fact]
    public void A_lattice_needs_sites_and_a_spacing()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new LatticeGrid(0, 4));
        Should.Throw<ArgumentException>(() => new LatticeGrid(1, 4, 0)).Message.ShouldContain("[4, 0]");
        Should.Throw<ArgumentException>(() => new LatticeGrid(1));
    }

    internal static double[] Wave(LatticeGrid grid, int[] mode, double phase = 0.3)
    {
        double[] wave = new double[grid.Sites];
        for (int site = 0; site < wave.Length; site++)
        {
            double angle = phase;
            int rest = site;
            for (int axis = mode.Length - 1; axis >= 0; axis--)
            {
                (rest, int n) = Math.DivRem(rest, grid.Shape[axis]);
                angle += 2 * Math.PI * mode[axis] * n / grid.Shape[axis];
            }

            wave[site] = Math.Cos(angle);
        }

        return wave;
    }
}
